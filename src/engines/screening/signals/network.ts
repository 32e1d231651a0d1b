import { foldName } from '../../../kernel/index.ts'
import { joined } from './likeness.ts'
import { signalParameters as p } from './parameters.ts'
import { all, blind, by, digits, none, seen, shownOf, strengthTimes } from './read.ts'
import type { AddressRecord, AgencyRecord, Evidence, Excused, Link, Signal } from './types.ts'

const linkWords: Record<Link['by'], string> = { phone: '电话', email: '电子邮箱', address: '地址', payer: '缴费人', legalPerson: '法定代表人', contact: '联系人' }

export const linkCluster: Signal = {
  rule: 'R9', label: '名义申请人关联成组', family: 'network', behaviours: [6],
  look(given) {
    const { day } = given, least = p.clusterFilings.on(day), fewest = p.clusterApplicants.on(day)
    if (!given.links?.length) return blind(this, '申请人的电话、地址、缴费人等联系信息')
    const names = [...new Map([...given.links.map((l) => l.applicant), ...all(given).flatMap((f) => f.applicants)].map((n) => [foldName(n), n])).values()], place = new Map(names.map((n, i) => [foldName(n), i]))
    const shared = new Map<string, { by: Link['by']; value: string; of: Set<number> }>()
    for (const l of given.links) {
      // A street number is a whole campus or industrial park; only a room is shared by few.
      if (l.ofAgency || l.hosted || !l.value.trim() || (l.by === 'address' && !isRoom(l.value))) continue
      const id = `${l.by} ${foldName(l.value)}`, s = shared.get(id) ?? { by: l.by, value: l.value, of: new Set() }
      s.of.add(place.get(foldName(l.applicant))!)
      shared.set(id, s)
    }
    const ties = [...shared.values()].filter((s) => s.of.size > 1)
    const groups = joined(names.length, ties.flatMap((s) => { const [first, ...rest] = [...s.of]; return rest.map((i) => [first!, i] as const) })).map((g) => {
      const set = new Set(g), of = all(given).filter((f) => f.applicants.some((a) => set.has(place.get(foldName(a))!)))
      return { g, of, ties: ties.filter((t) => set.has([...t.of][0]!)) }
    // What one of them filed alone tells nothing of the group.
    }).filter((x) => x.g.length >= fewest && x.of.length >= least && x.g.filter((i) => x.of.some((f) => f.applicants.some((a) => place.get(foldName(a)) === i))).length > 1).sort((a, b) => b.of.length - a.of.length)
    const agency = given.links.filter((l) => l.ofAgency).length, hosted = given.links.filter((l) => l.hosted).length
    const steps = [by(p.clusterFilings, day), by(p.clusterApplicants, day), '有相同电话、邮箱、地址（写到房间的）、缴费人、法定代表人或联系人的申请人并为一组（并查集），组内至少两个申请人有所看的申请', ...(agency ? [`不计：${agency}条联系信息属代理机构自己，其正常客户也相同`] : []), ...(hosted ? [`不计：${hosted}条地址属登记的集中登记场所，其中的企业互不相关`] : [])]
    const gaps = given.around ? [] : ['没有检索同组其他申请人的申请，总量可能偏少']
    if (!groups.length) return none(this, { say: '没有达到门槛的关联申请人组', steps, gaps })
    return seen(this, strengthTimes(groups[0]!.of.length, least, day), {
      say: `${groups[0]!.g.length}个名义申请人有相同的联系信息，申请合计${groups[0]!.of.length}件`, steps, gaps,
      evidence: groups.flatMap((x): Evidence[] => [
        { say: `${x.g.length}个申请人：${x.g.map((i) => names[i]).join('、')}`, records: x.of.map((f) => f.key), numbers: [{ label: '申请人', value: x.g.length }, { label: '申请（件）', value: x.of.length }] },
        ...shownOf(x.ties, (t) => ({ say: `${linkWords[t.by]}“${t.value}”见于${[...t.of].map((i) => names[i]).join('、')}`, records: x.of.filter((f) => f.applicants.some((a) => t.of.has(place.get(foldName(a))!))).map((f) => f.key) })),
      ]),
    })
  },
}

