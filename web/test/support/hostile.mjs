// Texts that would like to be more than texts, and a contract that lets all of them in.

const kRan = "window.ran=1";

const kMarkup = [
  `<script>${kRan}</script>`,
  `"><script>${kRan}</script>`,
  `<img src=x onerror=${kRan}>`,
  `'><img src=x onerror="${kRan}">`,
  `<svg onload=${kRan}>`,
  `<svg><script>${kRan}</script></svg>`,
  `<svg><animate onbegin=${kRan} attributeName=x dur=1s>`,
  `<iframe srcdoc="<script>parent.ran=1</script>">`,
  `<body onload=${kRan}>`,
  `<details open ontoggle=${kRan}>`,
  `<a href="javascript:${kRan}">a</a>`,
  `<math href="javascript:${kRan}">a</math>`,
  `<style>*{display:none}</style>`,
  `<link rel=stylesheet href=//evil.example/a.css>`,
  `<meta http-equiv=refresh content=0;url=//evil.example>`,
  `<base href=//evil.example/>`,
  `<form action=//evil.example><button>a`,
  `<input autofocus onfocus=${kRan}>`,
  `<object data="javascript:${kRan}">`,
  `<noscript><p title="</noscript><img src=x onerror=${kRan}>">`,
  `<!--><img src=x onerror=${kRan}>-->`,
  `<![CDATA[<img src=x onerror=${kRan}>]]>`,
  `</table><h1>out</h1>`,
  `</option></select><h1>out</h1>`,
  `</title><script>${kRan}</script>`,
  `</summary></details><h1>out</h1>`,
  `&lt;script&gt;${kRan}&lt;/script&gt;`,
  `&#60;img src=x onerror=${kRan}&#62;`,
  `javascript:${kRan}`,
  `data:text/html,<script>${kRan}</script>`,
];

const kTemplates = [
  "{{constructor.constructor('window.ran=1')()}}",
  "${window.ran=1}",
  "#{window.ran=1}",
  "<%= window.ran=1 %>",
  "{%raw%}{{7*7}}",
  "[[7*7]]",
  "{0} {1} {2}",
  "$1 $& $' $`",
  "%s %d %n %(a)s",
  "%27%22%3Cb%3E",
  "\\u003cscript\\u003e",
  "`code` **strong** [a](javascript:a)",
  "| a | b |",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "[object Object]",
  "=1+1",
  "@SUM(1)",
  "+cmd|' /C calc'!A0",
  "' OR 1=1 --",
  "a&b=c#d?e",
  "../../etc/passwd",
  "a,b;c",
  '"quoted"',
  "'single'",
];

const kUnseen = [
  "\u202Ereversed",
  "\u202Aembedded",
  "\u2066isolated",
  "a\u2069\u2069b",
  "\u200Bzero\u200Bwidth",
  "\u200Djoined\u200D",
  "\uFEFFmarked",
  "\u2028line",
  "\u2029paragraph",
  "\u00ADsoft\u00AD",
  "\u3164",
  "\u2800",
  "\u00A0",
  "\u180E",
  "\u061Cmark",
  "\u2060\u2060\u2060",
  "\u{E0041}\u{E0042}",
  "\uFFFC",
  "\uFFF9a\uFFFAb\uFFFB",
  "a\u034Fb",
];

const kWide = [
  "a".repeat(120),
  "W".repeat(120),
  "\u4E2D".repeat(120),
  "\u{1F600}".repeat(60),
  "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}".repeat(15),
  "Z\u0351\u036B\u0343".repeat(30),
  "\u0E01\u0E49".repeat(60),
  "\uFDFD".repeat(40),
  "\u0634\u0628\u0643\u0629 \u0639\u0631\u0628\u064A\u0629 123 (abc)",
  "\u05E2\u05D1\u05E8\u05D9\u05EA <b>",
  "\u0410\u043B\u0438\u0441\u0430",
  "\u{1D573}\u{1D58A}\u{1D591}",
  "\u2588".repeat(120),
  "-".repeat(120),
  "\u0489".repeat(60),
  "\u{12031}".repeat(40),
  "a b ".repeat(30).trim(),
  "\u115F\u1160".repeat(30),
  "\u0300".repeat(100),
  ".".repeat(120),
];

const kSigns = Array.from("<>\"'`&/\\{}()[]$#@!%^*+=|~?:;,").map((sign) => sign.repeat(9));

// 200 of them, no two alike.
export function hostileTexts() {
  const known = [...kMarkup, ...kTemplates, ...kUnseen, ...kWide, ...kSigns];
  const more = kMarkup.concat(kTemplates, kWide).map((text, index) => `${index} ${text}`);
  return [...new Set(known.concat(more))]
    .map((text) => Array.from(text).slice(0, 128).join(""))
    .slice(0, 200);
}

// Commands and options are ASCII in every contract.
export function asciiTexts() {
  return hostileTexts().filter((text) => /^[ -~]+$/.test(text) && !/^[ -]| $| {2}/.test(text));
}

// A TOML text.
const quoted = (text) => JSON.stringify(text);

export function hostileContract() {
  const all = `values = [${hostileTexts().map(quoted).join(", ")}]`;
  const why = `why = { en = ${quoted(kMarkup.join(" ").slice(0, 900))}, ru = ${quoted(kWide[0] + kTemplates[0])} }`;
  const options = asciiTexts().map(
    (text, index) => `{ name = ${quoted(text)}, spellings = ["--o${index}"] }`,
  );
  const attributes = ["os", "arch", "version", "ciName", "groupChannel"];
  return `app = "hostile"
env_prefix = "HOSTILE"
endpoint = "http://127.0.0.1:1/v1/traces"
span_name = "telemetry.hostile.example"
schema_versions = [1]
default = "on"
owner = ${quoted(kMarkup[2])}
purpose = { en = ${quoted(kMarkup.slice(0, 20).join(" "))}, ru = ${quoted(kMarkup[3])} }
commands = [${asciiTexts().map(quoted).join(", ")}]
options = [${options.join(", ")}]
project_id.why.en = "A test."
attribute = [
${attributes.map((name) => `{ name = "${name}", type = "enum", optional = true, ${all}, ${why} },`).join("\n")}
]
[[event]]
type = "CommandStarted"
fields = [{ name = "commandOptions", type = "options", optional = true, ${why} }]
[[event]]
type = "CommandExited"
fields = [
  { name = "exitCode", type = "exit_code", ${why} },
  { name = "durationMs", type = "duration_ms", ${why} },
]
`;
}

// Lines of a log in which each text has been in every field that takes it.
export function hostileLines() {
  const commands = asciiTexts();
  const now = Date.now();
  return hostileTexts()
    .flatMap((text, index) => {
      const ascii = commands[index % commands.length];
      const common = {
        ts: now,
        executionID: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
        projectID: index.toString(16).padStart(64, "0"),
        command: ascii,
        attributes: { arch: text, ciName: text, groupChannel: text, os: text, version: text },
      };
      const option = { name: ascii, asCli: true, asEnv: false, count: 1 };
      const started = { eventType: "CommandStarted", eventData: { commandOptions: [option] } };
      const exited = {
        eventType: "CommandExited",
        eventData: { exitCode: index % 2, durationMs: index },
      };
      return [started, exited].map((half) => ({ ...common, ...half, schemaVersion: 1 }));
    })
    .map((event) => `${JSON.stringify(event)}\n`)
    .join("");
}
