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
  SELECT app, version, version_order, begun, isNotNull(first) AS is_upgraded,
    toInt64(ifNull(first, begun)) - toInt64(begun) AS lag
  FROM (
    SELECT app, version, version_order, begun, project
    FROM (
      SELECT app, project, min(day) AS first_of_project, max(day) AS last_of_project
      FROM {ever}
      WHERE runs > 0 AND project != 0
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
  ALL LEFT JOIN (
    SELECT app, version, project, min(day) AS first
    FROM {ever}
    WHERE runs > 0 AND project != 0
    GROUP BY app, version, project
  ) AS seen USING (app, version, project)
) AS upgrades
GROUP BY app, version, version_order
ORDER BY app, version_order, version
