import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustBe } from '../kernel/index.ts'
import { aHouse, anOfficial, someone } from '../../test/house.ts'
import { type FreshDatabase, freshDatabase } from '../../test/db.ts'
import { programmes } from '../main/programmes.ts'
import { act, findKept, historyOf, view } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { storeFile } from '../platform/documents/index.ts'
import type { House } from '../platform/house/index.ts'
import { deliver } from '../platform/notices/index.ts'
import { findWho, type Who, visitor } from '../platform/people/index.ts'
import { replay } from '../service/index.ts'
import {
  adopt, compareSource, correct, dispatchAction, dispatchList, evidenceOf, finishSplits, frontPage, importList, listProgress, listSheet, loadList, progressOf, publicProgress, splitAction, supervisionProgramme, taskPage, viewList,
} from './index.ts'

const dir = fileURLToPath(new URL('../../data/fujian/lists/2022', import.meta.url))
const given = JSON.parse(readFileSync(`${dir}/actions.json`, 'utf8')) as { actions: { id: string; task: string; words: string[]; units: string[]; movedBy: { kind: string; id: string }[] }[] }
const cities = ['fj.3501', 'fj.3502', 'fj.3503', 'fj.3504', 'fj.3505', 'fj.3506', 'fj.3507', 'fj.3508', 'fj.3509', 'fj.pt']
const list = 'fujian-2022'

let fresh: FreshDatabase
let house: House & { setClock(at: string): void }
let group: Who, use: Who, bureau: Who, fuzhou: Who, fuzhou2: Who, xiamen: Who, gulou: Who, cangshan: Who, centre: Who
const says = (r: { ok: boolean; refusals?: { say: string }[] }) => (r.ok ? [] : r.refusals!.map((x) => x.say))

let proofs = 0
async function proof(who: Who) {
  const stored = mustBe(await storeFile(fresh.db, house.dataDir, new TextEncoder().encode(`佐证 ${++proofs}`), '佐证.txt', who.id))
  return [{ hash: stored.hash, name: stored.name, size: stored.size }]
}
const caseOf = async (action: string, unit: string) => (await rows<{ id: string }>(fresh.db, `select id from case_file where marks ->> 'key' = $1`, [`${list}/${action}/${unit}`]))[0]!.id
async function report(id: string, who: Who, on: string, period: string, share: number) {
  house.setClock(on)
  return act(house, who, id, { step: 'feedback', input: { period, says: '按计划推进', share, evidence: await proof(who) } })
}
async function take(id: string, who: Who, on: string, step: string, input?: unknown) {
  house.setClock(on)
  return act(house, who, id, { step, input })
}

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [...programmes, supervisionProgramme], at: '2022-02-01T01:00:00.000Z', dataDir: '/tmp/zx-supervision-test' })
  ;[group, use, centre] = await Promise.all([anOfficial(fresh.db, 'fj.group', ['handle']), anOfficial(fresh.db, 'fj.use', ['handle']), anOfficial(fresh.db, 'fj.protcentre', ['handle'])])
  ;[bureau, fuzhou, fuzhou2, xiamen, gulou, cangshan] = await Promise.all([
    anOfficial(fresh.db, 'fj', ['decide']), anOfficial(fresh.db, 'fj.3501', ['handle']), anOfficial(fresh.db, 'fj.3501', ['handle', 'decide']), anOfficial(fresh.db, 'fj.3502', ['handle']),
    anOfficial(fresh.db, 'fj.3501.350102', ['handle']), anOfficial(fresh.db, 'fj.3501.350104', ['handle']),
  ])
  await loadList(house, dir)
}, 120_000)
afterAll(() => fresh.drop())

