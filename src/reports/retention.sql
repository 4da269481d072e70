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
  SELECT DISTINCT number AS of_app, week, project
  FROM (
    SELECT environment, CAST(date_trunc('week', day) AS DATE) AS week, project
    FROM ever
    WHERE project <> 0 AND runs > 0
  ) AS u
  JOIN of_apps AS a ON a.environment = u.environment
), cohorts AS (
  SELECT of_app, project, min(week) AS first_week FROM seen GROUP BY of_app, project
), sizes AS (
  SELECT of_app, first_week, count(*) AS projects FROM cohorts GROUP BY of_app, first_week
), shares AS (
  SELECT s.of_app, c.first_week, s.week, count(*) AS projects
  FROM seen AS s
  JOIN cohorts AS c ON c.of_app = s.of_app AND c.project = s.project
  WHERE c.first_week >= date_trunc('week', {first_day})
  GROUP BY s.of_app, c.first_week, s.week
)
SELECT
  a.app,
  s.first_week,
  s.week,
  (s.week - s.first_week) // 7 AS weeks_later,
  s.projects AS of_projects,
  sizes.projects AS of_projects_of
FROM shares AS s
JOIN sizes ON sizes.of_app = s.of_app AND sizes.first_week = s.first_week
JOIN (SELECT DISTINCT number, app FROM of_apps) AS a ON a.number = s.of_app
ORDER BY a.app, s.first_week, s.week
