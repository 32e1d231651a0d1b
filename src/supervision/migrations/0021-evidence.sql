-- What a file says, for finding the same text under other bytes. Nothing where it cannot be read: a picture, a scan, something locked.
create table evidence_text (
  hash text primary key references file (hash) on delete cascade,
  text_hash text,
  chars int,
  read_at timestamptz not null
);
create index evidence_text_same on evidence_text (text_hash) where text_hash is not null;

-- What a person says of a paper that stands for more than one action: it may, or it is not accepted here. The last word counts.
create table evidence_ruling (
  id bigint generated always as identity primary key,
  paper text not null,
  case_id text not null references case_file (id) on delete cascade,
  verdict text not null check (verdict in ('shared', 'not-accepted')),
  reason text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index evidence_ruling_case on evidence_ruling (case_id, paper, id);
create trigger evidence_ruling_is_final before update on evidence_ruling for each row execute function refuse_change();

-- Evidence drawn for checking. The frame, its size and where the seed will come from are fixed first; the seed and what it drew come later, once.
create table sampling (
  id text primary key,
  list_id text not null references task_list (id) on delete cascade,
  title text not null,
  from_day date not null,
  to_day date not null,
  strata jsonb not null,
  frame jsonb not null,
  frame_hash text not null,
  rule text not null,
  size int not null check (size > 0),
  seed_from text not null,
  locked_by text not null,
  locked_name text not null,
  locked_at timestamptz not null,
  seed text,
  drawn jsonb,
  drawn_by text,
  drawn_name text,
  drawn_at timestamptz,
  demo boolean not null default false,
  check ((seed is null) = (drawn is null))
);
create index sampling_list on sampling (list_id, locked_at desc);
create function refuse_second_draw() returns trigger language plpgsql as $$
begin
  if old.seed is not null or (to_jsonb(new) - array['seed', 'drawn', 'drawn_by', 'drawn_name', 'drawn_at']) <> (to_jsonb(old) - array['seed', 'drawn', 'drawn_by', 'drawn_name', 'drawn_at']) then
    raise exception 'what is drawn from, and what was drawn, is fixed' using errcode = 'ZX001';
  end if;
  return new;
end $$;
create trigger sampling_is_fixed before update on sampling for each row execute function refuse_second_draw();

create table sampling_judgement (
  id bigint generated always as identity primary key,
  sampling_id text not null references sampling (id) on delete cascade,
  piece text not null,
  verdict text not null check (verdict in ('true', 'partly', 'untrue')),
  reason text not null,
  -- the verified share of the case when it was judged, to see whether it was lowered since
  verified numeric,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index sampling_judgement_piece on sampling_judgement (sampling_id, piece, id);
create trigger sampling_judgement_is_final before update on sampling_judgement for each row execute function refuse_change();
