// What we collect: the telemetry page that the tool's contract makes.
import { useContext, useMemo } from "preact/hooks";
import { askText } from "../api/client";
import { useAsked, valueOf } from "../api/use_asked";
import { Markdown } from "../parts/markdown";
import { parseMarkdown } from "../parts/markdown_blocks";
import { Failed, Loading } from "../parts/states";
import { Session } from "../session";

export function Collected() {
  const { view, language, words, refresh } = useContext(Session);
  const asked = useAsked(`page ${view.tool} ${language}`, () =>
    askText(`v1/contracts/${encodeURIComponent(view.tool)}`, { lang: language }),
  );
  const text = valueOf(asked);
  const blocks = useMemo(() => parseMarkdown(text ?? ""), [text]);
  if (asked.state === "failed" && asked.error.status === 404) {
    return <p class="state">{words.states.noPage}</p>;
  }
  if (asked.state === "failed") return <Failed error={asked.error} retry={refresh} />;
  if (text === undefined) return <Loading />;
  return (
    <article class="panel wide prose">
      <Markdown blocks={blocks} />
    </article>
  );
}
