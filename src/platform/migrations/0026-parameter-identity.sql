-- Labels such as 补正 occur in several items: a parameter is known by its item and name.
alter table dated_value rename column label to parameter;
-- A confirmed value may itself turn out wrong: a later one for the same day takes its place. Only one proposal waits at a time.
drop index dated_value_start;
create unique index dated_value_waiting on dated_value (parameter, from_day) where confirmed_at is null and withdrawn_at is null;
create index dated_value_parameter on dated_value (parameter, id);
