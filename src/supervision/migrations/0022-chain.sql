-- Documents a list carries out, clause by clause: national and provincial clauses, and plans between them and the list.
create table chain_document (
  id text primary key,
  title text not null,
  level text not null check (level in ('national', 'province', 'plan')),
  doc_number text,
  issued_on date,
  file_name text not null,
  text_hash text not null unique,
  source text not null,
  entered_by text not null,
  entered_name text not null,
  entered_at timestamptz not null,
  demo boolean not null default false
);
create table chain_clause (
  document_id text not null references chain_document (id) on delete cascade,
  id text not null,
  number text,
  title text not null,
  words text not null,
  parent text,
  -- nothing stands under it: this is what has to be carried out
  leaf boolean not null,
  from_char int not null,
  to_char int not null,
  sort int not null,
  primary key (document_id, id)
);

-- What a person says of what carries out what: linked, or not, and why. A clause linked to nothing at all needs carrying out by nobody here. The last word of a pair counts.
create table chain_said (
  id bigint generated always as identity primary key,
  from_kind text not null check (from_kind in ('clause', 'task')),
  from_in text not null,
  from_id text not null,
  to_kind text not null check (to_kind in ('clause', 'task', 'action', 'nobody')),
  to_in text not null,
  to_id text not null,
  verdict text not null check (verdict in ('linked', 'not')),
  why text not null,
  reasons jsonb not null default '[]',
  by_id text not null,
  by_name text not null,
  at timestamptz not null,
  demo boolean not null default false
);
create index chain_said_from on chain_said (from_in, from_id, id);
create index chain_said_to on chain_said (to_in, to_id, id);
create trigger chain_said_is_final before update on chain_said for each row execute function refuse_change();
