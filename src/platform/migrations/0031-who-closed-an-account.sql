-- An account that its party closed, its party may open again; one that an administrator closed or has yet to let in, only an administrator.
alter table member add column closed_by_party boolean not null default false;
