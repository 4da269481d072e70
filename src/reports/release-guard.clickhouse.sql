-- Each release beside the one before: one list without its first, and the same without its last. -1
-- is a duration that there is not.
SELECT
  app,
  r.2 AS version,
  b.2 AS before,
  r.3 AS failed,
  r.4 AS failed_of,
  b.3 AS failed_before,
  b.4 AS failed_before_of,
  nullIf(r.5, -1) AS p90,
  nullIf(r.6, -1) AS p90_low,
  nullIf(r.7, -1) AS p90_high,
  nullIf(b.5, -1) AS p90_before,
  nullIf(b.6, -1) AS p90_low_before,
  nullIf(b.7, -1) AS p90_high_before
FROM (
  SELECT app,
    arraySort(groupArray((version_order, version, n_failed, n_ended, ifNull(at90, -1), ifNull(at_low, -1), ifNull(at_high, -1)))) AS list
  FROM (
    SELECT app, version, version_order, sum(ended) AS n_ended, sum(failed) AS n_failed
    FROM {used}
    WHERE version_order >= '0'
    GROUP BY app, version, version_order
    HAVING n_ended > 0
  ) AS outcomes
  ALL LEFT JOIN (
    SELECT app, version, {at90} AS at90, {at_low} AS at_low, {at_high} AS at_high
    FROM (
      SELECT app, version, sum(n_of) AS n, arraySort(groupArray((bucket, n_of))) AS buckets
      FROM (
        SELECT app, version, bucket, sum(runs) AS n_of FROM {timed} GROUP BY app, version, bucket
      ) AS of_buckets
      GROUP BY app, version
    ) AS of_versions
  ) AS percentiles USING (app, version)
  GROUP BY app
) AS of_apps
ARRAY JOIN arrayPopFront(list) AS r, arrayPopBack(list) AS b
ORDER BY app, r.1, version
