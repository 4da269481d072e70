-- title: Activity
-- question: Is it used, and by how many projects?
-- column: app text
-- column: per text
-- column: begins date
-- column: runs count
-- column: local_runs count
-- column: ci_runs count
-- column: projects count
-- column: local_projects count
-- column: ci_projects count
--
-- Runs in CI are shown apart, since one project's CI can run more than all people together. A
-- project that is seen both locally and in CI counts in both, and once in `projects`. Projects of
-- days do not add up to those of a week: each period counts its own distinct ones. A week begins on
-- Monday. Of the first and the last week and month, only the days asked for are counted.
SELECT
  app,
  unit AS per,
  CAST(date_trunc(unit, day) AS DATE) AS begins,
  count(*) AS runs,
  count(*) FILTER (WHERE NOT ci) AS local_runs,
  count(*) FILTER (WHERE ci) AS ci_runs,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS projects,
  count(DISTINCT project) FILTER (WHERE project <> 0 AND NOT ci) AS local_projects,
  count(DISTINCT project) FILTER (WHERE project <> 0 AND ci) AS ci_projects
FROM run CROSS JOIN (VALUES (1, 'month'), (2, 'week'), (3, 'day')) AS units(place, unit)
GROUP BY app, place, unit, begins
ORDER BY app, place, begins
