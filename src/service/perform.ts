import { type Calendar, CalendarEnd, dated, type Day, type Finding, type Instant, no, type Refusal, type Result, showDay, yes } from '../kernel/index.ts'
import { backLines, day, type Fields, files, longText, optional, type PartyRef, readAnswers, readBack, readFields, choice, text, unit } from './form.ts'
import {
  type Action, type Attempt, type Branch, correctionState, type Decision, type Desk, type ServiceItem, type Settings,
  type Snapshot, type State, type Step, type Told, withdrawnState, type World,
} from './item.ts'
import { countsIn, face, keptBy, stopBetween } from './clocks.ts'

/** The case before anything happened. */
export const blank = (item: ServiceItem): Snapshot => ({
  item: item.id, version: 0, state: item.start, answers: {}, parties: {}, place: '', handler: '', number: '', title: item.name, ruleDay: '0000-00-00' as Day,
  computed: {}, memo: {}, doneOn: {}, doneBy: {}, marks: {}, clocks: {}, suspensions: [], corrections: 0,
})

const correctFields: Fields = { defects: longText('需补正的全部内容', { help: '一次性告知：把全部需要补正的内容逐条列明' }) }
const withdrawFields: Fields = { reason: longText('撤回理由') }
const extendFields: Fields = { reason: longText('延期理由') }
const resumeFields: Fields = { to: day('中止的最后一日'), reason: longText('恢复理由') }
const transferFields: Fields = { unit: unit('移送至'), reason: longText('移送理由') }
const voidFields: Fields = {
  number: text('文书编号', { maxLength: 80 }),
  scope: choice('作废范围', { paper: '只作废这份文书，它所依据的办理不变', step: '连同作出它的这一步：其数字不再计入，由此载入名录的条目终止' }),
  reason: longText('作废的理由和依据', { help: '例如复议决定书、判决书的文号，或者自行纠正的事实' }),
}
const rounds = dated('补正次数', '一次性告知：行政许可法第三十二条', { '2004-07-01': 1 })

const builtInStates: Record<string, State> = {
  [correctionState]: { label: '补正', clockOf: 'party', onExpiry: 'lapse' },
  [withdrawnState]: { label: '已撤回', final: true, outcome: 'withdrawn' },
}
export function stateOf(item: ServiceItem, name: string): State {
  const state = item.states[name] ?? builtInStates[name]
  if (!state) throw new Error(`“${item.name}” has no state “${name}”`)
  if (name === correctionState && item.correction) return { ...state, within: item.correction.within }
  return state
}

/** Those who have a step in this state; they may also order the built-in steps that fall to the office. */
const officeOf = (item: ServiceItem, state: State): string[] =>
  [...new Set(Object.values(state.steps ?? {}).flatMap((s) => s.by as string | string[]))].filter((b) => b in item.desks)

const usualReasons = { appraisal: '检验、检测、鉴定', expert: '专家评审', 'third-party': '等待第三方办理', other: '其他依法不计入期限的情形' }
const suspendFieldsOf = new WeakMap<ServiceItem, Fields>()
/** Made once for an item: every step that is taken looks at the steps there are. */
function suspendFields(item: ServiceItem): Fields {
  const known = suspendFieldsOf.get(item)
  if (known) return known
  const made = { reason: choice('中止事由', item.suspension?.reasons ?? usualReasons), from: day('中止首日'), note: longText('说明'), files: optional(files('依据文件')) }
  suspendFieldsOf.set(item, made)
  return made
}

