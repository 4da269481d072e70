-- title: Durations
-- question: How long do commands take that succeed?
-- column: app text
-- column: command text
-- column: runs count
-- column: p50 duration_ms
-- column: p90 duration_ms
-- column: p99 duration_ms
-- column: longest duration_ms
--
-- Milliseconds, of runs with exit code 0 and a duration; a run that failed may have failed at once. A
-- percentile is the shortest duration that at least so many of the runs did not exceed (nearest
-- rank). Durations are counted in buckets: below 64 ms they are exact, above that each is at most
-- 1.6 % off. With fewer than 10 runs p90 is the longest, with fewer than 100 p99 is.
WITH buckets AS (
  SELECT app, c.command, bucket, CAST(sum(runs) AS BIGINT) AS runs
  FROM (SELECT command, bucket, sum(runs) AS runs FROM timed GROUP BY command, bucket) AS t
  JOIN command AS c ON c.id = t.command
  GROUP BY app, c.command, bucket
), ranks AS (
  SELECT app, command, bucket_middle(bucket) AS ms,
    sum(runs) OVER (PARTITION BY app, command ORDER BY bucket) AS up_to,
    sum(runs) OVER (PARTITION BY app, command) AS all_runs
  FROM buckets
)
SELECT
  app,
  command,
  CAST(max(all_runs) AS BIGINT) AS runs,
  min(ms) FILTER (WHERE up_to * 100 >= all_runs * 50) AS p50,
  min(ms) FILTER (WHERE up_to * 100 >= all_runs * 90) AS p90,
  min(ms) FILTER (WHERE up_to * 100 >= all_runs * 99) AS p99,
  max(ms) AS longest
FROM ranks
GROUP BY app, command
ORDER BY app, runs DESC, command
