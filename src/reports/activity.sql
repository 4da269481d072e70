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
SELECT
  app,
  begins,
  CAST(sum(runs) AS BIGINT) AS runs,
  CAST(sum(runs - ci_runs) AS BIGINT) AS local_runs,
  CAST(sum(ci_runs) AS BIGINT) AS ci_runs,
  count(*) FILTER (WHERE project <> 0 AND runs > 0) AS projects,
  count(*) FILTER (WHERE project <> 0 AND runs > ci_runs) AS local_projects,
  count(*) FILTER (WHERE project <> 0 AND ci_runs > 0) AS ci_projects
FROM (
  SELECT any_value(a.app) AS app, begins, project, sum(runs) AS runs,
    coalesce(sum(runs) FILTER (WHERE ci), 0) AS ci_runs
  FROM (
    SELECT environment, CAST(date_trunc($per, day) AS DATE) AS begins, project, ci, runs
    FROM by_environment
  ) AS u
  JOIN of_apps AS a ON a.environment = u.environment
  GROUP BY a.number, begins, project
) AS of_projects
GROUP BY app, begins
HAVING sum(runs) > 0
ORDER BY app, begins
