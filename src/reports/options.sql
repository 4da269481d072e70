-- title: Options
-- question: Which options are used, and can one be removed?
-- column: app text
-- column: command text
-- column: option text
-- column: runs count
-- column: of_runs share
-- column: of_projects share
-- column: in_ci share
-- column: newest_version text
-- column: last_day date
--
-- Options are told when a run starts, so a run whose start is not known says nothing about them and
-- is left out. An option counts once a run, however often it was given. `of_runs` and `of_projects`
-- are of the started runs of the same command and their projects, `in_ci` of the runs with the option;
-- `newest_version` is the newest that was seen with it. An option that is not listed was not seen in
-- the time and the projects that the coverage names, which is not to say that nobody uses it.
WITH sets AS (
  SELECT c.app, c.command, options, project, sum(started) AS runs,
    sum(started) FILTER (WHERE e.ci) AS ci_runs, max(last_day) AS last_day,
    arg_max(v.version, v.version_order) AS version, max(v.version_order) AS version_order
  FROM (
    SELECT command, options, environment, project, sum(started) AS started, max(day) AS last_day
    FROM used
    WHERE options <> 0 AND started > 0
    GROUP BY command, options, environment, project
  ) AS u
  JOIN command AS c ON c.id = u.command
  JOIN environment AS e ON e.id = u.environment
  JOIN version AS v ON v.id = e.version_id
  GROUP BY c.app, c.command, options, project
), starts AS (
  SELECT app, command, sum(runs) AS runs,
    count(DISTINCT project) FILTER (WHERE project <> 0) AS projects
  FROM sets
  GROUP BY app, command
)
SELECT
  u.app,
  u.command,
  option,
  CAST(sum(u.runs) AS BIGINT) AS runs,
  CAST(sum(u.runs) AS BIGINT) AS of_runs,
  CAST(any_value(s.runs) AS BIGINT) AS of_runs_of,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS of_projects,
  any_value(s.projects) AS of_projects_of,
  CAST(coalesce(sum(ci_runs), 0) AS BIGINT) AS in_ci,
  CAST(sum(u.runs) AS BIGINT) AS in_ci_of,
  arg_max(version, version_order) AS newest_version,
  max(last_day) AS last_day
FROM (
  SELECT app, command, unnest(list_distinct(o.names)) AS option, project, runs, ci_runs, last_day,
    version, version_order
  FROM sets JOIN option_set AS o ON o.id = sets.options
) AS u
JOIN starts AS s ON s.app = u.app AND s.command = u.command
GROUP BY u.app, u.command, option
ORDER BY u.app, u.command, runs DESC, option
