-- When a draft was opened, and what the house filled in of it.
alter table draft add column opened_at timestamptz;
alter table draft add column filled jsonb not null default '[]';

-- What handing in a form asked of people: one row for every time. Questions of single steps are counted from their events.
create table filling (
  case_id text not null references case_file (id) on delete cascade,
  seq int not null,
  item text not null,
  unit text not null collate "C",
  on_day date not null,
  asked int not null,
  -- taken over as the house had filled them in
  prefilled int not null,
  -- from the opening of the draft to handing it in; nothing where there was no draft
  minutes int,
  primary key (case_id, seq)
);
create index filling_day on filling (on_day, unit);
