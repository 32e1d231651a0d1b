import { type Calendar, type Day, type Finding, found, showDay } from '../../../../kernel/index.ts'
import { type CentreList, fields, type FieldName } from './parameters.ts'

/** Where a class stands with a centre. Only a miss in a full list is a no; with a partial or unknown list a person has to look. */
export type IpcResult = 'hit' | 'miss' | 'partial-hit' | 'partial-miss' | 'unknown'
export interface IpcFinding { result: IpcResult; field?: string; elsewhere: string[] }

const matches = (symbol: string, row: string) => symbol === row || (symbol.startsWith(row) && !row.includes('/'))
export function classify(symbol: string, centre: string, lists: readonly CentreList[]): Finding<IpcFinding> {
  const lookUp = (list: CentreList) => list.classes.find((c) => matches(symbol, c.symbol))
  const list = lists.find((l) => l.centre === centre)
  const elsewhere = lists.filter((l) => l.centre !== centre && lookUp(l)).map((l) => l.name)
  if (!list || list.coverage === 'unknown') return found({ result: 'unknown', elsewhere }, `${list?.name ?? centre}的分类号名录未公布，须由中心人工确认`)
  const row = lookUp(list)
  const kind = list.coverage === 'full' ? '完整名录' : '部分名录'
  if (row) return found({ result: list.coverage === 'full' ? 'hit' : 'partial-hit', field: row.field, elsewhere }, `${symbol}命中${list.name}${kind}中的${row.symbol}（${fields[row.field as FieldName] ?? row.field}）`)
  return found({ result: list.coverage === 'full' ? 'miss' : 'partial-miss', elsewhere },
    list.coverage === 'full' ? `${symbol}不在${list.name}完整名录内` : `${symbol}不在${list.name}已知的部分名录内，是否受理须由中心人工确认`,
    ...(elsewhere.length ? [`可向${elsewhere.join('、')}咨询`] : []))
}

/** Another case of this item, as far as the queue must know it. */
export interface Peer { number: string; state: string; marks: Record<string, string | number | boolean> }
const waiting = new Set(['acceptance', 'reviewing'])

export interface Forecast { ahead: number; on: Day; late: boolean }
/** When a result may be expected: those who handed in before come first, at the pace of the field. */
export function forecast(of: { peers: readonly Peer[]; field: string; perDay: number; least: number; promised: Day; today: Day; calendar: Calendar }): Finding<Forecast> {
  const ahead = of.peers.filter((p) => waiting.has(p.state) && p.marks.field === of.field).length
  const turn = Math.ceil((ahead + 1) / of.perDay), n = Math.max(turn, of.least)
  const on = of.calendar.addWorkdays(of.today, n), late = on > of.promised
  return found({ ahead, on, late },
    `同领域（${fields[of.field as FieldName] ?? of.field}）在您之前待预审${ahead}件，每工作日办结${of.perDay}件`,
    `轮到本件约需${turn}个工作日（⌈${ahead + 1}÷${of.perDay}⌉），单件最短${of.least}个工作日，取${n}个工作日`,
    `自${showDay(of.today)}起算，预计${showDay(on)}出结果${late ? `，晚于承诺日${showDay(of.promised)}，中心将调配力量` : `，不晚于承诺日${showDay(of.promised)}`}`)
}

export interface Reviewer { key: string; name: string; account?: string }
interface ReviewerLine { key: string; status: string; data: { name: string; account?: string; fields: string[]; recused?: string } }
/** Who reviews follows from the field and the load, and never from a wish: the least loaded of those not recused, ties by number. */
export function assign(of: { reviewers: readonly ReviewerLine[]; peers: readonly Peer[]; field: string; applicant: string }): Finding<Reviewer | undefined> {
  const able = of.reviewers.filter((r) => r.status === 'active' && r.data.fields.includes(of.field))
  const free = able.filter((r) => !r.data.recused?.includes(of.applicant))
  const load = (key: string) => of.peers.filter((p) => p.marks.reviewer === key && waiting.has(p.state)).length
  const best = [...free].sort((a, b) => load(a.key) - load(b.key) || (a.key < b.key ? -1 : 1))[0]
  const out = able.filter((r) => !free.includes(r)).map((r) => r.data.name)
  return found(best && { key: best.key, name: best.data.name, ...(best.data.account ? { account: best.data.account } : {}) },
    `本领域在岗预审员${able.length}名${out.length ? `，回避${out.join('、')}` : ''}`,
    ...free.map((r) => `${r.data.name}在办${load(r.key)}件`),
    best ? `分配给在办最少的${best.data.name}` : '没有可以承办的预审员')
}
