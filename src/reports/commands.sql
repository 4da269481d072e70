-- title: Commands
-- question: Which commands are used, how much, and by how many projects?
-- column: app text
-- column: command text
-- column: runs count
-- column: of_all_runs share
-- column: projects count
-- column: in_ci share
-- column: last_day date
--
-- Every run counts, whether it is known to have ended or not. `of_all_runs` is of all runs of the
-- app, `in_ci` of the command's. A command that is not listed was not seen in the time and the
-- projects that the coverage names.
SELECT
  app,
  c.command,
  CAST(sum(runs) AS BIGINT) AS runs,
  CAST(sum(runs) AS BIGINT) AS of_all_runs,
  CAST(sum(sum(runs)) OVER (PARTITION BY app) AS BIGINT) AS of_all_runs_of,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS projects,
  CAST(sum(ci_runs) AS BIGINT) AS in_ci,
  CAST(sum(runs) AS BIGINT) AS in_ci_of,
  max(last_day) AS last_day
FROM (
  SELECT command, project, sum(runs) AS runs,
    coalesce(sum(runs) FILTER (WHERE ci), 0) AS ci_runs, max(last_day) AS last_day
  FROM by_command
  WHERE runs > 0
  GROUP BY command, project
) AS u
JOIN command AS c ON c.id = u.command
GROUP BY app, c.command
ORDER BY app, runs DESC, c.command
