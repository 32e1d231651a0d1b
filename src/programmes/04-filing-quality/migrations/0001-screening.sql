-- A batch of applications to verify, as the national office sent it.
create table filing_batch (
  id text primary key,
  name text not null,
  document text not null,
  due date not null,
  file_name text not null,
  file_hash text not null,
  -- the headings as printed, so that what no column of ours takes is still read with its name
  headings jsonb not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  demo boolean not null default false
);
create unique index filing_batch_name on filing_batch (name);

-- One printed line each; none is dropped. What could not be read is in `oddities` until somebody settles it.
create table filing_batch_line (
  batch_id text not null references filing_batch (id) on delete cascade,
  line int not null,
  cells jsonb not null,
  number text,
  title text,
  applicant text,
  credit_code text,
  address text,
  contact text,
  agency text,
  types text,
  -- region code of the place that is to verify
  place text,
  -- the path of the unit there, for who may see the line
  unit text,
  oddities jsonb not null default '[]',
  -- why a person put it aside, e.g. a line of sums
  left_out text,
  case_id text references case_file (id) on delete set null,
  settled jsonb not null default '[]',
  primary key (batch_id, line)
);
create index filing_batch_line_unit on filing_batch_line (batch_id, unit);
create index filing_batch_line_case on filing_batch_line (case_id) where case_id is not null;

-- A look at subjects on a day; what it found stays as it was found, whatever comes into the library later.
create table screening_run (
  id text primary key,
  title text not null,
  kind text not null check (kind in ('party', 'batch', 'query')),
  about text not null,
  batch_id text references filing_batch (id) on delete cascade,
  -- whose run it is: seen by that unit and those above it
  unit text not null,
  rule_day date not null,
  filings int not null,
  -- what was compared and what could not be
  compared jsonb not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  demo boolean not null default false
);
create index screening_run_at on screening_run (at desc, id);

create table screening_subject (
  run_id text not null references screening_run (id) on delete cascade,
  no int not null,
  name text not null,
  standing text not null check (standing in ('none', 'hint', 'attention', 'lead')),
  score double precision not null,
  families jsonb not null,
  filings int not null,
  readings jsonb not null,
  working jsonb not null,
  primary key (run_id, no)
);

-- What a person found of a hit. Said again, the later one counts and the earlier one stays.
create table screening_outcome (
  id bigint generated always as identity primary key,
  run_id text not null,
  no int not null,
  rule text not null,
  outcome text not null check (outcome in ('confirmed', 'excluded', 'doubtful')),
  reason text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  foreign key (run_id, no) references screening_subject (run_id, no) on delete cascade
);
create index screening_outcome_hit on screening_outcome (run_id, no, rule, id);
