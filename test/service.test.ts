import { describe, expect, it } from 'vitest'
import { builtInCalendar } from '../src/platform/calendar/index.ts'
import { blank, clockFaces, day, face, mainLine, namedDesk, openSteps, optional, panel, perform, play, readAnswers, replay, rows, seatUnit, standingDuties, text, type PanelMethod, unsound } from '../src/service/index.ts'
import { dated, type Instant, no, yes } from '../src/kernel/index.ts'
import { tennisClub } from './fixtures/tennis-club/index.ts'

const calendar = builtInCalendar()
const place = { calendar, unitOf: (r: string) => (r.startsWith('35') ? `fj.${r.slice(0, 4)}.${r}` : undefined), office: (o: string) => `fj.${o}`, outside: () => undefined }
const walk = (name: string) => tennisClub.walks.find((w) => w.name === name)!
const worldOn = (day: string) => ({ ...place, at: `${day}T01:00:00.000Z` as Instant, today: day as any, facts: {} })

describe('the declaration of an item', () => {
  it('is sound', () => expect(unsound(tennisClub)).toEqual([]))
  it('says what is wrong with it', () => {
    const { refused, ...rest } = tennisClub.states
    expect(unsound({ ...tennisClub, states: rest as any })).toContain('“intake” leads to “refused”, which is not a state')
    void refused
  })
  for (const e of tennisClub.examples) it(`example: ${e.name}`, () => {
    const read = readAnswers(tennisClub.form, e.raw, e.on)
    if (e.expect.refusedAt) expect(read.ok ? [] : read.refusals.map((r) => r.at)).toEqual(e.expect.refusedAt)
    else expect(read.ok).toBe(true)
  })
  for (const w of tennisClub.walks) it(`walk: ${w.name}`, () => {
    const played = play(tennisClub, w, place)
    expect(played.refused).toBeUndefined()
    expect(played.snapshot.state).toBe(w.ends)
    expect(replay(tennisClub, played.decisions.map((d) => d.action))).toEqual(played.snapshot)
  })
})