describe('the 2022 list as loaded', () => {
  it('is there once, however often it is loaded', async () => {
    expect(await Promise.all([loadList(house, dir), loadList(house, dir)])).toEqual([list, list])
    expect(await rows(fresh.db, 'select id from task_list')).toHaveLength(1)
  })
  it('has 6 sections, 20 tasks and 70 actions, each with its words and what moves it', async () => {
    const seen = mustBe(await viewList(house, group, list))
    expect([seen.sections.length, seen.body.length, seen.actions]).toEqual([6, 20, 70])
    for (const a of seen.body.flatMap((t) => t.actions)) {
      const g = given.actions.find((x) => x.id === a.id)!
      expect(a.words).toEqual(g.words)
      expect(a.movedBy.map((m) => m.id)).toEqual(expect.arrayContaining(g.movedBy.map((m) => m.id)))
      expect(a.movedBy.every((m) => m.say.length > 3)).toBe(true)
      expect(a.pending).toBe(a.movedBy.every((m) => m.id === 'list-action'))
      if (a.pending) expect(a.awaits.length).toBeGreaterThan(0)
      expect([a.dueOn, a.dueWritten, a.dueSaid]).toEqual(['2022-12-31', false, '清单未写期限，按年末计'])
    }
  })
  it('loses no character of a measure in the split', async () => {
    for (const t of mustBe(await viewList(house, group, list)).body) expect(t.pieces.map((p) => p.words).join('')).toBe(t.measures)
  })
  it('expands 各地 to the ten and never takes the development centre for the protection centre', async () => {
    const seen = mustBe(await viewList(house, group, list))
    const units = (id: string) => seen.body.flatMap((t) => t.actions).find((a) => a.id === id)!.units.map((u) => u.unit)
    expect(units('7.3')).toEqual(['fj.use', 'fj.trademark', 'fj.devcentre', ...cities])
    expect(units('9.4')).toEqual(['fj.trademark', ...cities])
    expect(units('6.1')).toEqual(['fj.use', 'fj.devcentre', 'fj.protcentre', ...cities])
    expect(units('18.1')).toEqual(['fj.protection', 'fj.devcentre', 'fj.protcentre', ...cities])
  })
  it('shows the source with the ranges it was read from', async () => {
    const { text, spans } = mustBe(await compareSource(house, group, list))
    const seventh = spans.find((s) => s.kind === 'task' && s.id === '7')!
    expect(text.slice(seventh.from, seventh.to)).toContain('7.创新知识产权金融服务')
    expect(text.slice(seventh.from, seventh.to)).toContain('运用处、商标处，发展保护中心，各地知识产权管理部门')
    expect(seventh.read).toBe('7.创新知识产权金融服务')
  })
  it('is not shown to strangers while it is under review', async () => {
    expect(says(await viewList(house, visitor, list))).toEqual(['没有这份任务清单，或尚在核对中'])
    expect(await publicProgress(house)).toBeUndefined()
  })
})

