import { render } from "preact";
import { askContracts } from "./api/questions";
import { App } from "./app";

// The page waits so long for what its questions depend on: it is drawn once then, not twice.
const kSoonMs = 50;

function draw() {
  render(<App />, document.getElementById("app") as HTMLElement);
}

const soon = new Promise((resolve) => setTimeout(resolve, kSoonMs));
void Promise.race([askContracts().catch(() => undefined), soon]).then(draw);