describe('a case', () => {
  const byFirm = (creditCode: string) => ({ ...walk('入会').raw, who: { name: { name: '演示·某队', creditCode }, place: '350102' } })
  const upTo = (n: number, name = '入会') => play(tennisClub, { ...walk(name), steps: walk(name).steps.slice(0, n) }, place).snapshot
  const act = (s: any, step: string, as: string, day: string, input?: any, who = as) => perform(tennisClub, s, { step, as: [as], by: { id: who, name: who }, input, number: 'T-1' }, worldOn(day))

  it('refuses a step of another seat in words', () => expect(act(upTo(1), 'accept', 'applicant', '2022-03-02')).toEqual(no({ code: 'not-yours', at: 'step', say: '“受理”由受理窗口办理' })))
  it('refuses a step that is not open and says what is', () => expect(act(upTo(1), 'pass', 'window', '2022-03-02')).toEqual(no({ code: 'step-not-open', at: 'step', say: '本件处于“受理”，不能办理“通过”；此时可办理：受理、不予受理、退回补正、中止、移送' })))
  it('is sent back for correction once only', () => {
    const s = upTo(3, '补正后未获同意')
    expect(act(s, 'correct', 'window', '2022-03-05', { defects: '再补' })).toEqual(no({ code: 'step-closed', at: 'step', say: '本件已退回补正1次，按规定不得再次退回，请作出决定' }))
  })
  it('stops its clocks while suspended and shows since when', () => {
    const suspended = act(upTo(2), 'suspend', 'reviewer', '2022-03-10', { reason: 'expert', from: '2022-03-08', note: '评审' })
    if (!suspended.ok) throw new Error(JSON.stringify(suspended.refusals))
    expect(clockFaces(tennisClub, suspended.value.next, calendar).map((c) => [c.label, c.legal, c.stoppedSince])).toEqual([['审核', undefined, '2022-03-08'], ['办理期限', undefined, '2022-03-08']])
    expect(act(suspended.value.next, 'pass', 'leader', '2022-03-11').ok).toBe(false)
    const resumed = act(suspended.value.next, 'resume', 'reviewer', '2022-03-18', { to: '2022-03-17', reason: '评审完成' })
    if (!resumed.ok) throw new Error('not resumed')
    // 办理期限 3个月 from 2 March is 2 June; ten suspended days (8–17 March) push it to 12 June, a Sunday, so 13 June for the parties.
    expect(clockFaces(tennisClub, resumed.value.next, calendar).find((c) => c.name === 'whole')).toMatchObject({ target: '2022-06-12', legal: '2022-06-13' })
  })
  it('is extended only before the limit has passed', () => {
    expect(act(upTo(2), 'extend', 'leader', '2022-06-03', { clock: 'whole', reason: '案情复杂' })).toMatchObject({ ok: false, refusals: [{ code: 'too-late', say: '“办理期限”已于2022年6月2日届满，延期须在届满前批准' }] })
    const longer = act(upTo(2), 'extend', 'leader', '2022-06-01', { clock: 'whole', reason: '案情复杂' })
    expect(longer.ok && clockFaces(tennisClub, longer.value.next, calendar).find((c) => c.name === 'whole')).toMatchObject({ target: '2022-07-02', limit: '3个月，另延长1个月' })
  })
  it('keeps the one who accepted from deciding', () => expect(act(upTo(2), 'pass', 'leader', '2022-03-05', undefined, 'window')).toMatchObject({ ok: false, refusals: [{ code: 'step-closed' }] }))
  it('waits for objections to be answered before publicity ends', () => {
    const shown = upTo(3)
    const objected = act(shown, 'object', 'public', '2022-03-08', { name: '王某', contact: '0591-0000', says: '材料不实', evidence: [{ hash: 'a'.repeat(64), name: 'a.pdf', size: 3 }] })
    if (!objected.ok) throw new Error(JSON.stringify(objected))
    expect(act(objected.value.next, 'confirm', 'reviewer', '2022-03-20')).toMatchObject({ ok: false, refusals: [{ say: '尚有1件异议未答复，答复后方可办理' }] })
    expect(act(objected.value.next, 'answer', 'leader', '2022-03-20', { no: 1, answer: 'dismissed', why: '查无实据' }, 'leader')).toMatchObject({ ok: false, refusals: [{ code: 'step-closed' }] })
    const answered = act(objected.value.next, 'answer', 'leader', '2022-03-20', { no: 1, answer: 'dismissed', why: '查无实据' }, 'another leader')
    expect(answered.ok && act(answered.value.next, 'confirm', 'reviewer', '2022-03-20').ok).toBe(true)
  })
  it('goes on under a new name, and replays under it', () => {
    const renamed = act(upTo(4), 'rename', 'applicant', '2022-04-01', { name: '演示·林满' })
    if (!renamed.ok) throw new Error(JSON.stringify(renamed.refusals))
    expect(renamed.value.next.parties.applicant).toEqual({ name: '演示·林满' })
    const actions = [...play(tennisClub, walk('入会'), place).decisions.map((d) => d.action), renamed.value.action]
    expect(replay(tennisClub, actions)).toEqual(renamed.value.next)
  })
  it('stays with the firm that opened it', () => {
    const returned = play(tennisClub, { ...walk('补正后未获同意'), raw: byFirm('91350102DEM000014E'), steps: walk('补正后未获同意').steps.slice(0, 2) }, place).snapshot
    expect(act(returned, 'resubmit', 'applicant', '2022-03-04', byFirm('91350503DEM000022C'))).toMatchObject({ ok: false, refusals: [{ code: 'applicant-changed' }] })
    expect(act(returned, 'resubmit', 'applicant', '2022-03-04', byFirm('91350102DEM000014E')).ok).toBe(true)
  })
  it('holds the keys that nobody else may use, one or several of a kind', () => {
    const submit = (item: typeof tennisClub) => play(item, { ...walk('入会'), steps: walk('入会').steps.slice(0, 1) }, place).decisions[0]!.unique
    expect(submit(tennisClub)).toEqual({ person: ['演示·林小满'] })
    expect(submit({ ...tennisClub, unique: { court: { key: () => ['一号场', '二号场'], say: '该场已订' } } })).toEqual({ court: ['一号场', '二号场'] })
  })
  it('has no duties left once it is closed', () => {
    const told = { memo: {} } as any
    expect(standingDuties(tennisClub, upTo(4), told).map((d) => d.due)).toEqual(['2023-03-31'])
    expect(standingDuties(tennisClub, play(tennisClub, walk('入会又退会'), place).snapshot, told)).toEqual([])
  })
  it('cannot be opened with nothing', () => {
    const tried = act(blank(tennisClub), 'submit', 'applicant', '2022-03-01', {})
    expect(tried.ok ? [] : tried.refusals.map((r) => r.at)).toEqual(['who.name', 'who.place', 'play.level', 'play.wish'])
  })
})

