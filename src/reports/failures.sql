-- title: Failures
-- question: Which commands fail, how often, and for how many projects?
-- column: app text
-- column: command text
-- column: failed_runs count
-- column: of_ended_runs share
-- column: of_projects share
--
-- Failed is an exit code other than 0. `of_ended_runs` is of the command's runs whose end is known:
-- one without says nothing and is left out of both sides. `of_projects` is the share of the
-- projects with an ended run of the command in which at least one failed: it tells one broken
-- project from a broken command. The commands with the most failed runs come first.
SELECT
  app,
  c.command,
  CAST(sum(failed) AS BIGINT) AS failed_runs,
  CAST(sum(failed) AS BIGINT) AS of_ended_runs,
  CAST(sum(ended) AS BIGINT) AS of_ended_runs_of,
  count(DISTINCT project) FILTER (WHERE project <> 0 AND failed > 0) AS of_projects,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS of_projects_of
FROM (
  SELECT command, project, sum(ended) AS ended, sum(failed) AS failed
  FROM by_command
  GROUP BY command, project
) AS u
JOIN command AS c ON c.id = u.command
WHERE ended > 0
GROUP BY app, c.command
ORDER BY app, failed_runs DESC, c.command
