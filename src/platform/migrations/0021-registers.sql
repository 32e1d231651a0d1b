-- A line of a register as it stands now.
create table entry (
  id bigint generated always as identity primary key,
  register text not null,
  key text not null,
  party_id text,
  party_name text,
  credit_code text,
  unit text collate "C",
  from_day date not null,
  to_day date,
  status text not null,
  data jsonb not null default '{}',
  case_id text,
  demo boolean not null default false,
  version int not null,
  created_at timestamptz not null default now()
);
create index entry_key on entry (register, key);
create index entry_party on entry (register, credit_code) where credit_code is not null;
create index entry_party_id on entry (register, party_id) where party_id is not null;
create index entry_party_name on entry (register, party_name) where party_name is not null;
create index entry_case on entry (case_id) where case_id is not null;
create index entry_newest on entry (register, id desc);

-- Every version a line has had, with who, when and why: what was in force on any past day follows from these rows.
create table entry_change (
  entry_id bigint not null references entry (id) on delete cascade,
  version int not null,
  on_day date not null,
  party_id text,
  party_name text,
  credit_code text,
  unit text collate "C",
  from_day date not null,
  to_day date,
  status text not null,
  data jsonb not null,
  case_id text,
  seq int,
  by_id text not null,
  by_name text not null,
  reason text,
  at timestamptz not null,
  primary key (entry_id, version)
);
create index entry_change_case on entry_change (case_id, seq) where case_id is not null;
