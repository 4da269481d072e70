// Asks for the token of the admin address.
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { token } from "./api/client";
import { Session } from "./session";

export function TokenForm(props: { onToken: (token: string) => void }) {
  const { words } = useContext(Session);
  const [given, setGiven] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (given.trim() !== "") props.onToken(given.trim());
  };
  return (
    <main class="token-page">
      <form class="panel token" onSubmit={onSubmit}>
        <h1>{words.token.title}</h1>
        <p>{words.token.explain}</p>
        {token() !== "" && (
          <p class="wrong" role="alert">
            {words.token.wrong}
          </p>
        )}
        <label>
          {words.token.label}
          <input
            ref={input}
            type="password"
            autocomplete="current-password"
            value={given}
            onInput={(event) => setGiven(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary">
          {words.token.send}
        </button>
      </form>
    </main>
  );
}
