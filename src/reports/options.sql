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
WITH releases AS (
  SELECT id, version, dense_rank() OVER (ORDER BY version_order, version) AS release
  FROM version
), sets AS (
  SELECT command, options, sum(started) AS runs,
    coalesce(sum(started) FILTER (WHERE ci), 0) AS ci_runs, max(last_day) AS last_day,
    max(release) AS release
  FROM by_option_set
  JOIN releases AS r ON r.id = by_option_set.version
  GROUP BY command, options
), names AS (
  -- A bit of a word for each: the options of a project are those of all of its sets at once.
  SELECT name, (row_number() OVER (ORDER BY name) - 1) // 64 AS word,
    CAST(1 AS UBIGINT) << ((row_number() OVER (ORDER BY name) - 1) % 64) AS bit
  FROM (SELECT DISTINCT unnest(names) AS name FROM option_set)
), words AS (
  SELECT id, coalesce(word, 0) AS word, coalesce(bit_or(bit), 0) AS bits
  FROM (
    SELECT id, unnest(CASE WHEN len(names) = 0 THEN [NULL] ELSE names END) AS name FROM option_set
  ) AS o
  LEFT JOIN names AS n ON n.name = o.name
  GROUP BY id, word
), projects AS (
  SELECT c.app, c.command, project, word, bit_or(bits) AS bits
  FROM (
    SELECT command, project, word, bit_or(bits) AS bits
    FROM options_of_projects JOIN words AS w ON w.id = options
    GROUP BY command, project, word
  ) AS u
  JOIN command AS c ON c.id = u.command
  GROUP BY c.app, c.command, project, word
), of_projects AS (
  SELECT app, command, name, count(*) AS projects
  FROM projects AS p JOIN names AS n ON n.word = p.word AND p.bits & n.bit <> 0
  GROUP BY app, command, name
), of_commands AS (
  SELECT c.app, c.command, sum(runs) AS runs, any_value(p.projects) AS projects
  FROM sets
  JOIN command AS c ON c.id = sets.command
  LEFT JOIN (
    SELECT app, command, count(DISTINCT project) AS projects FROM projects GROUP BY app, command
  ) AS p ON p.app = c.app AND p.command = c.command
  GROUP BY c.app, c.command
), of_runs AS (
  SELECT c.app, c.command, name, sum(runs) AS runs, sum(ci_runs) AS ci_runs,
    max(last_day) AS last_day, max(release) AS release
  FROM (
    SELECT sets.*, unnest(list_distinct(names)) AS name
    FROM sets JOIN option_set AS o ON o.id = sets.options
  ) AS u
  JOIN command AS c ON c.id = u.command
  GROUP BY c.app, c.command, name
)
SELECT
  u.app,
  u.command,
  u.name AS option,
  CAST(u.runs AS BIGINT) AS runs,
  CAST(u.runs AS BIGINT) AS of_runs,
  CAST(s.runs AS BIGINT) AS of_runs_of,
  coalesce(p.projects, 0) AS of_projects,
  coalesce(s.projects, 0) AS of_projects_of,
  CAST(ci_runs AS BIGINT) AS in_ci,
  CAST(u.runs AS BIGINT) AS in_ci_of,
  v.version AS newest_version,
  last_day
FROM of_runs AS u
JOIN of_commands AS s ON s.app = u.app AND s.command = u.command
LEFT JOIN of_projects AS p ON p.app = u.app AND p.command = u.command AND p.name = u.name
JOIN (SELECT DISTINCT release, version FROM releases) AS v ON v.release = u.release
ORDER BY u.app, u.command, runs DESC, option
