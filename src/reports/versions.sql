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
WITH releases AS (
  SELECT e.id, a.number AS of_app, e.app, e.version, v.version_order,
    CAST(dense_rank() OVER (ORDER BY e.app, v.version_order, e.version) AS INTEGER) AS release
  FROM environment AS e
  JOIN version AS v ON v.id = e.version_id
  JOIN of_apps AS a ON a.environment = e.id
), of_projects AS (
  SELECT any_value(of_app) AS of_app, begins, release, project, sum(runs) AS runs,
    coalesce(sum(runs) FILTER (WHERE ci), 0) AS ci_runs
  FROM (
    SELECT environment, {begins} AS begins, project, ci, runs
    FROM by_environment
    WHERE runs > 0
  ) AS u
  JOIN releases AS r ON r.id = u.environment
  GROUP BY begins, release, project
), totals AS (
  SELECT of_app, begins, count(DISTINCT project) FILTER (WHERE project <> 0) AS projects
  FROM of_projects
  GROUP BY of_app, begins
), shares AS (
  SELECT any_value(of_app) AS of_app, begins, release,
    count(*) FILTER (WHERE project <> 0) AS projects, CAST(sum(runs) AS BIGINT) AS runs,
    CAST(sum(ci_runs) AS BIGINT) AS ci_runs
  FROM of_projects
  GROUP BY begins, release
)
SELECT
  r.app,
  s.begins,
  r.version,
  s.projects AS of_projects,
  t.projects AS of_projects_of,
  s.runs,
  s.ci_runs AS in_ci,
  s.runs AS in_ci_of
FROM shares AS s
JOIN totals AS t ON t.of_app = s.of_app AND t.begins = s.begins
JOIN (SELECT DISTINCT app, version, version_order, release FROM releases) AS r
  ON r.release = s.release
ORDER BY r.app, s.begins, s.release
