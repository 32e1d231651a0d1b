import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readCreditCode, readRegionCode } from '../src/kernel/index.ts'

interface Unit {
  id: string; name: string; short: string; kind: string; level: 'province' | 'city' | 'county'; parent: string | null
  code?: string; place?: string; office: string; aliases: string[]; decides: boolean; staffed?: false; centre?: { lon: number; lat: number }
}
interface OpenSet { match: string; expands: 'all-cities' | 'ask'; say: string }
interface Mover { kind: 'item' | 'register' | 'indicator' | 'event'; id: string; say: string }
interface Action {
  id: string; task: string; title: string; words: string[]; units: string[]; roles: string[]; due: null
  carrier: string; movedBy: Mover[]; pending?: true; awaits: Mover[]
}
interface Split { task: string; title: string; pieces: ({ action: string; words: string } | { connective: string })[] }
interface Jurisdiction { id: string; include: string[]; exclude: string[]; say: string; source: string; owner?: { exclude: string[] } }
interface Party { id: string; name: string; kind: string; creditCode: string; region: string; owner?: string }
interface Person {
  username: string; name: string; kind: string; unit?: string; party?: string; office?: string; duties: string[]
  expert?: { field: string; employer: string; agency?: string; formerEmployers: string[]; relatives: string[]; tiesKnown: boolean }
}

const folder = new URL('../data/fujian/', import.meta.url)
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const units: Unit[] = JSON.parse(text('units.json'))
const openSets: OpenSet[] = JSON.parse(text('open-sets.json'))
const jurisdictions: Jurisdiction[] = JSON.parse(text('jurisdictions.json'))
const { actions, measureSplit }: { actions: Action[]; measureSplit: Split[] } = JSON.parse(text('lists/2022/actions.json'))
const demo: { mark: string; parties: Party[]; people: Person[] } = JSON.parse(text('demo/people.json'))
const unitById = new Map(units.map((unit) => [unit.id, unit]))
const counties = units.filter((unit) => unit.level === 'county')
const cities = units.filter((unit) => unit.level === 'city')
const namesOf = (unit: Unit) => new Set([unit.name, unit.short, ...(unit.place ? [unit.place] : []), ...unit.aliases])
const resolve = (phrase: string) => units.filter((unit) => namesOf(unit).has(phrase)).map((unit) => unit.id)

/** The list as printed, read by its blank lines and numbers only, without the product's own parser. */
const printed = (() => {
  const lines = text('lists/2022/source.txt').split(/\r?\n/).map((line) => line.trim()).filter(Boolean)
  return lines.flatMap((line, i) => {
    const head = /^(\d+)\.\s*(.+)$/.exec(line)
    return head ? [{ task: head[1]!, title: head[2]!, measure: lines[i + 1]!, units: lines[i + 2]!.split(/[、，]/) }] : []
  })
})()

