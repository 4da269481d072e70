SELECT
  app,
  command,
  sum(n_unfinished) AS unfinished_runs,
  sum(n_unfinished) AS of_started_runs,
  sum(n_started) AS of_started_runs_of,
  uniqExactIf(project, project != 0 AND n_unfinished > 0) AS of_projects,
  uniqExactIf(project, project != 0) AS of_projects_of,
  sum(n_ci) AS in_ci,
  sum(n_unfinished) AS in_ci_of,
  max(last) AS last_day
FROM (
  SELECT app, command, project, sum(started) AS n_started, sum(started - whole) AS n_unfinished,
    sumIf(started - whole, ci = 1) AS n_ci, maxIf(day, started > whole) AS last
  FROM {used}
  WHERE day < {today} - 1
  GROUP BY app, command, project
  HAVING n_started > 0
) AS of_projects
GROUP BY app, command
HAVING sum(n_unfinished) > 0
ORDER BY app, unfinished_runs DESC, command
