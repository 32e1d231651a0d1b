-- A question to the patent library that someone, or a unit, keeps and has asked again.
create table saved_query (
  id text primary key,
  -- exactly one of the two: whose it is
  member_id text references member (id) on delete cascade,
  unit_id text references unit (id),
  check ((member_id is null) <> (unit_id is null)),
  name text not null,
  -- the query and the filters, as they were asked
  asked jsonb not null,
  -- how often a job asks it again and tells what changed
  alerts text not null check (alerts in ('off', 'daily', 'weekly')),
  next_at timestamptz,
  made_by text not null,
  made_at timestamptz not null,
  demo boolean not null default false
);
create index saved_query_member on saved_query (member_id) where member_id is not null;
create index saved_query_unit on saved_query (unit_id) where unit_id is not null;
create index saved_query_next on saved_query (next_at) where next_at is not null;

-- What each asking found, beside the one before it. Earlier findings are worked out from the last one and the changes since.
create table saved_run (
  id bigint generated always as identity primary key,
  query_id text not null references saved_query (id) on delete cascade,
  at timestamptz not null,
  -- who asked; the job where it is null
  by_id text,
  total int not null,
  -- [key] that came in, [{key, status}] that went out with the status they last had, [{key, from, to}] whose status changed
  added jsonb not null,
  gone jsonb not null,
  changed jsonb not null
);
create index saved_run_query on saved_run (query_id, id desc);

-- What the last asking found: keys and, in the same order, their status then.
create table saved_seen (
  query_id text primary key references saved_query (id) on delete cascade,
  run_id bigint not null references saved_run (id) on delete cascade,
  keys text[] not null,
  statuses text[] not null
);
