-- What an office brings so that more signals can be looked at: figures of firms, buildings with the addresses many register at, and descriptions.
create table screening_table (
  id text primary key,
  kind text not null check (kind in ('firms', 'places', 'descriptions')),
  name text not null,
  source text not null,
  -- the day its content speaks of
  day date not null,
  file_name text not null,
  file_hash text not null,
  rows int not null,
  -- lines that were not taken, each with its reason
  refused jsonb not null,
  -- how its columns were read
  taken jsonb not null,
  untaken jsonb not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  back_name text,
  back_at timestamptz,
  back_why text,
  demo boolean not null default false
);
-- One file is loaded once, until it is taken back.
create unique index screening_table_file on screening_table (kind, file_hash, demo) where back_at is null;

create table screening_firm (
  table_id text not null references screening_table (id) on delete cascade,
  line int not null,
  credit_code text not null,
  name text,
  folded text,
  year int not null,
  insured int,
  researchers int,
  -- spent on research in that year, in fen
  spend bigint,
  -- GB/T 4754, as far as it was given
  industry text,
  primary key (table_id, line)
);
create index screening_firm_code on screening_firm (credit_code, year);
create index screening_firm_folded on screening_firm (folded);

create table screening_place (
  table_id text not null references screening_table (id) on delete cascade,
  line int not null,
  address text not null,
  folded text not null,
  floors int,
  use text check (use in ('residential', 'business', 'medical', 'other')),
  -- what it is called where many firms register lawfully: an incubator, a cluster
  hosts text,
  primary key (table_id, line)
);
create index screening_place_folded on screening_place (folded);

-- The library keeps no descriptions: they are many times what it keeps, and only screening reads them.
create table screening_description (
  table_id text not null references screening_table (id) on delete cascade,
  -- of the application's record in the library
  key text collate "C" not null,
  text text not null,
  primary key (table_id, key)
);
create index screening_description_key on screening_description (key);
do $$ begin
  alter table screening_description alter column text set compression lz4;
exception when feature_not_supported or invalid_parameter_value then null;
end $$;

-- Worked out from the library as it stood at a version: how often agencies and their agents file for applicants of the province, and
-- addresses that several first applicants share. Made anew when the library has changed and somebody looks.
create table screening_total (
  what text primary key,
  version text not null,
  at timestamptz not null
);
create table screening_agency (
  agency text not null,
  -- '' is all of the agency's
  agent text not null,
  year int not null,
  filed int not null,
  primary key (agency, agent, year)
);
create table screening_shared_address (
  address text not null,
  holder text not null,
  name text not null,
  filed int not null,
  primary key (address, holder)
);
create index screening_shared_holder on screening_shared_address (holder);
