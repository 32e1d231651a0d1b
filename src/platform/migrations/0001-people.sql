-- Units of the province, parties, and the people who act for either.
create extension if not exists ltree;

create table unit (
  id text primary key,
  path ltree not null unique,
  name text not null,
  place text not null,
  short text not null,
  kind text not null,
  level text not null check (level in ('province', 'city', 'county')),
  parent text references unit (id),
  office text not null,
  region_code text,
  aliases jsonb not null default '[]',
  decides boolean not null,
  sort int not null
);
create index unit_path on unit using gist (path);
create index unit_region on unit (region_code);

create table party (
  id text primary key,
  kind text not null,
  name text not null,
  folded text not null,
  credit_code text,
  region text,
  facts jsonb not null default '{}',
  demo boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index party_credit_code on party (credit_code) where credit_code is not null;
create index party_folded on party (folded);

create table member (
  id text primary key,
  name text not null,
  username text not null unique,
  party_id text references party (id),
  auditor boolean not null default false,
  admin boolean not null default false,
  active boolean not null default true,
  demo boolean not null default false,
  created_at timestamptz not null default now()
);
create index member_party on member (party_id) where party_id is not null;

-- Who sits where, from when to when, and on what paper. Authority on a day is read from here and nowhere else.
create table appointment (
  id bigint generated always as identity primary key,
  member_id text not null references member (id) on delete cascade,
  unit_id text not null references unit (id),
  duties text[] not null,
  from_day date not null,
  to_day date,
  basis text not null,
  demo boolean not null default false
);
create index appointment_member on appointment (member_id);
create index appointment_unit on appointment (unit_id);