describe('units', () => {
  test('nine cities and Pingtan, 84 counties, the bureau with three divisions, two centres and the leading group', () => {
    expect(cities).toHaveLength(10)
    expect(cities.filter((city) => city.code)).toHaveLength(9)
    expect(counties).toHaveLength(84)
    expect(counties.filter((county) => county.place!.endsWith('区'))).toHaveLength(31)
    expect(counties.filter((county) => county.place!.endsWith('市'))).toHaveLength(11)
    expect(counties.filter((county) => county.place!.endsWith('县'))).toHaveLength(42)
    expect(units.filter((unit) => unit.parent === 'fj' && unit.level === 'province').map((unit) => unit.office).sort())
      .toEqual(['development-centre', 'leading-group', 'protection', 'protection-centre', 'trademark', 'use'])
  })

  test('ids are unique, fit an ltree path, and lie below their parent', () => {
    expect(unitById.size).toBe(units.length)
    for (const unit of units) {
      expect(unit.id).toMatch(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/)
      if (unit.parent === null) expect(unit.id).toBe('fj')
      else {
        expect(unitById.has(unit.parent)).toBe(true)
        expect(unit.id.slice(0, unit.id.lastIndexOf('.'))).toBe(unit.parent)
      }
    }
  })

  test('codes agree with the table of regions; the county of Pingtan belongs to the zone, which has no code', () => {
    const regions = new Map(text('regions.csv').trim().split('\n').slice(1).map((line) => line.split(',')).map((r) => [r[0]!, r]))
    expect(regions.size).toBe(1 + 9 + 84)
    expect(new Set(units.flatMap((unit) => unit.code ?? []))).toEqual(new Set(regions.keys()))
    for (const unit of units) {
      if (!unit.code) continue
      expect(readRegionCode(unit.code).ok).toBe(true)
      expect(regions.get(unit.code)!.slice(1, 3)).toEqual([unit.place, unit.level])
      if (unit.level === 'county' && unit.code !== '350128') expect(regions.get(unit.code)![3]).toBe(unitById.get(unit.parent!)!.code)
    }
    expect(unitById.get('fj.pt')!.code).toBeUndefined()
    expect(unitById.get('fj.pt.350128')).toMatchObject({ code: '350128', parent: 'fj.pt' })
    expect(regions.get('350128')![3]).toBe('350100')
  })

  test('codes of before 2021 lead to a county of today', () => {
    const changes = text('region-changes-2021.csv').trim().split('\n').slice(1).map((line) => line.split(','))
    expect(changes).toHaveLength(5)
    for (const [, , code, name] of changes) expect(counties.find((county) => county.code === code)?.place).toBe(name)
  })

  test('no word leads to two units, and the two centres are never taken for one another', () => {
    const owners = new Map<string, string>()
    for (const unit of units) for (const name of namesOf(unit)) {
      expect([name, owners.get(name) ?? unit.id]).toEqual([name, unit.id])
      owners.set(name, unit.id)
    }
    expect(resolve('发展保护中心')).toEqual(['fj.devcentre'])
    expect(resolve('保护中心')).toEqual(['fj.protcentre'])
    expect(resolve('福建省知识产权发展保护中心')).toEqual(['fj.devcentre'])
    expect(resolve('中国（福建）知识产权保护中心')).toEqual(['fj.protcentre'])
    expect(resolve('保护处')).toEqual(['fj.protection'])
  })

  test('centres and the office of the leading group decide nothing; every staffed authority decides', () => {
    for (const unit of units) expect([unit.id, unit.decides]).toEqual([unit.id, !['centre', 'group'].includes(unit.kind) && unit.staffed !== false])
    expect(units.filter((unit) => unit.staffed === false).map((unit) => unit.code).sort()).toEqual(['350128', '350527'])
  })
})

describe('maps', () => {
  const maps = (['cities', 'counties'] as const).map((name) => {
    const raw = text(`map-${name}.json`)
    return { name, bytes: Buffer.byteLength(raw), ...JSON.parse(raw) as { note: string; viewBox: string; cells: { unit: string; label: number[]; d: string }[] } }
  })

  test.each(maps)('$name: a shape for each unit, inside its frame and light enough to be sent with the page', (map) => {
    const expected = map.name === 'cities' ? cities : counties
    const [, , width, height] = map.viewBox.split(' ').map(Number)
    expect(map.bytes).toBeLessThan(map.name === 'cities' ? 25_000 : 90_000)
    expect(map.note).toContain('示意图')
    expect(map.cells.map((cell) => cell.unit)).toEqual(expected.map((unit) => unit.id))
    expect(Math.max(width!, height!)).toBe(1000)
    for (const cell of map.cells) {
      expect(cell.d).toMatch(/^(M[\d. ]+l[-\d. ]+z)+$/)
      expect(cell.label[0]).toBeGreaterThan(0)
      expect(cell.label[0]).toBeLessThan(width!)
      expect(cell.label[1]).toBeGreaterThan(0)
      expect(cell.label[1]).toBeLessThan(height!)
    }
  })

  test('places keep their directions: Ningde north-east of Xiamen, Pingtan east of Fuzhou', () => {
    const at = (id: string) => maps[0]!.cells.find((cell) => cell.unit === id)!.label as [number, number]
    expect(at('fj.3509')[0]).toBeGreaterThan(at('fj.3502')[0])
    expect(at('fj.3509')[1]).toBeLessThan(at('fj.3502')[1])
    expect(at('fj.pt')[0]).toBeGreaterThan(at('fj.3501')[0])
  })
})

