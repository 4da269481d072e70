SELECT
  app,
  command,
  sum(n_failed) AS failed_runs,
  sum(n_failed) AS of_ended_runs,
  sum(n_ended) AS of_ended_runs_of,
  uniqExactIf(project, project != 0 AND n_failed > 0) AS of_projects,
  uniqExactIf(project, project != 0) AS of_projects_of
FROM (
  SELECT app, command, project, sum(ended) AS n_ended, sum(failed) AS n_failed
  FROM {used}
  GROUP BY app, command, project
  HAVING n_ended > 0
) AS of_projects
GROUP BY app, command
ORDER BY app, failed_runs DESC, command