/** Declared and built-in steps of the present state, whether or not they are open to anyone. */
export function stepsOf(item: ServiceItem, s: Snapshot): Record<string, Step> {
  const state = stateOf(item, s.state)
  const steps: Record<string, Step> = { ...state.steps }
  if (s.state === correctionState) {
    steps.resubmit = { label: '提交补正', by: 'applicant', to: s.returnTo ?? item.start, asks: 'form', recomputes: true }
    if (item.correction) steps.lapse = { label: '逾期未补正，视为撤回', by: 'clock', to: withdrawnState }
  }
  const mayVoid = s.version > 0 ? voiders(item, s) : []
  if (mayVoid.length) {
    steps.voidPaper = { label: '作废文书', by: mayVoid, asks: voidFields, checks: (c) => voidRefusals(item, s, c), danger: '作废后不能恢复；凭验证码查验的人会看到已作废和理由，当事人会收到通知' }
  }
  if (state.final || s.version === 0) return steps
  const office = officeOf(item, state)
  if (state.correctable && item.correction && office.length) {
    steps.correct = { label: '退回补正', by: office, to: correctionState, asks: correctFields }
  }
  if (!state.settled && !state.standing && 'applicant' in item.parties) steps.withdraw = { label: '撤回', by: 'applicant', to: withdrawnState, asks: withdrawFields, danger: '撤回后本件终结，不能恢复；可另行提交' }
  const suspenders = item.suspension?.by ?? office
  if (!state.settled && !state.standing && suspenders.length && s.state !== correctionState) {
    steps.suspend = { label: '中止', by: suspenders, asks: suspendFields(item), checks: item.suspension?.checks, issues: item.suspension?.papers?.suspend }
    if (s.handler && item.transferable !== false) steps.transfer = { label: '移送', by: office, asks: transferFields }
  }
  if (openSuspension(s)) steps.resume = { label: '恢复', by: suspenders.length ? suspenders : office, asks: resumeFields, issues: item.suspension?.papers?.resume }
  const extendable = Object.entries(item.clocks ?? {}).filter(([name, c]) => c.extension && s.clocks[name] && !s.clocks[name]!.stoppedAt)
  if (extendable.length) {
    steps.extend = { label: '批准延期', by: [...new Set(extendable.map(([, c]) => c.extension!.by))], asks: { clock: choice('延长哪一期限', Object.fromEntries(extendable.map(([n, c]) => [n, c.label]))), ...extendFields } }
  }
  return steps
}
/** A paper that an appeal or the office itself undoes: by those who decide, or by those who issue where nobody decides. Also when the case is over. */
function voiders(item: ServiceItem, s: Snapshot): string[] {
  const issuing = Object.values(item.states).flatMap((state) => Object.entries(state.steps ?? {})).filter(([, step]) => step.issues?.length)
  const has = issuing.some(([id]) => s.doneOn[id]) || (s.doneOn.suspend && item.suspension?.papers?.suspend) || (s.doneOn.resume && item.suspension?.papers?.resume)
  if (!has) return []
  const deciding = Object.keys(item.desks).filter((d) => item.desks[d]!.duty === 'decide')
  return deciding.length ? deciding : [...new Set(issuing.flatMap(([, step]) => step.by as string | string[]))].filter((b) => b in item.desks)
}
/** What is told of the papers of a case when one of them is to be declared void. */
export interface KnownPaper { number: string; organ: string; voided: boolean }
function voidRefusals(item: ServiceItem, s: Snapshot, c: Told): Refusal[] {
  const paper = ((c.facts.papers ?? []) as KnownPaper[]).find((p) => p.number === c.input.number.trim())
  if (!paper) return [{ code: 'no-such-paper', at: 'number', say: `本件没有编号为“${c.input.number}”的文书，请照文书上的编号填写` }]
  if (paper.voided) return [{ code: 'void-already', at: 'number', say: `${paper.number}已经作废` }]
  // Whoever issued it or stands above may undo it; a city does not undo what the province has issued.
  const mayUndo = (c.seats ?? []).filter((seat) => seat in item.desks).some((seat) => {
    const at = seatUnit(item.desks[seat]!, s, { office: () => undefined })
    return at === undefined || paper.organ === at || paper.organ.startsWith(`${at}.`)
  })
  return mayUndo ? [] : [{ code: 'not-yours', at: 'number', say: `${paper.number}由上级机关签发，须由签发机关或者其上级作废` }]
}
export const openSuspension = (s: Snapshot) => s.suspensions.find((x) => x.to === undefined)
const whileSuspended = new Set(['resume', 'withdraw', 'voidPaper'])

