-- What was reminded of: one line for each wait, rule and occasion, whichever process gets to it. The wait is known by whom it
-- is for, what for and until when; the number of its row in "work" changes from step to step.
create table reminder (
  id bigint generated always as identity primary key,
  case_id text not null references case_file (id) on delete cascade,
  waits text not null,
  label text not null,
  due text not null,
  rule text not null,
  occasion int not null,
  at timestamptz not null,
  demo boolean not null default false
);
create unique index reminder_once on reminder (case_id, waits, label, due, rule, occasion);

-- A delay told to whoever stands above it. It stays open until one of them says they know, or the wait is over.
create table escalation (
  id bigint generated always as identity primary key,
  case_id text not null references case_file (id) on delete cascade,
  waits text not null,
  label text not null,
  due text not null,
  level int not null,
  to_unit text not null,
  -- an hour clock is running, so that nights and holidays count
  urgent boolean not null,
  at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  acknowledged_name text,
  note text,
  settled_at timestamptz,
  demo boolean not null default false
);
create unique index escalation_once on escalation (case_id, waits, label, due, level);
create index escalation_open on escalation (to_unit) where acknowledged_at is null and settled_at is null;
create index escalation_unit on escalation (to_unit, id desc);

-- What kind of message a notice is, and whether it has been looked at for those who also want it by mail.
alter table notice add column kind text not null default 'step';
alter table notice add column urgent boolean not null default false;
alter table notice add column reminder_id bigint references reminder (id) on delete cascade;
alter table notice add column carried boolean not null default true;
alter table notice alter column carried set default false;
create index notice_uncarried on notice (id) where not carried;
create index notice_reminder on notice (reminder_id) where reminder_id is not null;
