SELECT
  app,
  command,
  n_all AS runs,
  ms[1] AS p50,
  ms[2] AS p90,
  ms[3] AS p99,
  ms[4] AS longest
FROM (
  SELECT app, command, sum(n) AS n_all,
    arrayMap(b -> {middle},
             arrayPushBack(quantilesExactWeighted(0.5, 0.9, 0.99)(bucket, toUInt64(n)),
                           max(bucket))) AS ms
  FROM (
    SELECT app, command, bucket, sum(runs) AS n FROM {timed} GROUP BY app, command, bucket
  ) AS of_buckets
  GROUP BY app, command
) AS of_commands
ORDER BY app, runs DESC, command
