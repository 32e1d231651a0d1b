-- What a transaction wants done after it has committed.
create table outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  payload jsonb not null,
  at timestamptz not null default now(),
  next_at timestamptz not null default now(),
  done_at timestamptz,
  tries int not null default 0,
  error text
);
create index outbox_waiting on outbox (next_at, id) where done_at is null;

create table notice (
  id bigint generated always as identity primary key,
  outbox_id bigint not null,
  recipient text not null collate "C",
  case_id text,
  title text not null,
  say text not null,
  at timestamptz not null,
  demo boolean not null default false,
  unique (outbox_id, recipient)
);
create index notice_recipient on notice (recipient, id desc);
create index notice_case on notice (case_id) where case_id is not null;

-- A notice to an office is read by each of its people for themselves.
create table notice_read (
  notice_id bigint not null references notice (id) on delete cascade,
  member_id text not null,
  at timestamptz not null default now(),
  primary key (notice_id, member_id)
);
