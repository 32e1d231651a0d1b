-- The roll-up of events: sums that a figure is read from in milliseconds, and what is needed to add what they do not hold yet.

-- The transaction that wrote the row. Below the watermark everything is in the roll-up; what stands at or above it is the tail,
-- which every reading adds. So a writer only writes its event, and no two of them wait for one counter.
alter table event add column tx xid8 not null default pg_current_xact_id();
alter table event_void add column tx xid8 not null default pg_current_xact_id();
create index event_tx on event (tx);
create index event_void_tx on event_void (tx);

-- Everything of a kind and source up to and including a day, by unit: the place of a unit in the arrays is its number below.
-- A range of days is one row less another; all time is the last row. Only days on which something happened have a row.
create table event_roll (
  kind text not null,
  source text not null,
  day date not null,
  -- how many; how many of them demonstration; the sum of their amounts
  n json not null,
  demo json not null,
  amount json not null,
  -- the newest by its day, then its number: its amount, its number, its day written 20220630
  last json not null,
  last_id json not null,
  last_on json not null,
  primary key (kind, source, day)
);
create table event_roll_unit (at int primary key, unit text collate "C" not null unique);

-- What the roll-up holds: all transactions before the watermark (none while it is null), nothing written later than `latest`.
create table event_roll_state (
  one boolean primary key default true check (one),
  watermark xid8,
  latest timestamptz not null default '-infinity',
  -- transaction numbers mean something only in the cluster that gave them
  cluster bigint not null default 0
);
insert into event_roll_state default values;

-- Days whose events were taken away; until they are summed anew, figures come from the events themselves.
create table event_roll_gone (kind text not null, day date not null);
create function event_roll_gone() returns trigger language plpgsql as $$
begin
  insert into event_roll_gone select distinct kind, on_day from gone;
  return null;
end $$;
create trigger event_roll_gone after delete on event referencing old table as gone for each statement execute function event_roll_gone();
