-- title: Unfinished
-- question: Which commands start and are never heard of again?
-- column: app text
-- column: command text
-- column: unfinished_runs count
-- column: of_started_runs share
-- column: of_projects share
-- column: in_ci share
-- column: last_day date
--
-- A run that has a start and no end: it was killed, it crashed, or its end was lost. Runs of today
-- and yesterday may still be at work, or their end on its way, and are left out of both sides; so a
-- run has at least a day to end. `of_started_runs` is of the command's runs whose start is known,
-- `of_projects` of the projects that started it, `in_ci` of the unfinished runs.
WITH before_yesterday AS NOT MATERIALIZED (
  SELECT * FROM used WHERE day < {today} - 1
), last_days AS (
  SELECT c.app, c.command, max(day) AS last_day
  FROM (
    SELECT command, day FROM before_yesterday GROUP BY command, day HAVING sum(started - whole) > 0
  ) AS u
  JOIN command AS c ON c.id = u.command
  GROUP BY c.app, c.command
)
SELECT
  c.app,
  c.command,
  CAST(sum(unfinished) AS BIGINT) AS unfinished_runs,
  CAST(sum(unfinished) AS BIGINT) AS of_started_runs,
  CAST(sum(started) AS BIGINT) AS of_started_runs_of,
  count(DISTINCT project) FILTER (WHERE project <> 0 AND unfinished > 0) AS of_projects,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS of_projects_of,
  CAST(sum(ci_unfinished) AS BIGINT) AS in_ci,
  CAST(sum(unfinished) AS BIGINT) AS in_ci_of,
  any_value(l.last_day) AS last_day
FROM (
  SELECT command, project, sum(started) AS started, sum(started - whole) AS unfinished,
    coalesce(sum(started - whole) FILTER (WHERE ci), 0) AS ci_unfinished
  FROM by_command_before_yesterday
  GROUP BY command, project
) AS u
JOIN command AS c ON c.id = u.command
JOIN last_days AS l ON l.app = c.app AND l.command = c.command
WHERE started > 0
GROUP BY c.app, c.command
HAVING sum(unfinished) > 0
ORDER BY c.app, unfinished_runs DESC, c.command
