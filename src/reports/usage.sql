-- What reports read. Of these paragraphs, those that a report names are put before it, as its WITH:
-- DuckDB takes longer to bind all of them than most reports run. {placeholders} are numbers and fixed
-- texts of whole_statement.cc; what a person gave is a $parameter.
--
-- used: counts of runs by day, project, command, environment, CI and option set, as the store's
--   `usage` gives them, for the days, tool, command, version and place asked about. Rows of one key
--   add up. `whole` is of both halves, `late` of halves, the rest of runs.
-- by_environment, by_command: used, without commands or without environments, and without options;
--   for those who need no more: days by environment are a quarter of the rows, and weeks that lie in
--   that time many times fewer.
--   `day` of a week is its Monday, where that and {begins} say the same; `first_day` and `last_day` are
--   the first and last day of what a row counts.
-- by_option_set: how many runs started each command with which option set, of those with any, by
--   version and CI, and the last day of them; of weeks that lie in that time, by week.
-- options_of_projects: which projects started which command with which option set, of those with
--   any, once or more often.
-- unasked: by_option_set of all days and runs of the tool, at least of those not asked about.
-- timed: the runs that succeeded by day, command, version, CI and bucket of their duration; of weeks
--   that lie in that time, by week, as above.
-- by_command_before_yesterday: by_command, without yesterday and today.
-- ever: by_environment, of all days there are. For what was first.
-- of_apps: the app of each environment, and a number for it, by which it is cheaper to group.
--
-- A run is of the day (UTC) on which its first event arrived. The collector has one clock; those of
-- the machines where commands run are wrong in every direction, and would put runs into years to
-- come.

used AS NOT MATERIALIZED (
  SELECT * FROM usage({first_day}, {end_day}, {closed_day}) {usage_filter}
)

by_environment AS NOT MATERIALIZED ({by_environment})

by_command AS NOT MATERIALIZED ({by_command})

by_command_before_yesterday AS NOT MATERIALIZED ({by_command_before_yesterday})

ever AS NOT MATERIALIZED ({ever})

by_option_set AS NOT MATERIALIZED ({by_option_set})

options_of_projects AS NOT MATERIALIZED ({options_of_projects})

unasked AS NOT MATERIALIZED ({unasked})

of_apps AS (
  SELECT id AS environment, app, CAST(dense_rank() OVER (ORDER BY app) AS INTEGER) AS number
  FROM environment
)

timed AS NOT MATERIALIZED ({timed})
