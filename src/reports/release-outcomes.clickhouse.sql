-- A part of release: what came of each release, of all commands and of each.
(SELECT app, version, own, own_command, n_failed, n_ended, ifNull(q90, -1) AS at90,
  ifNull(q_low, -1) AS at_low, ifNull(q_high, -1) AS at_high
FROM (
  SELECT app, version, s.1 AS own, s.2 AS own_command, sum(n_failed_of) AS n_failed, sum(n_ended_of) AS n_ended
  FROM (
    SELECT app, version, command AS command_of, sum(failed) AS n_failed_of, sum(ended) AS n_ended_of
    FROM {used}
    WHERE version_order >= '0'
    GROUP BY app, version, command
  ) AS of_commands
  ARRAY JOIN [(0, ''), (1, command_of)] AS s
  GROUP BY app, version, own, own_command
  HAVING n_ended > 0
) AS counts
ALL LEFT JOIN (
  SELECT app, version, own, own_command, {at90} AS q90, {at_low} AS q_low, {at_high} AS q_high
  FROM (
    SELECT app, version, own, own_command, sum(n_of) AS n, arraySort(groupArray((bucket, n_of))) AS buckets
    FROM (
      SELECT app, version, s.1 AS own, s.2 AS own_command, bucket, sum(n_part) AS n_of
      FROM (
        SELECT app, version, command AS command_of, bucket, sum(runs) AS n_part
        FROM {timed}
        GROUP BY app, version, command, bucket
      ) AS of_commands
      ARRAY JOIN [(0, ''), (1, command_of)] AS s
      GROUP BY app, version, own, own_command, bucket
    ) AS of_buckets
    GROUP BY app, version, own, own_command
  ) AS of_releases
) AS percentiles USING (app, version, own, own_command)) AS outcomes
