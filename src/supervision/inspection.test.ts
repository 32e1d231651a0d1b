import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustBe } from '../kernel/index.ts'
import { aHouse, anOfficial, someone } from '../../test/house.ts'
import { type FreshDatabase, freshDatabase } from '../../test/db.ts'
import { programmes } from '../main/programmes.ts'
import { act } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { storeFile, type Writing, writingDocx, writingPdf } from '../platform/documents/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import {
  adopt, burdenOf, chainOfCase, chainOfList, correct, dispatchAction, drawPieces, enterDocument, evidenceFlags, evidenceOf, finishSplits, formsBehind, judgePiece, loadList, lockFrame, readEvidenceTexts, replaySampling, returnForPiece, ruleOnPaper, sayLink, shareAction, splitAction,
  supervisionProgramme, viewChain, viewSampling,
} from './index.ts'

const list = 'fujian-2022'
let fresh: FreshDatabase
let house: House & { setClock(at: string): void }
let group: Who, use: Who, fuzhou: Who, gulou: Who, xiamen: Who, quanzhou: Who, auditor: Who
const says = (r: { ok: boolean; refusals?: { say: string }[] }) => (r.ok ? [] : r.refusals!.map((x) => x.say))
const ids = new Map<string, string>()
async function brought(who: Who, name: string, bytes: Uint8Array) {
  const { hash, size } = mustBe(await storeFile(fresh.db, house.dataDir, bytes, name, who.id))
  return { hash, name, size }
}
const text = (words: string) => new TextEncoder().encode(words)
async function reported(key: string, who: Who, share: number, evidence: unknown[], checker = use) {
  house.setClock('2022-07-04')
  mustBe(await act(house, who, ids.get(key)!, { step: 'feedback', input: { period: '2022Q2', says: '按计划推进', share, evidence } }))
  house.setClock('2022-07-06')
  mustBe(await act(house, checker, ids.get(key)!, { step: 'accept', input: { share, opinion: '属实' } }))
}
const minutes: Writing = {
  title: '银企对接会会议纪要', organ: '福州市市场监督管理局', on: '2022-06-20', to: '各参会单位', attachments: [],
  body: [{ kind: 'text', text: '六月二十日召开银企对接会，四家银行、二十六家企业参加，现场达成质押融资意向十二项，金额一亿三千万元，会议议定由两家银行先行试点。' }],
}

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [...programmes, supervisionProgramme], at: '2022-01-20T01:00:00.000Z', dataDir: mkdtempSync(join(tmpdir(), 'zhixing-inspection-')) })
  ;[group, use, fuzhou, gulou, xiamen, quanzhou] = await Promise.all(['fj.group', 'fj.use', 'fj.3501', 'fj.3501.350102', 'fj.3502', 'fj.3505'].map((u) => anOfficial(fresh.db, u, ['handle']))) as [Who, Who, Who, Who, Who, Who]
  auditor = await someone(fresh.db, { auditor: true })
  await loadList(house, fileURLToPath(new URL('../../data/fujian/lists/2022', import.meta.url)))
  for (const o of await rows<{ no: number }>(fresh.db, `select no from list_oddity where list_id = $1 and blocks and settled_at is null`, [list])) mustBe(await correct(house, group, list, `oddities.${o.no}`, ['fj.3501', 'fj.3502', 'fj.3505'], '会议议定'))
  mustBe(await adopt(house, group, list))
  for (const action of ['7.1', '7.3']) for (const o of mustBe(await dispatchAction(house, group, { list, action, units: ['fj.3501', 'fj.3502', 'fj.3505'] })).opened) ids.set(`${action}/${o.unit}`, o.caseId)
  house.setClock('2022-01-24')
  for (const [key, id] of ids) mustBe(await act(house, key.endsWith('3501') ? fuzhou : key.endsWith('3502') ? xiamen : quanzhou, id, { step: 'signIn' }))
  const city = ids.get('7.3/fj.3501')!
  mustBe(await splitAction(house, fuzhou, city, [{ unit: 'fj.3501.350102', weight: 60 }, { unit: 'fj.3501.350104', weight: 40 }]))
  await finishSplits(house)
  const [county] = await rows<{ id: string }>(fresh.db, `select id from case_file where item = 'list-action' and handler = 'fj.3501.350102'`)
  ids.set('7.3/gulou', county!.id)
  mustBe(await act(house, gulou, county!.id, { step: 'signIn' }))
  // One paper for two actions of Fuzhou, the same words drawn anew by Xiamen, a county’s paper brought again by its city, and what stands alone.
  const pdf = await writingPdf(minutes), docx = await writingDocx(minutes)
  const shared = await brought(fuzhou, '会议纪要.pdf', pdf), agreement = text('风险分担协议：甲乙双方就知识产权质押融资风险分担事项约定如下，甲方承担百分之三十，乙方承担百分之七十。')
  await reported('7.1/fj.3501', fuzhou, 60, [shared])
  await reported('7.3/gulou', gulou, 80, [await brought(gulou, '协议.txt', agreement)], fuzhou)
  await reported('7.3/fj.3501', fuzhou, 50, [shared, await brought(fuzhou, '风险分担协议.txt', agreement)])
  await reported('7.1/fj.3502', xiamen, 70, [await brought(xiamen, '对接会情况.docx', docx)])
  await reported('7.1/fj.3505', quanzhou, 40, [await brought(quanzhou, '泉州台账.txt', text('泉州市质押融资台账：一月至六月共登记三十二笔，其中专利二十一笔，商标十一笔，金额合计六亿元整，逐笔见附表所列明细。'))])
  expect(await readEvidenceTexts(house)).toBe(4)
}, 120_000)
afterAll(() => fresh?.drop())