describe('adoption', () => {
  it('asks who decided which for 有关地市 and refuses until it is answered', async () => {
    const refused = await adopt(house, group, list)
    expect(says(refused)).toEqual(['第2项：“有关地市知识产权管理部门”清单没有写明是哪几个市：请选定地市，并记下由谁、依据什么决定', '第16项：“有关地市知识产权管理部门”清单没有写明是哪几个市：请选定地市，并记下由谁、依据什么决定'])
    expect(says(await dispatchAction(house, group, { list, action: '7.3' }))).toEqual(['清单尚在核对中，采用后方可交办'])
  })
  it('wants a reason, a known place and someone entitled', async () => {
    expect(says(await correct(house, group, list, 'oddities.1', ['fj.3501'], ' '))).toEqual(['请写明更正的理由或依据'])
    expect(says(await correct(house, group, list, 'oddities.1', ['fj.9999'], '会议决定'))).toEqual(['没有“fj.9999”这个单位'])
    expect(says(await correct(house, group, list, 'oddities.1', ['fj.3501.350102'], '会议决定'))).toEqual(['鼓楼区市场监督管理局的任务由所在市分解，请选定所在市'])
    expect(says(await correct(house, fuzhou, list, 'oddities.1', ['fj.3501'], '会议决定'))).toEqual(['任务清单由省局、业务处室或领导小组办公室更正'])
    expect(says(await correct(house, centre, list, 'oddities.1', ['fj.3501'], '会议决定'))).toHaveLength(1)
  })
  it('keeps who answered and why, and puts the list in force', async () => {
    const second = mustBe(await correct(house, group, list, 'oddities.1', ['fj.3501', 'fj.3505'], '2022年2月8日领导小组会议纪要第三条'))
    expect(second.oddities.find((o) => o.no === 1)).toMatchObject({ settledBy: group.name, how: '福州市、泉州市：2022年2月8日领导小组会议纪要第三条' })
    expect(second.body[1]!.actions[0]!.units.slice(-2)).toMatchObject([{ unit: 'fj.3501', basis: 'chosen', chosenBy: group.name, why: '2022年2月8日领导小组会议纪要第三条' }, { unit: 'fj.3505' }])
    mustBe(await correct(house, use, list, 'oddities.2', ['fj.3501', 'fj.3502', 'fj.pt'], '对台工作安排'))
    mustBe(await correct(house, use, list, 'actions.7.3.title', '建立完善质押融资风险分担机制', '与处内台账一致'))
    const adopted = mustBe(await adopt(house, group, list))
    expect([adopted.status, adopted.adoptedBy, adopted.blockers]).toEqual(['adopted', group.name, []])
    expect(adopted.corrections.map((c) => [c.path, c.by, c.why])).toEqual([['actions.7.3.title', use.name, '与处内台账一致'], ['oddities.2', use.name, '对台工作安排'], ['oddities.1', group.name, '2022年2月8日领导小组会议纪要第三条']])
    expect(says(await adopt(house, group, list))).toEqual([`这份清单已由${group.name}采用`])
    expect(says(await correct(house, group, list, 'actions.7.3.units', ['fj.3501'], '减少'))[0]).toContain('清单已经采用')
    const shown = mustBe(await viewList(house, visitor, list))
    expect([shown.corrections, shown.oddities.filter((o) => o.settledAt).map((o) => [o.settledBy, o.how])]).toEqual([[], [[null, null], [null, null]]])
  })
})

describe('dispatch', () => {
  it('asked twice at once opens exactly one case for each unit', async () => {
    const [a, b] = await Promise.all([dispatchAction(house, group, { list, action: '7.3' }), dispatchAction(house, use, { list, action: '7.3' })])
    const opened = [...mustBe(a).opened, ...mustBe(b).opened]
    expect(opened).toHaveLength(13)
    expect(mustBe(a).already + mustBe(b).already).toBe(13)
    expect(new Set(opened.map((o) => o.unit)).size).toBe(13)
    expect((await rows(fresh.db, `select 1 from case_file where marks ->> 'action' = '7.3'`))).toHaveLength(13)
    const seen = mustBe(await view(house, fuzhou, await caseOf('7.3', 'fj.3501')))
    expect(seen.title).toBe('7.3 建立完善质押融资风险分担机制 · 福州市')
    // The Spring Festival lasts to 6 February: the third working day is the 9th.
    expect([seen.handler.id, seen.state.label, seen.clocks[0]!.legal]).toEqual(['fj.3501', '待签收', '2022-02-09'])
  })
  it('goes on where it stopped', async () => {
    const rest = mustBe(await dispatchList(house, group, list))
    expect(rest.refused).toEqual([])
    const expected = given.actions.reduce((n, a) => n + a.units.flatMap((u) => (u.startsWith('各地') ? cities : u.startsWith('有关') ? [] : [u])).length, 0) + 5 * 2 + 3 * 3
    expect(rest.opened.length + rest.already).toBe(expected)
    expect(mustBe(await dispatchList(house, group, list))).toMatchObject({ opened: [], already: expected })
  }, 120_000)
  it('is not for cities or strangers, and each unit sees only its own', async () => {
    expect(says(await dispatchAction(house, fuzhou, { list, action: '7.3' }))).toEqual(['交办由领导小组办公室或业务处室办理'])
    const id = await caseOf('7.3', 'fj.3501')
    expect((await view(house, xiamen, id)).ok).toBe(false)
    expect((await view(house, gulou, id)).ok).toBe(false)
    expect((await view(house, use, id)).ok).toBe(true)
    expect((await view(house, centre, await caseOf('6.1', 'fj.protcentre'))).ok).toBe(true)
    expect((await view(house, centre, id)).ok).toBe(false)
  })
})

