-- What reports read, put before each of them. {placeholders} are numbers and fixed texts of
-- run_report.cc; what a person gave is a $parameter.
--
-- used: counts of runs by day, project, command, environment, CI and option set, as the store's
--   `usage` gives them, for the days, tool, command, version and place asked about. Rows of one key
--   add up. `whole` is of both halves, `late` of halves, the rest of runs.
-- timed: the runs that succeeded by day, command, version, CI and bucket of their duration.
-- ever: used, of all days there are. For what was first.
--
-- A run is of the day (UTC) on which its first event arrived. The collector has one clock; those of
-- the machines where commands run are wrong in every direction, and would put runs into years to
-- come.
WITH used AS NOT MATERIALIZED (
  SELECT * FROM usage({first_day}, {end_day}, {closed_day}) {usage_filter}
),
ever AS NOT MATERIALIZED (
  SELECT * FROM usage(DATE '0001-01-01', {end_day}, {closed_day}) {usage_filter}
),
timed AS NOT MATERIALIZED (
  SELECT * FROM timing({first_day}, {end_day}, {closed_day}) {timing_filter}
)
