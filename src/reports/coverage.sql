-- What the answers of a report rest on. Events of every type; projects that are known; the days of
-- the first and the last event. Halves that came twice are no events.
SELECT
  CAST(of_runs.halves + of_others.events AS BIGINT) AS events,
  CAST(of_runs.runs AS BIGINT) AS runs,
  projects,
  CAST(runs_without_project AS BIGINT) AS runs_without_project,
  least(of_runs.first_day, of_others.first_day) AS first_day,
  greatest(of_runs.last_day, of_others.last_day) AS last_day,
  array_to_string(list_sort(list_distinct(list_concat(of_environments.apps, of_others.apps))), ',') AS apps
FROM (
  SELECT
    coalesce(sum(halves), 0) AS halves,
    coalesce(sum(runs), 0) AS runs,
    count(*) FILTER (WHERE project <> 0) AS projects,
    coalesce(sum(runs) FILTER (WHERE project = 0), 0) AS runs_without_project,
    min(first_day) AS first_day,
    max(last_day) AS last_day
  FROM (
    SELECT project, sum(started + ended) AS halves, sum(runs) AS runs,
      min(first_day) FILTER (WHERE runs > 0) AS first_day,
      max(last_day) FILTER (WHERE runs > 0) AS last_day
    FROM by_environment
    GROUP BY project
  ) AS u
) AS of_runs
CROSS JOIN (
  SELECT coalesce(list(DISTINCT e.app), []) AS apps
  FROM (SELECT DISTINCT environment FROM by_environment) AS u
  JOIN environment AS e ON e.id = u.environment
) AS of_environments
CROSS JOIN (
  SELECT count(*) AS events, min(settled) AS first_day, max(settled) AS last_day,
    coalesce(list(DISTINCT c.app), []) AS apps
  FROM other_event AS o
  JOIN shape AS s ON s.id = o.shape AND s.event_type NOT IN ('CommandStarted', 'CommandExited')
  JOIN command AS c ON c.id = o.command
  WHERE settled >= {first_day} AND settled < {end_day} {other_event_filter}
) AS of_others