describe('what a declaration may say about time, papers and seats', () => {
  const variant = (more: object): any => ({ ...tennisClub, ...more })
  const walked = (item: any, n: number) => play(item, { ...walk('入会'), steps: walk('入会').steps.slice(0, n) }, place).snapshot
  const doing = (item: any, s: any, step: string, as: string, day: string, input?: any) => perform(item, s, { step, as: [as], by: { id: as, name: as }, input }, worldOn(day))

  it('counts a state from the receipt of a paper, not from its record', () => {
    const item = variant({ states: { ...tennisClub.states, review: { ...tennisClub.states.review, since: () => '2022-02-25T01:00:00.000Z' } } })
    // 20个工作日 from Friday 25 February 2022 end on Friday 25 March.
    expect(clockFaces(item, walked(item, 2), calendar).find((c) => c.name === 'state')).toMatchObject({ startedOn: '2022-02-25', target: '2022-03-25' })
  })
  it('lets a limit be extended as often as the rules of the day say', () => {
    const times = { versions: () => [], label: '', source: '', show: String, versionOn: () => ({}) as any, on: () => 2 }
    const item = variant({ clocks: { whole: { ...tennisClub.clocks!.whole!, extension: { ...tennisClub.clocks!.whole!.extension!, times } } } })
    const once = doing(item, walked(item, 2), 'extend', 'leader', '2022-03-10', { clock: 'whole', reason: '复杂' })
    const twice = doing(item, once.ok && once.value.next, 'extend', 'leader', '2022-03-11', { clock: 'whole', reason: '复杂' })
    expect(twice.ok && clockFaces(item, twice.value.next, calendar).find((c) => c.name === 'whole')).toMatchObject({ target: '2022-08-02' })
    expect(doing(item, twice.ok && twice.value.next, 'extend', 'leader', '2022-03-12', { clock: 'whole', reason: '复杂' })).toMatchObject({ ok: false, refusals: [{ code: 'extended-already' }] })
  })
  it('issues a paper of the handler when the clock is ordered stopped, if what must be shown is there', () => {
    const papers = { ...tennisClub.papers, stop: { title: '中止通知书', series: '中', organ: 'handler', lines: () => ['中止'] } }
    const checks = (c: any) => (c.input.files ? [] : [{ code: 'no-proof', at: 'files', say: '请附依据' }])
    const item = variant({ papers, suspension: { by: ['reviewer'], reasons: { rain: '下雨' }, checks, papers: { suspend: ['stop'] } } })
    expect(unsound(item)).toEqual([])
    expect(doing(item, walked(item, 2), 'suspend', 'reviewer', '2022-03-10', { reason: 'rain', from: '2022-03-08', note: '雨' })).toEqual(no({ code: 'no-proof', at: 'files', say: '请附依据' }))
    const stopped = doing(item, walked(item, 2), 'suspend', 'reviewer', '2022-03-10', { reason: 'rain', from: '2022-03-08', note: '雨', files: [{ hash: 'a'.repeat(64), name: 'a.pdf', size: 3 }] })
    expect(stopped.ok && stopped.value.papers).toMatchObject([{ name: 'stop', organ: 'fj.3501' }])
  })
  it('knows whether a clock was kept', () => {
    const told: boolean[] = []
    const item = variant({ states: { ...tennisClub.states, review: { ...tennisClub.states.review, steps: { ...tennisClub.states.review.steps, refuse: { ...tennisClub.states.review.steps!.refuse, emits: (c: any) => { told.push(c.inTime('whole')); return [] } } } } } })
    for (const day of ['2022-06-02', '2022-06-06']) doing(item, walked(item, 2), 'refuse', 'leader', day, { reason: '满' })
    expect(told).toEqual([true, false])
  })
  it('seats a desk of the handler in the division named when the province itself has the case', () => {
    const desk = { label: '', at: 'handler', office: 'use', duty: 'handle' } as const
    expect([seatUnit(desk, { place: 'fj.3501', handler: 'fj.3501' }, place), seatUnit(desk, { place: 'fj.3501', handler: 'fj' }, place)]).toEqual(['fj.3501', 'fj.use'])
  })
})

