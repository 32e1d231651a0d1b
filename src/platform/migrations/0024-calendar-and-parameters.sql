-- Days an administrator entered into the working calendar; they win over the released data.
create table calendar_day (
  day date primary key,
  working boolean not null,
  name text,
  source text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null default now()
);

-- Years beyond the released data whose arrangements have been entered completely.
create table calendar_year (
  year int primary key,
  source text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null default now()
);

-- A value an official gave a legal number from a day on. One proposes, another confirms, both from the same document.
create table dated_value (
  id bigint generated always as identity primary key,
  label text not null,
  from_day date not null,
  value jsonb not null,
  source text not null,
  document_hash text not null references file (hash),
  proposed_by text not null,
  proposed_name text not null,
  proposed_at timestamptz not null default now(),
  confirmed_by text,
  confirmed_name text,
  confirmed_at timestamptz,
  withdrawn_at timestamptz,
  check (confirmed_by is null or confirmed_by <> proposed_by)
);
create unique index dated_value_start on dated_value (label, from_day) where withdrawn_at is null;
