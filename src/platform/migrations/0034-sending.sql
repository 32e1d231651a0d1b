-- How a person wants to be reached beside the application.
create table reminder_choice (
  member_id text primary key references member (id) on delete cascade,
  by_mail boolean not null default false,
  mail text,
  mail_confirmed_at timestamptz,
  -- an address is used once its owner has read a code sent to it
  mail_wanted text,
  mail_code text,
  mail_code_until timestamptz,
  mail_code_tries int not null default 0,
  what text not null default 'reminders',
  digest text not null default 'at-once',
  digest_hour int not null default 9,
  digest_weekday int not null default 1,
  quiet_from int,
  quiet_to int,
  urgent_anyway boolean not null default true
);

-- A calendar that a calendar program reads by a secret address; only the address's hash is kept.
create table feed (
  id text primary key,
  token_hash text not null unique,
  member_id text not null references member (id) on delete cascade,
  unit_id text,
  made_at timestamptz not null,
  read_at timestamptz,
  revoked_at timestamptz
);
create index feed_member on feed (member_id);

-- A program of a unit that is told of its reminders. Secrets are kept sealed with the installation's own.
create table webhook (
  id text primary key,
  name text not null,
  url text not null,
  -- nothing means every unit
  unit_id text,
  secret text not null,
  old_secret text,
  old_until timestamptz,
  active boolean not null default true,
  made_by text not null references member (id) on delete cascade,
  made_at timestamptz not null
);

-- What leaves the house: one line for each message and receiver, with every try.
create table delivery (
  id bigint generated always as identity primary key,
  channel text not null check (channel in ('mail', 'webhook')),
  -- what it is about; with the receiver it is the proof that nothing is sent twice
  about text not null,
  notice_id bigint references notice (id) on delete cascade,
  reminder_id bigint references reminder (id) on delete cascade,
  member_id text references member (id) on delete cascade,
  webhook_id text references webhook (id) on delete cascade,
  kind text not null,
  urgent boolean not null default false,
  -- those of one digest go together
  bundle text,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'given-up', 'dropped')),
  tries int not null default 0,
  made_at timestamptz not null,
  next_at timestamptz not null,
  -- a process is at it until then, by the machine's clock; if it dies, another takes over
  leased_until timestamptz,
  done_at timestamptz,
  demo boolean not null default false
);
create unique index delivery_once on delivery (about, channel, coalesce(member_id, webhook_id, ''));
create index delivery_waiting on delivery (next_at, id) where state = 'waiting';
create index delivery_member on delivery (member_id) where member_id is not null;
create index delivery_webhook on delivery (webhook_id) where webhook_id is not null;
create index delivery_notice on delivery (notice_id) where notice_id is not null;
create index delivery_reminder on delivery (reminder_id) where reminder_id is not null;

create table delivery_try (
  delivery_id bigint not null references delivery (id) on delete cascade,
  n int not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('sent', 'refused', 'failed')),
  address text not null,
  answer text not null,
  primary key (delivery_id, n)
);
