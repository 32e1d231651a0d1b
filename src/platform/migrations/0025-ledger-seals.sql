-- The heads of all chains at a moment, under one root that carries the root before it.
create table ledger_seal (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  cases int not null,
  actions bigint not null,
  root text not null,
  prev_root text not null
);

-- Which head each case had when it was sealed; kept for the cases that moved since the seal before.
create table ledger_seal_head (
  seal_id bigint not null references ledger_seal (id) on delete cascade,
  case_id text not null,
  seq int not null,
  head_hash text not null,
  demo boolean not null default false,
  primary key (seal_id, case_id)
);
create index ledger_seal_head_case on ledger_seal_head (case_id, seal_id);
