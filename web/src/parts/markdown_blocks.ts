// The Markdown that `overt contract page` writes (src/contract/page/markdown.h), as blocks. No more
// of Markdown than that: what is not known stays text.
export type Block =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "list"; isOrdered: boolean; items: string[] }
  | { kind: "code"; text: string }
  | { kind: "table"; head: string[]; rows: string[][] }
  | { kind: "folded"; summary: string; blocks: Block[] };

export function parseMarkdown(text: string): Block[] {
  return new Parser(text.split("\n")).blocks();
}

const kItem = /^(- |\d+\. )(.*)$/;
const kHeading = /^(#{1,6}) (.*)$/;
const kSummary = /^<summary>(.*)<\/summary>$/;

class Parser {
  private at = 0;

  constructor(private readonly lines: string[]) {}

  blocks(): Block[] {
    const blocks: Block[] = [];
    while (this.at < this.lines.length && this.line() !== "</details>") {
      const block = this.block();
      if (block !== undefined) blocks.push(block);
    }
    return blocks;
  }

  private line(): string {
    return this.lines[this.at] ?? "";
  }

  private take(): string {
    const line = this.line();
    this.at += 1;
    return line;
  }

  private block(): Block | undefined {
    const line = this.line();
    const heading = kHeading.exec(line);
    if (line === "" || (line.startsWith("<!--") && line.endsWith("-->"))) {
      this.take();
      return undefined;
    }
    if (heading !== null) {
      this.take();
      return { kind: "heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" };
    }
    if (line.startsWith("```")) return this.code();
    if (line.startsWith("| ")) return this.table();
    if (line === "<details>") return this.folded();
    return kItem.test(line) ? this.list() : this.paragraph();
  }

  private code(): Block {
    const fence = /^`+/.exec(this.take())?.[0] ?? "```";
    const lines: string[] = [];
    while (this.at < this.lines.length && this.line() !== fence) lines.push(this.take());
    this.take();
    return { kind: "code", text: lines.join("\n") };
  }

  private table(): Block {
    const head = cellsOf(this.take());
    this.take();
    const rows: string[][] = [];
    while (this.line().startsWith("| ")) rows.push(cellsOf(this.take()));
    return { kind: "table", head, rows };
  }

  private folded(): Block {
    this.take();
    const summary = kSummary.exec(this.line())?.[1] ?? "";
    this.take();
    const blocks = this.blocks();
    this.take();
    return { kind: "folded", summary, blocks };
  }

  private list(): Block {
    const isOrdered = !this.line().startsWith("- ");
    const items: string[] = [];
    for (let item = kItem.exec(this.line()); item !== null; item = kItem.exec(this.line())) {
      items.push(item[2] ?? "");
      this.take();
    }
    return { kind: "list", isOrdered, items };
  }

  private paragraph(): Block {
    const lines: string[] = [];
    while (this.line() !== "" && this.line() !== "</details>") lines.push(this.take());
    // A line that ends a fold where there is none.
    if (lines.length === 0) lines.push(this.take());
    return { kind: "paragraph", text: lines.join(" ") };
  }
}

// GFM, "Tables": a bar that is none of the table's has a backslash before it.
function cellsOf(line: string): string[] {
  const cells = line.replace(/^\| /, "").replace(/ ?\|$/, "");
  return cells.split(/ ?(?<!\\)\| ?/).map((cell) => cell.replaceAll("\\|", "|"));
}

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "link"; address: string }
  | { kind: "strong"; parts: Inline[] };

const kInline =
  /`([^`]+)`|<code>(.*?)<\/code>|<(https?:\/\/[^\s<>]+)>|\*\*((?:[^*\\]|\\.)+)\*\*|\\([!-/:-@[-`{-~])|&(lt|gt|amp|#\d{1,7});/;

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let rest = text;
  for (let found = kInline.exec(rest); found !== null; found = kInline.exec(rest)) {
    if (found.index > 0) parts.push({ kind: "text", text: rest.slice(0, found.index) });
    parts.push(inlineOf(found));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== "") parts.push({ kind: "text", text: rest });
  return parts;
}

function inlineOf(found: RegExpExecArray): Inline {
  const [, ticked, tagged, address, strong, escaped, entity] = found;
  if (ticked !== undefined) return { kind: "code", text: ticked };
  if (tagged !== undefined) return { kind: "code", text: withoutEntities(tagged) };
  if (address !== undefined) return { kind: "link", address };
  if (strong !== undefined) return { kind: "strong", parts: parseInline(strong) };
  return { kind: "text", text: escaped ?? characterOf(entity ?? "") };
}

const kNamed: Record<string, string> = { lt: "<", gt: ">", amp: "&" };

function characterOf(entity: string): string {
  const named = kNamed[entity];
  if (named !== undefined) return named;
  const code = Number(entity.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

export function withoutEntities(text: string): string {
  return text.replace(/&(lt|gt|amp|#\d{1,7});/g, (_, entity: string) => characterOf(entity));
}
