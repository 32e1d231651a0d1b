import { type AddressRecord, type Firm, type Given, isRoom, type Link } from '../../engines/screening/index.ts'
import { addMonths, type Day, type Fen, foldName, showDay, yearOf } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import type { House } from '../../platform/house/index.ts'
import { figureYears, firmSizes } from './parameters.ts'
import { foldAddress, type PlaceUse } from './table-sheet.ts'
import { neighboursAt } from './totals.ts'

// What the loaded tables say of subjects, as the signals ask it.

interface Figures { code: string; folded: string | null; year: number; insured: number | null; researchers: number | null; spend: Fen | null; industry: string | null; source: string; day: Day }
/** A group larger than this is judged by so many of it, taken without regard to what their codes say of place. */
const mostInGroup = 20_000

/** The newest figures of every firm that speak of a year already begun; of one year those of the table of the later day. */
const newest = `select distinct on (f.credit_code) f.credit_code as code, f.folded, f.year, f.insured, f.researchers, f.spend, f.industry, t.source, t.day
  from screening_firm f join screening_table t on t.id = f.table_id and t.back_at is null and t.demo = $1 where f.year <= $2`
const order = 'order by f.credit_code, f.year desc, t.day desc, t.at desc'

/** Subjects by folded name, with the credit codes their records or a confirmed link give, and whether whoever asks may be told of their figures. */
export interface Subject { folded: string; codes: readonly string[]; told: boolean }

/** What the person who looks typed in of the one subject: it goes before what is loaded. */
export type Typed = Pick<Firm, 'staff' | 'researchers' | 'spend'>

/**
 * The figures of each subject, with how firms of its size and industry file. Found by credit code; by name only where no code is known, and
 * not at all where one name has several: they are several firms, and nobody knows whose the filings are.
 */
export async function firmsOf(house: House, subjects: readonly Subject[], day: Day, demo: boolean, typed?: Typed): Promise<{ of: Map<string, Firm>; say: string }> {
  const year = yearOf(day), [loaded] = await rows<{ n: number; said: string[] }>(house.db, `select count(*)::int as n, coalesce(json_agg(source || '（' || day || '）' order by day desc), '[]') as said from screening_table where kind = 'firms' and back_at is null and demo = $1`, [demo])
  if (!loaded!.n && !typed) return { of: new Map(), say: '没有载入企业研发和参保数据，R5、R6 注明“缺数据”' }
  const linked = await rows<{ folded: string; code: string }>(house.db, `select folded, credit_code as code from holder_name where folded = any($1) and credit_code is not null`, [subjects.map((s) => s.folded)])
  const codesOf = (s: Subject) => [...new Set([...s.codes, ...linked.filter((l) => l.folded === s.folded).map((l) => l.code)])], oldest = oldestYear(day)
  const figures = await rows<Figures>(house.db, `${newest} and (f.credit_code = any($3) or f.folded = any($4)) ${order}`, [demo, year, subjects.flatMap(codesOf), subjects.map((s) => s.folded)])
  const of = new Map<string, Firm>(), groups = new Map<string, Promise<Group>>()
  let old = 0, unsure = 0, elsewhere = 0
  for (const s of subjects) {
    const codes = codesOf(s), candidates = figures.filter((f) => (codes.length ? codes.includes(f.code) : f.folded === s.folded)), one = codes.length < 2 && candidates.length === 1 ? candidates[0] : undefined
    if (!s.told && candidates.length) elsewhere++
    else if (!one && candidates.length) unsure++
    else if (one && one.year < oldest) old++
    const found = s.told && one && one.year >= oldest ? one : undefined
    const own = typed ? { ...found ?? nobody(s, year, day), insured: typed.staff ?? found?.insured ?? null, researchers: typed.researchers ?? found?.researchers ?? null, spend: typed.spend ?? found?.spend ?? null } : found
    if (!own) continue
    const group = await groupOf(house, own, day, demo, groups)
    of.set(s.folded, {
      from: `${typed ? `筛查人填写${found ? '，未填的为' : ''}` : ''}${found ? `${own.year}年度，${own.source}，截至${showDay(own.day)}${codes.length ? '' : '（按名称对应）'}` : ''}`, ...(own.insured === null ? {} : { staff: own.insured }), ...(own.researchers === null ? {} : { researchers: own.researchers }), ...(own.spend === null ? {} : { spend: own.spend }),
      ...(group ? { group } : {}), ...(own.industry ? { industries: [own.industry] } : {}),
    })
  }
  return { of, say: `企业数据：${[...(typed ? ['筛查人填写'] : []), ...loaded!.said].join('、')}，${subjects.length}个主体中${of.size}个有数据${old ? `；${old}个只有${oldest}年以前的数据，过旧不用` : ''}${unsure ? `；${unsure}个名称对应多家企业，不用` : ''}${elsewhere ? `；${elsewhere}个不在您的辖区，不用` : ''}` }
}
const oldestYear = (day: Day): number => yearOf(day) - figureYears.on(day)

