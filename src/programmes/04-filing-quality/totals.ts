import type { AgencyRecord } from '../../engines/screening/index.ts'
import { foldName, readPatentNumber, yearOf } from '../../kernel/index.ts'
import { type Db, rows } from '../../platform/db/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { libraryVersion } from '../../platform/library/index.ts'
import { signals } from './parameters.ts'
import { unsaid } from './table-sheet.ts'

// What the library itself tells of agencies and addresses. Reading every record of the province takes up to half a minute for a million of
// them, so it is kept: a job makes it anew when the library has changed, and a run takes the last. Only where there is none yet a run makes it.

/** How many years back totals are kept; a run looks at fewer. */
const yearsKept = 8

/** An agency under one name, with or without the code that some lists put behind it. */
export const agencyName = (raw: string): string => raw.trim().replace(/\s*\d{5}$/, '')

/** The job: brings the totals up to the library, however long it takes. */
export const keepTotals = (house: House): Promise<string> => totalsFrom(house, true)

/** The totals as they stand, or brought up to the library; answers when they were made. */
async function totalsFrom(house: House, anew = false): Promise<string> {
  const version = await libraryVersion(house.db), wanted = `${version} ${yearOf(today(house))}`
  const stands = async (db: Db) => {
    const [known] = await rows<{ version: string; at: string }>(db, `select version, at from screening_total where what = 'library'`)
    return known && (!anew || known.version === wanted) ? known.at : undefined
  }
  const at = await stands(house.db)
  if (at !== undefined) return at
  return house.db.transaction().execute(async (tx) => {
    await rows(tx, `select pg_advisory_xact_lock(hashtextextended('screening_total', 4))`)
    const meanwhile = await stands(tx)
    if (meanwhile !== undefined) return meanwhile
    const root = house.units.root
    await rows(tx, `create temp table screening_seen on commit drop as select holder, filed, record #>> '{agency,name}' as agency, coalesce(record -> 'agents', '[]')::jsonb as agents, record #>> '{applicants,0,address}' as address, record #>> '{applicants,0,name}' as name
      from patent where region like '${(root.code ?? '').slice(0, 2).replace(/\D/g, '')}%'`)
    const filed = await rows<{ agency: string; agents: string[]; year: number; filed: number }>(tx, `select agency, agents, extract(year from filed)::int as year, count(*)::int as filed from screening_seen where filed >= make_date($1, 1, 1) and agency is not null group by 1, 2, 3`, [yearOf(today(house)) - yearsKept])
    const sums = new Map<string, { agency: string; agent: string; year: number; filed: number }>()
    for (const f of filed) for (const agent of ['', ...new Set(f.agents)]) {
      const id = JSON.stringify([foldName(agencyName(f.agency)), agent, f.year]), sum = sums.get(id)
      if (sum) sum.filed += f.filed
      else sums.set(id, { agency: foldName(agencyName(f.agency)), agent, year: f.year, filed: f.filed })
    }
    await rows(tx, 'delete from screening_agency')
    await rows(tx, 'insert into screening_agency (agency, agent, year, filed) select agency, agent, year, filed from json_to_recordset($1) as s(agency text, agent text, year int, filed int)', [JSON.stringify([...sums.values()])])
    await rows(tx, 'delete from screening_shared_address')
    await rows(tx, `insert into screening_shared_address (address, holder, name, filed)
      with a as (select regexp_replace(regexp_replace(normalize(address, NFKC), '\\s', '', 'g'), $1, '') as address, holder, min(name) as name, count(*)::int as filed from screening_seen where holder is not null and address is not null group by 1, 2)
      select address, holder, name, filed from a where length(address) between 4 and 300 and address in (select address from a group by address having count(*) > 1)`, [unsaid(root.place).source])
    const [made] = await rows<{ at: string }>(tx, `insert into screening_total (what, version, at) values ('library', $1, $2) on conflict (what) do update set version = excluded.version, at = excluded.at returning at`, [wanted, house.now()])
    return made!.at
  })
}

export interface AgencyTotals { of: (agencies: readonly string[]) => AgencyRecord[]; say: string }

/**
 * How often each agency files for applicants of the province, and how often what it filed stands in a batch. Listed applications that are not
 * published are filed too: they are added to what the library knows, so that no share is above one.
 */
