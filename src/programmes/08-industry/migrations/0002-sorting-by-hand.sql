-- 功效词: what techniques are used to; written anew as a whole.
create table navigation_effect (
  room_id text not null references navigation_room (id) on delete cascade,
  no int not null,
  name text not null,
  terms text[] not null,
  ipc text[] not null,
  by_name text not null,
  at timestamptz not null,
  primary key (room_id, no)
);

-- 人工归类: what a person said of one application and one cell. The last word counts; earlier ones stay.
create table navigation_placing (
  id bigint generated always as identity primary key,
  room_id text not null references navigation_room (id) on delete cascade,
  -- a node of the tree by its name, because a tree that is written anew numbers its nodes anew
  node text not null,
  -- nothing: the node of the chain itself, for the matrix of gaps
  effect text,
  key text not null,
  -- nothing: as words and classes say, after all
  belongs boolean,
  why text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index navigation_placing_cell on navigation_placing (room_id, node, effect, key, id desc);

-- 界限: what the project calls missing and strong in place of the parameters. The last line counts; nothing in it goes back to the parameters.
create table navigation_threshold (
  id bigint generated always as identity primary key,
  room_id text not null references navigation_room (id) on delete cascade,
  least int check (least > 0),
  strong text,
  check ((least is null) = (strong is null)),
  why text not null,
  by_id text not null,
  by_name text not null,
  on_day date not null,
  at timestamptz not null
);
create index navigation_threshold_room on navigation_threshold (room_id, id desc);

-- 合并名单: under which group an applicant is counted. The last word counts; no group stands for itself again.
create table navigation_group (
  id bigint generated always as identity primary key,
  room_id text not null references navigation_room (id) on delete cascade,
  name text not null,
  folded text not null,
  group_name text,
  why text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index navigation_group_room on navigation_group (room_id, folded, id desc);

create trigger navigation_placing_is_final before update on navigation_placing for each row execute function refuse_change();
create trigger navigation_threshold_is_final before update on navigation_threshold for each row execute function refuse_change();
create trigger navigation_group_is_final before update on navigation_group for each row execute function refuse_change();
