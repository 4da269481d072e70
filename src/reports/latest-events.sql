-- The newest events of the store; see latest_events.h. Lists come as JSON, and ids as text: a number
-- of 64 bits is more than JSON's readers take.
SELECT
  received_ms,
  app,
  command,
  event_type,
  CAST(execution_id AS VARCHAR),
  CASE WHEN project = 0 THEN NULL ELSE lower(format('{:016x}', project)) END,
  version,
  os,
  arch,
  group_channel,
  ci,
  ci_name,
  CAST(to_json(option_names) AS VARCHAR),
  exit_code,
  duration_ms
FROM event
WHERE received_ms >= $from_ms AND ($app = '' OR app = $app)
ORDER BY received_ms DESC, ts_ms DESC, execution_id, event_type
LIMIT $count
