import { readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { foldName, type Day, type Instant } from '../src/kernel/index.ts'
import { builtInCalendar } from '../src/platform/calendar/index.ts'
import { rows, type Db } from '../src/platform/db/index.ts'
import { type House, makeHouse } from '../src/platform/house/index.ts'
import { findWho, makeUnitTree, saveUnits, type UnitTree, type Who } from '../src/platform/people/index.ts'
import type { Programme } from '../src/service/index.ts'
import { tennisProgramme } from './fixtures/tennis-club/index.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../data/fujian/${name}`, import.meta.url), 'utf8'))
export const fujianUnits = (): UnitTree => makeUnitTree(read('units.json'), read('jurisdictions.json'), read('open-sets.json'))

/** A house over a fresh database, with Fujian's units, the tennis club or other programmes, and a clock that tests set. */
export async function aHouse(db: Db, of: { programmes?: readonly Programme[]; at?: string; dataDir?: string } = {}): Promise<House & { setClock(at: string): void }> {
  let at = (of.at ?? '2022-03-01T01:00:00.000Z') as Instant
  await saveUnits(db, read('units.json'))
  const house = makeHouse({ db, programmes: of.programmes ?? [tennisProgramme], units: fujianUnits(), calendar: builtInCalendar(), dataDir: of.dataDir ?? '/tmp', now: () => at })
  return Object.assign(house, { setClock: (to: string) => { at = (to.length === 10 ? `${to}T01:00:00.000Z` : to) as Instant } })
}

/** Someone of a party; the party is made when it is not there. */
export async function anApplicant(db: Db, of: { party?: string; creditCode?: string; region?: string; demo?: boolean } = {}): Promise<Who> {
  const party = randomUUID(), name = of.party ?? `演示·${party.slice(0, 8)}`
  await rows(db, 'insert into party (id, kind, name, folded, credit_code, region, demo) values ($1, $2, $3, $4, $5, $6, $7)', [party, 'enterprise', name, foldName(name), of.creditCode ?? null, of.region ?? null, of.demo ?? false])
  return someone(db, { partyId: party, demo: of.demo })
}

/** An official with a seat. */
export async function anOfficial(db: Db, unit: string, duties: string[], of: { from?: Day; to?: Day } = {}): Promise<Who> {
  return someone(db, { seats: [{ unit, duties, from: of.from ?? '2020-01-01', to: of.to }] })
}

export async function someone(db: Db, of: { id?: string; name?: string; partyId?: string; auditor?: boolean; admin?: boolean; demo?: boolean; seats?: { unit: string; duties: string[]; from: Day; to?: Day }[] } = {}): Promise<Who> {
  const id = of.id ?? randomUUID()
  await rows(db, 'insert into member (id, name, username, party_id, auditor, admin, demo) values ($1, $2, $3, $4, $5, $6, $7)', [id, of.name ?? `某${id.slice(0, 4)}`, `u${id.slice(0, 8)}`, of.partyId ?? null, of.auditor ?? false, of.admin ?? false, of.demo ?? false])
  for (const s of of.seats ?? []) await rows(db, 'insert into appointment (member_id, unit_id, duties, from_day, to_day, basis) values ($1, $2, $3, $4, $5, $6)', [id, s.unit, s.duties, s.from, s.to ?? null, '测试任命'])
  return (await findWho(db, id, '2022-03-01'))!
}
