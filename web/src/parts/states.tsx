// What stands where an answer is not: on its way, empty, or failed.
import { useContext } from "preact/hooks";
import type { ApiError } from "../api/client";
import { Session } from "../session";

export function Loading() {
  const { words } = useContext(Session);
  return (
    <div class="state loading" role="status">
      <span class="unseen">{words.states.loading}</span>
      <span class="pulse" aria-hidden="true" />
      <span class="pulse" aria-hidden="true" />
      <span class="pulse" aria-hidden="true" />
    </div>
  );
}

export function Empty() {
  const { words } = useContext(Session);
  return <p class="state">{words.states.emptyPanel}</p>;
}

export function Failed(props: { error: ApiError; retry: () => void }) {
  const { words } = useContext(Session);
  const isAway = props.error.status === 0;
  return (
    <div class="state failed" role="alert">
      <strong>{isAway ? words.states.away : words.states.failed}</strong>
      {props.error.message !== "" && <bdi>{props.error.message}</bdi>}
      <button type="button" onClick={props.retry}>
        {words.states.retry}
      </button>
    </div>
  );
}
