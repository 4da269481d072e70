-- title: Failures
-- question: Which commands fail, how often, and for how many projects?
-- column: app text
-- column: command text
-- column: failed_runs count
-- column: of_ended_runs share
-- column: of_projects share
--
-- Failed is an exit code other than 0. A run whose exit code is not known says nothing and is left
-- out of both sides. `of_projects` is the share of the projects with an ended run of the command in
-- which at least one failed: it tells one broken project from a broken command. The commands with
-- the most failed runs come first.
SELECT
  app,
  command,
  count(*) FILTER (WHERE exit_code <> 0) AS failed_runs,
  count(*) FILTER (WHERE exit_code <> 0) AS of_ended_runs,
  count(*) AS of_ended_runs_of,
  count(DISTINCT project) FILTER (WHERE project <> 0 AND exit_code <> 0) AS of_projects,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS of_projects_of
FROM run
WHERE exit_code IS NOT NULL
GROUP BY app, command
ORDER BY app, failed_runs DESC, command