describe('the case of an action', () => {
  it('is signed for, reported, returned to its reporter, checked by another, extended and closed', async () => {
    const id = await caseOf('7.3', 'fj.3501')
    mustBe(await take(id, fuzhou, '2022-02-02', 'signIn'))
    expect(says(await act(house, fuzhou, id, { step: 'feedback', input: { period: '2022Q2', says: '起草', share: 0 } }))).toEqual(['2022Q2尚未开始，不能提前反馈'])
    const thin = await act(house, fuzhou, id, { step: 'feedback', input: { period: '2022Q1', says: '起草', share: 30 } })
    expect(says(thin)).toEqual(['自报进度30%高于已核进度0%，请附佐证材料'])
    mustBe(await report(id, fuzhou, '2022-04-02', '2022Q1', 30))
    expect(says(await act(house, fuzhou, id, { step: 'accept', input: { share: 30, opinion: '好' } }))).toEqual(['“核查认可”由核查单位办理'])
    mustBe(await take(id, use, '2022-04-06', 'return', { to: 'feedback', reason: '佐证不清' }))
    const back = mustBe(await view(house, fuzhou, id))
    expect([back.state.label, back.waiting.map((w) => w.who)[0]]).toEqual(['办理中', '福州市市场监督管理局（知识产权局） · 责任单位'])
    mustBe(await report(id, fuzhou, '2022-04-07', '2022Q1', 30))
    expect(says(await take(id, use, '2022-04-08', 'accept', { share: 40, opinion: '好' }))).toEqual(['核定进度不得高于自报进度30%'])
    mustBe(await take(id, use, '2022-04-08', 'accept', { share: 20, opinion: '核实一半' }))
    expect(says(await take(id, fuzhou, '2022-04-09', 'askClose', { says: '完成' }))[0]).toContain('已核进度为20%')
    mustBe(await take(id, fuzhou, '2022-12-01', 'askExtension', { until: '2023-03-31', reason: '资金未到位' }))
    expect(says(await take(id, fuzhou2, '2022-12-02', 'approveExtension', { until: '2023-03-31', reason: '同意' }))).toEqual(['“批准延期”由批准人办理'])
    const extended = mustBe(await take(id, bureau, '2022-12-02', 'approveExtension', { until: '2023-03-31', reason: '同意' }))
    expect(extended.clocks.find((c) => c.label === '完成期限')!.legal).toBe('2023-03-31')
    mustBe(await report(id, fuzhou, '2023-02-01', '2023-01', 100))
    mustBe(await take(id, use, '2023-02-03', 'accept', { share: 100, opinion: '属实' }))
    mustBe(await take(id, fuzhou, '2023-02-04', 'askClose', { says: '完成' }))
    expect(mustBe(await take(id, use, '2023-02-06', 'close', { opinion: '同意' })).state.label).toBe('已销号')
  })
  it('of a late unit cannot be extended after it was due', async () => {
    const id = await caseOf('7.3', 'fj.3503')
    const putian = await anOfficial(fresh.db, 'fj.3503', ['handle'])
    mustBe(await take(id, putian, '2022-02-02', 'signIn'))
    expect(says(await take(id, putian, '2023-01-03', 'askExtension', { until: '2023-03-31', reason: '晚了' }))).toEqual(['完成期限2022-12-31已过，延期须在届满前申请'])
  })
  it('sent back goes to the office that dispatched it and comes again to the one who sent it back', async () => {
    const id = await caseOf('7.3', 'fj.3502')
    mustBe(await take(id, xiamen, '2022-02-02', 'sendBack', { reason: '厦门不在省级风险池内' }))
    // Two offices dispatched the list at once: this case came from one of them.
    const { task } = (await findKept(house, fresh.db, id))!.s.answers
    const issuer = [use, group].find((w) => w.seats[0]!.unit === task.issuer)!
    expect(mustBe(await view(house, issuer, id)).steps.map((s) => s.label)).toEqual(['重新交办'])
    expect(mustBe(await take(id, issuer, '2022-02-03', 'resend', { answer: '本项含市级机制' })).state.label).toBe('待签收')
    expect(mustBe(await view(house, xiamen, id)).steps.map((s) => s.label)).toEqual(['签收', '退回交办'])
  })
  it('of a division is checked by the leading group, not by the division itself', async () => {
    const id = await caseOf('7.3', 'fj.use')
    mustBe(await take(id, use, '2022-02-02', 'signIn'))
    mustBe(await report(id, use, '2022-04-02', '2022Q1', 25))
    const other = await anOfficial(fresh.db, 'fj.use', ['handle'])
    expect(says(await take(id, other, '2022-04-06', 'accept', { share: 25, opinion: '属实' }))).toEqual(['“核查认可”由核查单位办理'])
    mustBe(await take(id, group, '2022-04-06', 'accept', { share: 25, opinion: '属实' }))
  })
})