describe('a panel', () => {
  // Draws the first of each required field, then the first of all: enough to see who is offered and who is asked for.
  const firstCome: PanelMethod = {
    draw: ({ pool, size, seed, mix }) => {
      const required = Object.entries(mix ?? {}).flatMap(([field, n]) => pool.filter((p) => p.field === field).slice(0, n))
      const drawn = [...required, ...pool.filter((p) => !required.includes(p))].slice(0, size).map((p) => p.id)
      return drawn.length === size && required.length >= Object.keys(mix ?? {}).length ? yes({ seed, drawn, recused: [], pool: pool.map((p) => p.id) }) : no({ code: 'too-few', say: '教练不足' })
    },
    tally: ({ sheets }) => ({ value: { total: sheets.length, raw: [], trimmed: 0, severity: {} }, steps: ['数评分表'] }),
  }
  const coaches = ['net', 'serve', 'serve', 'net'].map((field, i) => ({ key: `c${i}`, data: { name: `教练${i}`, field, employer: '', tiesKnown: true } }))
  const judgedClub = { ...tennisClub, states: { ...tennisClub.states, review: panel({
    label: '评球', by: 'reviewer', size: dated('评球人数', '虚构', { '2020-01-01': 2, '2023-01-01': 3 }), mix: { net: 1, serve: 1 }, criteria: { form: { label: '姿势', weight: 100 } },
    pool: (c) => c.facts.coaches, judged: () => ({ names: [], codes: [], people: [] }), method: firstCome, to: 'member',
  }) } } as typeof tennisClub
  const steps = (...more: { step: string; as: string; who?: string; input: unknown; facts?: Record<string, unknown> }[]) => play(judgedClub, { name: '', on: '2022-03-01', raw: walk('入会').raw, ends: '', facts: { coaches },
    steps: [{ step: 'submit', as: 'applicant' }, { step: 'accept', as: 'window', after: 1 }, ...more] }, place)
  const draw = { step: 'draw', as: 'reviewer', input: { seed: '1' } }
  const tied = { step: 'recuse', as: 'expert', who: 'c1', input: { remark: '是我徒弟' } }
  const replace = { step: 'replace', as: 'reviewer', input: { expert: 'c1', seed: '2', reason: '申请回避' } }

  it('has the size that the rules of the day give it', () => expect(steps(draw).snapshot.memo.panel.drawn).toEqual(['c0', 'c1']))
  it('replaces whoever declares a tie by someone of the field that would be missing', () => expect(steps(draw, tied, replace).snapshot.memo.panel.drawn).toEqual(['c0', 'c2']))
  it('takes no sheet of whoever declared a tie', () =>
    expect(steps(draw, tied, { step: 'score', as: 'expert', who: 'c1', input: { form: 90, free: true, remark: '好' } }).refused?.refusals[0]!.say).toBe('您已申请回避，等待更换专家'))
  it('does not draw again whoever declared a tie', () =>
    expect(steps(draw, tied, { ...replace, facts: { coaches: coaches.filter((c) => c.key !== 'c2') } }).refused).toEqual({ step: 'replace', refusals: [{ code: 'too-few', say: '教练不足' }] }))
})

describe('an answer of rows', () => {
  const formerClubs = rows('待过的球会', { name: text('球会'), until: optional(day('离会日')) })
  it('takes a bare text for a row that answers its first question', () => {
    expect(formerClubs.parse(['东湖球会', { name: '西湖球会', until: '2021年6月1日' }])).toEqual(yes([{ name: '东湖球会' }, { name: '西湖球会', until: '2021-06-01' }]))
    expect(formerClubs.show(['东湖球会'] as never)).toBe('1. 球会：东湖球会')
    expect(formerClubs.parse([''])).toMatchObject({ ok: false, refusals: [{ say: '“待过的球会”第1行：请填写“球会”' }] })
  })
})

describe('the path drawn for a case', () => {
  it('is the shortest way to where the right is given', () => expect(mainLine(tennisClub).map((s) => s.label)).toEqual(['填报', '受理', '审核', '公示', '在会']))
  it('is as declared where that would mislead', () => expect(mainLine({ ...tennisClub, line: ['draft', 'intake', 'review', 'asked', 'shown', 'member'] }).map((s) => s.label)).toEqual(['填报', '受理', '审核', '等介绍人说明', '公示', '在会']))
})

describe('an office that opens cases itself', () => {
  const checker = namedDesk('核查单位', (a) => a.task?.checker)
  it('is named by the answers, and by nobody before they are given', () => {
    expect([seatUnit(checker, { place: '', handler: '', answers: { task: { checker: 'fj.use' } } }, place), seatUnit(checker, { place: '', handler: '', answers: {} }, place)]).toEqual(['fj.use', undefined])
  })
  it('a fixed last day ends a limit in days, is not rolled forward, and needs no calendar', () => {
    const running = { label: '完成期限', of: 'office' as const, period: { n: 12, unit: 'month' as const }, startedAt: '2022-02-07T01:00:00.000Z' as Instant, extensions: [], paused: [], before: '2022-12-31T15:59:59.000Z' as Instant }
    expect(face('due', running, [], calendar)).toMatchObject({ target: '2022-12-31', legal: '2022-12-31' })
    expect(face('due', { ...running, startedAt: '2026-06-01T01:00:00.000Z' as Instant, before: '2026-12-30T15:59:59.000Z' as Instant }, [], calendar)).toMatchObject({ legal: '2026-12-30' })
    expect(face('due', { ...running, before: '2023-06-30T15:59:59.000Z' as Instant }, [], calendar)).toMatchObject({ legal: '2023-02-07' })
  })
  it('keeps a case that is for one unit and no other', () => {
    const labels = (item: typeof tennisClub) => openSteps(item, play(item, { ...walk('入会'), steps: walk('入会').steps.slice(0, 1) }, place).snapshot, ['window'], worldOn('2022-03-02')).map((o) => o.label)
    expect(labels(tennisClub)).toContain('移送')
    expect(labels({ ...tennisClub, transferable: false })).not.toContain('移送')
  })
})
