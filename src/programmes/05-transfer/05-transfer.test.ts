import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fujian, itemTests, onDaysOff, placesOf, played } from '../../../test/items.ts'
import { addDays, addFen, type Day, dayOf, type Fen, fen, yuan } from '../../kernel/index.ts'
import { apply, momentsOf, perform, type Snapshot } from '../../service/index.ts'
import { programme } from './index.ts'
import { expertLines, sound, statusLine } from './items/patent-award/examples.ts'
import { patentAward } from './items/patent-award/index.ts'
import { splitPrize } from './items/patent-award/split.ts'

itemTests(programme)

it.each(programme.items)('$name：演示办件的步骤都在工作日', (item) => expect(onDaysOff(item)).toEqual([]))

const winning = patentAward.walks.find((w) => w.name === '发明获一等奖，奖金四方分配')!
const moments = momentsOf(winning)
/** How many steps of the winning case lie before the first of this name. */
const before = (step: string) => winning.steps.findIndex((s) => s.step === step)
const at = (step: string): Snapshot => played(patentAward, winning.name, before(step)).snapshot
function act(s: Snapshot, step: string, as: string, input: unknown, facts: Record<string, unknown> = {}, day = addDays(dayOf(moments.at(-1)!), 1), who = as) {
  return perform(patentAward, s, { step, as: [as], by: { id: who, name: who }, input, number: 'patent-award-1' },
    { ...fujian, at: `${day}T02:00:00.000Z` as never, today: day as Day, facts: { ...winning.facts, ...facts } })
}
const vote = { grade: 'first', members: 15, present: 12, agree: 10, minutes: '逐项票决' }
const say = (r: ReturnType<typeof act>) => (r.ok ? [] : r.refusals.map((x) => x.say))

describe('the patent is looked at again at every stage', () => {
  for (const step of ['submit', 'recommend', 'accept', 'draw', 'tally', 'propose', 'confirm', 'grant', 'pay']) {
    it(`${step} is refused once someone asks to have the patent declared invalid`, () => {
      const n = before(step), s = winning.steps[n]!
      const done = perform(patentAward, at(step), { step, as: [s.as], by: { id: s.as, name: s.as }, input: s.input ?? winning.raw, number: 'patent-award-1' },
        { ...fujian, at: moments[n]!, today: dayOf(moments[n]!), facts: { ...winning.facts, patent: statusLine(sound, { invalidation: 'pending' }) } })
      expect(done.ok ? [] : placesOf(done.refusals)).toEqual(['invalidation'])
    })
  }
  it('is not recommended before the office has looked the patent up, lately, and found the same grant day', () => {
    const recommend = (patent: unknown) => say(act(at('recommend'), 'recommend', 'city', { opinion: '同意' }, { patent }, '2022-06-08'))
    expect(recommend(undefined)).toEqual(['法律状态已核录：专利法律状态核录中没有 201810765432.X，请先由运用处或保护处核录（福建省专利奖年度申报通知：申报条件）'])
    expect(recommend(statusLine(sound, { checkedOn: '2021-12-07' }))).toEqual(['法律状态已核录：法律状态核录于2021年12月7日，已超过有效期，请重新核录后办理（福建省专利奖年度申报通知：申报条件）'])
    expect(recommend(statusLine(sound, { checkedOn: '2021-12-08' }))).toEqual([])
    expect(recommend(statusLine(sound, { granted: '2020-11-18' }))).toEqual(['法律状态已核录：所填授权公告日与核录的2020年11月18日不一致，请核对（福建省专利奖年度申报通知：申报条件）'])
  })
  it('a case cannot be ended on the ground of conditions that hold', () =>
    expect(say(act(at('propose'), 'disqualify', 'leader', { reason: '…' }, {}, '2022-07-04'))).toEqual(['各项申报条件现均符合，不得以此终止参评']))
})

