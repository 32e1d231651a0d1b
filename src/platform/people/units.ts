import { fold } from '../../kernel/index.ts'
import { type Db, rows } from '../db/index.ts'

/** A place in the tree province → city → county, with its divisions and centres. The id is its path. */
export interface Unit {
  id: string
  name: string
  short: string
  kind: string
  level: 'province' | 'city' | 'county'
  parent: string | null
  office: string
  place: string
  code?: string
  aliases: string[]
  /** 机关代字, the word before the series in the numbers it gives. */
  word?: string
  decides: boolean
  /** False for a county whose work its city-level area does itself. */
  staffed?: boolean
}
/** Which places a programme reaches: Xiamen is outside provincial subsidies and inside everything else. */
export interface Jurisdiction { id: string; label: string; include: string[]; exclude: string[]; say: string; source: string }
/** A phrase of a list that stands for several units, or for units someone must choose. */
export interface OpenSet { match: string; expands: 'all-cities' | 'ask'; say: string }

export interface UnitTree {
  all: readonly Unit[]
  get(id: string): Unit | undefined
  name(id: string): string
  root: Unit
  cities: readonly Unit[]
  childrenOf(id: string): readonly Unit[]
  isWithin(id: string, ancestor: string): boolean
  /** The authority for a GB/T 2260 code: the county where it has one, else the city. A unit's own path is its own. */
  unitOf(region: string): string | undefined
  office(name: string): string | undefined
  outside(jurisdiction: string, unit: string): string | undefined
  /** Whose number and seal a paper of this unit bears: a division signs for the bureau, a centre and a place for itself. */
  organOf(unit: string): { id: string; name: string; word: string }
  /** What a printed name stands for. 发展保护中心 is never 保护中心: only a whole alias matches. */
  resolve(printed: string): { unit: Unit } | { open: OpenSet } | undefined
}

export function makeUnitTree(given: readonly (Omit<Unit, 'place'> & { place?: string })[], jurisdictions: readonly Jurisdiction[], openSets: readonly OpenSet[]): UnitTree {
  // Divisions and centres stand for no place of their own.
  const units: Unit[] = given.map((u) => ({ ...u, place: u.place ?? '' }))
  const byId = new Map(units.map((u) => [u.id, u]))
  // A county whose work its city-level area does itself (平潭县) is reached through that area.
  const byCode = new Map(units.filter((u) => u.code).map((u) => [u.code!, u.staffed === false && u.parent ? u.parent : u.id]))
  const offices = new Map(units.filter((u) => u.level === 'province').map((u) => [u.office, u.id]))
  const names = new Map<string, Unit>()
  for (const u of units) for (const n of [u.name, u.short, ...u.aliases]) if (!names.has(fold(n))) names.set(fold(n), u)
  const sets = new Map(openSets.map((s) => [fold(s.match), s]))
  const children = new Map<string, Unit[]>()
  for (const u of units) if (u.parent) children.set(u.parent, [...(children.get(u.parent) ?? []), u])
  const isWithin = (id: string, ancestor: string) => id === ancestor || id.startsWith(`${ancestor}.`)
  const root = units.find((u) => u.parent === null)!
  return {
    all: units, root, isWithin,
    get: (id) => byId.get(id),
    name: (id) => byId.get(id)?.name ?? id,
    cities: units.filter((u) => u.level === 'city'),
    childrenOf: (id) => children.get(id) ?? [],
    unitOf: (region) => (byId.has(region) ? region : undefined) ?? byCode.get(region) ?? byCode.get(`${region.slice(0, 4)}00`),
    office: (name) => offices.get(name),
    outside(jurisdiction, unit) {
      const j = jurisdictions.find((x) => x.id === jurisdiction)
      if (!j) throw new Error(`no jurisdiction is called ${jurisdiction}`)
      const inside = j.include.some((i) => isWithin(unit, i)) && !j.exclude.some((x) => isWithin(unit, x))
      return inside ? undefined : j.say
    },
    organOf(id) {
      const unit = byId.get(id)
      if (!unit) throw new Error(`no unit ${id}`)
      if (unit.word) return { id, name: unit.name, word: unit.word }
      if (unit.level === 'province') return { id: root.id, name: root.name, word: root.word! }
      const above = byId.get(unit.parent!)!
      return { id, name: unit.name, word: `${above.word!.replace(/知$/, '')}${unit.place.replace(/[县市区]$/, '')}知` }
    },
    resolve(printed) {
      const key = fold(printed)
      const unit = names.get(key)
      if (unit) return { unit }
      const open = sets.get(key)
      return open ? { open } : undefined
    },
  }
}

/** Writes the installation's units; a unit that exists is brought up to date, none is removed. */
export async function saveUnits(db: Db, units: readonly Unit[]): Promise<void> {
  await rows(db, `insert into unit (id, path, name, place, short, kind, level, parent, office, region_code, aliases, decides, sort)
    select u.id, u.id::ltree, u.name, coalesce(u.place, ''), u.short, u.kind, u.level, u.parent, u.office, u.code, coalesce(u.aliases, '[]'), u.decides, row_number() over ()
    from jsonb_to_recordset($1::jsonb) as u(id text, name text, place text, short text, kind text, level text, parent text, office text, code text, aliases jsonb, decides boolean)
    on conflict (id) do update set name = excluded.name, place = excluded.place, short = excluded.short, kind = excluded.kind, level = excluded.level,
      office = excluded.office, region_code = excluded.region_code, aliases = excluded.aliases, decides = excluded.decides, sort = excluded.sort`, [JSON.stringify(units)])
}
