-- title: Option
-- question: Can this option be removed?
-- about: option
-- answer: removal
-- column: app text
-- column: option text
-- column: command text
-- column: runs count
-- column: of_runs share
-- column: of_projects share
-- column: in_ci share
-- column: oldest_version text
-- column: newest_version text
-- column: last_day date
--
-- Of the option asked about, without its hyphens: first a row of all commands together (`command`
-- is null), also where nobody used it, then one of each command with which it was used. `of_runs`
-- and `of_projects` are of the started runs of the app or the command and their projects, `in_ci`
-- of the runs with the option; a run whose start is not known says nothing about options and is
-- left out. The versions are the oldest and the newest that was seen with it, of those that are
-- versions. `last_day` of one that nobody used is of all days and runs that are kept, not only of
-- those asked about. Tools that have never told of the option are left out; if none ever has, each
-- stands there with up to three of its own options whose names are within two edits of the asked
-- one's.
WITH starts AS NOT MATERIALIZED (
  SELECT * FROM used WHERE options <> 0 AND started > 0
), totals AS (
  SELECT app, c.command, sum(runs) AS runs,
    count(DISTINCT project) FILTER (WHERE project <> 0) AS projects
  FROM (
    SELECT command, project, sum(started) AS runs FROM starts GROUP BY command, project
  ) AS u
  JOIN command AS c ON c.id = u.command
  GROUP BY GROUPING SETS ((app), (app, c.command))
), known AS (
  SELECT c.app, option, max(last_day) AS last_day
  FROM (
    SELECT command, options, max(day) AS last_day
    FROM usage(DATE '0001-01-01', DATE '9999-01-01', {closed_day})
    WHERE options <> 0 AND started > 0
    GROUP BY command, options
  ) AS u
  JOIN command AS c ON c.id = u.command AND ($app = '' OR c.app = $app)
  JOIN (SELECT id, unnest(names) AS option FROM option_set) AS o ON o.id = u.options
  GROUP BY c.app, option
), shown AS (
  SELECT app, option, last_day, 0 AS edits FROM known WHERE option = $about
  UNION ALL
  SELECT app, $about, CAST(NULL AS DATE), 0
  FROM totals
  WHERE command IS NULL AND NOT EXISTS (FROM known WHERE option = $about)
  UNION ALL
  SELECT * FROM (
    SELECT app, option, last_day, damerau_levenshtein(option, $about) AS edits
    FROM known
    WHERE NOT EXISTS (FROM known WHERE option = $about)
  ) AS near
  WHERE edits <= 2
  QUALIFY row_number() OVER (PARTITION BY app ORDER BY edits, option) <= 3
), holders AS (
  SELECT DISTINCT id, o.option
  FROM (SELECT id, unnest(names) AS option FROM option_set) AS o
  JOIN shown AS s ON s.option = o.option
), uses AS (
  SELECT c.app, option, c.command, sum(started) AS runs,
    coalesce(sum(started) FILTER (WHERE e.ci), 0) AS ci_runs,
    count(DISTINCT project) FILTER (WHERE project <> 0) AS projects,
    arg_min(v.version, v.version_order) FILTER (WHERE v.version_order >= '0') AS oldest,
    arg_max(v.version, v.version_order) FILTER (WHERE v.version_order >= '0') AS newest,
    max(day) AS last_day
  FROM starts
  JOIN holders AS h ON h.id = starts.options
  JOIN command AS c ON c.id = starts.command
  JOIN environment AS e ON e.id = starts.environment
  JOIN version AS v ON v.id = e.version_id
  GROUP BY GROUPING SETS ((c.app, option), (c.app, option, c.command))
)
SELECT
  s.app,
  s.option,
  u.command,
  CAST(coalesce(u.runs, 0) AS BIGINT) AS runs,
  CAST(coalesce(u.runs, 0) AS BIGINT) AS of_runs,
  CAST(coalesce(t.runs, 0) AS BIGINT) AS of_runs_of,
  coalesce(u.projects, 0) AS of_projects,
  coalesce(t.projects, 0) AS of_projects_of,
  CAST(coalesce(u.ci_runs, 0) AS BIGINT) AS in_ci,
  CAST(coalesce(u.runs, 0) AS BIGINT) AS in_ci_of,
  u.oldest AS oldest_version,
  u.newest AS newest_version,
  coalesce(u.last_day, s.last_day) AS last_day
FROM shown AS s
LEFT JOIN uses AS u
  ON u.app = s.app AND u.option = s.option AND (u.command IS NULL OR s.edits = 0)
LEFT JOIN totals AS t ON t.app = s.app AND t.command IS NOT DISTINCT FROM u.command
ORDER BY s.app, s.edits, s.option, u.command IS NOT NULL, runs DESC, u.command