describe('the committee', () => {
  const propose = (more: object, facts = {}) => act(at('propose'), 'propose', 'clerk', { ...vote, ...more }, facts, '2022-07-04')
  it('needs two thirds of its members present', () => {
    expect(propose({ members: 15, present: 10, agree: 10 }).ok).toBe(true)
    expect(say(propose({ members: 15, present: 9, agree: 9 }))).toEqual(['到会9人，不足应到15人的2/3，本次表决无效，请重新召开'])
  })
  it('needs two thirds of those present to agree', () => {
    expect(propose({ present: 12, agree: 8 }).ok).toBe(true)
    expect(say(propose({ present: 12, agree: 7 }))).toEqual(['同意7票，不足到会12人的2/3，未获通过；请办理“表决未通过”'])
  })
  it('cannot count more votes than members', () => expect(say(propose({ present: 16, agree: 16 }))).toEqual(['到会16人多于应到15人，请核对']))
  it('gives no grade above the score', () => {
    // 88, 92, 90, 86, 91: without 86 and 92 the mean is 269 / 3 = 89.67, enough for a first prize (85), not for a special one (90).
    expect(at('propose').memo.tally.value.total).toBe(89.67)
    expect(say(propose({ grade: 'special' }))).toEqual(['评审得分89.67，低于特等奖最低分90（业务惯例，待按正式文件核定）'])
  })
  it('gives no more of a grade than the round has: three first prizes', () => {
    const peer = (grade: string, state = 'shown') => ({ caseId: 'x', number: 'x', state, marks: { round: '2022', grade } })
    const full = [peer('first'), peer('first', 'awarded'), peer('first', 'government'), peer('second')]
    expect(say(propose({}, { sameRound: full }))).toEqual(['2022年度一等奖3个名额已用完，请改拟其他等级或名额空缺'])
    expect(propose({ grade: 'second' }, { sameRound: full }).ok).toBe(true)
    expect(propose({}, { sameRound: [...full.slice(1), peer('first', 'removed')] }).ok).toBe(true)
  })
  it('takes the cases of a round one after another', () => { const p = propose({}); expect(p.ok && p.value.alone).toBe('patent-award:2022') })
  it('turns nothing down for want of votes that were there, or of points that were reached', () => {
    const down = (why: string, agree = 3) => act(at('propose'), 'turnDown', 'leader', { why, members: 15, present: 12, agree, minutes: '…' }, {}, '2022-07-04')
    expect(say(down('votes', 8))).toEqual(['同意票已达规定比例，不能以票数不足为由不予通过'])
    expect(say(down('floor'))).toEqual(['评审得分89.67，已达到授奖最低分'])
    expect(say(down('quota'))).toEqual(['得分所及的等级尚有名额'])
    expect(down('votes', 7).ok).toBe(true)
  })
})

describe('the panel', () => {
  it('leaves out those with unchecked ties and those who work for a patentee', () =>
    expect(at('propose').memo.panel.recused.map((r: { id: string; why: string }) => [r.id, r.why])).toEqual([
      ['demo.expert.2', '关系未核实，按有利害关系处理'], ['demo.expert.4', '现任职于本件当事人“演示·福州大学”'], ['demo.expert.9', '关系未核实，按有利害关系处理']]))
  it('corrects for severity from what earlier cases show, beside the raw score', () => {
    const s = at('tally'), lenient = s.memo.panel.drawn[0] as string
    const scored = Array.from({ length: 8 }, () => ({ marks: { scored: 'yes', severity: JSON.stringify({ [lenient]: 4 }) } }))
    const done = act(s, 'tally', 'centre', {}, { scored }, '2022-06-27')
    if (!done.ok) throw new Error(JSON.stringify(done))
    expect(done.value.next.memo.tally.value.raw.find((r: { expert: string }) => r.expert === lenient)).toMatchObject({ total: 88, corrected: 84 })
    expect(done.value.next.memo.tally.value.total).toBe(89) // 84 and 92 go, 90, 86 and 91 stay: 267 / 3
  })
  it('replaces an expert who declares a tie and keeps the required fields filled', () => {
    const drawn = played(patentAward, winning.name, before('draw') + 1).snapshot
    const finance = (drawn.memo.panel.drawn as string[]).find((id) => expertLines.find((e) => e.key === id)!.data.field === 'finance')!
    const told = act(drawn, 'recuse', 'expert', { remark: '曾为该项目作评估' }, {}, '2022-06-21', finance)
    if (!told.ok) throw new Error(JSON.stringify(told))
    // The only other finance expert has ties nobody checked: nobody can step in, and the refusal says so.
    expect(say(act(told.value.next, 'replace', 'centre', { expert: finance, seed: '更换', reason: '申请回避' }, {}, '2022-06-22')))
      .toEqual(['“财务评估”类专家须至少1名；名单1名，应回避1名，仅余0名。请补充专家，或逐项核实尚未核实的关系后再抽取'])
    const checked = expertLines.map((e) => (e.key === 'demo.expert.9' ? { ...e, data: { ...e.data, tiesKnown: true } } : e))
    const done = act(told.value.next, 'replace', 'centre', { expert: finance, seed: '更换', reason: '申请回避' }, { experts: checked }, '2022-06-22')
    expect(done.ok && done.value.next.memo.panel.drawn).toContain('demo.expert.9')
  })
})

