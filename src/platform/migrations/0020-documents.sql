-- Files by content: the same bytes are kept once, whoever brings them.
create table file (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  name text not null,
  size bigint not null check (size > 0),
  type text not null,
  by_id text not null,
  at timestamptz not null default now()
);

-- Who brought a file, under what name; a file may be read by those who brought it before any case holds it.
create table file_upload (
  hash text not null references file (hash),
  by_id text not null,
  name text not null,
  at timestamptz not null default now(),
  primary key (hash, by_id, name)
);
create index file_upload_by on file_upload (by_id, at desc);

-- The last number given in a series of an organ in a year. Its row lock is what makes numbers gapless.
create table numbering (
  organ text not null,
  year int not null,
  series text not null,
  last int not null check (last > 0),
  primary key (organ, year, series)
);

create table paper (
  id text primary key,
  case_id text,
  seq int,
  name text not null,
  title text not null,
  organ text not null,
  organ_name text not null,
  year int not null,
  series text not null,
  n int not null,
  number text not null,
  on_day date not null,
  signer_id text not null,
  signer_name text not null,
  lines jsonb not null,
  certificate boolean not null,
  served_on text[] not null,
  verify_code text not null unique,
  snapshot text not null,
  demo boolean not null default false,
  voided_on date,
  void_reason text,
  at timestamptz not null default now(),
  unique (organ, year, series, n)
);
create index paper_case on paper (case_id, seq);
create index paper_number on paper (number);
