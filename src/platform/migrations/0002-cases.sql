-- A case is its actions. case_file holds what lists need; everything in it but the id can be rebuilt by replay.
create table case_file (
  id text primary key,
  number text not null unique,
  item text not null,
  item_version int not null,
  title text not null,
  state text not null,
  place ltree not null,
  handler ltree not null,
  party_id text references party (id),
  rule_day date not null,
  submitted_at timestamptz not null,
  due_on date,
  due_at timestamptz,
  due_of text,
  stopped_since date,
  expires_at timestamptz,
  standing boolean not null default false,
  published boolean not null default false,
  closed_on date,
  outcome text,
  version int not null,
  head_hash text not null,
  snapshot jsonb not null,
  marks jsonb not null default '{}',
  confidential boolean not null default false,
  demo boolean not null default false,
  changed_at timestamptz not null
) with (fillfactor = 60);
create index case_file_place on case_file using gist (place);
create index case_file_handler on case_file using gist (handler);
-- What an ordinary step changes stands in none of these, so that the row is rewritten in place and no index with it.
create index case_file_item on case_file (item, submitted_at desc);
create index case_file_newest on case_file (submitted_at desc, id desc);
create index case_file_expires on case_file (expires_at) where expires_at is not null;
create index case_file_published on case_file (submitted_at desc) where published;
create index case_file_party on case_file (party_id);

-- Written by zx_append alone, in the transaction that has the case's row locked; a foreign key would only ask again.
create table case_action (
  case_id text not null,
  seq int not null,
  step text not null,
  at timestamptz not null,
  on_day date not null,
  by_id text not null,
  -- canonical JSON, byte for byte as it was hashed
  action text not null,
  prev_hash text not null,
  hash text not null,
  primary key (case_id, seq)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the history of a case is only added to' using errcode = 'ZX001';
end $$;
create trigger case_action_is_final before update or delete on case_action for each row
  when (current_setting('zhixing.removing_demo', true) is distinct from 'yes') execute function refuse_change();
create trigger case_action_stays before truncate on case_action for each statement execute function refuse_change();

create table case_party (
  case_id text not null references case_file (id) on delete cascade,
  role text not null,
  party_id text references party (id),
  name text not null,
  credit_code text,
  primary key (case_id, role)
);
create index case_party_party on case_party (party_id);

create table case_expert (
  case_id text not null references case_file (id) on delete cascade,
  member_id text not null,
  primary key (case_id, member_id)
);
create index case_expert_member on case_expert (member_id);

-- Who is waited for, numbered within the case, so that the next step's rows take the place of the last one's.
create table work (
  case_id text not null,
  n int not null,
  seat text not null,
  unit_id text,
  duty text,
  party_id text,
  member_id text,
  label text not null,
  due_on date,
  due_at timestamptz,
  primary key (case_id, n)
) with (fillfactor = 50);
create index work_unit on work (unit_id, due_on) where unit_id is not null;
create index work_party on work (party_id, due_on) where party_id is not null;
create index work_member on work (member_id, due_on) where member_id is not null;

create table case_unique (
  item text not null,
  name text not null,
  key text not null,
  case_id text not null references case_file (id) on delete cascade deferrable initially deferred,
  primary key (item, name, key)
);
create index case_unique_case on case_unique (case_id);

create table case_counter (item text not null, year int not null, last int not null, primary key (item, year));

create table draft (
  id text primary key,
  item text not null,
  member_id text not null references member (id) on delete cascade,
  raw jsonb not null,
  version int not null default 1,
  updated_at timestamptz not null default now()
);
create index draft_member on draft (member_id, updated_at desc);

create table read_log (
  id bigint generated always as identity primary key,
  case_id text not null,
  member_id text not null,
  what text not null,
  at timestamptz not null default now()
);
create index read_log_case on read_log (case_id, at desc);

-- A repeated write with the same key gets the first answer again.
create table idempotency (
  member_id text not null,
  key text not null,
  request_hash text not null,
  status int,
  answer jsonb,
  at timestamptz not null default now(),
  primary key (member_id, key)
);

-- One step of a case in one round trip: guard, history, columns for lists, who is waited for, events and outbox together
-- or not at all. Answers false when someone else was first. The step itself is an event; p_events holds those beyond it;
-- p_fewer says that fewer may be waited for than before.
create function zx_append(
  p_case text, p_expected int, p_prev text, p_hash text, p_action text, p_step text, p_at timestamptz, p_day date, p_by text,
  p_state text, p_title text, p_handler ltree, p_place ltree, p_due_on date, p_due_at timestamptz, p_due_of text, p_stopped date, p_expires timestamptz,
  p_standing boolean, p_published boolean, p_closed date, p_outcome text, p_snapshot jsonb, p_marks jsonb,
  p_work jsonb, p_fewer boolean, p_outbox jsonb, p_kind text, p_unit text, p_party text, p_events jsonb, p_demo boolean
) returns boolean language plpgsql as $$
begin
  update case_file set
    state = p_state, title = p_title, handler = p_handler, place = p_place, due_on = p_due_on, due_at = p_due_at, due_of = p_due_of, stopped_since = p_stopped,
    expires_at = p_expires, standing = p_standing, published = p_published, closed_on = p_closed, outcome = p_outcome,
    version = p_expected + 1, head_hash = p_hash, snapshot = p_snapshot, marks = p_marks, changed_at = p_at
  where id = p_case and version = p_expected and head_hash = p_prev;
  if not found then return false; end if;
  insert into case_action values (p_case, p_expected + 1, p_step, p_at, p_day, p_by, p_action, p_prev, p_hash);
  insert into work select p_case, w.n, w.seat, w.unit_id, w.duty, w.party_id, w.member_id, w.label, w.due_on, w.due_at
    from jsonb_to_recordset(p_work) as w(n int, seat text, unit_id text, duty text, party_id text, member_id text, label text, due_on date, due_at timestamptz)
    on conflict (case_id, n) do update set seat = excluded.seat, unit_id = excluded.unit_id, duty = excluded.duty, party_id = excluded.party_id,
      member_id = excluded.member_id, label = excluded.label, due_on = excluded.due_on, due_at = excluded.due_at;
  if p_fewer then delete from work where case_id = p_case and n > jsonb_array_length(p_work); end if;
  insert into outbox (kind, payload, at) values ('case-step', p_outbox, p_at);
  insert into event (kind, on_day, at, unit, party_id, case_id, seq, demo, source) values (p_kind, p_day, p_at, p_unit, p_party, p_case, p_expected + 1, p_demo, 'system');
  if p_events is not null then
    insert into event (kind, on_day, at, unit, party_id, case_id, seq, amount, demo, source)
      select e.kind, p_day, p_at, e.unit, e.party_id, p_case, p_expected + 1, e.amount, p_demo, 'system'
      from jsonb_to_recordset(p_events) as e(kind text, unit text, party_id text, amount bigint);
  end if;
  return true;
end $$;

-- Which files a case holds, so that a download asks the same visibility as the case.
create table case_file_hash (case_id text not null references case_file (id) on delete cascade, hash text not null, primary key (case_id, hash));
create index case_file_hash_hash on case_file_hash (hash);