describe('objection and award', () => {
  it('is not reheard by whoever recorded the vote', () => {
    const reheard = played(patentAward, '异议查实，撤下', patentAward.walks.find((w) => w.name === '异议查实，撤下')!.steps.length - 1).snapshot
    expect(say(act(reheard, 'remove', 'leader', { why: '…' }, {}, '2022-07-20', 'clerk'))).toEqual(['“撤下”须由未办理过前序环节的人员办理，您已办理过前序环节'])
  })
  it('a lowered grade is published afresh before it goes to the government', () => {
    const walk = patentAward.walks.find((w) => w.name.startsWith('异议成立'))!
    const shown = played(patentAward, walk.name, walk.steps.findIndex((s) => s.step === 'regrade') + 1).snapshot
    // Published again on Saturday 2022-07-16; seven working days later is Tuesday the 26th.
    expect(shown.memo.publishedOn).toBe('2022-07-16')
    expect(say(act(shown, 'confirm', 'clerk', undefined, {}, '2022-07-26'))).toEqual(['公示至2022年7月26日，期满后方可办理'])
    expect(act(shown, 'confirm', 'clerk', undefined, {}, '2022-07-27').ok).toBe(true)
  })
  it('writes the winner, pays the first prize of 300,000 yuan and counts both', () => {
    const { decisions } = played(patentAward, winning.name)
    expect(decisions.flatMap((d) => d.events).map((e) => [e.kind, e.amount])).toEqual([['patent-award.granted', yuan(300_000)], ['patent-award.paid', yuan(300_000)]])
    expect(decisions.flatMap((d) => d.entries)).toMatchObject([{ register: 'award-winners', key: '201810765432.X', from: '2022-08-20', status: 'awarded', data: { grade: 'first', document: '闽政文〔2022〕181号', prize: yuan(300_000) } }])
    expect(decisions.flatMap((d) => d.papers).map((p) => p.title)).toEqual(['专利奖申报受理通知书', '福建省专利奖证书'])
  })
  it('accepts only a whole document number that is not of the future', () => expect(say(act(at('grant'), 'grant', 'leader', { document: '181号', decidedOn: '2022-09-01', basis: '…' }, {}, '2022-08-31')))
    .toEqual(['文号应写全，例如 闽政文〔2022〕181号', '发文日期不得晚于今日']))
  it('is not revoked for invalidity before the register says so', () => expect(say(act(at('pay'), 'revoke', 'leader', { cause: 'invalidated', document: '闽政文〔2022〕402号', decidedOn: '2022-09-01', why: '…' }, {}, '2022-09-01')))
    .toEqual(['专利法律状态核录中该专利未记为“宣告无效”，请先核录生效的无效宣告决定']))
})

describe('dividing a prize', () => {
  const parts = (prize: Fen, ...percents: number[]) => splitPrize(prize, percents.map((percent, i) => ({ name: `${i}`, role: 'inventor' as const, percent }))).value.map((p) => p.amount)
  it('gives the four takers of the winning case 120,000 and three times 60,000', () => expect(played(patentAward, winning.name).snapshot.memo.split.value.map((p: { amount: Fen }) => p.amount)).toEqual([yuan(120_000), yuan(60_000), yuan(60_000), yuan(60_000)]))
  it('divides 100,000 by 33.33, 33.33 and 33.34', () => expect(parts(yuan(100_000), 33.33, 33.33, 33.34)).toEqual([yuan(33_330), yuan(33_330), yuan(33_340)]))
  it('leaves the fen that cannot be divided to the largest remainder, the earlier one first', () => expect(parts(fen(100), 12.5, 12.5, 75)).toEqual([13, 12, 75]))
  it('never loses or makes a fen', () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e10 }), fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 30 }), (prize, weights) => {
    const amounts = parts(fen(prize), ...weights.map((w) => w / 100))
    expect(addFen(...amounts)).toBe(prize)
    for (const [i, w] of weights.entries()) expect(Math.abs(amounts[i]! - (prize * w) / weights.reduce((a, b) => a + b, 0))).toBeLessThan(1.001)
  })))
})

it('a case played step by step is the case replayed', () => {
  const { decisions, snapshot } = played(patentAward, winning.name)
  expect(decisions.reduce((s, d) => apply(patentAward, s, d.action), played(patentAward, winning.name, 0).snapshot)).toEqual(snapshot)
})
