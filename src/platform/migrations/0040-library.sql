-- The patent library: one row for each application, whatever of its publications is known.
create table patent (
  -- office and application number with check digit; the first publication number known where no application number is
  key text collate "C" primary key,
  office text not null,
  type text not null check (type in ('invention', 'utility-model', 'design', 'other')),
  filed date,
  published date,
  granted date,
  title text not null,
  abstract text,
  claims text,
  -- the main symbol first
  ipc text[] not null default '{}',
  -- of the first applicant: its GB/T 2260 code, its country, its folded name
  region text,
  country text,
  holder text,
  family text,
  parent text,
  -- worked out from the events as of the day the row was last written, kept for lists; the job of statuses follows the calendar
  status text not null,
  status_day date,
  flags text[] not null default '{}',
  -- the day on which its term ends
  term_ends date,
  -- application, publications, applicants, owners, inventors, agency, agents, symbols with version, priorities, citations
  record json not null,
  -- of everything above that was read, not worked out: a record that comes again unchanged is left alone
  digest text not null,
  source text not null,
  import_id bigint,
  demo boolean not null default false,
  at timestamptz not null default now(),
  -- the transaction that wrote it: what feeds the search index goes by this
  tx xid8 not null default pg_current_xact_id()
);
create index patent_tx on patent (tx, key);
create index patent_holder on patent (holder) where holder is not null;
create index patent_family on patent (family) where family is not null;
create index patent_import on patent (import_id) where demo;
-- Long texts are packed fast where the server can, as they are written once and read seldom.
do $$ begin
  alter table patent alter column abstract set compression lz4, alter column claims set compression lz4, alter column record set compression lz4;
exception when feature_not_supported or invalid_parameter_value then null;
end $$;

-- Publication numbers without their kind, so that what is known by one of them finds its record.
create table patent_number (
  doc text collate "C" primary key,
  key text collate "C" not null
);
create index patent_number_key on patent_number (key);

-- What is no more: taken out, or known under its application number since.
create table patent_gone (
  key text collate "C" primary key,
  became text,
  tx xid8 not null default pg_current_xact_id()
);
create index patent_gone_tx on patent_gone (tx);

-- Legal events as imported. They may come before the record, which finds them when it comes.
create table patent_event (
  key text collate "C" not null,
  digest text not null,
  day date not null,
  kind text not null,
  text text not null,
  from_names text[],
  to_names text[],
  source text not null,
  primary key (key, digest)
);
create index patent_event_kind on patent_event (kind, day);

-- Which patent a publication is cited by; kept by a job that follows the rows.
create table patent_citation (
  doc text collate "C" not null,
  by_key text collate "C" not null,
  by_examiner boolean,
  primary key (doc, by_key)
);
create index patent_citation_by on patent_citation (by_key);

-- Names of applicants that are no natural persons, and the party each stands for once a person has said so.
create table holder_name (
  folded text primary key,
  name text not null,
  kind text not null,
  credit_code text,
  party_id text references party (id),
  state text not null default 'open' check (state in ('open', 'confirmed', 'refused')),
  by_id text,
  at timestamptz
);
create index holder_name_party on holder_name (party_id) where party_id is not null;