/** What the functions of a declaration are told about a case at this moment. */
export function told(item: ServiceItem, s: Snapshot, world: World, by = { id: '', name: '' }, input?: any): Told {
  return {
    answers: s.answers, input, memo: s.memo, facts: world.facts, parties: s.parties, place: s.place, handler: s.handler, number: s.number,
    computed: Object.fromEntries(Object.entries(s.computed).map(([k, f]) => [k, f.value])), today: world.today, at: world.at,
    ruleDay: s.version === 0 ? (item.ruleDay?.(s.answers, world.today) ?? world.today) : s.ruleDay, doneOn: s.doneOn, doneBy: s.doneBy, by, calendar: world.calendar, unitOf: world.unitOf, suspensions: s.suspensions,
    inTime: (clock) => keptBy(s.clocks[clock], s.suspensions, world.calendar, world.at),
  }
}

const targetsOf = (to: Step['to']): readonly string[] => (to === undefined ? [] : typeof to === 'string' ? [to] : (to as Branch<string>).among)
export { targetsOf }
const nameOfSeat = (item: ServiceItem, by: string): string =>
  item.desks[by]?.label ?? item.parties[by]?.label ?? ({ public: '任何人', expert: '被抽取的专家', clock: '期限届满时由系统' } as Record<string, string>)[by] ?? by

/** Where a desk's seat stands for this case; nothing when the case's place has no such level. */
export function seatUnit(desk: Desk, s: Pick<Snapshot, 'place' | 'handler'> & { answers?: any }, world: Pick<World, 'office'>): string | undefined {
  if (desk.at === 'named') return desk.names!(s.answers ?? {})
  if (desk.at === 'province') return world.office(desk.office)
  if (desk.at === 'handler') return s.handler && !s.handler.includes('.') && desk.office !== 'authority' ? world.office(desk.office) : s.handler || undefined
  const depth = desk.at === 'city' ? 2 : 3
  const parts = s.place.split('.')
  return parts.length >= depth ? parts.slice(0, depth).join('.') : undefined
}

/** A step as it stands for a person now: open, or closed with the reason why. */
export interface OpenStep { id: string; label: string; step: Step; as: string; blocked?: string }
export function openSteps(item: ServiceItem, s: Snapshot, as: readonly string[], world: World, by = { id: '', name: '' }): OpenStep[] {
  return Object.entries(stepsOf(item, s)).flatMap(([id, step]) => {
    const seat = ([] as string[]).concat(step.by as string | string[]).find((b) => as.includes(b))
    if (!seat || seat === 'clock' || step.offered?.(told(item, s, world, by)) === false) return []
    const why = closedBecause(item, s, id, step, world, by)
    return [{ id, label: step.label, step, as: seat, ...(why ? { blocked: why } : {}) }]
  })
}

function closedBecause(item: ServiceItem, s: Snapshot, id: string, step: Step, world: World, by: { id: string; name: string }): string | undefined {
  const stopped = openSuspension(s)
  if (stopped && !whileSuspended.has(id)) return `本件自${showDay(stopped.from)}起中止（${suspensionWord(item, stopped.reason)}），恢复后方可办理“${step.label}”`
  if (id === 'suspend' && stopped) return '本件已在中止中'
  const same = step.notBy?.find((other) => s.doneBy[other] === by.id && by.id !== '')
  if (same) return `“${step.label}”须由未办理过前序环节的人员办理，您已办理过前序环节`
  if (id === 'correct') {
    const most = (item.correction?.rounds ?? rounds).on(s.ruleDay)
    if (s.corrections >= most) return `本件已退回补正${s.corrections}次，按规定不得再次退回，请作出决定`
  }
  try {
    const open = step.when?.(told(item, s, world, by))
    return open === undefined || open === true ? undefined : open
  } catch (error) {
    if (error instanceof CalendarEnd) return error.message
    throw error
  }
}
const suspensionWord = (item: ServiceItem, reason: string) => item.suspension?.reasons[reason] ?? reason

