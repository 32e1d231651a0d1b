import { addDays, type Day, type Refusal, showDay } from '../kernel/index.ts'
import { choice, files, longText, number, text } from './form.ts'
import type { Limit, State, Step, Told } from './item.ts'

/** An objection raised while a case is published. Real name and evidence are required of those who object. */
export interface Objection { no: number; name: string; contact: string; says: string; on: Day; answer?: 'upheld' | 'dismissed'; why?: string; answeredBy?: string }
export const objections = (memo: Record<string, any>): Objection[] => memo.objections ?? []
export const openObjections = (memo: Record<string, any>) => objections(memo).filter((o) => !o.answer)

/**
 * A state in which the case lies open to everyone for a number of days.
 * Anyone signed in may object by name; someone other than the reviewer answers; nothing moves on while an objection is open.
 */
export function publicity<const S extends string, const B extends string>(of: {
  label: string
  within: Limit
  /** Who confirms that the time has passed without an objection upheld. */
  by: B
  /** Who answers objections, and whose earlier steps bar a person from answering. */
  answers: B
  notBy: readonly string[]
  to: S
  upheld: S
  confirm?: Partial<Step<S, B | 'public'>>
  shows: State['shows']
}): State<S, B | 'public'> {
  const over = (c: Told): true | string => {
    const since = publishedOn(c, of.within)
    if (c.today <= since.last) return `公示至${showDay(since.last)}，期满后方可办理`
    const open = openObjections(c.memo)
    return open.length === 0 || `尚有${open.length}件异议未答复，答复后方可办理`
  }
  const confirmed = of.confirm?.when
  return {
    label: of.label, kind: 'publicity', within: of.within, clockOf: 'office', settled: true, shows: of.shows,
    steps: {
      object: {
        label: '提出异议', by: 'public', asks: { name: text('异议人真实姓名或名称', { maxLength: 60 }), contact: text('联系方式', { maxLength: 60 }), says: longText('异议内容和理由'), evidence: files('证据材料') },
        when: (c) => { const { last } = publishedOn(c, of.within); return c.today <= last || `公示已于${showDay(last)}结束，异议期已过` },
        notes: (c) => ({ objections: [...objections(c.memo), { no: objections(c.memo).length + 1, name: c.input.name, contact: c.input.contact, says: c.input.says, on: c.today }] }),
        internal: true,
      },
      answer: {
        label: '答复异议', by: of.answers, notBy: of.notBy, asks: { no: number('异议序号', { whole: true, min: 1 }), answer: choice('处理', { upheld: '异议成立', dismissed: '异议不成立' }), why: longText('答复理由') },
        when: (c) => openObjections(c.memo).length > 0 || '现无待答复的异议',
        checks: (c): Refusal[] => (openObjections(c.memo).some((o) => o.no === c.input.no) ? [] : [{ code: 'no-such-objection', at: 'no', say: `没有待答复的第${c.input.no}号异议` }]),
        notes: (c) => ({ objections: objections(c.memo).map((o) => (o.no === c.input.no ? { ...o, answer: c.input.answer, why: c.input.why, answeredBy: c.by.id } : o)) }),
        to: { among: [of.upheld], of: (c: Told) => (c.input.answer === 'upheld' ? of.upheld : undefined) },
      },
      confirm: { label: '公示期满无异议成立', by: of.by, to: of.to, ...of.confirm, when: (c: Told) => { const ok = over(c); return ok === true ? confirmed?.(c) ?? true : ok } },
    } as Record<string, Step<S, B | 'public'>>,
  }
}

/** First and last day of the present publication: it starts the day after the case was published. */
export function publishedOn(c: Told, within: Limit): { first: Day; last: Day } {
  const period = within.on(c.ruleDay)
  const from = (c.memo.publishedOn ?? c.today) as Day
  return { first: from, last: period.unit === 'workday' ? c.calendar.addWorkdays(from, period.n) : addDays(from, period.n) }
}

/** The first day on which the office has something to do: an objection wants its answer at once, else the time must have passed. */
export const actableFrom = (c: Told, within: Limit): Day =>
  openObjections(c.memo).map((o) => o.on).sort()[0] ?? addDays(publishedOn(c, within).last, 1)

/** What the step that publishes must note. */
export const publishes = (c: Told): Record<string, unknown> => ({ publishedOn: c.today, objections: c.memo.objections ?? [] })
