SELECT
  app,
  n AS runs,
  n_projects AS projects,
  n_failed AS failed,
  n_ended AS failed_of,
  q50 AS p50,
  q90 AS p90
FROM (
  SELECT app, sum(runs) AS n, sum(failed) AS n_failed, sum(ended) AS n_ended,
    uniqExactIf(project, project != 0 AND runs > 0) AS n_projects
  FROM {used}
  GROUP BY app
  HAVING n > 0
) AS counts
ALL LEFT JOIN (
  SELECT app, ms[1] AS q50, ms[2] AS q90
  FROM (
    SELECT app,
      arrayMap(b -> {middle}, quantilesExactWeighted(0.5, 0.9)(bucket, toUInt64(n_of))) AS ms
    FROM (SELECT app, bucket, sum(runs) AS n_of FROM {timed} GROUP BY app, bucket) AS of_buckets
    GROUP BY app
  ) AS of_apps
) AS percentiles USING (app)
ORDER BY app