/** Decides whether an attempt may happen now and what follows from it. Pure: the platform stores what it returns. */
export function perform(item: ServiceItem, s: Snapshot, attempt: Attempt, world: World): Result<Decision> {
  try { return decide(item, s, attempt, world) } catch (error) {
    if (error instanceof CalendarEnd) return no({ code: 'calendar-ends', at: 'step', say: error.message })
    throw error
  }
}

function decide(item: ServiceItem, s: Snapshot, attempt: Attempt, world: World): Result<Decision> {
  const state = stateOf(item, s.state)
  const steps = stepsOf(item, s)
  const step = Object.hasOwn(steps, attempt.step) ? steps[attempt.step] : undefined
  const open = () => openSteps(item, s, attempt.as, world, attempt.by).filter((o) => !o.blocked).map((o) => o.label)
  if (!step) {
    const known = Object.values(item.states).flatMap((x) => Object.entries(x.steps ?? {})).find(([id]) => id === attempt.step)?.[1].label ?? attempt.step
    return no({ code: 'step-not-open', at: 'step', say: `本件处于“${state.label}”，不能办理“${known}”；此时可办理：${open().join('、') || '无'}` })
  }
  const eligible = ([] as string[]).concat(step.by as string | string[])
  const seat = eligible.find((b) => attempt.as.includes(b))
  if (!seat) return no({ code: 'not-yours', at: 'step', say: `“${step.label}”由${eligible.map((b) => nameOfSeat(item, b)).join('或')}办理` })
  const closed = closedBecause(item, s, attempt.step, step, world, attempt.by)
  if (closed) return no({ code: 'step-closed', at: 'step', say: closed })

  const set: Settings = {}
  let next: Snapshot = { ...s }
  let input = attempt.input
  let read: Action['read']
  if (step.asks === 'form') {
    const answers = readAnswers(item.form, attempt.input, world.today)
    if (!answers.ok) return answers
    set.answers = input = answers.value
    read = readBack(item.form, answers.value)
    const placed = placeCase(item, s, answers.value, world)
    if (!placed.ok) return placed
    Object.assign(set, placed.value)
    next = { ...next, answers: answers.value, parties: placed.value.parties, place: placed.value.place, title: placed.value.title, ...(placed.value.ruleDay ? { ruleDay: placed.value.ruleDay } : {}) }
    if (s.version === 0) {
      if (!attempt.number) throw new Error('a submission needs the number of the case')
      next.number = set.number = attempt.number
      next.handler = set.handler = handlerOf(item, told(item, next, world, attempt.by, input))
    }
  } else if (step.asks) {
    const fields = readFields(step.asks, attempt.input)
    if (!fields.ok) return fields
    input = fields.value
    const lines = backLines(step.asks, fields.value as Record<string, any>, '')
    if (lines.length) read = [{ title: step.label, lines }]
  } else input = undefined

  if (s.version === 0 || step.recomputes) {
    const figures = worked(item, next, told(item, next, world, attempt.by, input))
    set.computed = figures
    next = { ...next, computed: figures }
  }
  const c: Told = { ...told(item, next, world, attempt.by, input), seats: attempt.as }
  const refusals = [...failedGates(item, step, c), ...(step.checks?.(c) ?? []), ...builtInRefusals(item, s, attempt.step, input, world)]
  if (refusals.length) return no(...refusals)

  const to = targetOf(step, s.state, c)
  const settings = builtInSettings(item, s, attempt.step, input, world)
  Object.assign(set, settings)
  const notes = step.notes?.(c)
  // What is to be forgotten is written down as null: leaving it out of the history would keep it there.
  if (notes) set.notes = Object.fromEntries(Object.entries(notes).map(([name, note]) => [name, note ?? null]))
  const seats = step.seats?.(c)
  if (seats) set.parties = { ...next.parties, ...seats }
  const ranOut = seat === 'clock' && s.clocks.state ? face('state', s.clocks.state, s.suspensions, world.calendar).target : undefined
  if (ranOut) set.ranOut = ranOut
  // A limit may run from what this very step has noted, such as the day of receipt.
  beginClocks(item, s, attempt.step, to, { ...c, memo: { ...c.memo, ...notes } }, set)
  const action: Action = {
    seq: s.version + 1, step: attempt.step, label: step.label, from: s.state, to, at: world.at, on: world.today, by: attempt.by, as: seat,
    ...(input === undefined ? {} : { input }), ...(read ? { read } : {}), ...(step.internal ? { internal: true as const } : {}), set,
  }
  let after = apply(item, s, action)
  const marks = item.marks?.(told(item, after, world, attempt.by, input))
  if (marks) { action.set.marks = marks; after = { ...after, marks } }
  const papers = (step.issues ?? []).map((name) => {
    const paper = item.papers![name]!
    return { name, title: paper.title, series: paper.series, organ: paper.organ === 'handler' ? after.handler : paper.organ, lines: paper.lines(told(item, after, world, attempt.by, input)), certificate: paper.certificate ?? false, servedOn: paper.servedOn ?? ['applicant'] }
  })
  const finished = told(item, after, world, attempt.by, input)
  return yes({
    action, next: after, papers, entries: step.records?.(finished) ?? [], events: step.emits?.(finished) ?? [],
    ...(step.alone ? { alone: step.alone(c) } : {}),
    ...(attempt.step === 'voidPaper' ? { voids: { number: input.number.trim(), step: input.scope === 'step', reason: input.reason } } : {}),
    ...(step.asks === 'form' && item.unique ? { unique: Object.fromEntries(Object.entries(item.unique).map(([n, u]) => [n, [u.key(next.answers)].flat()])) } : {}),
  })
}

