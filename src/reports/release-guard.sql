-- title: Release guard
-- question: Is a version worse than the one before it?
-- column: app text
-- column: version text
-- column: before text
-- column: failed share_change
-- column: p90 duration_change
--
-- Each version beside the one before it, in the order of semantic versioning; what is no version is
-- left out. `failed` is the share of ended runs with an exit code other than 0, `p90` that of the
-- durations of runs with exit code 0, in milliseconds, at most 1.6 % off. compare.h says when the
-- one or the other is worse, not worse, or cannot be told yet. Two versions may be used for
-- different things by different projects: ask about one command, and about CI or local runs alone.
--
-- The interval of p90 is that of its ranks: with n runs, from the 0.9 n - 1.96 sqrt(0.09 n)th to the
-- 0.9 n + 1.96 sqrt(0.09 n) + 1st of them (the normal approximation to the binomial distribution;
-- W. J. Conover, "Practical Nonparametric Statistics", 3.2). Where such a run is not there, with
-- fewer than some 45 runs, there is no interval.
WITH outcomes AS (
  SELECT e.app, v.version, v.version_order, sum(ended) AS ended, sum(failed) AS failed
  FROM (
    SELECT environment, sum(ended) AS ended, sum(failed) AS failed
    FROM by_environment
    GROUP BY environment
  ) AS u
  JOIN environment AS e ON e.id = u.environment
  JOIN version AS v ON v.id = e.version_id
  WHERE v.version_order >= '0'
  GROUP BY e.app, v.version, v.version_order
  HAVING sum(ended) > 0
), buckets AS (
  SELECT v.app, v.version, bucket, CAST(sum(runs) AS BIGINT) AS runs
  FROM (SELECT version, bucket, sum(runs) AS runs FROM timed GROUP BY version, bucket) AS t
  JOIN version AS v ON v.id = t.version
  GROUP BY v.app, v.version, bucket
), ranks AS (
  SELECT app, version, bucket_middle(bucket) AS ms,
    sum(runs) OVER (PARTITION BY app, version ORDER BY bucket) AS up_to,
    sum(runs) OVER (PARTITION BY app, version) AS n
  FROM buckets
), percentiles AS (
  SELECT app, version,
    min(ms) FILTER (WHERE up_to * 100 >= n * 90) AS p90,
    min(ms) FILTER (WHERE up_to >= floor(0.9 * n - 1.959964 * sqrt(0.09 * n))) AS p90_low,
    min(ms) FILTER (WHERE up_to >= ceil(0.9 * n + 1.959964 * sqrt(0.09 * n)) + 1) AS p90_high
  FROM ranks
  GROUP BY app, version
), pairs AS (
  SELECT o.app, o.version, o.version_order, failed, ended, p90, p90_low, p90_high,
    lag(o.version) OVER releases AS before,
    lag(failed) OVER releases AS failed_before,
    lag(ended) OVER releases AS ended_before,
    lag(p90) OVER releases AS p90_before,
    lag(p90_low) OVER releases AS p90_low_before,
    lag(p90_high) OVER releases AS p90_high_before
  FROM outcomes AS o
  LEFT JOIN percentiles AS p ON p.app = o.app AND p.version = o.version
  WINDOW releases AS (PARTITION BY o.app ORDER BY o.version_order, o.version)
)
SELECT
  app,
  version,
  before,
  CAST(failed AS BIGINT) AS failed,
  CAST(ended AS BIGINT) AS failed_of,
  CAST(failed_before AS BIGINT) AS failed_before,
  CAST(ended_before AS BIGINT) AS failed_before_of,
  p90,
  p90_low,
  p90_high,
  p90_before,
  p90_low_before,
  p90_high_before
FROM pairs
WHERE before IS NOT NULL
ORDER BY app, version_order, version
