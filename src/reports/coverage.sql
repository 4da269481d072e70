-- What the answers of a report rest on. Events of every type; projects that are known; the days of
-- the first and the last event.
SELECT
  events,
  (SELECT count(*) FROM run) AS runs,
  (SELECT count(DISTINCT project) FROM run WHERE project <> 0) AS projects,
  (SELECT count(*) FROM run WHERE project = 0) AS runs_without_project,
  first_day,
  last_day,
  apps
FROM (
  SELECT
    count(*) AS events,
    min(day) AS first_day,
    max(day) AS last_day,
    coalesce(string_agg(DISTINCT app, ',' ORDER BY app), '') AS apps
  FROM event
  WHERE ($app = '' OR app = $app) AND ts_ms >= $since_ms)
