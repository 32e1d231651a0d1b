import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, type Cast, castOf, demoFile, peopleOf, playOne } from '../src/main/demo.ts'
import { programmes } from '../src/main/programmes.ts'
import { findKept, forget, historyOf, rebuild } from '../src/platform/cases/index.ts'
import { rows } from '../src/platform/db/index.ts'
import { verifyLedger } from '../src/platform/ledger/index.ts'
import { findWho, linkParty, type Who } from '../src/platform/people/index.ts'
import { openRegisters } from '../src/platform/registers/index.ts'
import { type FileRef, replay, seatUnit, type ServiceItem, type Walk } from '../src/service/index.ts'
import { listAction, supervisionProgramme } from '../src/supervision/index.ts'
import { freshDatabase, type FreshDatabase } from './db.ts'
import { aHouse, someone } from './house.ts'
import { password } from './http.ts'
import { installation } from './whole-office.ts'

// Every worked case of every item, played by people with accounts and seats through the front over a real database: what goes on
// paper must go in the office too, and must be found again by replay.

const all = [...programmes, supervisionProgramme]
let fresh: FreshDatabase
let cast: Cast
let proof: FileRef

beforeAll(async () => {
  fresh = await freshDatabase()
  const house = await aHouse(fresh.db, { programmes: all, dataDir: `/tmp/zhixing-walks-${process.pid}`, at: '2022-01-01' })
  await openRegisters(fresh.db, house.registers, house.now())
  const { parties, people } = peopleOf(installation)
  await addPeople(house, parties, people.filter((p) => p.kind !== 'administrator'), password)
  proof = await demoFile(house)
  cast = staffed(await castOf(house, people))
}, 60_000)
afterAll(() => fresh?.drop())
afterEach(clear)

/** The demonstration's people, and colleagues beside them: every seat has two more, a party without an account gets one. */
function staffed(known: Cast): Cast {
  const filled = new Map<string, Who>(), { db } = known.house
  return {
    ...known,
    async ofParty(code, name) {
      const found = await known.ofParty(code, name)
      if (found) return found
      const party = await linkParty(db, { name, ...(code ? { creditCode: code } : {}) }, true)
      const [member] = await rows<{ id: string }>(db, 'select id from member where party_id = $1', [party])
      return member ? findWho(db, member.id, '2022-03-01') : someone(db, { partyId: party, demo: true })
    },
    async ofSeat(seat, kept) {
      const found = await known.ofSeat(seat, kept)
      const desk = kept.item.desks[seat], party = kept.s.parties[seat]
      if (!desk) return found.length || !party ? found : [(await this.ofParty(party.creditCode, party.name))!]
      const unit = seatUnit(desk, kept.s, known.house.units)!
      // Two of them, because nobody reviews what they did themselves.
      return [...found, ...await Promise.all([1, 2].map(async (n) => {
        const key = `${unit} ${desk.duty} ${n}`
        filled.set(key, filled.get(key) ?? await someone(db, { seats: [{ unit, duties: [desk.duty], from: '2020-01-01' }], demo: true }))
        return filled.get(key)!
      }))]
    },
  }
}

/** The next walk finds registers and cases as the first did. */
async function clear(): Promise<void> {
  await fresh.db.transaction().execute(async (tx) => {
    await rows(tx, `select set_config('zhixing.removing_demo', 'yes', true)`)
    for (const table of ['case_action', 'work', 'case_unique', 'event', 'paper', 'case_file']) await rows(tx, `delete from ${table}`)
    await rows(tx, `delete from entry where demo and register <> 'experts'`)
  })
  forget(cast.house)
}

/** A county's part follows its city's split, a supervision sheet the action it is about, an objection what it objects to: those have to be there. */
function whatComesFirst(item: ServiceItem, walk: Walk): { item: ServiceItem; walk: Walk } | undefined {
  const publication = supervisionProgramme.items.find((i) => i.id === 'score-publication')!, shown = publication.walks[0]!
  if (item.id === 'score-objection') return { item: publication, walk: { ...shown, steps: shown.steps.slice(0, 1) } }
  const steps = item.id === 'supervision-sheet' ? ['dispatch', 'signIn'] : item.id === 'list-action' && walk.steps[0]!.step === 'hand' ? ['dispatch', 'signIn', 'split'] : undefined
  const whole = steps && listAction.walks.find((w) => steps.every((step, i) => w.steps[i]?.step === step))!
  return whole && { item: listAction, walk: { ...whole, on: '2022-02-01', steps: whole.steps.slice(0, steps.length) } }
}

describe.each(all.flatMap((p) => p.items))('$name', (item: ServiceItem) => {
  it('has a walk to every end', () => {
    const ends = Object.entries(item.states).filter(([, s]) => s.final).map(([name]) => name)
    expect(ends.filter((end) => !item.walks.some((w) => w.ends === end))).toEqual([])
  })

  it.each(item.walks)('$name', async (walk) => {
    const first = whatComesFirst(item, walk)
    if (first) expect(await playOne(cast, first.item, first.walk, proof)).not.toHaveProperty('stopped')
    const { id, stopped } = await playOne(cast, item, walk, proof)
    expect(stopped).toBeUndefined()
    const kept = (await findKept(cast.house, fresh.db, id!, true))!
    expect(kept.s.state).toBe(walk.ends)
    const history = await historyOf(fresh.db, id!)
    expect(history.map((a) => a.step)).toEqual(walk.steps.map((s) => s.step))
    expect(replay(item, history)).toEqual(kept.s)
    const columns = () => rows(fresh.db, 'select * from case_file where id = $1', [id])
    const before = await columns()
    expect(await rebuild(cast.house, id!)).toEqual(kept.s)
    expect(await columns()).toEqual(before)
    expect(await verifyLedger(fresh.db, cast.house)).toMatchObject({ actions: history.length + (first?.walk.steps.length ?? 0), faults: [] })

  })
})
