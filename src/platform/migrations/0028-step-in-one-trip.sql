-- The folded case is written at every step and seldom looked into: kept as the text it came as, it costs a third less to write.
-- A message of a step says which step it was; what it was about stands in the history.
drop function zx_append;
alter table case_file alter column snapshot type json using snapshot::text::json;

-- One step of a case in one round trip: guard, history, columns for lists, who is waited for, events and outbox together
-- or not at all. Answers false when someone else was first. The step itself is an event; p_events holds those beyond it;
-- p_fewer says that fewer may be waited for than before.
create function zx_append(
  p_case text, p_expected int, p_prev text, p_hash text, p_action text, p_step text, p_at timestamptz, p_day date, p_by text,
  p_state text, p_title text, p_handler ltree, p_place ltree, p_due_on date, p_due_at timestamptz, p_due_of text, p_stopped date, p_expires timestamptz,
  p_standing boolean, p_published boolean, p_closed date, p_outcome text, p_snapshot json, p_marks jsonb,
  p_work jsonb, p_fewer boolean, p_kind text, p_unit text, p_party text, p_events jsonb, p_demo boolean
) returns boolean language plpgsql as $$
declare w jsonb;
begin
  update case_file set
    state = p_state, title = p_title, handler = p_handler, place = p_place, due_on = p_due_on, due_at = p_due_at, due_of = p_due_of, stopped_since = p_stopped,
    expires_at = p_expires, standing = p_standing, published = p_published, closed_on = p_closed, outcome = p_outcome,
    version = p_expected + 1, head_hash = p_hash, snapshot = p_snapshot, marks = p_marks, changed_at = p_at
  where id = p_case and version = p_expected and head_hash = p_prev;
  if not found then return false; end if;
  insert into case_action values (p_case, p_expected + 1, p_step, p_at, p_day, p_by, p_action, p_prev, p_hash);
  -- Mostly one is waited for; taking them one by one spares making a table of them.
  for i in 1 .. jsonb_array_length(p_work) loop
    w := p_work -> (i - 1);
    insert into work values (p_case, i, w ->> 'seat', w ->> 'unit_id', w ->> 'duty', w ->> 'party_id', w ->> 'member_id', w ->> 'label', (w ->> 'due_on')::date, (w ->> 'due_at')::timestamptz)
      on conflict (case_id, n) do update set seat = excluded.seat, unit_id = excluded.unit_id, duty = excluded.duty, party_id = excluded.party_id,
        member_id = excluded.member_id, label = excluded.label, due_on = excluded.due_on, due_at = excluded.due_at;
  end loop;
  if p_fewer then delete from work where case_id = p_case and n > jsonb_array_length(p_work); end if;
  insert into outbox (kind, payload, at) values ('case-step', jsonb_build_object('caseId', p_case, 'seq', p_expected + 1), p_at);
  insert into event (kind, on_day, at, unit, party_id, case_id, seq, demo, source) values (p_kind, p_day, p_at, p_unit, p_party, p_case, p_expected + 1, p_demo, 'system');
  if p_events is not null then
    insert into event (kind, on_day, at, unit, party_id, case_id, seq, amount, demo, source)
      select e.kind, p_day, p_at, e.unit, e.party_id, p_case, p_expected + 1, e.amount, p_demo, 'system'
      from jsonb_to_recordset(p_events) as e(kind text, unit text, party_id text, amount bigint);
  end if;
  return true;
end $$;
