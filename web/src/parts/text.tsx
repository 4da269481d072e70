// A text that a tool sent: isolated, so that it turns no other text around, and with nothing unseen.
import { visible } from "../format";

export function ToolText(props: { text: string }) {
  const text = visible(props.text);
  return (
    <bdi class="tool-text" title={text.length > 40 ? text : undefined}>
      {text}
    </bdi>
  );
}
