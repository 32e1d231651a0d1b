-- An approved act on an action: its document, and what was there before and after. What the list was issued with stays as it is.
create table list_act (
  id text primary key,
  list_id text not null,
  action_id text not null,
  kind text not null check (kind in ('adjust', 'merge', 'terminate', 'carry')),
  doc text not null,
  reason text not null,
  -- { due, units }, before and after; the same when the act did not touch them
  before jsonb not null,
  after jsonb not null,
  -- the action that goes on with it, of this list or of next year's
  into_list text,
  into_action text,
  on_day date not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  -- when every case it speaks of had followed; cases opened later follow by themselves
  done_at timestamptz,
  foreign key (list_id, action_id) references list_action (list_id, id) on delete cascade
);
create index list_act_action on list_act (list_id, action_id, at);
create index list_act_into on list_act (into_list, into_action) where into_action is not null;
create index list_act_open on list_act (at) where done_at is null;

-- Units that an act brought in or took out; the others stand since the list was issued.
alter table list_action_unit add column since date, add column until date, add column act text;

-- What the list left open about who leads, and which actions two sides owe; asked once, with who decided. The newest of a kind holds.
create table list_role (
  id bigint generated always as identity primary key,
  list_id text not null references task_list (id) on delete cascade,
  -- a task, an action for its sides, or neither: the whole list
  task_id text,
  action_id text,
  kind text not null check (kind in ('lead', 'first', 'none', 'sides')),
  unit_id text references unit (id),
  why text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index list_role_list on list_role (list_id, id);
create trigger list_role_is_final before update on list_role for each row execute function refuse_change();

-- A dispatch of a whole list as it goes on, so that it can be watched and is finished when the process died.
create table list_run (
  id text primary key,
  list_id text not null references task_list (id) on delete cascade,
  by_id text not null,
  by_name text not null,
  started_at timestamptz not null,
  total int not null,
  done int not null default 0,
  opened int not null default 0,
  already int not null default 0,
  refused jsonb not null default '[]',
  ended_at timestamptz
);
create index list_run_list on list_run (list_id, started_at desc);
create index list_run_open on list_run (started_at) where ended_at is null;
