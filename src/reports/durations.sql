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
-- Runs with exit code 0 and a duration; a run that failed may have failed at once. A percentile is
-- the shortest duration that at least so many of the runs did not exceed (nearest rank): one that
-- was measured, never one in between. With fewer than 10 runs p90 is the longest, with fewer than
-- 100 p99 is.
SELECT
  app,
  command,
  count(*) AS runs,
  quantile_disc(duration_ms, 0.50) AS p50,
  quantile_disc(duration_ms, 0.90) AS p90,
  quantile_disc(duration_ms, 0.99) AS p99,
  max(duration_ms) AS longest
FROM run
WHERE exit_code = 0 AND duration_ms IS NOT NULL
GROUP BY app, command
ORDER BY app, runs DESC, command
