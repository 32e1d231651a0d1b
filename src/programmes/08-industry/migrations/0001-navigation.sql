-- The room of a navigation project: what was searched, with what words, how well, and the figures that came of it.
create table navigation_room (
  id text primary key,
  title text not null,
  kind text not null,
  industry text not null,
  -- the city whose place in the industry is asked, by GB/T 2260
  city text,
  -- the case it is the work of, where there is one
  case_id text references case_file (id) on delete cascade,
  -- whose it is: an office's or a party's
  unit_id text references unit (id),
  party_id text references party (id),
  check ((unit_id is null) <> (party_id is null)),
  made_by text not null references member (id) on delete cascade,
  made_name text not null,
  made_at timestamptz not null,
  -- of the tree as it stands, so that a confirmation says which tree it was
  tree_hash text
);
create index navigation_room_case on navigation_room (case_id) where case_id is not null;

-- 技术分解表, three levels deep; written anew as a whole.
create table navigation_node (
  room_id text not null references navigation_room (id) on delete cascade,
  no int not null,
  parent int,
  level int not null check (level between 1 and 3),
  name text not null,
  terms text[] not null,
  ipc text[] not null,
  primary key (room_id, no)
);

-- Experts of the industry who looked at the tree, and what they said of it.
create table navigation_confirmation (
  id bigint generated always as identity primary key,
  room_id text not null references navigation_room (id) on delete cascade,
  tree_hash text not null,
  expert text not null,
  employer text not null,
  verdict text not null check (verdict in ('agreed', 'objected')),
  opinion text not null,
  on_day date not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index navigation_confirmation_room on navigation_confirmation (room_id, id);

-- 检索策略记录: every search as it was asked, when, of which state of the library, and all that it found.
create table navigation_search (
  id bigint generated always as identity primary key,
  room_id text not null references navigation_room (id) on delete cascade,
  purpose text not null,
  asked jsonb not null,
  on_day date not null,
  library text not null,
  total int not null,
  -- as many as the figures go over; fewer than the total in a search that is too wide
  keys text[] not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index navigation_search_room on navigation_search (room_id, id desc);

-- 种子专利: known by people to belong, found in no search of this room.
create table navigation_seed (
  room_id text not null references navigation_room (id) on delete cascade,
  key text not null,
  source text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (room_id, key)
);

create table navigation_sample (
  id bigint generated always as identity primary key,
  room_id text not null references navigation_room (id) on delete cascade,
  search_id bigint not null references navigation_search (id) on delete cascade,
  seed text not null,
  keys text[] not null,
  steps jsonb not null,
  by_name text not null,
  at timestamptz not null
);
create index navigation_sample_room on navigation_sample (room_id, id desc);

-- The last word counts; earlier ones stay.
create table navigation_judgement (
  id bigint generated always as identity primary key,
  sample_id bigint not null references navigation_sample (id) on delete cascade,
  key text not null,
  relevant boolean not null,
  why text not null,
  by_name text not null,
  at timestamptz not null
);
create index navigation_judgement_sample on navigation_judgement (sample_id, key, id desc);

-- 去噪记录: what was taken out and why; how much, the two searches say.
create table navigation_noise (
  id bigint generated always as identity primary key,
  room_id text not null references navigation_room (id) on delete cascade,
  what text not null,
  why text not null,
  before_id bigint not null references navigation_search (id) on delete cascade,
  after_id bigint not null references navigation_search (id) on delete cascade,
  removed int not null,
  added int not null,
  by_name text not null,
  at timestamptz not null
);
create index navigation_noise_room on navigation_noise (room_id, id);

-- A figure as it was computed. One that was computed again stands beside the one before it.
create table navigation_figure (
  id bigint generated always as identity primary key,
  room_id text not null references navigation_room (id) on delete cascade,
  search_id bigint not null references navigation_search (id) on delete cascade,
  replaces bigint references navigation_figure (id) on delete cascade,
  kind text not null,
  options jsonb not null,
  note text not null,
  figure json not null,
  -- the applications behind each cell, line by line, beside the table so that it can be read without them
  keys json not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index navigation_figure_room on navigation_figure (room_id, id);
create unique index navigation_figure_once on navigation_figure (replaces) where replaces is not null;

-- The modules of GB/T 39551 as a checklist.
create table navigation_module (
  room_id text not null references navigation_room (id) on delete cascade,
  module text not null,
  done boolean not null,
  note text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (room_id, module)
);

create trigger navigation_confirmation_is_final before update on navigation_confirmation for each row execute function refuse_change();
create trigger navigation_search_is_final before update on navigation_search for each row execute function refuse_change();
create trigger navigation_sample_is_final before update on navigation_sample for each row execute function refuse_change();
create trigger navigation_judgement_is_final before update on navigation_judgement for each row execute function refuse_change();
create trigger navigation_noise_is_final before update on navigation_noise for each row execute function refuse_change();
create trigger navigation_figure_is_final before update on navigation_figure for each row execute function refuse_change();
