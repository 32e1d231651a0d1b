-- Something countable that happened: the ground of every figure.
create table event (
  id bigint generated always as identity primary key,
  kind text not null,
  on_day date not null,
  at timestamptz not null,
  unit text collate "C",
  party_id text,
  party_name text,
  case_id text,
  seq int,
  amount bigint,
  action_id text,
  note text,
  -- system, verified or reported; a check here would be read and compiled anew at every step of every case
  source text not null,
  checks bigint references event (id) on delete cascade,
  by_id text,
  demo boolean not null default false
);
create index event_kind on event (kind, on_day) include (unit, amount, source);
create index event_case on event (case_id, seq) where case_id is not null;
create index event_action on event (action_id, on_day) where action_id is not null;

-- An event taken back: from that moment it no longer counts, before it did.
create table event_void (
  event_id bigint primary key references event (id) on delete cascade,
  at timestamptz not null,
  by_id text not null,
  reason text not null
);

-- Every wording an indicator has had.
create table indicator_version (
  id text not null,
  version int not null,
  hash text not null,
  definition jsonb not null,
  since timestamptz not null default now(),
  primary key (id, version, hash)
);
