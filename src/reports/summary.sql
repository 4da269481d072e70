-- title: Summary
-- question: How is the tool used, in one line?
-- column: app text
-- column: runs count
-- column: projects count
-- column: failed share
-- column: p50 duration_ms
-- column: p90 duration_ms
--
-- Every run counts in `runs`; `failed` is of the runs whose end is known, the share with an exit
-- code other than 0. The percentiles, in milliseconds, are of runs with exit code 0 and a duration,
-- of all commands together, and at most 1.6 % off: what people wait for, which a command that is
-- run often decides more than one that is slow.
WITH counts AS (
  SELECT app, sum(runs) AS runs, sum(failed) AS failed, sum(ended) AS ended,
    count(DISTINCT project) FILTER (WHERE project <> 0 AND runs > 0) AS projects
  FROM (
    SELECT environment, project, sum(runs) AS runs, sum(failed) AS failed, sum(ended) AS ended
    FROM by_environment
    GROUP BY environment, project
  ) AS u
  JOIN environment AS e ON e.id = u.environment
  GROUP BY app
), buckets AS (
  SELECT app, bucket, CAST(sum(runs) AS BIGINT) AS runs
  FROM (SELECT command, bucket, sum(runs) AS runs FROM timed GROUP BY command, bucket) AS t
  JOIN command AS c ON c.id = t.command
  GROUP BY app, bucket
), ranks AS (
  SELECT app, bucket_middle(bucket) AS ms,
    sum(runs) OVER (PARTITION BY app ORDER BY bucket) AS up_to,
    sum(runs) OVER (PARTITION BY app) AS all_runs
  FROM buckets
), percentiles AS (
  SELECT app,
    min(ms) FILTER (WHERE up_to * 100 >= all_runs * 50) AS p50,
    min(ms) FILTER (WHERE up_to * 100 >= all_runs * 90) AS p90
  FROM ranks
  GROUP BY app
)
SELECT
  c.app,
  CAST(c.runs AS BIGINT) AS runs,
  c.projects,
  CAST(failed AS BIGINT) AS failed,
  CAST(ended AS BIGINT) AS failed_of,
  p50,
  p90
FROM counts AS c LEFT JOIN percentiles AS p ON p.app = c.app
WHERE c.runs > 0
ORDER BY c.app
