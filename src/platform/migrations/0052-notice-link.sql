-- A notice that is about no case of the reader's leads to a page of the workbench.
alter table notice add column link text check (link like '/%');
