-- title: Retention
-- question: Do projects stay?
-- column: app text
-- column: first_week date
-- column: week date
-- column: weeks_later count
-- column: of_projects share
--
-- `of_projects` is of the projects whose first week it was: those that were seen in a later week. A
-- week is named by its Monday; that of the projects' first run is of all days that are kept, not
-- only of the time asked about, and only weeks in that time are shown. The projects of the very
-- first week that is kept are new and old ones together. The last week may not be over yet.
WITH seen AS (
  SELECT DISTINCT e.app, week, project
  FROM (
    SELECT DISTINCT environment, CAST(date_trunc('week', day) AS DATE) AS week, project
    FROM ever
    WHERE project <> 0 AND runs > 0
  ) AS u
  JOIN environment AS e ON e.id = u.environment
), cohorts AS (
  SELECT app, project, min(week) AS first_week FROM seen GROUP BY app, project
), sizes AS (
  SELECT app, first_week, count(*) AS projects FROM cohorts GROUP BY app, first_week
)
SELECT
  s.app,
  c.first_week,
  s.week,
  (s.week - c.first_week) // 7 AS weeks_later,
  count(*) AS of_projects,
  any_value(sizes.projects) AS of_projects_of
FROM seen AS s
JOIN cohorts AS c ON c.app = s.app AND c.project = s.project
JOIN sizes ON sizes.app = c.app AND sizes.first_week = c.first_week
WHERE c.first_week >= date_trunc('week', {first_day})
GROUP BY s.app, c.first_week, s.week
ORDER BY s.app, c.first_week, s.week
