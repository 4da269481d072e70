-- title: Upgrade lag
-- question: How fast do projects upgrade?
-- column: app text
-- column: version text
-- column: first_day date
-- column: upgraded share
-- column: p50 days
-- column: p90 days
--
-- `first_day` is that of the version anywhere; versions that came in the time asked about. The lag
-- of a project is its first day on the version less that day. Only projects count that were seen
-- before it: a new project does not upgrade. `upgraded` is of those of them that were seen at all
-- since then. `p50` and `p90` (nearest rank) are whole days, of the projects that have upgraded;
-- those that have not are in `upgraded` alone, so for a young version both are early. Versions of
-- the first day that is kept are left out: when they came is not known. What is no version ("dev")
-- is left out, too.
WITH releases AS (
  SELECT e.id, e.app, e.version, v.version_order,
    dense_rank() OVER (ORDER BY e.app, v.version_order, e.version) AS release
  FROM environment AS e JOIN version AS v ON v.id = e.version_id
), seen AS (
  SELECT any_value(r.app) AS app, release, project, min(first_day) AS first_day,
    max(last_day) AS last_day
  FROM (
    SELECT environment, project, min(first_day) AS first_day, max(last_day) AS last_day
    FROM ever
    WHERE runs > 0
    GROUP BY environment, project
  ) AS u
  JOIN releases AS r ON r.id = u.environment
  GROUP BY release, project
), begun AS (
  SELECT s.app, r.version, s.release, min(s.first_day) AS first_day
  FROM seen AS s JOIN (SELECT DISTINCT release, version, version_order FROM releases) AS r
    ON r.release = s.release
  WHERE r.version_order >= '0'
  GROUP BY s.app, r.version, s.release
), beginnings AS (
  SELECT app, min(first_day) AS first_day FROM seen GROUP BY app
), projects AS (
  SELECT app, project, min(first_day) AS first_day, max(last_day) AS last_day
  FROM seen
  WHERE project <> 0
  GROUP BY app, project
)
SELECT
  b.app,
  b.version,
  b.first_day,
  count(s.project) AS upgraded,
  count(*) AS upgraded_of,
  quantile_disc(s.first_day - b.first_day, 0.5) AS p50,
  quantile_disc(s.first_day - b.first_day, 0.9) AS p90
FROM begun AS b
JOIN beginnings AS of_app ON of_app.app = b.app AND b.first_day > of_app.first_day
JOIN projects AS p ON p.app = b.app AND p.first_day < b.first_day AND p.last_day >= b.first_day
LEFT JOIN seen AS s ON s.release = b.release AND s.project = p.project
WHERE b.first_day >= {first_day}
GROUP BY b.app, b.version, b.release, b.first_day
ORDER BY b.app, b.release
