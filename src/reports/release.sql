-- title: Release
-- question: Is this version worse than the one before it?
-- about: version
-- answer: comparison
-- column: app text
-- column: version text
-- column: before text
-- column: command text
-- column: failed share_change
-- column: p90 duration_change
--
-- The version asked about beside the one before it, in the order of semantic versioning, of those
-- with ended runs in the time asked about: first of all commands together (`command` is null), then
-- of each by itself, for two versions may be used for different things. `before` is null, and so is
-- what is held against it, where the version is the oldest. `failed` and `p90`, in milliseconds,
-- are as in release-guard, with the same intervals. Of many commands that are all as good as
-- before, one in forty looks worse by chance. A version that is not there has no row; instead there
-- are those of the up to three newest of each tool, of all commands together.
WITH of_versions AS (
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
), releases AS (
  SELECT *, lag(version) OVER (PARTITION BY app ORDER BY version_order, version) AS before
  FROM of_versions
), shown AS (
  FROM releases WHERE version = $about
  UNION ALL
  SELECT * FROM releases
  WHERE NOT EXISTS (FROM releases WHERE version = $about)
  QUALIFY row_number() OVER (PARTITION BY app ORDER BY version_order DESC, version DESC) <= 3
), compared AS (
  -- Of the versions that have an answer, and no others: there may be hundreds.
  SELECT v.id, v.app, v.version
  FROM version AS v
  JOIN (SELECT app, version FROM shown UNION SELECT app, before FROM shown) AS s
    ON s.app = v.app AND s.version = v.version
), outcomes AS (
  SELECT app, version, CAST(NULL AS VARCHAR) AS command, ended, failed FROM of_versions
  UNION ALL
  SELECT v.app, v.version, c.command, sum(ended), sum(failed)
  FROM (
    SELECT command, environment, sum(ended) AS ended, sum(failed) AS failed
    FROM used
    WHERE environment IN (
      SELECT e.id FROM environment AS e WHERE e.version_id IN (SELECT id FROM compared)
    )
    GROUP BY command, environment
  ) AS u
  JOIN command AS c ON c.id = u.command
  JOIN environment AS e ON e.id = u.environment
  JOIN compared AS v ON v.id = e.version_id
  GROUP BY v.app, v.version, c.command
  HAVING sum(ended) > 0
), buckets AS (
  SELECT v.app, v.version, c.command, bucket, sum(runs) AS runs
  FROM (
    SELECT command, version, bucket, sum(runs) AS runs
    FROM timed
    WHERE version IN (SELECT id FROM compared)
    GROUP BY command, version, bucket
  ) AS t
  JOIN command AS c ON c.id = t.command
  JOIN compared AS v ON v.id = t.version
  GROUP BY GROUPING SETS ((v.app, v.version, bucket), (v.app, v.version, c.command, bucket))
), ranks AS (
  SELECT app, version, command, bucket_middle(bucket) AS ms,
    CAST(sum(runs) OVER (PARTITION BY app, version, command ORDER BY bucket) AS BIGINT) AS up_to,
    CAST(sum(runs) OVER (PARTITION BY app, version, command) AS BIGINT) AS n
  FROM buckets
), percentiles AS (
  SELECT app, version, command,
    min(ms) FILTER (WHERE up_to * 100 >= n * 90) AS p90,
    min(ms) FILTER (WHERE up_to >= floor(0.9 * n - 1.959964 * sqrt(0.09 * n))) AS low,
    min(ms) FILTER (WHERE up_to >= ceil(0.9 * n + 1.959964 * sqrt(0.09 * n)) + 1) AS high
  FROM ranks
  GROUP BY app, version, command
)
SELECT
  s.app,
  s.version,
  s.before,
  o.command,
  CAST(o.failed AS BIGINT) AS failed,
  CAST(o.ended AS BIGINT) AS failed_of,
  CAST(b.failed AS BIGINT) AS failed_before,
  CAST(b.ended AS BIGINT) AS failed_before_of,
  p.p90 AS p90,
  p.low AS p90_low,
  p.high AS p90_high,
  q.p90 AS p90_before,
  q.low AS p90_low_before,
  q.high AS p90_high_before
FROM shown AS s
JOIN outcomes AS o
  ON o.app = s.app AND o.version = s.version AND (o.command IS NULL OR s.version = $about)
LEFT JOIN outcomes AS b
  ON b.app = s.app AND b.version = s.before AND b.command IS NOT DISTINCT FROM o.command
LEFT JOIN percentiles AS p
  ON p.app = s.app AND p.version = s.version AND p.command IS NOT DISTINCT FROM o.command
LEFT JOIN percentiles AS q
  ON q.app = s.app AND q.version = s.before AND q.command IS NOT DISTINCT FROM o.command
ORDER BY s.app, s.version_order DESC, s.version DESC, o.command IS NOT NULL, o.ended DESC,
  o.command
