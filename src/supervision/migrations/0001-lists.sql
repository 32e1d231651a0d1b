-- The task list as issued, as it was read, and as people have corrected it.
create table task_list (
  id text primary key,
  title text not null,
  year int not null,
  doc_number text,
  file_name text not null,
  file_hash text not null,
  -- the plain text that all ranges point into
  source text not null,
  status text not null check (status in ('review', 'adopted')),
  -- the list that the declarations' `carries` speak of
  carried boolean not null default false,
  imported_by text not null,
  imported_name text not null,
  imported_at timestamptz not null,
  adopted_by text,
  adopted_name text,
  adopted_at timestamptz,
  demo boolean not null default false
);
create unique index task_list_file on task_list (file_hash);

create table list_section (
  list_id text not null references task_list (id) on delete cascade,
  id text not null,
  number text,
  title text not null,
  parent text,
  from_char int not null,
  to_char int not null,
  sort int not null,
  primary key (list_id, id)
);

create table list_task (
  list_id text not null references task_list (id) on delete cascade,
  id text not null,
  number text not null,
  title text not null,
  section_id text,
  measures text not null,
  units_printed text not null,
  -- units of the row as printed, each with its role
  units jsonb not null,
  scope text,
  deadlines jsonb not null default '[]',
  -- the measure cut in order: words of an action, or connectives
  pieces jsonb not null default '[]',
  from_char int not null,
  to_char int not null,
  sort int not null,
  primary key (list_id, id)
);

create table list_action (
  list_id text not null,
  id text not null,
  task_id text not null,
  title text not null,
  words jsonb not null,
  due_on date,
  due_said text,
  carrier text,
  moved_by jsonb not null,
  awaits jsonb not null default '[]',
  pending boolean not null,
  reasons jsonb not null default '[]',
  confirmed_by text,
  confirmed_name text,
  confirmed_at timestamptz,
  sort int not null,
  primary key (list_id, id),
  foreign key (list_id, task_id) references list_task (list_id, id) on delete cascade
);

create table list_action_unit (
  list_id text not null,
  action_id text not null,
  unit_id text not null references unit (id),
  role text not null check (role in ('lead', 'cooperate', 'responsible')),
  printed text not null,
  basis text not null check (basis in ('named', 'expanded', 'chosen')),
  chosen_by text,
  chosen_name text,
  why text,
  sort int not null,
  primary key (list_id, action_id, unit_id),
  foreign key (list_id, action_id) references list_action (list_id, id) on delete cascade
);

-- What a person should look at. Those that block must be settled before the list is adopted.
create table list_oddity (
  list_id text not null references task_list (id) on delete cascade,
  no int not null,
  kind text not null check (kind in ('reading', 'which-units', 'unknown-unit')),
  at text not null,
  task_id text,
  printed text,
  role text,
  say text not null,
  from_char int,
  to_char int,
  blocks boolean not null,
  settled_by text,
  settled_name text,
  settled_at timestamptz,
  how text,
  primary key (list_id, no)
);

create table list_correction (
  id bigint generated always as identity primary key,
  list_id text not null references task_list (id) on delete cascade,
  path text not null,
  before jsonb,
  after jsonb,
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  why text not null
);
create index list_correction_list on list_correction (list_id, id);
create trigger list_correction_is_final before update on list_correction for each row execute function refuse_change();

-- Cases of actions are found by the action and the unit they are for.
create index case_file_action on case_file ((marks ->> 'list'), (marks ->> 'action')) where item = 'list-action';
