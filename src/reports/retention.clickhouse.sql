-- Every project was seen in its first week, so that week's count is the cohort's.
SELECT
  app,
  first_week,
  r.1 AS week,
  intDiv(r.1 - first_week, 7) AS weeks_later,
  r.2 AS of_projects,
  n_all AS of_projects_of
FROM (
  SELECT app, first_week, sumIf(n, later_week = first_week) AS n_all,
    groupArray((later_week, n)) AS list
  FROM (
    SELECT app, first_week, later_week, count() AS n
    FROM (
      SELECT app, weeks[1] AS first_week, arrayJoin(weeks) AS later_week
      FROM (
        SELECT app, project, arraySort(groupUniqArray(toMonday(day))) AS weeks
        FROM {ever}
        WHERE project != 0 AND runs > 0
        GROUP BY app, project
      ) AS of_projects
    ) AS seen
    WHERE first_week >= toMonday({first_day})
    GROUP BY app, first_week, later_week
  ) AS of_weeks
  GROUP BY app, first_week
) AS of_cohorts
ARRAY JOIN list AS r
ORDER BY app, first_week, week
