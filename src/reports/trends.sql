-- title: Trends
-- question: Do failures and durations change over time?
-- column: app text
-- column: begins date
-- column: runs count
-- column: ci_runs count
-- column: projects count
-- column: failed share
-- column: p50 duration_ms
-- column: p90 duration_ms
-- column: p99 duration_ms
--
-- By day, week or month, as asked: `begins` is the first day of each. `ci_runs` are those of `runs`
-- that were in CI. `failed` is of the runs whose end is known, the share with an exit code other
-- than 0. The percentiles, in milliseconds, are of runs with exit code 0 and a duration, at most
-- 1.6 % off; of all commands together they also change when other commands are used more: ask about
-- one command. Of the first and the last week and month, only the days asked for are counted.
WITH of_periods AS MATERIALIZED (
  SELECT environment, {begins} AS begins, project, ci, runs, failed, ended FROM by_environment
), counts AS (
  SELECT any_value(app) AS app, number, begins, sum(runs) AS runs,
    coalesce(sum(runs) FILTER (WHERE ci), 0) AS ci_runs, sum(failed) AS failed, sum(ended) AS ended
  FROM (
    SELECT environment, begins, ci, sum(runs) AS runs, sum(failed) AS failed, sum(ended) AS ended
    FROM of_periods
    GROUP BY environment, begins, ci
  ) AS u
  JOIN of_apps AS a ON a.environment = u.environment
  GROUP BY number, begins
), of_projects AS (
  SELECT number, begins, count(*) AS projects
  FROM (
    SELECT DISTINCT number, begins, project
    FROM of_periods AS o
    JOIN of_apps AS a ON a.environment = o.environment
    WHERE project <> 0 AND runs > 0
  ) AS u
  GROUP BY number, begins
), buckets AS (
  SELECT any_value(v.app) AS app, begins, bucket, CAST(sum(runs) AS BIGINT) AS runs
  FROM (SELECT version, {begins} AS begins, bucket, runs FROM timed) AS t
  JOIN (SELECT id, app, dense_rank() OVER (ORDER BY app) AS number FROM version) AS v
    ON v.id = t.version
  GROUP BY v.number, begins, bucket
), ranks AS (
  SELECT app, begins, bucket_middle(bucket) AS ms,
    sum(runs) OVER (PARTITION BY app, begins ORDER BY bucket) AS up_to,
    sum(runs) OVER (PARTITION BY app, begins) AS all_runs
  FROM buckets
), percentiles AS (
  SELECT app, begins,
    min(ms) FILTER (WHERE up_to * 100 >= all_runs * 50) AS p50,
    min(ms) FILTER (WHERE up_to * 100 >= all_runs * 90) AS p90,
    min(ms) FILTER (WHERE up_to * 100 >= all_runs * 99) AS p99
  FROM ranks
  GROUP BY app, begins
)
SELECT
  c.app,
  c.begins,
  CAST(c.runs AS BIGINT) AS runs,
  CAST(ci_runs AS BIGINT) AS ci_runs,
  coalesce(projects, 0) AS projects,
  CAST(failed AS BIGINT) AS failed,
  CAST(ended AS BIGINT) AS failed_of,
  p50,
  p90,
  p99
FROM counts AS c
LEFT JOIN of_projects AS u ON u.number = c.number AND u.begins = c.begins
LEFT JOIN percentiles AS p ON p.app = c.app AND p.begins = c.begins
WHERE c.runs > 0
ORDER BY c.app, c.begins
