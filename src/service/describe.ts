import type { Day } from '../kernel/index.ts'
import type { Field, Fields } from './form.ts'
import { correctionState, type ServiceItem, type State } from './item.ts'
import { showPeriod } from './limits.ts'
import { targetsOf } from './perform.ts'

/** A question as plain data, for programs and for pages that hold no declarations. */
export interface AskedField { name: string; kind: string; label: string; help?: string; optional: boolean; options?: Record<string, string>; unit?: string; maxLength?: number; accept?: string[]; coded?: true; fields?: AskedField[]; masked?: true; /** The house fills in what it keeps: of the party itself, or of a line whose key is answered before. */ prefilled?: 'party' | 'register' }
export const describeFields = (fields: Fields): AskedField[] => Object.entries(fields).map(([name, f]: [string, Field<any>]) => ({
  name, kind: f.kind, label: f.label, optional: f.optional ?? false,
  ...(f.help ? { help: f.help } : {}), ...(f.options ? { options: f.options } : {}), ...(f.unit ? { unit: f.unit } : {}), ...(f.maxLength ? { maxLength: f.maxLength } : {}),
  ...(f.accept ? { accept: f.accept } : {}), ...(f.coded ? { coded: true as const } : {}), ...(f.fields ? { fields: describeFields(f.fields) } : {}), ...(f.masked ? { masked: true as const } : {}), ...(f.from ? { prefilled: 'party' in f.from ? 'party' as const : 'register' as const } : {}),
}))

/** The guide of an item, drawn from its declaration: who, what to bring, how long, what it costs, what comes of it, the path. */
export function describe(item: ServiceItem, on: Day) {
  const seat = (b: string) => item.desks[b]?.label ?? item.parties[b]?.label ?? ({ public: '任何人', expert: '评审专家', clock: '系统' } as Record<string, string>)[b] ?? b
  return {
    id: item.id, name: item.name, carries: item.carries, basis: item.basis, version: item.version,
    guide: {
      who: item.guide.who, brings: item.guide.brings, fee: item.guide.fee, gives: item.guide.gives, where: item.guide.where, complaint: item.guide.complaint,
      ...(item.guide.promise ? { promise: showPeriod(item.guide.promise.on(on)), promiseSource: item.guide.promise.source } : {}), ...(item.guide.places ? { places: item.guide.places } : {}),
    },
    form: Object.entries(item.form.sections).map(([name, s]) => ({ name, title: s.title, fields: describeFields(s.fields).map((f) => ({ ...f, sometimes: item.form.asks.some((a: { at: string }) => a.at === `${name}.${f.name}`) })) })),
    states: Object.entries(item.states as Record<string, State>).map(([name, s]) => ({
      name, label: s.label, final: s.final ?? false, standing: s.standing ?? false, ...(s.within ? { within: showPeriod(s.within.on(on)), source: s.within.source } : {}),
      steps: Object.entries(s.steps ?? {}).map(([id, step]) => ({ id, label: step.label, by: ([] as string[]).concat(step.by as string | string[]).map(seat), to: targetsOf(step.to) })),
    })),
    clocks: Object.values(item.clocks ?? {}).map((c) => ({ label: c.label, limit: showPeriod(c.limit.on(on)), source: c.limit.source, of: c.of })),
    papers: Object.values(item.papers ?? {}).map((p) => ({ title: p.title, certificate: p.certificate ?? false })),
    ...(item.correction ? { correction: { label: '补正', within: showPeriod(item.correction.within.on(on)) } } : {}),
    confidential: item.confidential === 'need-to-know',
  }
}

/** The main line of a case, for drawing the path: as declared, or the shortest way from the start to where the right is given. */
export function mainLine(item: ServiceItem): { name: string; label: string }[] {
  const states = item.states as Record<string, State>
  if (item.line) return item.line.map((name) => ({ name, label: states[name]!.label }))
  const goal = Object.keys(states).find((s) => states[s]!.outcome === 'granted' || states[s]!.standing) ?? Object.keys(states).find((s) => states[s]!.outcome === 'settled') ?? Object.keys(states).at(-1)!
  const from: Record<string, string> = { [item.start]: '' }
  for (const todo = [item.start]; todo.length;) {
    const s = todo.shift()!
    for (const t of Object.values(states[s]!.steps ?? {}).flatMap((x) => targetsOf(x.to))) if (!(t in from) && t !== correctionState && states[t]) { from[t] = s; todo.push(t) }
  }
  const line: string[] = []
  for (let s = goal; s; s = from[s] ?? '') line.unshift(s)
  return line.map((name) => ({ name, label: states[name]!.label }))
}
