-- Cases of an item that share a mark are asked for at every step that holds a cap or a quota.
create index case_file_marks on case_file using gin (marks jsonb_path_ops);
