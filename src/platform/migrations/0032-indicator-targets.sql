-- What a unit is to reach in a year. A change is a new row: the newest stands, the earlier ones stay as the baselines they were.
create table indicator_target (
  id bigint generated always as identity primary key,
  indicator text not null,
  unit text collate "C" not null,
  year int not null check (year between 2000 and 2100),
  -- in the unit of the indicator (money in fen, a share as a part of one); null takes the target back
  value numeric,
  basis text not null,
  document_hash text,
  -- why it was changed; the first has no reason but its basis
  reason text,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index indicator_target_of on indicator_target (indicator, year, unit, id desc);