function placeCase(item: ServiceItem, s: Snapshot, answers: any, world: World): Result<{ parties: Record<string, PartyRef>; place: string; title: string; ruleDay?: Day }> {
  const place = world.unitOf(item.place(answers))
  if (!place) return no({ code: 'place-unknown', say: '所填地区不在本省管辖范围内，请核对' })
  const outside = item.jurisdiction ? world.outside(item.jurisdiction, place) : undefined
  if (outside) return no({ code: 'out-of-jurisdiction', say: outside })
  const parties: Record<string, PartyRef> = { ...s.parties }
  for (const [role, { from }] of Object.entries(item.parties)) {
    const named = from?.(answers, world.facts)
    if (named) parties[role] = isSame(parties[role], named) ? { ...parties[role], ...named } : named
  }
  const before = s.version > 0 ? s.parties.applicant : undefined
  if (before?.creditCode && parties.applicant?.creditCode !== before.creditCode) {
    return no({ code: 'applicant-changed', at: 'applicant', say: `本件由“${before.name}”（${before.creditCode}）提交，更正时不得更换；确需更换的，请撤回后由新的主体另行提交` })
  }
  return yes({ parties, place, title: item.titleOf?.(answers) ?? item.name, ...(s.version === 0 ? { ruleDay: item.ruleDay?.(answers, world.today) ?? world.today } : {}) })
}

/** Whether a named party may be the one known before, whose link to an account is then kept. */
const isSame = (before: PartyRef | undefined, named: PartyRef): boolean =>
  before !== undefined && (before.creditCode && named.creditCode ? before.creditCode === named.creditCode : before.name === named.name || Boolean(before.creditCode))

/** Who has a case in hand when it comes in: the place's county or city, or the province. */
export function handlerOf(item: ServiceItem, c: Told): string {
  const level = typeof item.handledAt === 'function' ? item.handledAt(c) : item.handledAt
  const parts = c.place.split('.')
  return parts.slice(0, level === 'province' ? 1 : level === 'city' ? 2 : 3).join('.')
}

function worked(item: ServiceItem, s: Snapshot, c: Told): Record<string, Finding<any>> {
  return Object.fromEntries(Object.entries(item.compute ?? {}).map(([name, f]) => [name, f(s.answers, c)]))
}

function failedGates(item: ServiceItem, step: Step, c: Told): Refusal[] {
  const names = step.gates === 'all' ? Object.keys(item.gates ?? {}) : step.gates ?? []
  return names.flatMap((name) => {
    const { label, basis, holds } = item.gates![name]!, held = holds(c)
    return held === true ? [] : [{ code: 'gate-closed', at: name, say: `${label}：${held}（${typeof basis === 'string' ? basis : basis(c)}）` }]
  })
}

