SELECT
  app,
  begins,
  n AS runs,
  n_ci AS ci_runs,
  n_projects AS projects,
  n_failed AS failed,
  n_ended AS failed_of,
  q50 AS p50,
  q90 AS p90,
  q99 AS p99
FROM (
  SELECT app, {begins} AS begins, sum(runs) AS n, sumIf(runs, ci = 1) AS n_ci,
    sum(failed) AS n_failed, sum(ended) AS n_ended,
    uniqExactIf(project, project != 0 AND runs > 0) AS n_projects
  FROM {used}
  GROUP BY app, begins
  HAVING n > 0
) AS counts
ALL LEFT JOIN (
  SELECT app, begins, ms[1] AS q50, ms[2] AS q90, ms[3] AS q99
  FROM (
    SELECT app, begins,
      arrayMap(b -> {middle}, quantilesExactWeighted(0.5, 0.9, 0.99)(bucket, toUInt64(n_of))) AS ms
    FROM (
      SELECT app, {begins} AS begins, bucket, sum(runs) AS n_of
      FROM {timed}
      GROUP BY app, begins, bucket
    ) AS of_buckets
    GROUP BY app, begins
  ) AS of_periods
) AS percentiles USING (app, begins)
ORDER BY app, begins
