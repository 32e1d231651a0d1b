import { randomUUID } from 'node:crypto'
import { dayOf, no, type Result, yes } from '../../kernel/index.ts'
import { type Attempt, blank, type Decision, perform, readPartly, type ServiceItem } from '../../service/index.ts'
import { rows, type Tx } from '../db/index.ts'
import { type House, worldOf } from '../house/index.ts'
import { firstHash } from '../ledger/index.ts'
import type { Who } from '../people/index.ts'
import { drawNumbers, factsFor, type Kept, opened, stepRow } from './keep.ts'
import { seatsOf } from './seats.ts'

interface Opening { id: string; attempt: Attempt; facts: Record<string, any>; decision: Decision }

/**
 * Opens many cases of one item in one transaction and answers each in its place: decided one by one as ever, but keys, numbers and rows are written in
 * bulk. For items whose cases have no party and whose first step leaves nothing but the case. Those that `alike` gives one word for need to know the same.
 */
export async function openMany(house: House, who: Who, itemId: string, raws: readonly unknown[], of: { step: string; alike?: (raw: unknown, i: number) => string }): Promise<Result<Kept>[]> {
  const item = house.items.get(itemId)!, at = house.now(), year = Number(dayOf(at).slice(0, 4))
  return house.db.transaction().execute(async (tx) => {
    const answers: (Result<Kept> | Opening)[] = []
    const known = new Map<string, Record<string, any>>()
    for (const [i, raw] of raws.entries()) {
      const word = of.alike?.(raw, i)
      const facts = (word === undefined ? undefined : known.get(word)) ?? await factsFor(house, tx, item, { ...blank(item), answers: readPartly(item.form, raw) }, at)
      if (word !== undefined) known.set(word, facts)
      const attempt: Attempt = { step: of.step, by: { id: who.id, name: who.name }, as: seatsOf(house, item, opened(house, item, blank(item), raw, at), who), input: raw, number: 'pending' }
      const decided = perform(item, blank(item), attempt, worldOf(house, at, facts))
      if (decided.ok && !isPlain(decided.value)) throw new Error(`“${item.name}” cannot be opened in bulk: its “${of.step}” leaves more than the case`)
      answers.push(decided.ok ? { id: randomUUID(), attempt, facts, decision: decided.value } : decided)
    }
    // The counter before the keys, as a single case takes them: the other way round, two that open at once could wait for each other.
    await drawNumbers(house, tx, item, who.demo, year, 0)
    const taken = await claimAll(tx, item, answers.filter(isOpening))
    const standing = answers.filter(isOpening).filter((o) => !taken.has(o.id))
    const numbers = standing.length ? await drawNumbers(house, tx, item, who.demo, year, standing.length) : []
    const kept = new Map<string, Kept>()
    const steps = standing.map((o, i) => {
      const decided = perform(item, blank(item), { ...o.attempt, number: numbers[i]! }, worldOf(house, at, o.facts))
      if (!decided.ok) throw new Error(`a decision changed with its number: ${JSON.stringify(decided.refusals)}`)
      const fresh: Kept = { id: o.id, item, s: { ...decided.value.next, version: 0 }, head: firstHash, demo: who.demo, confidential: item.confidential === 'need-to-know' }
      const row = stepRow(house, fresh, decided.value, o.facts)
      kept.set(o.id, { ...fresh, s: decided.value.next, head: row.hash, waits: row.waits })
      return row.values
    })
    if (steps.length) {
      await rows(tx, `insert into case_file (id, number, item, item_version, title, state, place, handler, rule_day, submitted_at, version, head_hash, snapshot, confidential, demo, changed_at)
        select k.id, k.number, $2, $3, k.title, $4, k.place::ltree, k.handler::ltree, k.rule_day, $5, 0, $6, '{}', $7, $8, $5 from jsonb_to_recordset($1::jsonb) as k(id text, number text, title text, place text, handler text, rule_day date)`,
      [JSON.stringify([...kept.values()].map(({ id, s }) => ({ id, number: s.number, title: s.title, place: s.place, handler: s.handler, rule_day: s.ruleDay }))), item.id, item.version, item.start, at, firstHash, item.confidential === 'need-to-know', who.demo])
      const done = await rows<{ ok: boolean }>(tx, appendAll, [JSON.stringify(steps)])
      if (!done.every((d) => d.ok)) throw new Error(`${done.filter((d) => !d.ok).length} new cases of “${item.name}” could not be written`)
    }
    return answers.map((a): Result<Kept> => (!isOpening(a) ? a : kept.has(a.id) ? yes(kept.get(a.id)!) : no({ code: 'duplicate', at: taken.get(a.id)!, say: item.unique![taken.get(a.id)!]!.say })))
  })
}
const isOpening = (a: Result<Kept> | Opening): a is Opening => 'decision' in a
const isPlain = (d: Decision) => !d.papers.length && !d.entries.length && !d.alone && !d.events.some((e) => e.reported) && Object.keys(d.next.parties).length === 0

/** Takes the keys of all; answers which cases found one taken, and which. In one order everywhere, so that two that open at once cannot wait for each other. */
async function claimAll(tx: Tx, item: ServiceItem, openings: readonly Opening[]): Promise<Map<string, string>> {
  const wanted = openings.flatMap((o) => Object.entries(o.decision.unique ?? {}).flatMap(([name, keys]) => keys.map((key) => ({ id: o.id, name, key }))))
  const got = await rows<{ id: string; name: string; key: string }>(tx, `insert into case_unique (item, name, key, case_id) select $1, w.name, w.key, w.id from jsonb_to_recordset($2::jsonb) as w(id text, name text, key text) order by w.name, w.key
    on conflict do nothing returning case_id as id, name, key`, [item.id, JSON.stringify(wanted)])
  const mine = new Set(got.map((g) => `${g.id}/${g.name}/${g.key}`))
  const taken = new Map(wanted.filter((w) => !mine.has(`${w.id}/${w.name}/${w.key}`)).map((w) => [w.id, w.name]))
  // A case with one key taken holds none of its others.
  const none = [...new Set(got.map((g) => g.id))].filter((id) => taken.has(id))
  if (none.length) await rows(tx, 'delete from case_unique where case_id = any($1)', [none])
  return taken
}

const types = ['text', 'int', 'text', 'text', 'text', 'text', 'timestamptz', 'date', 'text', 'text', 'text', 'ltree', 'ltree', 'date', 'timestamptz', 'text', 'date', 'timestamptz', 'boolean', 'boolean', 'date', 'text', 'json', 'jsonb', 'jsonb', 'boolean', 'text', 'text', 'text', 'jsonb', 'boolean']
/** The same stored function that writes a single step, once for every row given. */
const appendAll = `select zx_append(${types.map((t, i) => `(v ->> ${i})::${t}`).join(', ')}) as ok from jsonb_array_elements($1::jsonb) with ordinality as r(v, n) order by n`
