import { type Instant, mustBe } from '../kernel/index.ts'
import { findKept, openCase, step, takeStep } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { actOn, adopt, correct, decideRole, dispatchAction, finishSplits, splitAction } from '../supervision/index.ts'
import type { FileRef } from '../service/index.ts'

/** What the list's own side of the demonstration needs: a clock to set, people to act, and a paper about something, brought by someone. */
export interface ListCast { at(moment: Instant): House; officials: readonly Who[]; paper(about: string, by: Who): Promise<FileRef> }

/** Actions that the demonstration dispatches; the others stay as the list issued them. */
const dispatched = ['1.1', '1.2', '2.5', '4.1', '5.1', '5.2', '7.1', '7.3', '9.4', '10.3', '11.2', '12.2', '14.1', '17.1']
/** 有关地市: who the demonstration's leading group chose, and on what paper. */
const chosen = ['fj.3501', 'fj.3502', 'fj.3505']

interface Told { action: string; unit: string; by: string; on: string; step: string; input?: Record<string, unknown> }

/** Adopts the list, dispatches part of it and lets its units sign in, report, be checked, be returned, be extended and close. */
export async function playList(cast: ListCast, listId: string): Promise<void> {
  const group = who(cast, 'demo.group.handler')
  const house = cast.at(at('2022-01-20'))
  for (const o of await rows<{ no: number }>(house.db, `select no from list_oddity where list_id = $1 and kind = 'which-units' and settled_at is null order by no`, [listId])) {
    mustBe(await correct(house, group, listId, `oddities.${o.no}`, chosen, '演示：领导小组办公室2022年1月18日会议议定，由福州、厦门、泉州三市承担'))
  }
  mustBe(await adopt(house, group, listId))
  // The list names no lead; who was asked has answered for two tasks.
  for (const [task, unit] of [['7', 'fj.use'], ['12', 'fj.protection']] as const) mustBe(await decideRole(house, group, listId, { kind: 'lead', task, unit, why: '演示：领导小组办公室2022年1月18日会议议定' }))
  const opened = new Map<string, string>()
  for (const action of dispatched) {
    for (const made of mustBe(await dispatchAction(cast.at(at('2022-01-25')), group, { list: listId, action })).opened) opened.set(`${made.action}/${made.unit}`, made.caseId)
  }
  // Everyone signs in within the three working days but two, who are late or have not yet.
  for (const [key, id] of opened) {
    const unit = key.split('/')[1]!
    const by = handlerOf(cast, unit)
    if (!by || key === '12.2/fj.3507' || key === '4.1/fj.3508') continue
    mustBe(await step(cast.at(at(unit === 'fj.3504' ? '2022-02-10' : '2022-01-27')), by, id, { step: 'signIn' }))
  }
  const fuzhou = opened.get('7.1/fj.3501')!
  mustBe(await splitAction(cast.at(at('2022-02-11')), who(cast, 'demo.fuzhou.handler'), fuzhou, [{ unit: 'fj.3501.350102', weight: 40 }, { unit: 'fj.3501.350104', weight: 35 }, { unit: 'fj.3501.350121', weight: 25 }]))
  await finishSplits(cast.at(at('2022-02-11')))
  const [gulou] = await rows<{ id: string }>(house.db, `select id from case_file where item = 'list-action' and handler = 'fj.3501.350102'`)
  if (gulou) opened.set('7.1/fj.3501.350102', gulou.id)
  for (const t of story) {
    const id = opened.get(`${t.action}/${t.unit}`)
    if (!id) throw new Error(`the demonstration has no case of ${t.action} at ${t.unit}`)
    const by = who(cast, t.by)
    const input = t.step === 'feedback' ? { ...t.input, evidence: [await proof(cast, `${t.action}/${t.unit}`, by)] } : t.input
    mustBe(await step(cast.at(at(t.on)), by, id, { step: t.step, ...(input ? { input } : {}) }))
  }
  await theOthers(cast, opened, new Set(story.map((t) => `${t.action}/${t.unit}`)))
  const { refused } = mustBe(await actOn(cast.at(at('2022-08-15')), who(cast, 'demo.bureau.leader'), { list: listId, action: '5.1', kind: 'adjust', doc: '闽知领〔2022〕0号（演示）', reason: '演示：配合省专利奖评审安排提前', due: '2022-11-30' }))
  if (refused.length) throw new Error(refused.map((r) => `${r.name}：${r.say}`).join('；'))
  await sheets(cast, listId)
}

