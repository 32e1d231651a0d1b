-- Which units an open name means is asked for each task; the remark that said the same of the whole list is not asked again.
delete from list_oddity r where r.kind = 'reading' and r.settled_at is null and r.say like '“%”没有说明是哪些单位，需由人确定'
  and exists (select from list_oddity a where a.list_id = r.list_id and a.kind <> 'reading' and r.say = '“' || a.printed || '”没有说明是哪些单位，需由人确定');
