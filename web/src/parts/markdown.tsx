// Blocks of Markdown as elements. Texts become text nodes and nothing else.
import { visible } from "../format";
import { parseInline, withoutEntities, type Block, type Inline } from "./markdown_blocks";

export function Markdown(props: { blocks: Block[] }) {
  return (
    <>
      {props.blocks.map((block, index) => (
        <OneBlock key={index} block={block} />
      ))}
    </>
  );
}

function OneBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return <Heading level={block.level} text={block.text} />;
    case "code":
      return (
        <pre tabIndex={0}>
          <code>{visibleLines(block.text)}</code>
        </pre>
      );
    case "table":
      return <Table head={block.head} rows={block.rows} />;
    case "folded":
      return (
        <details>
          <summary>{visible(withoutEntities(block.summary))}</summary>
          <Markdown blocks={block.blocks} />
        </details>
      );
    case "list": {
      const items = block.items.map((item, index) => (
        <li key={index}>
          <Text text={item} />
        </li>
      ));
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "paragraph":
      return (
        <p>
          <Text text={block.text} />
        </p>
      );
  }
}

function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

// The page has a title of its own, so these stand below it.
function Heading(props: { level: number; text: string }) {
  const text = <Text text={props.text} />;
  if (props.level === 1) return <h2>{text}</h2>;
  return props.level === 2 ? <h3>{text}</h3> : <h4>{text}</h4>;
}

function Table(props: { head: string[]; rows: string[][] }) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={props.head.join(", ")}>
      <table class="report">
        <thead>
          <tr>
            {props.head.map((cell) => (
              <th key={cell} scope="col" class="is-text">
                <Text text={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place} class="is-text">
                  <Text text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Text(props: { text: string }) {
  return <Parts parts={parseInline(props.text)} />;
}

function Parts(props: { parts: Inline[] }) {
  return (
    <>
      {props.parts.map((part, index) => {
        switch (part.kind) {
          case "text":
            return <bdi key={index}>{visible(part.text)}</bdi>;
          case "code":
            return <code key={index}>{visible(part.text)}</code>;
          case "strong":
            return (
              <strong key={index}>
                <Parts parts={part.parts} />
              </strong>
            );
          case "link":
            return (
              <a key={index} href={part.address} rel="noreferrer noopener">
                {part.address}
              </a>
            );
        }
      })}
    </>
  );
}
