SELECT
  app,
  r.1 AS os,
  r.2 AS arch,
  r.3 AS `where`,
  r.4 AS channel,
  r.5 AS runs,
  r.5 AS of_all_runs,
  n_all AS of_all_runs_of,
  r.6 AS of_projects,
  projects_all AS of_projects_of
FROM (
  SELECT app, sum(n) AS n_all, uniqExactMerge(seen) AS projects_all,
    groupArray((os, arch, place, group_channel, n, n_projects)) AS list
  FROM (
    SELECT app, os, arch, multiIf(ci_name != '', ci_name, ci = 1, 'CI', 'local') AS place,
      group_channel, sum(runs) AS n, uniqExactIf(project, project != 0) AS n_projects,
      uniqExactState(if(project = 0, NULL, project)) AS seen
    FROM {used}
    WHERE runs > 0
    GROUP BY app, os, arch, place, group_channel
  ) AS of_environments
  GROUP BY app
) AS of_apps
ARRAY JOIN list AS r
ORDER BY app, runs DESC, os, arch, `where`, channel
