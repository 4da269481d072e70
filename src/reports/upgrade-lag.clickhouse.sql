-- A project of each release that began while it was known; then those of them that took it.
SELECT
  app,
  version,
  any(begun) AS first_day,
  countIf(is_upgraded = 1) AS upgraded,
  count() AS upgraded_of,
  if(countIf(is_upgraded = 1) = 0, NULL,
     quantileExactWeightedIf(0.5)(lag, 1, is_upgraded = 1)) AS p50,
  if(countIf(is_upgraded = 1) = 0, NULL,
     quantileExactWeightedIf(0.9)(lag, 1, is_upgraded = 1)) AS p90
FROM (
  SELECT app, version, version_order, begun, k > 0 AS is_upgraded,
    if(k > 0, toInt64(firsts[k]) - toInt64(begun), toInt64(0)) AS lag
  FROM (
    SELECT app, version, version_order, begun, firsts, indexOf(versions, version) AS k
    FROM (
      SELECT app, project, min(first) AS first_of_project, max(last) AS last_of_project,
        groupArray(version) AS versions, groupArray(first) AS firsts
      FROM (
        SELECT app, project, version, min(day) AS first, max(day) AS last
        FROM {ever}
        WHERE runs > 0 AND project != 0
        GROUP BY app, project, version
      ) AS of_versions
      GROUP BY app, project
    ) AS projects
    ALL INNER JOIN (
      SELECT app, r.1 AS version, r.2 AS version_order, r.3 AS begun
      FROM (
        SELECT app, min(first_of_version) AS first_of_app,
          groupArray((version, version_order, first_of_version)) AS list
        FROM (
          SELECT app, version, version_order, min(day) AS first_of_version
          FROM {ever}
          WHERE runs > 0
          GROUP BY app, version, version_order
        ) AS of_versions
        GROUP BY app
      ) AS of_apps
      ARRAY JOIN list AS r
      WHERE r.2 >= '0' AND r.3 > first_of_app AND r.3 >= {first_day}
    ) AS releases USING (app)
    WHERE first_of_project < begun AND last_of_project >= begun
  ) AS of_projects
) AS upgrades
GROUP BY app, version, version_order
ORDER BY app, version_order, version