export const agencyShare: Signal = {
  rule: 'R13', label: '代理机构被列入核查的比例偏高', family: 'network', behaviours: [8],
  look(given) {
    const { day } = given, times = p.agencyTimes.on(day), least = p.agencyFilings.on(day)
    if (!given.agencies?.length) return blind(this, '代理机构的代理件数和列入核查批次的件数')
    const filed = given.agencies.reduce((n, a) => n + a.filed, 0), listed = given.agencies.reduce((n, a) => n + a.listed, 0), mean = filed ? listed / filed : 0
    if (!mean) return blind(this, '全省没有列入核查批次的代理申请，没有均值可比')
    const used = new Set([given.subject, ...given.filings.flatMap((f) => (f.agency ? [f.agency] : []))].map(foldName))
    const own = given.agencies.filter((a) => used.has(foldName(a.agency))), filedBy = (a: AgencyRecord) => given.filings.filter((f) => f.agency && foldName(f.agency) === foldName(a.agency)).map((f) => f.key)
    const rated = own.filter((a) => a.filed >= least).map((a) => ({ ...a, times: a.listed / a.filed / mean })).sort((a, b) => b.times - a.times)
    const out = rated.filter((a) => a.times >= times)
    const steps = [by(p.agencyTimes, day), by(p.agencyFilings, day), `全省均值＝${listed}÷${filed}＝${digits(mean, 4)}；倍数＝该机构列入件数÷代理件数÷均值`]
    const gaps = own.length > rated.length ? [`${own.length - rated.length}家机构代理件数不足${least}件，比例不可靠`] : own.length ? [] : ['没有代理机构，或其件数未统计']
    if (!out.length) return none(this, { say: '代理机构列入核查的比例未达门槛', steps, gaps })
    return seen(this, strengthTimes(out[0]!.times, times, day), {
      say: `${out.map((a) => a.agency).join('、')}列入核查的比例为全省均值的${digits(out[0]!.times, 1)}倍${out[0]!.batches > 1 ? `，见于${out[0]!.batches}个批次` : ''}`, steps, gaps,
      evidence: shownOf(out, (a) => ({ say: `${a.agency}代理${a.filed}件，列入核查${a.listed}件，见于${a.batches}个批次${a.busiest ? `；代理师中${a.busiest.agent}在${a.busiest.year}年署名最多，${a.busiest.filed}件` : ''}`, records: filedBy(a), numbers: [{ label: '代理（件）', value: a.filed }, { label: '列入（件）', value: a.listed }, { label: '倍数', value: digits(a.times, 2) }] })),
    })
  },
}

/** The floor an address speaks of: 6楼, 6层, or the digits before the last two of a room number (602室). */
export function floorOf(address: string): number | undefined {
  const text = address.normalize('NFKC')
  const said = /(\d{1,3})\s*[楼层](?!\d)/.exec(text)
  if (said) return Number(said[1])
  const room = /(\d{3,5})\s*(室|房|号房|单元)(?!\d)/.exec(text)
  return room ? Math.floor(Number(room[1]) / 100) : undefined
}
const claimsHospital = /医院|卫生院|诊所/
/** It says which room, by its number: two who share it share more than a street, a storey or a staircase. */
export const isRoom = (address: string): boolean => /\d[A-Z]?号?(?:室(?!内|外)|房(?![地产屋]))/i.test(address.normalize('NFKC').replace(/\s/g, ''))

function faultsOf(a: AddressRecord, most: number): string[] {
  const floor = floorOf(a.text), shared = a.shared?.applicants.length ?? 0, from = a.building?.from ? `（${a.building.from}）` : ''
  return [
    ...(a.building?.floors !== undefined && floor !== undefined && floor > a.building.floors ? [`写有第${floor}层，而登记该楼共${a.building.floors}层${from}`] : []),
    ...(a.building?.use === 'residential' && claimsHospital.test(a.text) ? [`写作医疗机构，而登记用途为住宅${from}`] : []),
    ...(a.road === 'unknown' ? ['地名库中没有这条道路'] : []),
    ...(!a.hosted && shared >= most && isRoom(a.text) ? [`同一房间在专利库中见于${shared}个申请人，且不是登记的集中登记场所：${a.shared!.applicants.slice(0, 12).join('、')}${shared > 12 ? '等' : ''}`] : []),
  ]
}

export const addressCheck: Signal = {
  rule: 'R14', label: '申请人地址与登记不符', family: 'network', behaviours: [6],
  look(given) {
    const { day } = given, most = p.sharedApplicants.on(day)
    if (!given.addresses?.length) return blind(this, '申请人地址')
    const known = given.addresses.filter((a) => a.building || a.road || a.hosted || (a.shared && isRoom(a.text)))
    if (!known.length) return blind(this, '楼宇和道路登记')
    const out = known.map((a) => ({ a, faults: faultsOf(a, most) })).filter((x) => x.faults.length)
    const unregistered = given.addresses.filter((a) => !a.building && !a.road && !a.hosted).length
    const excused: Excused[] = known.flatMap((a) => (a.hosted ? [{ records: [], why: `“${a.text}”属${a.hosted}，企业在此集中登记是正常的` }] : []))
    const said = { steps: ['地址所写楼层＞登记层数，或道路不在地名库，或住宅写作医疗机构，或同一房间的申请人达到门槛', by(p.sharedApplicants, day)], excused, gaps: unregistered ? [`${unregistered}个地址没有楼宇或道路登记可对`] : [] }
    if (!out.length) return none(this, { ...said, say: '已核对的地址未见不符' })
    return seen(this, out.some((x) => x.faults.length > 1) ? 1 : 0.5, { ...said, say: `${out.length}个地址与登记不符或为多个申请人共用`, evidence: shownOf(out, ({ a, faults }) => ({ say: `“${a.text}”${faults.join('；')}`, records: [...new Set([...a.filings ?? [], ...(a.hosted || (a.shared?.applicants.length ?? 0) < most ? [] : a.shared!.filings)])] })) })
  },
}
