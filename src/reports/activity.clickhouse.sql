SELECT
  app,
  begins,
  sum(n) AS runs,
  sum(n - n_ci) AS local_runs,
  sum(n_ci) AS ci_runs,
  countIf(project != 0 AND n > 0) AS projects,
  countIf(project != 0 AND n > n_ci) AS local_projects,
  countIf(project != 0 AND n_ci > 0) AS ci_projects
FROM (
  SELECT app, {begins} AS begins, project, sum(runs) AS n, sumIf(runs, ci = 1) AS n_ci
  FROM {used}
  GROUP BY app, begins, project
) AS of_projects
GROUP BY app, begins
HAVING sum(n) > 0
ORDER BY app, begins
