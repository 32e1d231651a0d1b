-- What an installation remembers of itself, e.g. that it holds demonstration data and by how much its rehearsal clock is set back.
create table setting (key text primary key, value jsonb not null, at timestamptz not null default now());