const nobody = (s: Subject, year: number, day: Day): Figures => ({ code: '', folded: s.folded, year, insured: null, researchers: null, spend: null, industry: null, source: '', day })

/** A size by all who are insured, as the bounds of industry have it. */
function sizeOf(insured: number, day: Day): { name: string; from: number; below: number } {
  const bounds = firmSizes.on(day), at = bounds.findLastIndex((b) => insured >= b)
  return { name: ['微型', '小型', '中型', '大型'][at + 1]!, from: at < 0 ? 0 : bounds[at]!, below: bounds[at + 1] ?? 2_147_483_647 }
}
/** GB/T 4754 as far as its two digits: C35, 3521 and 35 are one division. */
const divisionOf = (industry: string | null): string | undefined => /^[A-T]?(\d\d)/.exec(industry ?? '')?.[1]

/** Firms of one size and division, and how many applications each filed in twelve months. */
interface Group { name: string; firms: (Figures & { filed: number })[] }
async function groupOf(house: House, own: Figures, day: Day, demo: boolean, known: Map<string, Promise<Group>>): Promise<Firm['group']> {
  if (own.insured === null) return undefined
  const size = sizeOf(own.insured, day), division = divisionOf(own.industry), id = `${size.name} ${division ?? ''}`
  const made = known.get(id) ?? gathered()
  known.set(id, made)
  const per = own.researchers === null ? 'staff' as const : 'researchers' as const, { name, firms } = await made
  const people = (f: Figures) => (per === 'staff' ? f.insured : f.researchers)
  return { name, per, ratios: firms.filter((f) => f.code !== own.code && people(f) !== null).map((f) => f.filed / Math.max(1, people(f)!)) }

  async function gathered(): Promise<Group> {
    const found = await rows<Figures>(house.db, `select * from (${newest} ${order}) f where f.folded is not null and f.insured >= $3 and f.insured < $4 and ($5::text is null or substring(f.industry from '\\d\\d') = $5) and f.year >= $6 order by md5(f.code) limit ${mostInGroup}`, [demo, yearOf(day), size.from, size.below, division ?? null, oldestYear(day)])
    const filed = new Map((await rows<{ holder: string; n: number }>(house.db, `select holder, count(*)::int as n from patent where holder = any($1) and filed > $2 and filed <= $3 group by holder`, [found.map((f) => f.folded), addMonths(day, -12), day])).map((r) => [r.holder, r.n]))
    return { name: `${size.name}企业${division ? `，行业大类${division}` : '（数据没有行业，未分行业）'}${found.length === mostInGroup ? `，取${mostInGroup}家` : ''}`, firms: found.map((f) => ({ ...f, filed: filed.get(f.folded!) ?? 0 })) }
  }
}

interface Place { folded: string; address: string; floors: number | null; use: PlaceUse | null; hosts: string | null; source: string; day: Day }
/** An address as an applicant gave it, and the filings that name it. */
export interface Located { applicant: string; text: string; filings: readonly string[] }
export interface Placed { addresses: AddressRecord[]; links: Link[] }

