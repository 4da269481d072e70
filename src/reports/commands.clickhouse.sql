SELECT
  app,
  r.1 AS command,
  r.2 AS runs,
  r.2 AS of_all_runs,
  n_all AS of_all_runs_of,
  r.3 AS projects,
  r.4 AS in_ci,
  r.2 AS in_ci_of,
  r.5 AS last_day
FROM (
  SELECT app, sum(n) AS n_all, groupArray((command, n, n_projects, n_ci, last)) AS list
  FROM (
    SELECT app, command, sum(runs) AS n, uniqExactIf(project, project != 0) AS n_projects,
      sumIf(runs, ci = 1) AS n_ci, max(day) AS last
    FROM {used}
    WHERE runs > 0
    GROUP BY app, command
  ) AS of_commands
  GROUP BY app
) AS of_apps
ARRAY JOIN list AS r
ORDER BY app, runs DESC, command
