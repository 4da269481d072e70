-- title: Environments
-- question: Where does it run?
-- column: app text
-- column: os text
-- column: arch text
-- column: where text
-- column: channel text
-- column: runs count
-- column: of_all_runs share
-- column: of_projects share
--
-- `where` is "local", the name of the CI system, or "CI" for one that is not known; `channel` is
-- the release channel, empty where the tool tells none. Every run counts. `of_all_runs` and
-- `of_projects` are of all runs and of all projects of the app; a project that is seen in two
-- environments counts in both.
WITH of_projects AS (
  SELECT app, os, arch,
    CASE WHEN ci_name <> '' THEN ci_name WHEN ci THEN 'CI' ELSE 'local' END AS place,
    group_channel, project, sum(runs) AS runs
  FROM (
    SELECT environment, project, sum(runs) AS runs
    FROM by_environment
    WHERE runs > 0
    GROUP BY environment, project
  ) AS u
  JOIN environment AS e ON e.id = u.environment
  GROUP BY app, os, arch, place, group_channel, project
), totals AS (
  SELECT app, sum(runs) AS runs, count(DISTINCT project) FILTER (WHERE project <> 0) AS projects
  FROM of_projects
  GROUP BY app
)
SELECT
  o.app,
  os,
  arch,
  place AS "where",
  group_channel AS channel,
  CAST(sum(o.runs) AS BIGINT) AS runs,
  CAST(sum(o.runs) AS BIGINT) AS of_all_runs,
  CAST(any_value(t.runs) AS BIGINT) AS of_all_runs_of,
  count(*) FILTER (WHERE project <> 0) AS of_projects,
  any_value(t.projects) AS of_projects_of
FROM of_projects AS o JOIN totals AS t ON t.app = o.app
GROUP BY o.app, os, arch, place, group_channel
ORDER BY o.app, runs DESC, os, arch, place, channel
