-- Everything stands once for all commands (`own` is 0) and once for its own. -1 is a duration that
-- there is not, '' a version. Outcomes are most of the work, and asked for once; `at` is the place
-- of a version among those of its tool, and `k` that of the version before among a command's own.
SELECT
  app,
  r.1 AS version,
  nullIf(version_before, '') AS before,
  if(own = 0, NULL, own_command) AS command,
  r.2 AS failed,
  r.3 AS failed_of,
  if(k = 0, NULL, list[k].2) AS failed_before,
  if(k = 0, NULL, list[k].3) AS failed_before_of,
  nullIf(r.4, -1) AS p90,
  nullIf(r.5, -1) AS p90_low,
  nullIf(r.6, -1) AS p90_high,
  if(k = 0, NULL, nullIf(list[k].4, -1)) AS p90_before,
  if(k = 0, NULL, nullIf(list[k].5, -1)) AS p90_low_before,
  if(k = 0, NULL, nullIf(list[k].6, -1)) AS p90_high_before
FROM (
  SELECT app, own, own_command, list, r, at, version_before,
    indexOf(arrayMap(o -> o.1, list), version_before) AS k
  FROM (
    SELECT app, own, own_command, list, r, indexOf(releases, r.1) AS at,
      if(at > 1, releases[at - 1], '') AS version_before
    FROM (
      SELECT app, s.1 AS own, s.2 AS own_command, any(is_seen) AS seen, any(names) AS releases,
        groupArray((s.3, s.4, s.5, s.6, s.7, s.8)) AS list
      FROM (
        SELECT is_seen, a.1 AS app, a.2 AS names, a.3 AS all
        FROM (
          SELECT groupArray((app, names, all)) AS apps, max(has(names, $about)) AS is_seen
          FROM (
            SELECT app, arrayMap(v -> v.2, arraySort(groupUniqArray((version_order, version)))) AS names,
              groupArray((own, own_command, version, n_failed, n_ended, at90, at_low, at_high)) AS all
            FROM {outcomes}
            GROUP BY app
          ) AS of_apps
        ) AS of_all
        ARRAY JOIN apps AS a
      ) AS again_of_apps
      ARRAY JOIN all AS s
      GROUP BY app, own, own_command
    ) AS of_commands
    ARRAY JOIN list AS r
    WHERE if(seen = 1, r.1 = $about, own = 0 AND at + 3 > length(releases))
  ) AS shown
) AS compared
ORDER BY app, at DESC, own, failed_of DESC, command
