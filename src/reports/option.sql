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
WITH totals AS (
  SELECT c.app, c.command, sum(runs) AS runs,
    count(DISTINCT project) FILTER (WHERE project <> 0) AS projects
  FROM (
    SELECT command, project, sum(started) AS runs
    FROM by_command
    WHERE started > 0
    GROUP BY command, project
  ) AS u
  JOIN command AS c ON c.id = u.command
  GROUP BY GROUPING SETS ((c.app), (c.app, c.command))
), releases AS (
  SELECT id, version, CASE WHEN version_order >= '0' THEN
    CAST(dense_rank() OVER (ORDER BY version_order, version) AS INTEGER) END AS release
  FROM version
), sets AS (
  SELECT command, options, sum(started) AS runs,
    coalesce(sum(started) FILTER (WHERE ci), 0) AS ci_runs, max(last_day) AS last_day,
    min(release) AS oldest, max(release) AS newest
  FROM by_option_set
  JOIN releases AS r ON r.id = by_option_set.version
  GROUP BY command, options
), near AS (
  SELECT id, option, damerau_levenshtein(option, $about) AS edits
  FROM (SELECT id, unnest(names) AS option FROM option_set) AS o
  WHERE option = $about OR damerau_levenshtein(option, $about) <= 2
), known AS (
  SELECT c.app, option, any_value(edits) AS edits, max(last_day) AS last_day
  FROM (
    SELECT command, options, last_day FROM sets
    UNION ALL
    SELECT command, options, max(last_day) FROM unasked GROUP BY command, options
  ) AS u
  JOIN command AS c ON c.id = u.command
  JOIN near AS n ON n.id = u.options
  GROUP BY c.app, option
), shown AS (
  SELECT app, option, 0 AS edits, last_day FROM known WHERE option = $about
  UNION ALL
  SELECT app, $about, 0, CAST(NULL AS DATE)
  FROM totals
  WHERE command IS NULL AND NOT EXISTS (FROM known WHERE option = $about)
  UNION ALL
  SELECT *
  FROM known
  WHERE NOT EXISTS (FROM known WHERE option = $about)
  QUALIFY row_number() OVER (PARTITION BY app ORDER BY edits, option) <= 3
), holders AS (
  SELECT DISTINCT id, o.option, CAST(dense_rank() OVER (ORDER BY o.option) AS INTEGER) AS number
  FROM (SELECT id, unnest(names) AS option FROM option_set) AS o
  JOIN shown AS s ON s.option = o.option
), uses AS (
  SELECT c.app, option, c.command, sum(runs) AS runs, sum(ci_runs) AS ci_runs,
    min(oldest) AS oldest, max(newest) AS newest, max(last_day) AS last_day
  FROM sets
  JOIN holders AS h ON h.id = sets.options
  JOIN command AS c ON c.id = sets.command
  GROUP BY GROUPING SETS ((c.app, option), (c.app, option, c.command))
), users AS (
  SELECT c.app, h.option, c.command, count(DISTINCT project) AS projects
  FROM (
    SELECT DISTINCT number, command, project
    FROM options_of_projects AS u JOIN holders AS h ON h.id = u.options
  ) AS u
  JOIN command AS c ON c.id = u.command
  JOIN (SELECT DISTINCT number, option FROM holders) AS h ON h.number = u.number
  GROUP BY GROUPING SETS ((c.app, h.option), (c.app, h.option, c.command))
), names AS (
  SELECT DISTINCT release, version FROM releases
)
SELECT
  s.app,
  s.option,
  u.command,
  CAST(coalesce(u.runs, 0) AS BIGINT) AS runs,
  CAST(coalesce(u.runs, 0) AS BIGINT) AS of_runs,
  CAST(coalesce(t.runs, 0) AS BIGINT) AS of_runs_of,
  coalesce(p.projects, 0) AS of_projects,
  coalesce(t.projects, 0) AS of_projects_of,
  CAST(coalesce(u.ci_runs, 0) AS BIGINT) AS in_ci,
  CAST(coalesce(u.runs, 0) AS BIGINT) AS in_ci_of,
  o.version AS oldest_version,
  n.version AS newest_version,
  coalesce(u.last_day, s.last_day) AS last_day
FROM shown AS s
LEFT JOIN uses AS u
  ON u.app = s.app AND u.option = s.option AND (u.command IS NULL OR s.edits = 0)
LEFT JOIN users AS p
  ON p.app = u.app AND p.option = u.option AND p.command IS NOT DISTINCT FROM u.command
LEFT JOIN names AS o ON o.release = u.oldest
LEFT JOIN names AS n ON n.release = u.newest
LEFT JOIN totals AS t ON t.app = s.app AND t.command IS NOT DISTINCT FROM u.command
ORDER BY s.app, s.edits, s.option, u.command IS NOT NULL, runs DESC, u.command
