-- title: Versions
-- question: Which versions are in use, by how many projects?
-- column: app text
-- column: begins date
-- column: version text
-- column: of_projects share
-- column: runs count
-- column: in_ci share
--
-- By day, week or month, as asked. `of_projects` is of the projects seen in that time; one that uses
-- two versions counts in both, so shares may add up to more than 100 %. Versions are in the order of
-- semantic versioning, what is no version first. `in_ci` is of the runs.
WITH of_projects AS (
  SELECT app, begins, version, version_order, project, sum(runs) AS runs,
    coalesce(sum(runs) FILTER (WHERE ci), 0) AS ci_runs
  FROM (
    SELECT environment, CAST(date_trunc($per, day) AS DATE) AS begins, project,
      sum(runs) AS runs
    FROM used
    WHERE runs > 0
    GROUP BY environment, begins, project
  ) AS u
  JOIN (
    SELECT e.id, e.app, e.version, e.ci, v.version_order
    FROM environment AS e JOIN version AS v ON v.id = e.version_id
  ) AS of_environment ON of_environment.id = u.environment
  GROUP BY app, begins, version, version_order, project
), totals AS (
  SELECT app, begins, count(DISTINCT project) FILTER (WHERE project <> 0) AS projects
  FROM of_projects
  GROUP BY app, begins
)
SELECT
  o.app,
  o.begins,
  version,
  count(*) FILTER (WHERE project <> 0) AS of_projects,
  any_value(t.projects) AS of_projects_of,
  CAST(sum(runs) AS BIGINT) AS runs,
  CAST(sum(ci_runs) AS BIGINT) AS in_ci,
  CAST(sum(runs) AS BIGINT) AS in_ci_of
FROM of_projects AS o JOIN totals AS t ON t.app = o.app AND t.begins = o.begins
GROUP BY o.app, o.begins, version, version_order
ORDER BY o.app, o.begins, version_order, version
