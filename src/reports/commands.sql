-- title: Commands
-- question: Which commands are used, how much, and by how many projects?
-- column: app text
-- column: command text
-- column: runs count
-- column: of_all_runs share
-- column: projects count
-- column: ci_runs count
-- column: last_day date
--
-- Every run counts, whether it is known to have ended or not. A share is of all runs of the app.
SELECT
  app,
  command,
  count(*) AS runs,
  count(*) AS of_all_runs,
  sum(count(*)) OVER (PARTITION BY app) AS of_all_runs_of,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS projects,
  count(*) FILTER (WHERE ci) AS ci_runs,
  max(day) AS last_day
FROM run
GROUP BY app, command
ORDER BY app, runs DESC, command
