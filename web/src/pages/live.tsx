// Live: the newest events, one by one, as they stand in the store.
import { useContext, useEffect, useState } from "preact/hooks";
import { ApiError, askJson, forget } from "../api/client";
import { latestOf, type LatestEvent } from "../api/questions";
import { Failed, Loading, Empty } from "../parts/states";
import { ToolText } from "../parts/text";
import { Session } from "../session";
import { fill } from "../words/words";

const kEveryMs = 5_000;
const kCount = "50";

export function Live() {
  const { words } = useContext(Session);
  const [isPaused, setIsPaused] = useState(false);
  const { events, error, again } = useLatest(isPaused);
  return (
    <section class="panel wide" aria-labelledby="live-note">
      <header>
        <p id="live-note" class="question">
          {words.live.keyed}
        </p>
        <div class="panel-tools">
          <span class={isPaused ? "beat paused" : "beat"}>
            {isPaused ? words.live.paused : fill(words.live.every, String(kEveryMs / 1000))}
          </span>
          <button type="button" aria-pressed={isPaused} onClick={() => setIsPaused(!isPaused)}>
            {isPaused ? words.live.resume : words.live.pause}
          </button>
        </div>
      </header>
      {error !== undefined && <Failed error={error} retry={again} />}
      {events === undefined && error === undefined && <Loading />}
      {events !== undefined && events.length === 0 && <Empty />}
      {events !== undefined && events.length > 0 && <Events events={events} />}
    </section>
  );
}

interface Latest {
  events: LatestEvent[] | undefined;
  error: ApiError | undefined;
  again: () => void;
}

function useLatest(isPaused: boolean): Latest {
  const session = useContext(Session);
  const [events, setEvents] = useState<LatestEvent[]>();
  const [error, setError] = useState<ApiError>();
  const app = session.view.tool;
  const ask = async () => {
    try {
      forget();
      setEvents(latestOf(await askJson("v1/latest", { app, count: kCount })));
      setError(undefined);
    } catch (reason) {
      const failure = reason instanceof ApiError ? reason : new ApiError(0, String(reason));
      if (failure.status === 401) session.needToken();
      setError(failure);
    }
  };
  useEffect(() => {
    if (isPaused) return undefined;
    void ask();
    const timer = setInterval(() => {
      if (!document.hidden) void ask();
    }, kEveryMs);
    return () => clearInterval(timer);
  }, [app, isPaused, session.round]);
  return { events, error, again: () => void ask() };
}

function Events(props: { events: LatestEvent[] }) {
  const { words } = useContext(Session);
  const titles = [
    words.live.received,
    words.columns.command,
    words.live.event,
    words.live.outcome,
    words.columns.version,
    words.live.of,
    words.live.details,
    words.live.project,
  ];
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={words.pages.live}>
      <table class="report live">
        <caption class="unseen">{words.leads.live}</caption>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col" class="is-text">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.events.map((event) => (
            <EventRow
              key={`${event.execution} ${event.eventType} ${event.receivedMs}`}
              event={event}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EventRow({ event }: { event: LatestEvent }) {
  const { words, formats } = useContext(Session);
  const place = event.ci
    ? event.ciName === ""
      ? words.places.ci
      : event.ciName
    : words.live.local;
  return (
    <tr>
      <td>
        <time dateTime={new Date(event.receivedMs).toISOString()}>
          {formats.time(event.receivedMs)}
        </time>
      </td>
      <td>
        <ToolText text={event.command} />
      </td>
      <td>
        <ToolText text={event.eventType} />
      </td>
      <td>
        <Outcome event={event} />
      </td>
      <td>
        <ToolText text={event.version} />
      </td>
      <td>
        <ToolText
          text={`${event.os} ${event.arch}, ${place}${event.channel === "" ? "" : `, ${event.channel}`}`}
        />
      </td>
      <td>
        <ToolText text={event.options.join(" ")} />
      </td>
      <td>
        {event.project === null ? (
          "–"
        ) : (
          <code title={event.project}>{event.project.slice(0, 8)}</code>
        )}
      </td>
    </tr>
  );
}

function Outcome({ event }: { event: LatestEvent }) {
  const { words, formats } = useContext(Session);
  if (event.exitCode === null) return <>–</>;
  const duration = event.durationMs === null ? "" : `, ${formats.duration(event.durationMs)}`;
  return (
    <span class={event.exitCode === 0 ? "exit good" : "exit bad"}>
      {fill(words.live.exit, String(event.exitCode)) + duration}
    </span>
  );
}
