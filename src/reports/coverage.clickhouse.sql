-- As coverage.sql. Events of other types are told apart by all they say, since one may have come
-- to two collectors.
SELECT
  sum(n_halves) + sum(n_others) AS events,
  sum(n) AS runs,
  uniqExactIf(project, project != 0) AS projects,
  sumIf(n, project = 0) AS runs_without_project,
  if(sum(n + n_others) = 0, NULL, toString(minIf(first, n + n_others > 0))) AS first_day,
  if(sum(n + n_others) = 0, NULL, toString(maxIf(last, n + n_others > 0))) AS last_day,
  arrayStringConcat(arraySort(groupUniqArray(app)), ',') AS apps
FROM (
  SELECT app, project, sum(started + ended) AS n_halves, sum(runs) AS n, toInt64(0) AS n_others,
    min(day) AS first, max(day) AS last
  FROM {used}
  GROUP BY app, project
  UNION ALL
  SELECT app, toUInt64(0) AS project, toInt64(0) AS n_halves, toInt64(0) AS n,
    toInt64(uniqExact(execution_id, event_type, ts_ms, toString(flags), toString(numbers),
                      arrayStringConcat(texts, '/'))) AS n_others,
    min(day) AS first, max(day) AS last
  FROM event
  WHERE half = 0 AND day >= {first_day} AND day < {end_day} {other_event_filter}
  GROUP BY app
) AS parts
