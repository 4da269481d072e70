// What a report says in a sentence. The collector finds it; here it is shown.
import { useContext } from "preact/hooks";
import type { Report } from "../api/report";
import { visible } from "../format";
import { Session } from "../session";
import { wordFor } from "../words/words";

export function Answers(props: { report: Report }) {
  const { language } = useContext(Session);
  return (
    <>
      {(props.report.answers ?? []).map((answer) => (
        <p key={`${answer.app} ${answer.en}`} class="answer">
          <Verdict verdict={answer.verdict} /> <bdi>{visible(answer[language])}</bdi>
        </p>
      ))}
    </>
  );
}

export function Verdict(props: { verdict: string }) {
  const { words } = useContext(Session);
  return (
    <span class={`verdict ${props.verdict.replaceAll(" ", "-")}`}>
      {wordFor(words.verdicts, props.verdict)}
    </span>
  );
}
