-- Files that are taken into the library. How far one has come is written in the transaction that writes its records.
create table library_import (
  id bigint generated always as identity primary key,
  name text not null,
  path text not null,
  size bigint not null,
  -- of the first bytes, so that a file that was changed meanwhile is not gone on with
  head text not null,
  -- whether the file is the house's own copy, to be removed once it is done with
  own boolean not null default false,
  source text not null,
  format text not null,
  mapping json,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'stopping', 'stopped', 'done', 'failed')),
  say text,
  -- where to go on: file in a package, byte, elements open there, records to pass over, line
  position json not null default '{}',
  done_bytes bigint not null default 0,
  records bigint not null default 0,
  added bigint not null default 0,
  changed bigint not null default 0,
  same bigint not null default 0,
  events bigint not null default 0,
  rejected bigint not null default 0,
  -- time at work, over all runs
  spent_ms bigint not null default 0,
  by_id text,
  by_name text not null,
  made_at timestamptz not null default now(),
  at timestamptz not null default now()
);
create index library_import_open on library_import (id) where state in ('waiting', 'running', 'stopping');

-- What could not be taken, with the reason and the piece as it stood.
create table library_reject (
  import_id bigint not null references library_import (id) on delete cascade,
  n bigint not null,
  file text,
  line bigint,
  why text not null,
  raw text not null,
  primary key (import_id, n)
);

-- Which column means what, remembered for each source.
create table library_mapping (
  source text primary key,
  mapping json not null,
  by_name text not null,
  at timestamptz not null default now()
);

-- Classifications and concordances: loaded, never part of the product, each version with its source.
create table library_table (
  id bigint generated always as identity primary key,
  kind text not null,
  version text not null,
  source text not null,
  rows int not null,
  by_name text not null,
  at timestamptz not null default now(),
  unique (kind, version)
);
create table library_table_row (
  table_id bigint not null references library_table (id) on delete cascade,
  code text collate "C" not null,
  parent text collate "C",
  level int,
  title text not null,
  more json,
  n int not null,
  primary key (table_id, code, n)
);
create index library_table_row_code on library_table_row (code);
create index library_table_row_parent on library_table_row (table_id, parent);

create table trademark (
  number text collate "C" not null,
  class int not null check (class between 1 and 45),
  -- of the Nice classification that its goods were named by
  edition text,
  name text not null,
  holders text[] not null default '{}',
  holder text,
  region text,
  filed date,
  registered date,
  valid_until date,
  status text not null default '',
  goods text[] not null default '{}',
  kind text not null default '',
  digest text not null,
  source text not null,
  import_id bigint,
  demo boolean not null default false,
  at timestamptz not null default now(),
  tx xid8 not null default pg_current_xact_id(),
  primary key (number, class)
);
create index trademark_holder on trademark (holder) where holder is not null;

-- Texts not published yet, apart from the library: for those who need to know, and every reading is written down.
create table unpublished_text (
  id text primary key,
  case_id text,
  unit_id text,
  member_id text,
  title text not null,
  text text not null,
  why text not null,
  by_id text not null,
  at timestamptz not null default now(),
  -- the day it need not be kept any longer
  until date,
  check (case_id is not null or unit_id is not null or member_id is not null)
);
create index unpublished_text_case on unpublished_text (case_id) where case_id is not null;
create table unpublished_read (
  id bigint generated always as identity primary key,
  text_id text not null,
  member_id text not null,
  name text not null,
  why text not null,
  allowed boolean not null,
  at timestamptz not null default now()
);
create index unpublished_read_text on unpublished_read (text_id, at desc);