describe('a split among counties', () => {
  it('must be whole, opens a case for each county once, and adds up by weight', async () => {
    const id = await caseOf('8.1', 'fj.3501')
    mustBe(await take(id, fuzhou, '2022-02-02', 'signIn'))
    expect(says(await splitAction(house, fuzhou, id, [{ unit: 'fj.3501.350102', weight: 60 }, { unit: 'fj.3501.350104', weight: 39.99 }]))).toEqual(['各县（市、区）比重合计须为100%，现为99.99%'])
    const done = mustBe(await splitAction(house, fuzhou, id, [{ unit: 'fj.3501.350102', weight: 60 }, { unit: 'fj.3501.350104', weight: 40 }]))
    expect(done.opened.map((o) => o.unit)).toEqual(['fj.3501.350102', 'fj.3501.350104'])
    expect(await finishSplits(house)).toEqual({ opened: [], already: 0, refused: [] })
    const county = await caseOf('8.1', 'fj.3501.350102')
    expect(mustBe(await view(house, gulou, county)).title).toBe('8.1 培育知识产权优势企业 · 鼓楼区')
    expect((await view(house, cangshan, county)).ok).toBe(false)
    mustBe(await take(county, gulou, '2022-02-03', 'signIn'))
    mustBe(await report(county, gulou, '2022-04-01', '2022Q1', 50))
    mustBe(await take(county, fuzhou, '2022-04-05', 'accept', { share: 50, opinion: '属实' }))
    const at = (await progressOf(house, list, '2022-04-06'))!.tasks[7]!.actions[0]!.units.find((u) => u.unit === 'fj.3501')!
    expect(at.parts.map((p) => [p.name, p.weight, p.verified])).toEqual([['鼓楼区', 60, 50], ['仓山区', 40, null]])
    // 60 % × 50 % + 40 % × 0 = 30 %; nothing else was verified of the city itself.
    expect(at.light.say).toContain('各县（市、区）已核进度加权为30%')
    expect([at.verified, at.light.light]).toEqual([null, 'green'])
  })
  it('is finished by the job when the process died in between', async () => {
    const id = await caseOf('8.2', 'fj.3501')
    mustBe(await take(id, fuzhou, '2022-02-02', 'signIn'))
    mustBe(await act(house, fuzhou, id, { step: 'split', input: { parts: [{ unit: 'fj.3501.350102', weight: 100 }] } }))
    expect((await finishSplits(house)).opened.map((o) => [o.action, o.unit])).toEqual([['8.2', 'fj.3501.350102']])
  })
  it('is not tried for ever in silence when whoever split has left: it is written down, told once, and taken up by the next', async () => {
    const id = await caseOf('2.1', 'fj.3501')
    const leaving = (await findWho(fresh.db, (await anOfficial(fresh.db, 'fj.3501', ['handle'], { to: '2022-02-10' })).id, '2022-02-02'))!
    mustBe(await take(id, leaving, '2022-02-02', 'signIn'))
    mustBe(await act(house, leaving, id, { step: 'split', input: { parts: [{ unit: 'fj.3501.350102', weight: 100 }] } }))
    house.setClock('2022-02-11')
    expect((await finishSplits(house)).refused.map((r) => r.code)).toEqual(['not-yours'])
    expect(await finishSplits(house)).toEqual({ opened: [], already: 0, refused: [] })
    const seen = mustBe(await view(house, fuzhou, id))
    expect(seen.history.at(-1)).toMatchObject({ label: '分解未办完', read: [{ lines: [{ shown: `分解人${leaving.name}已不在任` }] }] })
    await deliver(fresh.db)
    const told = await rows<{ recipient: string; say: string }>(fresh.db, `select recipient, say from notice where case_id = $1 and title like '分解未办完%' order by 1`, [id])
    expect(told.map((n) => n.recipient)).toEqual(['unit:fj.3501', expect.stringMatching(/^unit:fj\.[a-z]+$/)])
    expect(told[0]!.say).toContain('请福州市市场监督管理局（知识产权局）的在任人员打开办件，办理“接着分解”')
    expect(seen.steps.map((s) => s.label)).toContain('接着分解')
    expect(mustBe(await take(id, fuzhou, '2022-02-14', 'splitOn')).steps.map((s) => s.label)).not.toContain('接着分解')
    expect((await finishSplits(house)).opened.map((o) => o.unit)).toEqual(['fj.3501.350102'])
    expect(says(await take(id, fuzhou, '2022-02-14', 'splitOn'))).toEqual(['分解已经办完，无须接着办'])
  })
  it('gives a county nothing the city did not split to it', async () => {
    const { openCase } = await import('../platform/cases/index.ts')
    const kept = (await findKept(house, fresh.db, await caseOf('8.1', 'fj.3501.350102')))!
    const raw = { ...kept.s.answers, task: { ...kept.s.answers.task, unit: 'fj.3501.350111' } }
    expect(says(await openCase(house, fuzhou, 'list-action', raw, { step: 'hand' }))).toEqual(['本市的这项任务没有按此比重分解到该县（市、区），请先办理“分解”'])
  })
})