/** What is known of each address: the building it lies in, whether many register there lawfully, and who else in the library is at the same one. */
export async function placesOf(house: House, asked: readonly Located[], demo: boolean): Promise<{ of: (applicants: ReadonlySet<string>) => Placed; say: string }> {
  const province = house.units.root.place, folded = new Map(asked.map((a) => [a.text, foldAddress(a.text, province)]))
  const [loaded] = await rows<{ n: number }>(house.db, `select count(*)::int as n from screening_table where kind = 'places' and back_at is null and demo = $1`, [demo])
  // An address lies in a building whose own address it begins with.
  const beginnings = [...new Set([...folded.values()].flatMap((a) => Array.from({ length: Math.max(0, Math.min(a.length, 80) - 3) }, (_, i) => a.slice(0, i + 4))))]
  const places = loaded!.n ? await rows<Place>(house.db, `select distinct on (p.folded) p.folded, p.address, p.floors, p.use, p.hosts, t.source, t.day from screening_place p join screening_table t on t.id = p.table_id and t.back_at is null and t.demo = $1
    where p.folded = any($2) order by p.folded, t.day desc, t.at desc`, [demo, beginnings]) : []
  const byFolded = new Map(places.map((p) => [p.folded, p])), neighbours = await neighboursAt(house, [...new Set(folded.values())].filter(isRoom))
  // 8号 is no beginning of 88号: a number is not cut in two.
  const placeOf = (a: string): Place | undefined => { for (let n = Math.min(a.length, 80); n >= 4; n--) { const p = byFolded.get(a.slice(0, n)); if (p && !(/\d$/.test(p.folded) && /^\d/.test(a.slice(n)))) return p } return undefined }
  const here = Map.groupBy(asked, (a) => folded.get(a.text)!)
  const recordOf = (text: string): AddressRecord => {
    const a = folded.get(text)!, place = placeOf(a), near = neighbours.get(a)
    const applicants = new Map([...(near?.applicants ?? []).map((n) => [n.folded, n.name] as const), ...(here.get(a) ?? []).map((x) => [foldName(x.applicant), x.applicant] as const)])
    return {
      text, shared: { applicants: [...applicants.values()], filings: near?.filings ?? [] },
      ...(place && (place.floors !== null || place.use) ? { building: { from: `${place.source}，截至${showDay(place.day)}，登记为“${place.address}”`, ...(place.floors === null ? {} : { floors: place.floors }), ...(place.use ? { use: place.use } : {}) } } : {}), ...(place?.hosts ? { hosted: `${place.hosts}（${place.address}，${place.source}，截至${showDay(place.day)}）` } : {}),
    }
  }
  return {
    of: (applicants) => {
      const own = [...Map.groupBy(asked.filter((x) => applicants.has(foldName(x.applicant))), (x) => x.text)].map(([text, of]) => ({ ...recordOf(text), filings: [...new Set(of.flatMap((x) => x.filings))] }))
      return { addresses: own, links: own.flatMap((a) => a.shared!.applicants.map((applicant): Link => ({ applicant, by: 'address', value: a.text, ...(a.hosted ? { hosted: true } : {}) }))) }
    },
    say: loaded!.n ? `楼宇和集中登记地址：对上${places.length}处；同一房间的申请人按专利库中本省第一申请人计` : '没有载入楼宇和集中登记地址，只看同一房间在专利库中有几个申请人',
  }
}

/** More than this is not read of one subject in one run: what is compared must fit into memory. */
const mostTexts = 200, mostLetters = 12_000_000

/** The descriptions of a subject's filings that were brought, the newest filings first; which have none is said. */
export async function withDescriptions(house: House, given: Given, demo: boolean): Promise<Given> {
  const keys = given.filings.map((f) => f.key)
  const found = await rows<{ key: string; text: string }>(house.db, `select key, text from (select key, text, sum(length(text)) over (order by place) as so_far from (
      select distinct on (k.place) k.place, k.key, d.text from unnest($1::text[]) with ordinality as k(key, place) join screening_description d on d.key = k.key join screening_table t on t.id = d.table_id and t.back_at is null and t.demo = $2
      order by k.place, t.day desc, t.at desc) d) s where so_far <= ${mostLetters} limit ${mostTexts}`, [keys, demo])
  const textOf = new Map(found.map((f) => [f.key, f.text]))
  return textOf.size ? { ...given, filings: given.filings.map((f) => (textOf.has(f.key) ? { ...f, description: textOf.get(f.key)! } : f)) } : given
}
/** What was brought, in words: without any, R4 has nothing to compare. */
export async function descriptionsSaid(house: House, keys: readonly string[], demo: boolean): Promise<string> {
  const [n] = await rows<{ n: number }>(house.db, `select count(distinct d.key)::int as n from screening_description d join screening_table t on t.id = d.table_id and t.back_at is null and t.demo = $2 where d.key = any($1)`, [keys, demo])
  return n!.n ? `说明书：${keys.length}件申请中${n!.n}件有载入的说明书，R4 只看这些；专利库本身不存说明书` : '这些申请都没有载入说明书（专利库本身不存），R4 注明“缺数据”'
}
