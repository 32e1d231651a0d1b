-- A report as it was issued: the paper that bears its number, and every figure and sentence it was made of.
create table report (
  id text primary key,
  list_id text not null references task_list (id) on delete cascade,
  kind text not null check (kind in ('circular', 'brief', 'account')),
  as_of date not null,
  paper_id text not null unique references paper (id) on delete cascade,
  content jsonb not null,
  content_hash text not null,
  issued_by text not null,
  issued_name text not null,
  issued_at timestamptz not null,
  demo boolean not null default false
);
create index report_list on report (list_id, issued_at desc);
create trigger report_is_final before update on report for each row execute function refuse_change();
create trigger report_stays before delete on report for each row
  when (current_setting('zhixing.removing_demo', true) is distinct from 'yes') execute function refuse_change();

-- What a person says of two lists against what was matched by itself: these two are the same task, or this one has no counterpart.
create table list_match (
  id bigint generated always as identity primary key,
  before_list text not null references task_list (id) on delete cascade,
  after_list text not null references task_list (id) on delete cascade,
  before_task text,
  after_task text,
  why text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  check (before_task is not null or after_task is not null)
);
create index list_match_lists on list_match (before_list, after_list, id);
create trigger list_match_is_final before update on list_match for each row execute function refuse_change();

-- Which task of an earlier list a task goes on with, as a person has confirmed it.
create table list_lineage (
  list_id text not null,
  task_id text not null,
  from_list text not null,
  from_task text not null,
  how text not null check (how in ('kept', 'changed')),
  reasons jsonb not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (list_id, task_id, from_list),
  foreign key (list_id, task_id) references list_task (list_id, id) on delete cascade,
  foreign key (from_list, from_task) references list_task (list_id, id) on delete cascade
);
create index list_lineage_from on list_lineage (from_list, from_task);
