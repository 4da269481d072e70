-- {shown} is what near_options.h makes of known-options: rows of app, option, edits and last day.
SELECT
  app,
  option,
  if(own = 0, NULL, own_command) AS command,
  n_uses AS runs,
  n_uses AS of_runs,
  ifNull(n_all, 0) AS of_runs_of,
  n_projects AS of_projects,
  ifNull(projects_all, 0) AS of_projects_of,
  n_ci AS in_ci,
  n_uses AS in_ci_of,
  oldest AS oldest_version,
  newest AS newest_version,
  if(isNull(last), known_last, last) AS last_day
FROM (
  SELECT app, option, edits, known_last, ifNull(own_use, 0) AS own, ifNull(command_use, '') AS own_command,
    ifNull(n_use, 0) AS n_uses, ifNull(projects_use, 0) AS n_projects, ifNull(ci_use, 0) AS n_ci,
    nullIf(oldest_use, '') AS oldest, nullIf(newest_use, '') AS newest, last_use AS last
  FROM (
    SELECT r.1 AS app, r.2 AS option, r.3 AS edits, nullIf(toDate(r.4), toDate(0)) AS known_last
    FROM (SELECT arrayJoin({shown}) AS r) AS literals
    WHERE r.3 >= 0
  ) AS shown
  ALL LEFT JOIN (
    SELECT app, option, s.1 AS own_use, s.2 AS command_use, sum(n) AS n_use, sum(n_of_ci) AS ci_use,
      uniqExactIf(project, project != 0) AS projects_use,
      argMinIf(version, version_order, version_order >= '0') AS oldest_use,
      argMaxIf(version, version_order, version_order >= '0') AS newest_use, max(last_of) AS last_use
    FROM (
      SELECT app, arrayJoin(option_names) AS option, command AS command_of, project, version,
        version_order, sum(started) AS n, sumIf(started, ci = 1) AS n_of_ci, max(day) AS last_of
      FROM (
        SELECT app, arrayReduce('groupUniqArray',
            arrayFilter(name -> name IN ({shown_names}), option_names)) AS option_names, command, project,
          version, version_order, started, ci, day
        FROM {used}
        WHERE started > 0
      ) AS starts
      GROUP BY app, option, command, project, version, version_order
    ) AS of_projects
    ARRAY JOIN [(0, ''), (1, command_of)] AS s
    GROUP BY app, option, own_use, command_use
  ) AS uses USING (app, option)
  WHERE isNull(own_use) OR own_use = 0 OR edits = 0
) AS found
ALL LEFT JOIN (
  SELECT app, s.1 AS own, s.2 AS own_command, sum(n) AS n_all, uniqExactIf(project, project != 0) AS projects_all
  FROM (
    SELECT app, command AS command_of, project, sum(started) AS n
    FROM {used}
    WHERE started > 0
    GROUP BY app, command, project
  ) AS of_projects
  ARRAY JOIN [(0, ''), (1, command_of)] AS s
  GROUP BY app, own, own_command
) AS totals USING (app, own, own_command)
WHERE isNotNull(known_last) OR isNotNull(n_all)
ORDER BY app, edits, option, own, runs DESC, command
