-- title: Unfinished
-- question: Which commands start and are never heard of again?
-- column: app text
-- column: command text
-- column: unfinished_runs count
-- column: of_started_runs share
-- column: in_ci share
-- column: last_day date
--
-- A run whose start arrived more than a day ago and has no known end: it was killed, it crashed, or its
-- end was lost. Runs whose start arrived later may still be at work and are left out of both sides.
-- `in_ci` is of the unfinished runs.
SELECT
  app,
  command,
  count(*) FILTER (WHERE NOT exited) AS unfinished_runs,
  count(*) FILTER (WHERE NOT exited) AS of_started_runs,
  count(*) AS of_started_runs_of,
  count(*) FILTER (WHERE NOT exited AND ci) AS in_ci,
  count(*) FILTER (WHERE NOT exited) AS in_ci_of,
  max(day) FILTER (WHERE NOT exited) AS last_day
FROM run
WHERE start_received_ms < $now_ms - 86400000
GROUP BY app, command
HAVING unfinished_runs > 0
ORDER BY app, unfinished_runs DESC, command