describe('a paper that stands for more than one action', () => {
  const flags = async (who: Who, action: string, unit?: string) => mustBe(await evidenceFlags(house, who, { list, action, ...(unit ? { unit } : {}) }))
  it('is pointed at wherever else it stands, by its bytes or by its words, and accuses nobody', async () => {
    const [flag] = await flags(use, '7.1', 'fj.3501')
    expect(flag).toMatchObject({ name: '会议纪要.pdf', hidden: 0, ruling: null, elsewhere: [{ action: '7.3', unit: 'fj.3501', same: 'bytes' }, { action: '7.1', unit: 'fj.3502', same: 'words' }].map((e) => expect.objectContaining(e)) })
    expect(flag!.say).toMatch(/^同一份材料还用于福州市 7\.3（.+）、厦门市 7\.1（.+，文字相同、文件不同），请核对是否可以共用$/)
    expect(flag!.say).not.toMatch(/重复|造假|虚假|违规/)
  })
  it('is nothing to ask about when a city brings what its county brought for the same action', async () => {
    expect((await flags(use, '7.3')).map((f) => f.name)).toEqual(['会议纪要.pdf'])
    expect(await flags(use, '7.1', 'fj.3505')).toEqual([])
  })
  it('tells a unit that it stands elsewhere, but not where it may not look', async () => {
    const [flag] = await flags(fuzhou, '7.1', 'fj.3501')
    expect(flag!.elsewhere.map((e) => e.unit)).toEqual(['fj.3501'])
    expect([flag!.hidden, flag!.say.includes('厦门')]).toEqual([1, false])
    expect(says(await evidenceFlags(house, xiamen, { list, action: '7.1', unit: 'fj.3501' }))).toEqual(['福州市的佐证由该单位、其上级和省级查看'])
  })
  it('is settled by whoever checks, with a reason, and never by whoever brought it', async () => {
    const [flag] = await flags(use, '7.1', 'fj.3501')
    const of = { caseId: flag!.caseId, paper: flag!.paper, verdict: 'shared' as const, reason: '一次会议，两项任务' }
    expect(says(await ruleOnPaper(house, fuzhou, of))).toEqual(['重复使用的材料由核查单位或清单管理单位认定，报送单位不能自己认定'])
    expect(says(await ruleOnPaper(house, use, { ...of, reason: ' ' }))).toEqual(['请写明认定的理由'])
    expect(says(await ruleOnPaper(house, quanzhou, of))).toEqual(['这件办件里没有这份材料，或您无权查看'])
    mustBe(await ruleOnPaper(house, use, of))
    expect((await flags(use, '7.1', 'fj.3501'))[0]!.ruling).toMatchObject({ verdict: 'shared', reason: '一次会议，两项任务' })
    expect((await flags(use, '7.3'))[0]!.ruling).toBeNull()
    await expect(rows(fresh.db, `update evidence_ruling set verdict = 'not-accepted'`)).rejects.toThrow('only added to')
  })
  it('has a hash and the moment it was taken in, like every case, event and line beside it', async () => {
    const found = mustBe(await evidenceOf(house, use, { list, action: '7.1', unit: 'fj.3501' }))
    expect(found.heads.map((h) => [h.id, h.at])).toEqual([[ids.get('7.1/fj.3501'), '2022-07-06T01:00:00.000Z']])
    expect(found.documents).toMatchObject([{ title: '会议纪要.pdf', at: '2022-07-04T01:00:00.000Z', hash: expect.stringMatching(/^[0-9a-f]{64}$/) }])
    for (const e of found.events) expect(e.hash).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('evidence drawn for checking', () => {
  const asked = { title: '二季度佐证抽查', from: '2022-04-01' as const, to: '2022-07-10' as const, sources: ['file' as const], by: ['unit' as const, 'action' as const, 'source' as const], seedFrom: '2022年7月12日福彩15选5开奖号码' }
  let id = ''
  it('is drawn from a frame fixed before the seed is known, and drawn once', async () => {
    house.setClock('2022-07-11')
    expect(says(await lockFrame(house, fuzhou, list, asked))).toEqual(['佐证核查由省局、业务处室或领导小组办公室组织'])
    expect(says(await lockFrame(house, group, list, { ...asked, seedFrom: '' }))[0]).toMatch(/^请写明种子从何而来/)
    const locked = mustBe(await lockFrame(house, group, list, asked))
    id = locked.id
    // Five of Fuzhou, Gulou, Xiamen, Quanzhou: Fuzhou’s two actions brought one and two papers.
    expect([locked.frame, locked.size, locked.pieces, locked.seed]).toEqual([6, 6, [], null])
    house.setClock('2022-07-12T13:30:00.000Z')
    const drawn = mustBe(await drawPieces(house, group, id, '03 07 11 12 15'))
    expect(drawn.pieces).toHaveLength(6)
    expect(says(await drawPieces(house, group, id, '01 02 03 04 05'))).toEqual(['这次核查已经抽取过，不能重抽；需要另抽的，请另行锁定抽样框'])
    expect(mustBe(await replaySampling(house, auditor, id))).toMatchObject({ frameSame: true, drawnSame: true, frameHash: locked.frameHash })
    await expect(rows(fresh.db, `update sampling set size = 3 where id = $1`, [id])).rejects.toThrow('is fixed')
  })
  it('is judged by someone who neither reported nor accepted it, with a reason', async () => {
    const { pieces } = mustBe(await viewSampling(house, group, id))
    const xm = pieces.find((p) => p.unit === 'fj.3502')!
    expect(says(await judgePiece(house, use, id, { piece: xm.id, verdict: 'true', reason: '看过原件' }))).toEqual(['您核查认可过这件办件的反馈，请由其他人员判断'])
    expect(says(await judgePiece(house, group, id, { piece: xm.id, verdict: 'true', reason: '' }))).toEqual(['请写明核对了什么、依据什么作出判断'])
    for (const p of pieces) mustBe(await judgePiece(house, group, id, { piece: p.id, verdict: p.unit === 'fj.3505' ? 'untrue' : 'true', reason: p.unit === 'fj.3505' ? '台账所列三十二笔中二十笔没有登记' : '与原件一致' }))
    // One untrue in six: Clopper–Pearson 0.42 % to 64.12 % (Documenta Geigy, exact limits for 1 of 6).
    expect(mustBe(await viewSampling(house, auditor, id)).result!.verdicts.untrue).toEqual({ hits: 1, of: 6, share: 16.67, from: 0.42, to: 64.12 })
  })
  it('shows a city its own pieces only', async () => {
    expect(new Set(mustBe(await viewSampling(house, xiamen, id)).pieces.map((p) => p.unit))).toEqual(new Set(['fj.3502']))
  })
  it('lowers what was verified through the return that the case has, and tells how far that has come', async () => {
    const untrue = (v: Awaited<ReturnType<typeof viewSampling>>) => mustBe(v).pieces.find((p) => p.unit === 'fj.3505')!
    const piece = untrue(await viewSampling(house, group, id))
    expect(piece.lowered).toMatchObject({ was: 40, now: 40, returned: false, say: '待核查单位退回核减' })
    expect(says(await returnForPiece(house, group, id, piece.id, 'accept'))).toEqual(['这件办件现在不能由您退回；请由其核查单位办理“退回”'])
    house.setClock('2022-07-15')
    expect(untrue(await returnForPiece(house, use, id, piece.id, 'accept')).lowered).toMatchObject({ returned: true, now: 40, say: '已退回，待重新核定' })
    const [told] = await rows<{ action: string }>(fresh.db, `select action from case_action where case_id = $1 order by seq desc limit 1`, [ids.get('7.1/fj.3505')])
    expect(JSON.parse(told!.action).input.reason).toBe('佐证核查“二季度佐证抽查”抽中“泉州台账.txt”，判断为不实：台账所列三十二笔中二十笔没有登记。请据实重新办理，已核进度相应核减。')
    house.setClock('2022-07-18')
    mustBe(await act(house, use, ids.get('7.1/fj.3505')!, { step: 'accept', input: { share: 15, opinion: '按实有十二笔核减' } }))
    expect(untrue(await viewSampling(house, group, id)).lowered).toMatchObject({ was: 40, now: 15, say: '已核进度由40%核减为15%' })
  })
})

describe('the chain from a clause to a case and back', () => {
  const words = (title: string, body: string) => `${title}\n（演示文字，并非真实文件）\n${body}`
  let national = '', province = ''
  it('reads clauses by their numbers, proposes what carries them out, and lists what nobody does', async () => {
    house.setClock('2022-02-10')
    national = mustBe(await enterDocument(house, group, { level: 'national', text: words('国家要点（演示）', '一、促进运用\n（一）完善质押融资风险分担机制。鼓励各地建立质押融资风险分担机制。\n（二）建设海洋知识产权交易中心。\n二、组织实施\n（三）本要点由国家有关部门组织实施。') })).id
    province = mustBe(await enterDocument(house, group, { level: 'province', text: words('省方案（演示）', '一、运用\n1.健全质押融资风险分担和补偿机制，开展“入园惠企”。\n2.提升地理标志专用标志使用率。') })).id
    const seen = mustBe(await viewChain(house, use, national))
    expect(seen.clauses.map((c) => [c.number, c.title, c.leaf])).toEqual([['一', '促进运用', false], ['（一）', '完善质押融资风险分担机制', true], ['（二）', '建设海洋知识产权交易中心', true], ['二', '组织实施', false], ['（三）', '本要点由国家有关部门组织实施', true]])
    expect(seen.clauses[1]!.proposals[0]).toMatchObject({ kind: 'action', id: '7.3', reasons: [expect.stringContaining('质押融资风险分担机制'), expect.any(String)] })
    expect(seen.counts).toMatchObject({ uncovered: 3, underway: 0 })
    expect(says(await enterDocument(house, group, { level: 'national', text: words('国家要点（演示）', '一、促进运用\n（一）完善质押融资风险分担机制。鼓励各地建立质押融资风险分担机制。\n（二）建设海洋知识产权交易中心。\n二、组织实施\n（三）本要点由国家有关部门组织实施。') }))).toEqual(['这份文件已经录入：《国家要点（演示）》'])
  })
  it('is confirmed by a person, through documents in between, and knows what was true on a day', async () => {
    house.setClock('2022-03-01')
    const link = (document: string, clause: string, to: Parameters<typeof sayLink>[3]['to'], verdict: 'linked' | 'not' = 'linked') => sayLink(house, group, document, { clause, to, verdict, why: '文字和职责一致' })
    expect(says(await sayLink(house, fuzhou, national, { clause: 'c2', to: 'nobody', verdict: 'linked', why: '无' }))).toEqual(['条款链由省局、业务处室或领导小组办公室维护'])
    mustBe(await link(national, 'c2', { kind: 'clause', in: province, id: 'c2' }))
    mustBe(await link(province, 'c2', { kind: 'action', in: list, id: '7.3' }))
    expect(says(await link(province, 'c2', { kind: 'clause', in: national, id: 'c2' }))).toEqual(['下位条款又对应回本条，请检查方向：上位条款在前，落实它的在后'])
    const seen = mustBe(await link(national, 'c5', 'nobody'))
    expect(seen.clauses.map((c) => c.coverage)).toEqual([null, 'underway', 'uncovered', null, 'nobody'])
    expect(mustBe(await viewChain(house, use, national, { asOf: '2022-02-20' })).counts.uncovered).toBe(3)
    house.setClock('2022-03-05')
    expect(mustBe(await link(national, 'c5', 'nobody', 'not')).counts).toMatchObject({ uncovered: 2, nobody: 0 })
  })
  it('goes upwards from an action and from a case', async () => {
    const [row] = mustBe(await chainOfList(house, use, list, { action: '7.3' })).rows
    expect(row!.above).toMatchObject([{ title: '1 健全质押融资风险分担和补偿机制，开展“入园惠企”', level: 'province', above: [{ title: '（一） 完善质押融资风险分担机制', level: 'national', above: [] }] }])
    expect(mustBe(await chainOfCase(house, fuzhou, ids.get('7.3/fj.3501')!)).rows.map((r) => [r.action, r.above.length])).toEqual([['7.3', 1]])
    expect(says(await chainOfCase(house, quanzhou, ids.get('7.3/fj.3501')!))).toEqual(['没有这件办件，或您无权查看'])
  })
  it('shows an action that serves two lists with both', async () => {
    await rows(fresh.db, `insert into task_list (id, title, year, file_name, file_hash, source, status, imported_by, imported_name, imported_at) values ('other', '营商环境分工方案（演示）', 2022, 'x', 'x', 'x', 'adopted', 'a', 'a', now())`)
    await rows(fresh.db, `insert into list_task (list_id, id, number, title, measures, units_printed, units, from_char, to_char, sort) values ('other', '1', '1', '便利质押融资', '便利质押融资', '', '[]', 0, 1, 0)`)
    const of = { action: '7.3', with: { list: 'other', task: '1' }, verdict: 'linked' as const, why: '同一机制' }
    expect(mustBe(await shareAction(house, group, list, of)).rows[0]!.serves).toMatchObject([{ list: 'other', title: '1. 便利质押融资', why: '同一机制' }])
    await rows(fresh.db, `insert into list_action (list_id, id, task_id, title, words, moved_by, pending, sort) values ('other', '1.1', '1', '便利质押融资', '["便利质押融资"]', '[]', true, 0)`)
    expect(mustBe(await chainOfList(house, group, 'other')).rows[0]!.servedBy).toMatchObject([{ list, action: '7.3' }])
  })
})

describe('the burden of forms', () => {
  it('is counted by unit and month, reports beside forms, and says what each item asks and why it asks anew', async () => {
    const seen = mustBe(await burdenOf(house, use, { from: '2022-01', to: '2022-07' }))
    // Dispatch fills its form in itself. In January Fuzhou split an action, in July five reports of four questions came in; nothing else asked anything.
    expect(seen.months.map((m) => [m.month, m.forms, m.answers])).toEqual([['2022-01', 0, 1], ['2022-02', 0, 0], ['2022-03', 0, 0], ['2022-04', 0, 0], ['2022-05', 0, 0], ['2022-06', 0, 0], ['2022-07', 0, 5]])
    expect(seen.total).toMatchObject({ asked: 0, questions: 1 + 5 * 4, minutes: 0, timed: 0 })
    expect(seen.items.find((i) => i.id === 'interest-subsidy')).toMatchObject({ prefilled: 5, anew: [] })
    expect(seen.items.find((i) => i.id === 'patent-award')!.anew).toMatchObject([{ label: '申报年度', why: expect.stringContaining('由申报单位选定') }])
    expect(mustBe(await burdenOf(house, fuzhou, { from: '2022-07', to: '2022-07' })).units.map((u) => u.unit)).toEqual(['fj.3501'])
    expect(mustBe(await formsBehind(house, xiamen, { from: '2022-01', unit: 'fj.3502' }))).toEqual({ all: 0, rows: [] })
    expect(says(await burdenOf(house, xiamen, { unit: 'fj.3501' }))).toEqual(['福州市的填报情况由该单位、其上级和省级查看'])
  })
})
