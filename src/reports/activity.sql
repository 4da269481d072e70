-- title: Activity
-- question: Is it used, and by how many projects?
-- column: app text
-- column: begins date
-- column: runs count
-- column: local_runs count
-- column: ci_runs count
-- column: projects count
-- column: local_projects count
-- column: ci_projects count
--
-- By day, week or month, as asked: `begins` is the first day of each. Runs in CI are shown apart,
-- since one project's CI can run more than all people together. A project that is seen both locally
-- and in CI counts in both, and once in `projects`. Projects of days do not add up to those of a
-- week: each period counts its own distinct ones. A week begins on Monday. Of the first and the last
-- week and month, only the days asked for are counted.
WITH of_periods AS MATERIALIZED (
  SELECT environment, {begins} AS begins, project, ci, runs FROM by_environment
), counts AS (
  SELECT any_value(app) AS app, number, begins, sum(runs) AS runs,
    coalesce(sum(runs) FILTER (WHERE ci), 0) AS ci_runs
  FROM (
    SELECT environment, begins, ci, sum(runs) AS runs
    FROM of_periods
    GROUP BY environment, begins, ci
  ) AS u
  JOIN of_apps AS a ON a.environment = u.environment
  GROUP BY number, begins
), of_projects AS (
  SELECT number, begins, count(*) AS projects, count(*) FILTER (WHERE is_local) AS local_projects,
    count(*) FILTER (WHERE is_in_ci) AS ci_projects
  FROM (
    SELECT number, begins, project, bool_or(NOT ci) AS is_local, bool_or(ci) AS is_in_ci
    FROM of_periods AS o
    JOIN of_apps AS a ON a.environment = o.environment
    WHERE project <> 0 AND runs > 0
    GROUP BY number, begins, project
  ) AS u
  GROUP BY number, begins
)
SELECT
  c.app,
  c.begins,
  CAST(runs AS BIGINT) AS runs,
  CAST(runs - ci_runs AS BIGINT) AS local_runs,
  CAST(ci_runs AS BIGINT) AS ci_runs,
  coalesce(projects, 0) AS projects,
  coalesce(local_projects, 0) AS local_projects,
  coalesce(ci_projects, 0) AS ci_projects
FROM counts AS c
LEFT JOIN of_projects AS p ON p.number = c.number AND p.begins = c.begins
WHERE runs > 0
ORDER BY c.app, c.begins
