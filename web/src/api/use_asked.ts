// Something that is asked for, as a page shows it: on its way, there, or failed.
import { useContext, useLayoutEffect, useState } from "preact/hooks";
import { Session } from "../session";
import { ApiError } from "./client";

export type Asked<Value> =
  | { state: "loading"; last?: Value } // what was shown before, so that nothing jumps
  | { state: "ready"; value: Value }
  | { state: "failed"; error: ApiError };

// Asks anew when `key` changes, and when the session is refreshed.
export function useAsked<Value>(key: string, ask: () => Promise<Value>): Asked<Value> {
  const session = useContext(Session);
  const [asked, setAsked] = useState<Asked<Value>>({ state: "loading" });
  // Before the page is painted, which can take longer than the answer.
  useLayoutEffect(() => {
    let isWanted = true;
    setAsked((before) =>
      before.state === "ready" ? { state: "loading", last: before.value } : { state: "loading" },
    );
    ask().then(
      (value) => isWanted && setAsked({ state: "ready", value }),
      (reason: unknown) => {
        if (!isWanted) return;
        const error = reason instanceof ApiError ? reason : new ApiError(0, String(reason));
        if (error.status === 401) session.needToken();
        setAsked({ state: "failed", error });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [key, session.round]);
  return asked;
}

export function valueOf<Value>(asked: Asked<Value>): Value | undefined {
  if (asked.state === "ready") return asked.value;
  return asked.state === "loading" ? asked.last : undefined;
}
