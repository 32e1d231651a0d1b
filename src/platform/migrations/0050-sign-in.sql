-- Accounts, sessions and second factors as better-auth 1.7 keeps them. auth_user.id is member.id.
create table auth_user (
  id text primary key references member (id) on delete cascade,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  username text unique,
  two_factor_enabled boolean
);

create table auth_session (
  id text primary key,
  expires_at timestamptz not null,
  token text not null unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null,
  ip_address text,
  user_agent text,
  user_id text not null references auth_user (id) on delete cascade
);
create index auth_session_user on auth_session (user_id);

create table auth_account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references auth_user (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null
);
create index auth_account_user on auth_account (user_id);

create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_verification_identifier on auth_verification (identifier);

create table auth_two_factor (
  id text primary key,
  secret text not null,
  backup_codes text not null,
  user_id text not null references auth_user (id) on delete cascade,
  verified boolean,
  failed_verification_count int,
  locked_until timestamptz
);
create index auth_two_factor_user on auth_two_factor (user_id);

-- Failed sign-ins in a row, counted for the account and for the address they came from.
create table sign_in_failure (
  subject text primary key,
  count int not null,
  since timestamptz not null,
  locked_until timestamptz
);

-- The first member of a party looks after its other members.
alter table member add column party_admin boolean not null default false;