export async function agencyTotals(house: House, demo: boolean): Promise<AgencyTotals> {
  const at = await totalsFrom(house), day = today(house), last = yearOf(day), first = last - signals.agencyYears.on(day) + 1
  const [filed, agents, lines] = await Promise.all([
    rows<{ agency: string; filed: number }>(house.db, `select agency, sum(filed)::int as filed from screening_agency where agent = '' and year between $1 and $2 group by agency`, [first, last]),
    rows<{ agency: string; agent: string; year: number; filed: number }>(house.db, `select distinct on (agency) agency, agent, year, filed from screening_agency where agent <> '' and year between $1 and $2 order by agency, filed desc, year, agent`, [first, last]),
    rows<{ number: string; agency: string; batch: string; known: boolean }>(house.db, `select l.number, l.agency, l.batch_id as batch, exists (select from patent p where p.key = 'CN' || replace(l.number, '.', '') and p.region like $1) as known
      from filing_batch_line l join filing_batch b on b.id = l.batch_id where l.agency is not null and l.number is not null and l.left_out is null and b.demo = $2`, [`${(house.units.root.code ?? '').slice(0, 2)}%`, demo]),
  ])
  const records = new Map<string, AgencyRecord & { numbers: Set<string>; seen: Set<string> }>()
  const recordOf = (agency: string) => { const id = foldName(agencyName(agency)), r = records.get(id) ?? { agency: agencyName(agency), filed: 0, listed: 0, batches: 0, numbers: new Set(), seen: new Set() }; records.set(id, r); return r }
  for (const f of filed) recordOf(f.agency).filed = f.filed
  for (const { agency, ...busiest } of agents) recordOf(agency).busiest = busiest
  for (const l of lines) {
    const year = filingYear(l.number)
    if (year === undefined || year < first || year > last) continue
    const r = recordOf(l.agency)
    r.seen.add(l.batch)
    if (r.numbers.has(l.number)) continue
    r.numbers.add(l.number)
    r.agency = agencyName(l.agency)
    if (!l.known) r.filed++
  }
  const all = [...records].map(([id, { numbers, seen, ...r }]): [string, AgencyRecord] => [id, { ...r, listed: numbers.size, batches: seen.size }])
  return {
    say: `代理机构件数按专利库（截至${at.slice(0, 10)}）中本省第一申请人${first}—${last}年的申请计，列入核查的按各批次名单计`,
    // Those asked for by name, and all the others as one, which is all that a mean needs.
    of: (agencies) => {
      const wanted = new Set(agencies.map((a) => foldName(agencyName(a)))), own = all.filter(([id]) => wanted.has(id)), rest = all.filter(([id]) => !wanted.has(id))
      const sum = (of: 'filed' | 'listed') => rest.reduce((n, [, a]) => n + a[of], 0)
      return [...own.map(([, a]) => a), ...(rest.length ? [{ agency: '其余机构', filed: sum('filed'), listed: sum('listed'), batches: 0 }] : [])]
    },
  }
}
/** The year in which an application was filed, as its number has it. */
const filingYear = (number: string): number | undefined => { const read = readPatentNumber(number); return read.ok && /^\d{12}/.test(read.value.number) ? Number(read.value.number.slice(0, 4)) : undefined }

/** Filings shown of one address, and how many of each who is there are looked through for them: whole records are read. */
const mostShown = 60, mostOfHolder = 500

export interface Neighbours { applicants: { name: string; folded: string }[]; filings: string[] }
/** Other first applicants at the same addresses, and some of the filings that name each address. */
export async function neighboursAt(house: House, folded: readonly string[]): Promise<Map<string, Neighbours>> {
  await totalsFrom(house)
  const found = await rows<{ address: string; holder: string; name: string }>(house.db, 'select address, holder, name from screening_shared_address where address = any($1) order by address, filed desc, holder', [folded])
  const filings = await rows<{ address: string; key: string }>(house.db, `select a.address, k.key from unnest($1::text[]) as a(address) cross join lateral (
      select p.key from (select holder from screening_shared_address where address = a.address order by filed desc, holder limit ${mostShown}) s
        cross join lateral (select key, filed, record from patent where holder = s.holder order by filed desc nulls last, key limit ${mostOfHolder}) p
        where regexp_replace(regexp_replace(normalize(p.record #>> '{applicants,0,address}', NFKC), '\\s', '', 'g'), $2, '') = a.address order by p.filed desc nulls last, p.key limit ${mostShown}) k`, [[...new Set(found.map((f) => f.address))], unsaid(house.units.root.place).source])
  return new Map([...Map.groupBy(found, (f) => f.address)].map(([address, of]) => [address, { applicants: of.map((f) => ({ name: f.name, folded: f.holder })), filings: filings.filter((f) => f.address === address).map((f) => f.key) }]))
}

