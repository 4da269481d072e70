SELECT
  received_ms,
  app,
  command,
  event_type,
  toString(execution_id),
  if(project = 0, NULL, substring(concat('0000000000000000', lower(hex(project))), -16)),
  version,
  os,
  arch,
  group_channel,
  ci,
  ci_name,
  concat('[', arrayStringConcat(arrayMap(
    name -> concat('"', replaceAll(replaceAll(name, '\\', '\\\\'), '"', '\\"'), '"'), option_names), ','), ']'),
  exit_code,
  duration_ms
FROM event
WHERE received_ms >= $from_ms AND day >= toDate(intDiv($from_ms, 86400000)) AND ($app = '' OR app = $app)
ORDER BY received_ms DESC, ts_ms DESC, toString(execution_id), event_type
LIMIT 1 BY app, command, execution_id, event_type, if(half = 0, ts_ms, 0)
LIMIT $count