/** A blue sheet that nobody answered, and the orange one that followed it. */
async function sheets(cast: ListCast, listId: string): Promise<void> {
  const [drafts, signs] = [who(cast, 'demo.protection.handler'), who(cast, 'demo.bureau.leader')]
  const issue = async (colour: string, on: string) => {
    const made = mustBe(await openCase(cast.at(at(on)), drafts, 'supervision-sheet', {
      sheet: {
        list: listId, listTitle: '2022年福建省推动知识产权高质量发展任务清单', action: '4.1', title: '规范专利商标申请行为', unit: 'fj.3508', unitName: '龙岩市', issuer: 'protection', colour, pace: 'ordinary',
        problem: '演示：任务交办后没有签收，也没有反馈进展', demand: '演示：立即签收，补报上半年进展并附佐证材料',
      }, ground: { kind: 'supervision' },
    }, { step: 'draft' }))
    mustBe(await step(cast.at(at(on)), signs, made.id, { step: 'sign' }))
    return made.id
  }
  const blue = await issue('blue', '2022-08-22')
  mustBe(await takeStep(cast.at(at('2022-08-30')), 'clock', blue, { step: 'lapse' }))
  await issue('orange', '2022-09-15')
  mustBe(await step(cast.at(at('2022-09-15')), drafts, blue, { step: 'escalate', input: { says: '演示：已发橙色督办单' } }))
}

/** Those without a story of their own: most report their half-year in time and are checked, a few lag, a few stay silent. */
async function theOthers(cast: ListCast, opened: ReadonlyMap<string, string>, told: ReadonlySet<string>): Promise<void> {
  const house = cast.at(at('2022-07-05'))
  const shares = [70, 73, 76, 72, 74, 71, 64, 78, 58, 75]
  const reports: { id: string; checker: string; share: number }[] = []
  for (const [i, [key, id]] of [...opened].entries()) {
    const by = handlerOf(cast, key.split('/')[1]!)
    const kept = await findKept(house, house.db, id)
    if (told.has(key) || !by || kept?.s.state !== 'working' || i % 29 === 17) continue
    const share = shares[i % shares.length]!
    mustBe(await takeStep(house, by, id, { step: 'feedback', input: { period: '2022Q2', share, says: '演示：上半年各项举措按计划推进', evidence: [await proof(cast, key, by)] } }))
    reports.push({ id, share, checker: kept.s.answers.task.checker })
  }
  const later = cast.at(at('2022-07-11'))
  for (const { id, share, checker } of reports) mustBe(await step(later, handlerOf(cast, checker)!, id, { step: 'accept', input: { share, opinion: '演示：材料属实' } }))
}

