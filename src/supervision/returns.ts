import type { Day } from '../kernel/index.ts'
import type { Told } from '../service/index.ts'

/** The steps of an action that a case may be returned to, as they follow each other. */
export const stations = { dispatch: '交办', signIn: '签收', split: '分解', feedback: '反馈', accept: '核查', askClose: '申请销号', close: '销号' } as const
export type Station = keyof typeof stations

/** A return that has not been answered: from which state, to which step, by whom and why. */
export interface Back { from: string; to: Station; reason: string; on: Day; by: string }
/** The last is the one to be answered; one returned while it answers another waits beneath it. */
const backs = (c: Pick<Told, 'memo'>): Back[] => c.memo.backs ?? []
export const returned = (c: Pick<Told, 'memo'>): Back | undefined => backs(c).at(-1)

/** While a case is returned, only the step it was returned to is done. */
export const isAsked = (c: Told, step: string): true | string => {
  const back = returned(c)
  return !back || back.to === step || `本件已退回到“${stations[back.to]}”（${back.reason}），请先重新办理“${stations[back.to]}”`
}
/** Where a step leads: on its way, or, when it was returned to, straight back to whoever returned it. */
export const onward = <const S extends string>(usual: readonly S[], of: (c: Told) => S) =>
  ({ among: [...usual, 'dispatched', 'working', 'split', 'checking', 'closing', 'closed'] as const, of: (c: Told) => (returned(c)?.from as S | undefined) ?? of(c) })
/** What is noted once a returned step has been done again. */
export const answered = (c: Told) => (backs(c).length ? { backs: backs(c).length > 1 ? backs(c).slice(0, -1) : null } : {})

/** Where a case stands when it has been returned to a step. */
const stands = { dispatch: 'sentBack', signIn: 'dispatched', accept: 'checking', close: 'closing' } as const
const hasParts = (c: Told) => c.memo.parts !== undefined
export const backTo = {
  among: ['sentBack', 'dispatched', 'working', 'split', 'checking', 'closing'] as const,
  of: (c: Told) => {
    const to = c.input.to as Station
    return to in stands ? stands[to as keyof typeof stands] : hasParts(c) && to !== 'split' ? 'split' : 'working'
  },
}
export const notesReturn = (from: string, to: (c: Told) => Station) => (c: Told) =>
  ({ backs: [...backs(c), { from: from === 'working' && hasParts(c) ? 'split' : from, to: to(c), reason: c.input.reason, on: c.today, by: c.by.id } satisfies Back] })