function targetOf(step: Step, from: string, c: Told): string {
  if (step.to === undefined) return from
  return typeof step.to === 'string' ? step.to : (step.to as Branch<string>).of(c) ?? from
}

function builtInRefusals(item: ServiceItem, s: Snapshot, step: string, input: any, world: World): Refusal[] {
  if (step === 'suspend') {
    if (input.from > world.today) return [{ code: 'day-ahead', at: 'from', say: '中止首日不得晚于今日' }]
    const begun = Object.values(s.clocks).filter((c) => !c.stoppedAt)
    if (!begun.length) return [{ code: 'no-clock', at: 'from', say: '本件现无正在计算的期限，无需中止' }]
  }
  if (step === 'resume') {
    const open = openSuspension(s)!
    if (input.to < open.from) return [{ code: 'day-before', at: 'to', say: `中止的最后一日不得早于中止首日（${showDay(open.from)}）` }]
    if (input.to > world.today) return [{ code: 'day-ahead', at: 'to', say: '中止的最后一日不得晚于今日' }]
  }
  if (step === 'extend') {
    const running = s.clocks[input.clock]!, rule = item.clocks![input.clock]!.extension!
    const shown = face(input.clock, running, s.suspensions, world.calendar)
    const times = typeof rule.times === 'number' ? rule.times : rule.times.on(s.ruleDay)
    if (running.extensions.length >= times) return [{ code: 'extended-already', at: 'clock', say: `“${running.label}”已延长${running.extensions.length}次，不得再延` }]
    if (shown.legal && world.today > shown.legal) return [{ code: 'too-late', at: 'clock', say: `“${running.label}”已于${showDay(shown.legal)}届满，延期须在届满前批准` }]
  }
  if (step === 'transfer' && input.unit === s.handler) return [{ code: 'same-unit', at: 'unit', say: '本件现由该单位办理，无需移送' }]
  if (step === 'resubmit') return []
  return []
}

function builtInSettings(item: ServiceItem, s: Snapshot, step: string, input: any, world: World): Settings {
  if (step === 'correct') return { returnTo: s.state }
  if (step === 'suspend') return { suspended: { from: input.from, reason: input.reason } }
  if (step === 'resume') return { resumed: input.to }
  if (step === 'transfer') return { handler: input.unit }
  if (step === 'extend') return { extended: { clock: input.clock, period: item.clocks![input.clock]!.extension!.limit.on(s.ruleDay || world.today) } }
  return {}
}

function beginClocks(item: ServiceItem, s: Snapshot, step: string, to: string, c: Told, set: Settings): void {
  const begun: NonNullable<Settings['begun']> = {}
  const stopped: string[] = []
  if (to !== s.state || s.version === 0) {
    const entered = stateOf(item, to)
    if (s.clocks['state']) stopped.push('state')
    if (entered.within) {
      begun.state = { label: entered.label, period: entered.within.on(c.ruleDay), of: entered.clockOf ?? 'office', ...bounds(entered, c), ...(entered.kind === 'publicity' ? { least: true as const } : {}) }
    }
  }
  for (const [name, clock] of Object.entries(item.clocks ?? {})) {
    if (clock.starts.includes(step)) begun[name] = { label: clock.label, period: clock.limit.on(c.ruleDay), of: clock.of, ...bounds(clock, c), ...(clock.moves ? { moves: true as const } : {}) }
    if (s.clocks[name] && !s.clocks[name]!.stoppedAt && (clock.stops.includes(step) || stateOf(item, to).final)) stopped.push(name)
  }
  if (Object.keys(begun).length) set.begun = begun
  if (stopped.length) set.stopped = stopped
}

function bounds(of: { before?: (c: Told) => Instant | undefined; since?: (c: Told) => Instant | undefined }, c: Told): { before?: Instant; since?: Instant } {
  const before = of.before?.(c), since = of.since?.(c)
  return { ...(before ? { before } : {}), ...(since ? { since } : {}) }
}

