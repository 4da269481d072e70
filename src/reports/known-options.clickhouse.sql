-- A part of option: every option that a tool has ever told of, and none ('') of every tool.
SELECT app, option, toInt64(max(last)) AS last_day
FROM (
  SELECT app, arrayJoin(arrayPushBack(option_names, '')) AS option, max(day) AS last
  FROM {ever_of_app}
  WHERE started > 0
  GROUP BY app, option_names
) AS of_sets
GROUP BY app, option
ORDER BY app, option
