// What stands around every page: the pages there are, what is shown, and how it looks.
import { useContext } from "preact/hooks";
import { kPages, searchOf, type PageName, type View } from "./address";
import { firstTool, toolsOf, useContracts, useReportLater } from "./api/questions";
import { valueOf, type Asked } from "./api/use_asked";
import { kThemes, type Theme } from "./choices";
import { Filters } from "./filters";
import { Collected } from "./pages/collected";
import { Commands } from "./pages/commands";
import { Environments } from "./pages/environments";
import { Live } from "./pages/live";
import { Options } from "./pages/options";
import { Overview } from "./pages/overview";
import { Quality } from "./pages/quality";
import { Retention } from "./pages/retention";
import { Versions } from "./pages/versions";
import { Failed, Loading } from "./parts/states";
import { Session } from "./session";
import { fill, kLanguageNames, kLanguages, type Language } from "./words/words";

const kPageOf: Record<PageName, () => preact.JSX.Element> = {
  overview: Overview,
  commands: Commands,
  versions: Versions,
  options: Options,
  environments: Environments,
  retention: Retention,
  quality: Quality,
  live: Live,
  collected: Collected,
};

interface ShellProps {
  theme: Theme;
  onTheme: (theme: Theme) => void;
  onLanguage: (language: Language) => void;
}

export function Shell(props: ShellProps) {
  const { words } = useContext(Session);
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {words.controls.skip}
      </a>
      <aside class="side">
        <p class="brand">
          <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <circle cx="16" cy="16" r="10" class="brand-ring" />
            <circle cx="16" cy="16" r="3.5" class="brand-eye" />
          </svg>
          {words.product}
        </p>
        <Navigation />
        <Choices {...props} />
      </aside>
      <Content />
    </div>
  );
}

function Navigation() {
  const { view, words, go } = useContext(Session);
  return (
    <nav aria-label={words.controls.pages}>
      {kPages.map((page) => (
        <a
          key={page}
          href={searchOf({ ...view, page })}
          aria-current={page === view.page ? "page" : undefined}
          onClick={(event) => followInPlace(event, () => go({ page }))}
        >
          {words.pages[page]}
        </a>
      ))}
    </nav>
  );
}

// A plain click changes the page that is there; one that asks for a new tab does as it says.
export function followInPlace(event: MouseEvent, go: () => void): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  go();
  scrollTo(0, 0);
}

function Choices(props: ShellProps) {
  const { language, words } = useContext(Session);
  return (
    <div class="choices">
      <label>
        <span class="unseen">{words.controls.theme}</span>
        <select
          value={props.theme}
          onChange={(event) => props.onTheme(event.currentTarget.value as Theme)}
        >
          {kThemes.map((theme) => (
            <option key={theme} value={theme}>
              {`${words.controls.theme}: ${words.themes[theme]}`}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="unseen">{words.controls.language}</span>
        <select
          value={language}
          onChange={(event) => props.onLanguage(event.currentTarget.value as Language)}
        >
          {kLanguages.map((one) => (
            <option key={one} value={one}>
              {kLanguageNames[one]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

// Pages about time alone have filters.
const kWithoutFilters: readonly PageName[] = ["live", "collected"];

function Content() {
  const session = useContext(Session);
  const { view, words } = session;
  const asked = useContracts();
  const askedSeen = useReportLater("summary", { since: view.since });
  const contracts = valueOf(asked) ?? [];
  const seen = valueOf(askedSeen)?.coverage.apps;
  const tools = toolsOf(contracts, seen ?? []);
  const tool = view.tool === "" ? firstTool(contracts, seen) : view.tool;
  const shown: View = { ...view, tool };
  const Page = kPageOf[view.page];
  const isKnown = asked.state === "ready" && seen !== undefined;
  return (
    <Session.Provider value={{ ...session, view: shown }}>
      <main id="content" tabIndex={-1}>
        <header class="page-head">
          <div>
            <h1>{words.pages[view.page]}</h1>
            <p class="lead">{words.leads[view.page]}</p>
          </div>
          <button type="button" onClick={session.refresh}>
            {words.controls.refresh}
          </button>
        </header>
        <Filters tools={tools} hasFilters={!kWithoutFilters.includes(view.page)} />
        {tool === "" && <NoTool asked={[asked, askedSeen]} />}
        {tool !== "" && (
          <>
            {isKnown && !tools.includes(tool) && (
              <p class="state">{fill(words.states.unknownTool, tool)}</p>
            )}
            <Page key={`${view.page} ${tool}`} />
          </>
        )}
      </main>
    </Session.Provider>
  );
}

// There is none, or none is known yet.
function NoTool(props: { asked: Asked<unknown>[] }) {
  const { words, refresh } = useContext(Session);
  for (const one of props.asked) {
    if (one.state === "failed") return <Failed error={one.error} retry={refresh} />;
  }
  if (props.asked.some((one) => one.state === "loading")) return <Loading />;
  return (
    <div class="state">
      <strong>{words.states.noTool}</strong>
      <p>{words.states.noToolHint}</p>
    </div>
  );
}
