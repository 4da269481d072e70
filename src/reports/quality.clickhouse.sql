-- Halves that are counted stand under no name.
SELECT
  app,
  begins,
  r.1 AS version,
  r.3 AS what,
  r.4 AS of_events,
  if(r.3 = 'lost', r.4 + came_all, r.2) AS of_events_of
FROM (
  SELECT app, begins, sum(came_part) AS came_all, groupArray((version, came, what, n)) AS list
  FROM (
    SELECT app, begins, version, came, t.1 AS what, t.2 AS n,
      if(what IN ('late', 'lost'), toInt64(0), n) AS came_part
    FROM (
      SELECT app, begins, version, sumIf(n_of, reason NOT IN ('late', 'lost')) AS came,
        groupArray((reason, n_of)) AS troubles
      FROM (
        SELECT app, begins, version, reason, sum(n_of_part) AS n_of
        FROM (
          SELECT app, {begins} AS begins, version, '' AS reason, sum(started + ended) AS n_of_part
          FROM {used}
          GROUP BY app, begins, version
          UNION ALL
          SELECT app, {begins} AS begins, version, 'late' AS reason, sum(late) AS n_of_part
          FROM {used}
          GROUP BY app, begins, version
          HAVING n_of_part > 0
          UNION ALL
          SELECT app, {begins} AS begins, version, reason, sum(events) AS n_of_part
          FROM {refused}
          GROUP BY app, begins, version, reason
        ) AS parts
        GROUP BY app, begins, version, reason
      ) AS of_reasons
      GROUP BY app, begins, version
    ) AS of_versions
    ARRAY JOIN troubles AS t
  ) AS of_troubles
  GROUP BY app, begins
) AS of_periods
ARRAY JOIN list AS r
WHERE r.3 != ''
ORDER BY app, begins, version, of_events DESC, what
