-- title: Environments
-- question: Where does it run?
-- column: app text
-- column: os text
-- column: arch text
-- column: where text
-- column: runs count
-- column: of_all_runs share
-- column: projects count
--
-- `where` is "local", the name of the CI system, or "CI" for one that is not known. Every run
-- counts. A share is of all runs of the app.
SELECT
  app,
  os,
  arch,
  CASE WHEN ci_name <> '' THEN ci_name WHEN ci THEN 'CI' ELSE 'local' END AS "where",
  count(*) AS runs,
  count(*) AS of_all_runs,
  sum(count(*)) OVER (PARTITION BY app) AS of_all_runs_of,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS projects
FROM run
GROUP BY app, os, arch, "where"
ORDER BY app, runs DESC, os, arch, "where"