describe('open sets and jurisdictions', () => {
  test('各地 means the ten, 有关地市 asks; no phrase is also a unit', () => {
    const kinds = new Map(openSets.map((set) => [set.match, set.expands]))
    expect(kinds.size).toBe(openSets.length)
    for (const phrase of ['各地', '各地知识产权管理部门', '各级', '各市、县（区）']) expect([phrase, kinds.get(phrase)]).toEqual([phrase, 'all-cities'])
    for (const phrase of ['有关地市知识产权管理部门', '相关市政府', '有关地市']) expect([phrase, kinds.get(phrase)]).toEqual([phrase, 'ask'])
    for (const set of openSets) expect([set.match, resolve(set.match)]).toEqual([set.match, []])
  })

  test('Xiamen is outside provincial subsidies and inside everything else', () => {
    const of = (id: string) => jurisdictions.find((j) => j.id === id)!
    expect(of('provincial-subsidy').exclude).toEqual(['fj.3502'])
    expect(of('provincial-subsidy').owner?.exclude).toEqual(['fj.3502'])
    expect(jurisdictions.filter((j) => j.id !== 'provincial-subsidy').flatMap((j) => j.exclude)).toEqual([])
    for (const j of jurisdictions) {
      expect(j.source).not.toBe('')
      for (const id of [...j.include, ...j.exclude]) expect(unitById.has(id)).toBe(true)
    }
  })
})

describe('the list of 2022', () => {
  test('seventy actions over twenty tasks, numbered without a gap', () => {
    expect(printed).toHaveLength(20)
    const perTask = [3, 5, 3, 3, 4, 3, 3, 3, 4, 6, 3, 4, 3, 3, 3, 3, 3, 3, 3, 5]
    expect(actions.map((action) => action.id)).toEqual(perTask.flatMap((n, i) => Array.from({ length: n }, (_, k) => `${i + 1}.${k + 1}`)))
  })

  test('every character of every measure is in an action or is named as connective', () => {
    expect(measureSplit.map(({ task, title }) => ({ task, title }))).toEqual(printed.map(({ task, title }) => ({ task, title })))
    for (const { task, measure } of printed) {
      const { pieces } = measureSplit.find((split) => split.task === task)!
      expect(pieces.map((piece) => 'action' in piece ? piece.words : piece.connective).join('')).toBe(measure)
      for (const action of actions.filter((a) => a.task === task)) {
        expect(action.words).toEqual(pieces.flatMap((piece) => 'action' in piece && piece.action === action.id ? [piece.words] : []))
        expect(action.words.length).toBeGreaterThan(0)
        for (const words of action.words) expect(measure).toContain(words)
      }
    }
  })

  test('an action is asked of the units its row names, once each, and no unit leads', () => {
    for (const action of actions) {
      const row = printed.find((p) => p.task === action.task)!
      const expected = [...new Set(row.units)].map((phrase) => openSets.some((set) => set.match === phrase) ? phrase : resolve(phrase)[0])
      expect([action.id, action.units]).toEqual([action.id, expected])
      expect(action.roles).toEqual(action.units.map(() => 'responsible'))
      expect(action.due).toBeNull()
    }
  })

  test('what moves an action: its own case always, thirteen by what runs, the rest say what they wait for', () => {
    const running: Record<string, string[]> = {
      '4.1': ['filing-verification', 'agency-rectification', 'filing-consequences'], '4.3': ['source-education'], '5.1': ['patent-award', 'award-winners'], '7.1': ['interest-subsidy', 'subsidy-payments'], '8.3': ['navigation-project', 'navigation-bases'], '9.4': ['mark-product', 'gi-mark-users'],
      '10.3': ['adjudication'], '11.2': ['pre-examination', 'pre-exam-entities'], '12.2': ['fair-complaint', 'exhibitions'],
      '14.1': ['service-node', 'service-nodes'], '14.3': ['service-nodes'], '20.1': ['adjudicators'], '20.2': ['experts'],
    }
    for (const action of actions) {
      expect([action.id, action.movedBy.map((m) => m.id)]).toEqual([action.id, ['list-action', ...(running[action.id] ?? [])]])
      expect([action.id, action.pending ?? false]).toEqual([action.id, !running[action.id]])
      if (action.pending) expect(action.awaits.length).toBeGreaterThan(0)
      for (const wait of action.awaits) expect(wait.say).toMatch(/^待接入：/)
      expect(Number(action.carrier.slice(0, 2))).toBe(Number(action.task))
    }
  })
})

