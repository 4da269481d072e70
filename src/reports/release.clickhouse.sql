-- Everything stands once for all commands (`own` is 0) and once for its own. -1 is a duration that
-- there is not, '' a version.
SELECT
  app,
  version,
  nullIf(version_before, '') AS before,
  if(own = 0, NULL, own_command) AS command,
  n_failed AS failed,
  n_ended AS failed_of,
  n_failed_before AS failed_before,
  n_ended_before AS failed_before_of,
  nullIf(at90, -1) AS p90,
  nullIf(at_low, -1) AS p90_low,
  nullIf(at_high, -1) AS p90_high,
  nullIf(at90_before, -1) AS p90_before,
  nullIf(at_low_before, -1) AS p90_low_before,
  nullIf(at_high_before, -1) AS p90_high_before
FROM (
  SELECT app, version, version_order, version_before, own, own_command, n_failed, n_ended, at90, at_low, at_high
  FROM {outcomes}
  ALL INNER JOIN (
    SELECT app, r.2 AS version, r.1 AS version_order, b AS version_before
    FROM (
      SELECT app, arraySort(groupUniqArray((version_order, version))) AS list
      FROM {used}
      WHERE version_order >= '0' AND ended > 0
      GROUP BY app
    ) AS of_apps
    ARRAY JOIN list AS r, arrayPushFront(arrayPopBack(arrayMap(v -> v.2, list)), '') AS b,
      arrayReverse(arrayEnumerate(list)) AS from_newest
    WHERE if({is_seen}, version = $about, from_newest <= 3)
  ) AS shown USING (app, version)
  WHERE own = 0 OR version = $about
) AS now
ALL LEFT JOIN (
  SELECT app, version AS version_before, own, own_command, n_failed AS n_failed_before, n_ended AS n_ended_before,
    at90 AS at90_before, at_low AS at_low_before, at_high AS at_high_before
  FROM {outcomes}
) AS earlier USING (app, version_before, own, own_command)
ORDER BY app, version_order DESC, version DESC, own, n_ended DESC, command
