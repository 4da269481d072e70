import { render } from "preact";
import { askContracts } from "./api/questions";
import { App } from "./app";

// What the page asks depends on it; it is there by the time the page is made.
askContracts().catch(() => undefined);
render(<App />, document.getElementById("app") as HTMLElement);
