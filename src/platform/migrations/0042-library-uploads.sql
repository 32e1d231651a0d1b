-- Files that were sent and not taken in yet; what nobody goes on with is removed after a day.
create table library_upload (
  id text primary key,
  name text not null,
  path text not null,
  size bigint not null,
  by_id text not null,
  at timestamptz not null default now()
);

-- How far what follows the rows of the library has come.
create table library_follow (
  what text primary key,
  mark text not null
);

-- Divisionals are found by their parent.
create index patent_parent on patent (parent) where parent is not null;
