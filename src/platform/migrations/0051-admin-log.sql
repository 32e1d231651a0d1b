-- What administrators did to accounts, appointments, the calendar and parameters. Only added to.
create table admin_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  by_id text not null,
  by_name text not null,
  what text not null,
  about text not null,
  detail jsonb not null default '{}'
);
create index admin_log_about on admin_log (about, id desc);
create trigger admin_log_is_final before update or delete on admin_log for each row execute function refuse_change();

create index appointment_from on appointment (from_day);
create index member_name on member (name);
