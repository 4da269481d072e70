-- What the answers of a report rest on. Events of every type; projects that are known; the days of
-- the first and the last event.
SELECT events, runs, projects, runs_without_project, first_day, last_day, apps
FROM (
  SELECT
    count(*) AS events,
    min(day) AS first_day,
    max(day) AS last_day,
    coalesce(string_agg(DISTINCT app, ',' ORDER BY app), '') AS apps
  FROM event
  WHERE ($app = '' OR app = $app) AND received_ms >= $since_ms
) AS of_events
CROSS JOIN (
  SELECT
    count(*) AS runs,
    count(DISTINCT project) FILTER (WHERE project <> 0) AS projects,
    count(*) FILTER (WHERE project = 0) AS runs_without_project
  FROM run
) AS of_runs
