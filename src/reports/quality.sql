-- title: Quality
-- question: What arrives broken, late or twice?
-- column: app text
-- column: begins date
-- column: version text
-- column: what text
-- column: of_events share
--
-- By day, week or month, as asked. `what` is the reason for which events were not let in; "lost" for
-- events that their sender lost before it could send them, on the day on which it told of them;
-- "doubled" for halves of runs that were there already, which count as nothing else; or "late" for halves that
-- arrived more than a day after they happened, by the clock of the machine where they did, and are
-- counted all the same. `of_events` is of all that came of that version in that time: halves that
-- are counted, doubled ones, and what was not let in. Of lost events nobody knows the version: they
-- are a share of all that the tool's versions together sent and lost. `app` and `version` are empty where what came
-- did not tell them in a form that a contract knows. Refusals are added up by the collector while
-- it runs; those of its last five seconds before a crash are lost, and a version is not told apart
-- where a day brings more than a thousand kinds of them.
WITH halves AS (
  SELECT e.app, e.version, begins, sum(halves) AS halves, sum(late) AS late
  FROM (
    SELECT environment, {begins} AS begins,
      sum(started + ended) AS halves, sum(late) AS late
    FROM by_environment
    GROUP BY environment, begins
  ) AS u
  JOIN environment AS e ON e.id = u.environment
  GROUP BY e.app, e.version, begins
), refused AS (
  SELECT app, version, {begins} AS begins, reason, sum(events) AS events
  FROM refusal
  WHERE day >= {first_day} AND day < {end_day} {refusal_filter}
  GROUP BY app, version, begins, reason
), came AS (
  SELECT app, version, begins, sum(events) AS events
  FROM (
    SELECT app, version, begins, halves AS events FROM halves
    UNION ALL
    SELECT app, version, begins, events FROM refused WHERE reason <> 'lost'
  ) AS parts
  GROUP BY app, version, begins
), troubles AS (
  SELECT app, version, begins, 'late' AS what, late AS events FROM halves WHERE late > 0
  UNION ALL
  SELECT app, version, begins, reason, events FROM refused WHERE reason <> 'lost'
), shares AS (
  SELECT t.app, t.begins, t.version, t.what, t.events, c.events AS of_events
  FROM troubles AS t
  JOIN came AS c ON c.app = t.app AND c.version = t.version AND c.begins = t.begins
  UNION ALL
  SELECT r.app, r.begins, r.version, r.reason, r.events, r.events + coalesce(sum(c.events), 0)
  FROM refused AS r
  LEFT JOIN came AS c ON c.app = r.app AND c.begins = r.begins
  WHERE r.reason = 'lost'
  GROUP BY r.app, r.begins, r.version, r.reason, r.events
)
SELECT
  app,
  begins,
  version,
  what,
  CAST(events AS BIGINT) AS of_events,
  CAST(of_events AS BIGINT) AS of_events_of
FROM shares
ORDER BY app, begins, version, events DESC, what
