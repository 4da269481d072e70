-- The relation `run`, which every report and the coverage read: one row a run of a command.
--
-- A run counts once: the CommandStarted and the CommandExited of one execution id of one app are one
-- run. A run of which only one of the two is there (the other is still to come, was lost, or is
-- older than the time asked for) is a run too; what it does not tell is NULL. Other types of event
-- make no run. Both events carry the same command and environment, so max() only fills in.
--
-- A run is of the day (UTC) on which its first event arrived. The collector has one clock; those of
-- the machines where commands run are wrong in every direction, and would put runs into years to come.
SELECT
  app,
  execution_id,
  min(day) AS day,
  max(command) AS command,
  max(project) AS project,
  bool_or(ci) AS ci,
  max(ci_name) AS ci_name,
  max(os) AS os,
  max(arch) AS arch,
  bool_or(event_type = 'CommandExited') AS exited,
  min(received_ms) FILTER (WHERE event_type = 'CommandStarted') AS start_received_ms,
  max(option_names) FILTER (WHERE event_type = 'CommandStarted') AS options,
  max(exit_code) FILTER (WHERE event_type = 'CommandExited') AS exit_code,
  max(duration_ms) FILTER (WHERE event_type = 'CommandExited') AS duration_ms
FROM event
WHERE event_type IN ('CommandStarted', 'CommandExited')
  AND ($app = '' OR app = $app)
  AND received_ms >= $since_ms
GROUP BY app, execution_id
