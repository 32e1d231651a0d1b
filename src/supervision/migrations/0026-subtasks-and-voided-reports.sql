-- A task of a plan of two levels stands under another task of its list.
alter table list_task add column parent text;
alter table list_task add foreign key (list_id, parent) references list_task (list_id, id) on delete cascade;

-- Who declared an issued report void; its paper keeps the day and the reason.
create table report_void (
  report_id text primary key references report (id) on delete cascade,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create trigger report_void_is_final before update on report_void for each row execute function refuse_change();
create trigger report_void_stays before delete on report_void for each row
  when (current_setting('zhixing.removing_demo', true) is distinct from 'yes') execute function refuse_change();
