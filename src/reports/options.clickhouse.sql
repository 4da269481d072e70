-- Each run stands once for all options, under no name, and once for each of its own.
SELECT
  app,
  command,
  r.1 AS option,
  r.2 AS runs,
  r.2 AS of_runs,
  n_all AS of_runs_of,
  r.3 AS of_projects,
  projects_all AS of_projects_of,
  r.4 AS in_ci,
  r.2 AS in_ci_of,
  r.5 AS newest_version,
  r.6 AS last_day
FROM (
  SELECT app, command, sumIf(n, name = '') AS n_all, sumIf(n_projects, name = '') AS projects_all,
    groupArray((name, n, n_projects, n_ci, newest, last)) AS list
  FROM (
    SELECT app, command, name, sum(n_set) AS n, uniqExactIf(project, project != 0) AS n_projects,
      sum(n_set_ci) AS n_ci, argMax(newest_of_set.2, newest_of_set) AS newest, max(last_of_set) AS last
    FROM (
      SELECT app, command, project,
        arrayJoin(arrayPushBack(arrayReduce('groupUniqArray', option_names), '')) AS name,
        sum(started) AS n_set, sumIf(started, ci = 1) AS n_set_ci, max(day) AS last_of_set,
        max((version_order, version)) AS newest_of_set
      FROM {used}
      WHERE started > 0
      GROUP BY app, command, project, name
    ) AS of_projects
    GROUP BY app, command, name
  ) AS of_options
  GROUP BY app, command
) AS of_commands
ARRAY JOIN list AS r
WHERE r.1 != ''
ORDER BY app, command, runs DESC, option