describe('progress', () => {
  it('of a past day is what was true then, and equals replaying every case to that day', async () => {
    for (const day of ['2022-02-01', '2022-04-02', '2022-04-07', '2022-04-08', '2022-12-01', '2022-12-02', '2023-02-03'] as const) {
      house.setClock('2023-06-01')
      const then = (await progressOf(house, list, day))!
      for (const a of then.tasks.flatMap((t) => t.actions).filter((x) => ['7.3', '8.1'].includes(x.id))) {
        for (const u of a.units) {
          if (!u.caseId) continue
          const kept = (await findKept(house, fresh.db, u.caseId))!
          const s = replay(kept.item, await historyOf(fresh.db, u.caseId), day)
          expect([a.id, u.unit, u.state, u.verified?.share, u.reported?.share, u.dueOn]).toEqual([a.id, u.unit, s.state, s.memo.verified?.share, s.memo.feedback?.share, s.memo.due ?? s.answers.task.due])
        }
      }
    }
    const unit = async (day: '2022-04-02' | '2022-04-08' | '2023-02-06') => (await progressOf(house, list, day))!.tasks[6]!.actions[2]!.units.find((u) => u.unit === 'fj.3501')!
    expect(await unit('2022-04-02')).toMatchObject({ stateLabel: '待核查', reported: { share: 30, on: '2022-04-02' }, verified: null, dueOn: '2022-12-31', extended: false })
    expect(await unit('2022-04-08')).toMatchObject({ stateLabel: '办理中', reported: { share: 30, on: '2022-04-07' }, verified: { share: 20, on: '2022-04-08' } })
    expect(await unit('2023-02-06')).toMatchObject({ stateLabel: '已销号', light: { light: 'blue' }, dueOn: '2023-03-31', extended: true })
  })
  it('before the dispatch shows nothing dispatched', async () => {
    const then = (await progressOf(house, list, '2022-01-31'))!
    expect(then.tasks[6]!.actions[2]!.counts).toEqual({ units: 13, dispatched: 0, signed: 0, reported: 0, verified: 0, closed: 0, unchanged: 0 })
    expect(then.lights.grey).toBe(70)
  })
  it('names 待接入 apart from the lights and keeps the three kinds of figure apart', async () => {
    const now = (await progressOf(house, list, '2022-09-20'))!
    expect(now.pending).toBe(now.tasks.flatMap((t) => t.actions).filter((a) => a.pending).length)
    expect(now.pending).toBeGreaterThan(40)
    expect(Object.values(now.lights).reduce((a, b) => a + b)).toBe(70)
    expect(now.cities).toHaveLength(10)
    // 2022-09-20 is day 263 of 365.
    expect(now.elapsed).toBe(72.1)
  })
  it('shows a place its own figures and of others only the light', async () => {
    house.setClock('2023-06-01')
    const seen = mustBe(await taskPage(house, xiamen, list, '7', '2022-09-20')).actions[2]!.units
    expect(seen.find((u) => u.unit === 'fj.3501')).toMatchObject({ caseId: null, verified: null, stateLabel: '', light: { light: 'red', say: '红' } })
    expect(seen.find((u) => u.unit === 'fj.3502')!.caseId).not.toBeNull()
    expect(mustBe(await listProgress(house, use, list)).tasks[6]!.actions[2]!.units.find((u) => u.unit === 'fj.3501')!.verified).toEqual({ share: 100, on: '2023-02-03' })
    const stranger = await someone(fresh.db, {})
    expect(says(await listProgress(house, stranger, list))).toEqual(['各单位的进展由机关工作人员查看；全省进展见公开页'])
  })
})

