SELECT
  app,
  begins,
  r.2 AS version,
  r.3 AS of_projects,
  projects_all AS of_projects_of,
  r.4 AS runs,
  r.5 AS in_ci,
  r.4 AS in_ci_of
FROM (
  SELECT app, begins, uniqExactMerge(seen) AS projects_all,
    groupArray((version_order, version, n_projects, n, n_ci)) AS list
  FROM (
    SELECT app, {begins} AS begins, version, version_order, sum(runs) AS n,
      sumIf(runs, ci = 1) AS n_ci, uniqExactIf(project, project != 0) AS n_projects,
      uniqExactState(if(project = 0, NULL, project)) AS seen
    FROM {used}
    WHERE runs > 0
    GROUP BY app, begins, version, version_order
  ) AS of_versions
  GROUP BY app, begins
) AS of_periods
ARRAY JOIN list AS r
ORDER BY app, begins, r.1, version