describe('demonstration people', () => {
  test('every one is marked, and belongs to a unit or a party that exists', () => {
    expect(new Set(demo.people.map((person) => person.username)).size).toBe(demo.people.length)
    const parties = new Set(demo.parties.map((party) => party.id))
    expect(parties.size).toBe(demo.parties.length)
    for (const one of [...demo.people, ...demo.parties]) expect(one.name).toMatch(/^演示·/)
    for (const person of demo.people) {
      expect(person.username).toMatch(/^demo[a-z0-9.]{2,26}$/)
      if (person.unit) expect(unitById.has(person.unit)).toBe(true)
      if (person.party) expect(parties.has(person.party)).toBe(true)
      if (person.kind === 'official') expect(person.office).toBe(unitById.get(person.unit!)!.office)
      for (const duty of person.duties) expect(['handle', 'decide', 'inspect', 'approve', 'audit', 'admin', 'pay']).toContain(duty)
      if (person.duties.includes('decide')) expect(unitById.get(person.unit!)!.decides).toBe(true)
    }
  })

  test('credit codes pass GB 32100, the organisation code inside passes GB 11714, and the body says DEM', () => {
    for (const party of demo.parties) {
      expect([party.id, readCreditCode(party.creditCode)]).toEqual([party.id, { ok: true, value: party.creditCode }])
      expect(party.creditCode.slice(2, 8)).toBe(party.region)
      expect(party.creditCode.slice(8, 11)).toBe('DEM')
      const sum = [3, 7, 9, 10, 5, 8, 4, 2].reduce((total, weight, i) => total + weight * parseInt(party.creditCode[8 + i]!, 36), 0)
      expect(party.creditCode[16]).toBe('0123456789X'.charAt((11 - sum % 11) % 11))
      expect(party.region === '350000' || counties.some((county) => county.code === party.region)).toBe(true)
    }
    expect(new Set(demo.parties.map((party) => party.creditCode)).size).toBe(demo.parties.length)
  })

  test('ten cities have someone who handles and someone who decides; the university is a real one', () => {
    for (const city of cities) {
      const duties = demo.people.filter((person) => person.unit === city.id).flatMap((person) => person.duties)
      expect(duties).toEqual(expect.arrayContaining(['handle', 'decide']))
    }
    const universities = text('universities.csv').trim().split('\n').slice(1)
    expect(universities).toHaveLength(90)
    expect(universities).toContain(demo.parties.find((party) => party.kind === 'university')!.name.replace('演示·', ''))
  })

  test('nine experts: for any one of the parties five remain, with patent, industry and finance among them', () => {
    const experts = demo.people.flatMap((person) => person.expert ?? [])
    expect(experts).toHaveLength(9)
    expect(experts.filter((expert) => !expert.tiesKnown)).toHaveLength(2)
    const agency = demo.parties.find((party) => party.kind === 'agency')!.name
    let recusals = 0
    for (const party of demo.parties) {
      const people = demo.people.filter((person) => person.party === party.id).map((person) => person.name)
      const isTied = (expert: (typeof experts)[number]) =>
        [expert.employer, expert.agency, ...expert.formerEmployers].includes(party.name) || expert.relatives.some((name) => people.includes(name))
      const left = experts.filter((expert) => expert.tiesKnown && expert.agency !== agency && !isTied(expert))
      expect(left.length).toBeGreaterThanOrEqual(5)
      expect(left.map((expert) => expert.field)).toEqual(expect.arrayContaining(['technical', 'patent', 'industry', 'finance']))
      recusals += experts.filter(isTied).length
    }
    expect(recusals).toBeGreaterThanOrEqual(3)
  })
})

test('the origin and licence of what was taken from elsewhere is written beside it', () => {
  const readme = text('README.md')
  for (const file of ['units.json', 'regions.csv', 'region-changes-2021.csv', 'map.topojson', 'universities.csv', 'lists/2022/source.txt']) {
    expect(existsSync(new URL(file, folder))).toBe(true)
    expect(readme).toContain(file)
  }
  for (const words of ['WTFPL', 'MIT', 'Apache-2.0', '审图号', '示意图']) expect(readme).toContain(words)
})