/** A year as it goes: most on time, one returned and one returned still, one extended, one unchanged, one standing still for the national acceptance, two closed, some silent. */
const told = (period: string, share: number, says: string) => ({ period, share, says: `演示：${says}` })
const checked = (share: number, opinion: string) => ({ share, opinion: `演示：${opinion}` })
const story: readonly Told[] = [
  { action: '7.1', unit: 'fj.3501.350102', by: 'demo.gulou.handler', on: '2022-02-14', step: 'signIn' },
  { action: '7.1', unit: 'fj.3501.350102', by: 'demo.gulou.handler', on: '2022-07-04', step: 'feedback', input: told('2022Q2', 55, '入园对接会两场，登记质押三笔') },
  { action: '7.1', unit: 'fj.3501.350102', by: 'demo.fuzhou.handler', on: '2022-07-06', step: 'accept', input: checked(50, '两场对接会和两笔登记属实，一笔尚未登记') },
  { action: '7.1', unit: 'fj.3505', by: 'demo.quanzhou.handler', on: '2022-07-05', step: 'feedback', input: told('2022Q2', 70, '“入园惠企”走进四个园区') },
  { action: '7.1', unit: 'fj.3505', by: 'demo.use.handler', on: '2022-07-08', step: 'accept', input: checked(65, '四个园区属实，一份授信未放款') },
  { action: '7.1', unit: 'fj.3509', by: 'demo.ningde.handler', on: '2022-07-06', step: 'feedback', input: told('2022Q2', 80, '白名单企业全部走访') },
  { action: '7.1', unit: 'fj.3509', by: 'demo.use.handler', on: '2022-07-11', step: 'return', input: { to: 'feedback', reason: '演示：只附了走访名单，没有走访记录' } },
  { action: '7.1', unit: 'fj.3509', by: 'demo.ningde.handler', on: '2022-07-14', step: 'feedback', input: told('2022Q2', 80, '补交走访记录二十六份') },
  { action: '7.1', unit: 'fj.3509', by: 'demo.use.handler', on: '2022-07-18', step: 'accept', input: checked(75, '记录齐全') },
  { action: '12.2', unit: 'fj.3502', by: 'demo.xiamen.handler', on: '2022-07-01', step: 'feedback', input: told('2022Q2', 100, '两场展会派驻工作站，投诉全部在二十四小时内答复') },
  { action: '12.2', unit: 'fj.3502', by: 'demo.protection.handler', on: '2022-07-05', step: 'accept', input: checked(100, '驻会记录和答复时间属实') },
  { action: '12.2', unit: 'fj.3502', by: 'demo.xiamen.handler', on: '2022-07-06', step: 'askClose', input: { says: '演示：全年两场展会均已完成' } },
  { action: '12.2', unit: 'fj.3502', by: 'demo.protection.handler', on: '2022-07-08', step: 'close', input: { opinion: '演示：同意销号' } },
  { action: '11.2', unit: 'fj.protcentre', by: 'demo.protcentre.handler', on: '2022-07-04', step: 'feedback', input: told('2022Q2', 100, '6月10日通过国家知识产权局验收') },
  { action: '11.2', unit: 'fj.protcentre', by: 'demo.protection.handler', on: '2022-07-07', step: 'accept', input: checked(100, '验收意见属实') },
  { action: '11.2', unit: 'fj.protcentre', by: 'demo.protcentre.handler', on: '2022-07-08', step: 'askClose', input: { says: '演示：已验收并启动运营' } },
  { action: '11.2', unit: 'fj.protcentre', by: 'demo.protection.handler', on: '2022-07-12', step: 'close', input: { opinion: '演示：同意销号' } },
  { action: '9.4', unit: 'fj.3509', by: 'demo.ningde.handler', on: '2022-07-05', step: 'feedback', input: told('2022Q2', 60, '用标主体核查过半') },
  { action: '9.4', unit: 'fj.3509', by: 'demo.trademark.handler', on: '2022-07-08', step: 'accept', input: checked(60, '属实') },
  { action: '9.4', unit: 'fj.3505', by: 'demo.quanzhou.handler', on: '2022-07-06', step: 'feedback', input: told('2022Q2', 50, '安溪铁观音用标主体核查一半') },
  { action: '9.4', unit: 'fj.3505', by: 'demo.trademark.handler', on: '2022-07-11', step: 'accept', input: checked(50, '属实') },
  { action: '10.3', unit: 'fj.3501', by: 'demo.fuzhou.handler', on: '2022-07-05', step: 'feedback', input: told('2022Q2', 55, '行政裁决立案五件，结案三件') },
  { action: '10.3', unit: 'fj.3501', by: 'demo.protection.handler', on: '2022-07-08', step: 'accept', input: checked(55, '属实') },
  { action: '9.4', unit: 'fj.3507', by: 'demo.nanping.handler', on: '2022-04-06', step: 'feedback', input: told('2022Q1', 50, '用标主体摸底完成一半') },
  { action: '9.4', unit: 'fj.3507', by: 'demo.trademark.handler', on: '2022-04-11', step: 'accept', input: checked(50, '摸底台账属实') },
  { action: '9.4', unit: 'fj.3507', by: 'demo.nanping.handler', on: '2022-07-05', step: 'noChange' },
  { action: '10.3', unit: 'fj.3504', by: 'demo.sanming.handler', on: '2022-07-06', step: 'feedback', input: told('2022Q2', 60, '调解组织新设两家') },
  { action: '10.3', unit: 'fj.3504', by: 'demo.protection.handler', on: '2022-07-12', step: 'return', input: { to: 'feedback', reason: '演示：没有附调解组织备案表' } },
  { action: '11.2', unit: 'fj.devcentre', by: 'demo.devcentre.handler', on: '2022-07-05', step: 'feedback', input: told('2022Q2', 60, '配合验收的材料已经齐备') },
  { action: '11.2', unit: 'fj.devcentre', by: 'demo.protection.handler', on: '2022-07-08', step: 'accept', input: checked(60, '材料齐备') },
  { action: '11.2', unit: 'fj.devcentre', by: 'demo.bureau.leader', on: '2022-07-15', step: 'suspend', input: { reason: 'acceptance', from: '2022-07-15', note: '演示：国家知识产权局现场验收排在十月' } },
  { action: '14.1', unit: 'fj.pt', by: 'demo.pingtan.handler', on: '2022-08-29', step: 'askExtension', input: { until: '2023-03-31', reason: '演示：网点场所尚在装修' } },
  { action: '14.1', unit: 'fj.pt', by: 'demo.bureau.leader', on: '2022-09-01', step: 'approveExtension', input: { until: '2023-03-31', reason: '演示：同意' } },
  { action: '5.1', unit: 'fj.3501', by: 'demo.fuzhou.handler', on: '2022-09-16', step: 'feedback', input: told('2022-08', 70, '推荐项目已报送') },
]

/** Quanzhou brings the same minutes for two actions, so that there is something to look at. */
const minutes = ['7.1/fj.3505', '7.3/fj.3505']
const proof = (cast: ListCast, key: string, by: Who): Promise<FileRef> => cast.paper(minutes.includes(key) ? '银企对接会会议纪要' : `${key.replace('/', ' ')}佐证`, by)

export const at = (day: string) => `${day}T02:00:00.000Z` as Instant
export function who(cast: Pick<ListCast, 'officials'>, id: string): Who {
  const found = cast.officials.find((w) => w.id === id)
  if (!found) throw new Error(`the demonstration has nobody called ${id}`)
  return found
}
const handlerOf = (cast: ListCast, unit: string) => cast.officials.find((w) => w.seats.some((s) => s.unit === unit && s.duties.includes('handle')))