describe('the front page and the evidence', () => {
  it('says the day in one sentence, what is red, what is next and what waits', async () => {
    house.setClock('2023-06-01')
    const front = await frontPage(house, fuzhou, { asOf: '2022-09-20' })
    expect(front.say).toMatch(/^2022年9月20日，2022年清单70项分解任务：(\d+处已红，最早到期的是|没有滞后的)/)
    expect([front.tasks.length, front.tasks[0]!.cities.length, front.cities.length]).toEqual([20, 10, 10])
    expect(front.red.every((r) => r.unit === 'fj.3501')).toBe(true)
    expect(front.waiting.total).toBeGreaterThan(0)
    const open = await publicProgress(house, '2022-09-20')
    expect(open!.tasks).toHaveLength(20)
    expect(JSON.stringify(open)).not.toContain('"red"')
  })
  it('gives the cases behind a number as far as one may see them', async () => {
    house.setClock('2023-06-01')
    const all = mustBe(await evidenceOf(house, use, { list, action: '7.3' }))
    expect([all.totals.cases, all.visible.cases, all.cases.length]).toEqual([13, 13, 13])
    expect(all.documents.filter((d) => d.kind === 'file').length).toBe(4)
    const own = mustBe(await evidenceOf(house, fuzhou, { list, action: '7.3', unit: 'fj.3501' }))
    expect([own.totals.cases, own.cases.map((c) => c.title)]).toEqual([1, ['7.3 建立完善质押融资风险分担机制 · 福州市']])
    expect(says(await evidenceOf(house, xiamen, { list, action: '7.3', unit: 'fj.3501' }))).toEqual(['福州市的办理依据由该单位、其上级和省级查看'])
    expect(mustBe(await evidenceOf(house, use, { list, action: '7.3', asOf: '2022-01-31' })).totals.cases).toBe(0)
  })
})

