// The page as a whole: keeps the view in the address, and gives everything below it the session.
import { useEffect, useMemo, useState } from "preact/hooks";
import { searchOf, viewOf, type View } from "./address";
import { forget, setToken } from "./api/client";
import {
  language as chosenLanguage,
  setLanguage,
  setTheme,
  theme as chosenTheme,
  type Theme,
} from "./choices";
import { Session, wordsAndFormats, type SessionState } from "./session";
import { Shell } from "./shell";
import { TokenForm } from "./token_form";
import type { Language } from "./words/words";

export function App() {
  const [view, go] = useAddress();
  const [language, changeLanguage] = useState(chosenLanguage());
  const [theme, changeTheme] = useState(chosenTheme());
  const [round, setRound] = useState(0);
  const [asksToken, setAsksToken] = useState(false);

  // Kept at once, for whoever leaves the page at once.
  const choose = {
    language: (chosen: Language) => {
      setLanguage(chosen);
      changeLanguage(chosen);
    },
    theme: (chosen: Theme) => {
      setTheme(chosen);
      changeTheme(chosen);
    },
  };
  const refresh = () => {
    forget();
    setRound((before) => before + 1);
  };
  const { words, formats } = useMemo(() => wordsAndFormats(language), [language]);
  const session: SessionState = {
    view,
    language,
    words,
    formats,
    round,
    go,
    refresh,
    needToken: () => setAsksToken(true),
  };
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${words.pages[view.page]} · ${view.tool === "" ? words.product : view.tool}`;
  }, [language, view.page, view.tool]);
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);

  return (
    <Session.Provider value={session}>
      {asksToken ? (
        <TokenForm
          onToken={(given) => {
            setToken(given);
            setAsksToken(false);
            refresh();
          }}
        />
      ) : (
        <Shell theme={theme} onTheme={choose.theme} onLanguage={choose.language} />
      )}
    </Session.Provider>
  );
}

// The view that the address says, and what changes both.
function useAddress(): [View, (change: Partial<View>) => void] {
  const [view, setView] = useState(() => viewOf(location.search));
  useEffect(() => {
    const onChange = () => setView(viewOf(location.search));
    addEventListener("popstate", onChange);
    return () => removeEventListener("popstate", onChange);
  }, []);
  const go = (change: Partial<View>) => {
    const next = { ...viewOf(location.search), ...change };
    const search = searchOf(next);
    if (search !== searchOf(viewOf(location.search))) history.pushState(null, "", search);
    setView(next);
  };
  return [view, go];
}