/** The case after one more action. Needs nothing from outside, so that replaying the actions gives the same case. */
export function apply(item: ServiceItem, s: Snapshot, a: Action): Snapshot {
  const set = a.set
  const next: Snapshot = {
    ...s, version: a.seq, state: a.to,
    doneOn: { ...s.doneOn, [a.step]: a.on }, doneBy: { ...s.doneBy, [a.step]: a.by.id },
    clocks: { ...s.clocks }, suspensions: s.suspensions,
  }
  if (set.answers !== undefined) next.answers = set.answers
  if (set.parties) next.parties = set.parties
  if (set.place !== undefined) next.place = set.place
  if (set.handler !== undefined) next.handler = set.handler
  if (set.number !== undefined) { next.number = set.number; next.submittedAt = a.at }
  if (set.title !== undefined) next.title = set.title
  if (set.ruleDay) next.ruleDay = set.ruleDay
  if (set.computed) next.computed = set.computed
  if (set.notes) next.memo = Object.fromEntries(Object.entries({ ...s.memo, ...set.notes }).filter(([, note]) => note !== null))
  if (set.marks) next.marks = set.marks
  if (set.returnTo) { next.returnTo = set.returnTo; next.corrections = s.corrections + 1 }
  if (set.suspended) next.suspensions = [...s.suspensions, { from: set.suspended.from, reason: set.suspended.reason }]
  if (set.resumed) next.suspensions = s.suspensions.map((x) => (x.to === undefined ? { ...x, to: set.resumed! } : x))
  for (const name of set.stopped ?? []) {
    if (name === 'state') delete next.clocks.state
    else next.clocks[name] = { ...next.clocks[name]!, stoppedAt: a.at }
  }
  if (a.to !== a.from) for (const [name, running] of Object.entries(next.clocks)) {
    if (name === 'state' || running.stoppedAt) continue
    const did = countsIn(item, name, a.from), does = countsIn(item, name, a.to)
    if (did && !does) next.clocks[name] = { ...running, paused: [...running.paused, { from: a.on, reason: stateOf(item, a.to).label }] }
    if (!did && does) next.clocks[name] = { ...running, paused: running.paused.flatMap((p) => (p.to ? [p] : stopBetween(p.from, set.ranOut ?? a.on, p.reason) ?? [])) }
  }
  for (const [name, b] of Object.entries(set.begun ?? {})) {
    next.clocks[name] = { label: b.label, of: b.of, period: b.period, startedAt: b.since ?? a.at, extensions: [], paused: [], ...(b.before ? { before: b.before } : {}), ...(b.moves ? { moves: true as const } : {}), ...(b.least ? { least: true as const } : {}) }
  }
  if (set.extended) {
    const running = next.clocks[set.extended.clock]!
    next.clocks[set.extended.clock] = { ...running, extensions: [...running.extensions, set.extended.period] }
  }
  const state = stateOf(item, a.to)
  if (a.to !== a.from || s.version === 0) next.enteredAt = a.at
  if (state.standing && !s.standingSince) next.standingSince = a.on
  if (state.outcome) next.outcome = state.outcome
  // What is done to a case that is over, such as declaring a paper void, does not close it again.
  if (state.final) next.closedOn = s.closedOn ?? a.on
  return next
}

/** The case as it stands after all that happened to it, or after all that had happened by the end of a day. */
export function replay(item: ServiceItem, actions: readonly Action[], until?: Day): Snapshot {
  return actions.filter((a) => until === undefined || a.on <= until).reduce((s, a) => apply(item, s, a), blank(item))
}

/** What the passing of time itself does to a case on a day, if anything: the step to take. */
export function expired(item: ServiceItem, s: Snapshot, world: { calendar: Calendar; today: Day; at: string }): string | undefined {
  const state = stateOf(item, s.state)
  const running = s.clocks.state
  if (!state.onExpiry || !running) return undefined
  const shown = face('state', running, s.suspensions, world.calendar)
  if (shown.at ? world.at > shown.at : shown.legal !== undefined && world.today > shown.legal) return state.onExpiry
  return undefined
}