describe('another list', () => {
  const other = ['某省2023年知识产权工作任务清单', '', '一、强化保护', '1.加强展会保护', '加强展会知识产权保护，修订地理标志专用标志使用管理办法，营造良好创新环境。', '保护处，发展保护中心，有关地市知识产权管理部门，省海洋与渔业局'].join('\n')
  it('is read, split and bound by proposals with reasons, all to be confirmed', async () => {
    const bytes = new TextEncoder().encode(other)
    const read = mustBe(await importList(house, use, { name: '清单.txt', bytes }))
    expect(read).toMatchObject({ title: '某省2023年知识产权工作任务清单', year: 2023, status: 'review' })
    const [task] = read.body
    // Which cities are meant is asked once, for the task, and by no remark on the whole beside it.
    expect(read.oddities.map((o) => [o.kind, o.say]).filter(([, say]) => say!.includes('有关地市'))).toEqual([['which-units', expect.stringContaining('请选定地市')]])
    expect(task!.pieces).toEqual([{ action: '1.1', words: '加强展会知识产权保护' }, { words: '，' }, { action: '1.2', words: '修订地理标志专用标志使用管理办法' }, { words: '，营造良好创新环境。' }])
    expect(task!.actions[0]!.movedBy.map((m) => m.id)).toContain('fair-complaint')
    expect(task!.actions[1]!.movedBy.map((m) => m.id)).toContain('mark-product')
    expect(task!.actions[0]!.reasons.some((r) => r.includes('“展会”见于事项'))).toBe(true)
    expect(task!.actions[0]!.units.map((u) => u.unit)).toEqual(['fj.protection', 'fj.devcentre'])
    const open = says(await adopt(house, use, read.id))
    expect(open).toHaveLength(3)
    expect(open[1]).toContain('“省海洋与渔业局”不在单位表中')
    expect(open[2]).toBe('第1项的拆分（1.1、1.2）和推动者还只是建议，请确认或更正')
    expect(says(await importList(house, use, { name: '又一次.txt', bytes }))).toEqual(['这份文件已导入过：《某省2023年知识产权工作任务清单》'])
    expect(says(await importList(house, fuzhou, { name: '清单.txt', bytes }))).toEqual(['任务清单由省局、业务处室或领导小组办公室导入'])
  })
  it('is cut anew by a person without losing a word, confirmed and adopted', async () => {
    const id = `list-2023-${createHash('sha256').update(other).digest('hex').slice(0, 8)}`
    expect(says(await correct(house, use, id, 'tasks.1.split', [{ action: true, words: '加强展会保护' }], '合并'))).toEqual(['各段连起来须与举措原文完全一致，不能增删文字'])
    mustBe(await correct(house, use, id, 'tasks.1.split', [{ action: true, words: '加强展会知识产权保护，修订地理标志专用标志使用管理办法', title: '展会与地标' }, { words: '，营造良好创新环境。' }], '两件事由一处承担'))
    mustBe(await correct(house, use, id, 'oddities.1', ['fj.3502'], '处务会'))
    expect(says(await correct(house, use, id, 'oddities.2', null, '由对方自行落实'))).toEqual(['请选定“省海洋与渔业局”是哪个单位，或勾选“不由本系统派发”'])
    mustBe(await correct(house, use, id, 'oddities.2', [], '由对方自行落实'))
    mustBe(await correct(house, use, id, 'actions.1.1.due', '2023-06-30', '年度计划'))
    const confirmed = mustBe(await correct(house, use, id, 'tasks.1.confirmed', true, '已核对'))
    expect(confirmed.body[0]!.actions.map((a) => [a.id, a.title, a.dueOn, a.dueSaid, a.units.map((u) => u.unit)])).toEqual([['1.1', '展会与地标', '2023-06-30', '由人确定', ['fj.protection', 'fj.devcentre', 'fj.3502']]])
    expect(mustBe(await adopt(house, use, id)).status).toBe('adopted')
    // A list adopted ahead of its year takes the first page when its year has come.
    house.setClock('2022-12-31')
    expect((await frontPage(house, use)).list).toMatchObject({ id: list, year: 2022 })
    house.setClock('2023-01-01')
    expect((await frontPage(house, use)).list).toMatchObject({ id, year: 2023 })
  })
  it('goes out as a workbook and comes back the same', async () => {
    const sheet = mustBe(await listSheet(house, use, list))
    const back = mustBe(await importList(house, use, { name: sheet.name, bytes: sheet.bytes }))
    const seen = mustBe(await viewList(house, use, list))
    expect(back.body.map((t) => [t.number, t.title, t.measures, t.unitsPrinted])).toEqual(seen.body.map((t) => [t.number, t.title, t.measures, t.unitsPrinted]))
    expect(back.sections.map((s) => [s.number, s.title])).toEqual(seen.sections.map((s) => [s.number, s.title]))
    expect(back.year).toBe(2022)
  })
})
