-- title: Options
-- question: Which options are used, and can one be removed?
-- column: app text
-- column: command text
-- column: option text
-- column: runs count
-- column: of_runs share
-- column: projects count
-- column: in_ci share
-- column: last_day date
--
-- Options are told when a run starts, so a run whose start is not known says nothing about them and
-- is left out. An option counts once a run, however often it was given. `of_runs` is of the started
-- runs of the same command; `in_ci` is of the runs with the option. An option that is not listed
-- was not seen in the time and the projects that the coverage names, which is not to say that
-- nobody uses it.
SELECT
  used.app,
  used.command,
  option,
  count(*) AS runs,
  count(*) AS of_runs,
  max(started.runs) AS of_runs_of,
  count(DISTINCT project) FILTER (WHERE project <> 0) AS projects,
  count(*) FILTER (WHERE ci) AS in_ci,
  count(*) AS in_ci_of,
  max(day) AS last_day
FROM (
  SELECT app, command, unnest(list_distinct(options)) AS option, project, ci, day
  FROM run
  WHERE start_received_ms IS NOT NULL
) AS used
INNER JOIN (
  SELECT app, command, count(*) AS runs
  FROM run
  WHERE start_received_ms IS NOT NULL
  GROUP BY app, command
) AS started ON used.app = started.app AND used.command = started.command
GROUP BY used.app, used.command, option
ORDER BY used.app, used.command, runs DESC, option
