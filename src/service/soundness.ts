import { correctionState, type ServiceItem, withdrawnState } from './item.ts'
import { asksKnown, questions } from './knowledge.ts'
import { targetsOf } from './perform.ts'
import type { Register } from './register.ts'

/** Everything that can be wrong with a declaration before any case exists, in words its author can act on. `registers` are those the house keeps. */
export function unsound(item: ServiceItem, registers: Iterable<Register> = []): string[] {
  const wrong: string[] = []
  const names = Object.keys(item.states)
  const steps = names.flatMap((s) => Object.entries(item.states[s]!.steps ?? {}).map(([id, step]) => ({ s, id, step })))
  const targets = (s: string) => Object.values(item.states[s]?.steps ?? {}).flatMap((t) => targetsOf(t.to)).filter((t) => t !== withdrawnState)
  if (!names.includes(item.start)) wrong.push(`it starts in “${item.start}”, which is not one of its states: ${names.join(', ')}`)
  for (const s of names) for (const t of targets(s)) if (!names.includes(t)) wrong.push(`“${s}” leads to “${t}”, which is not a state`)
  for (const reserved of [correctionState, withdrawnState]) if (names.includes(reserved)) wrong.push(`“${reserved}” is a built-in state and may not be declared`)

  const reach = (from: string[], next: (s: string) => string[]) => {
    const seen = new Set(from); const todo = [...from]
    for (let s = todo.pop(); s !== undefined; s = todo.pop()) for (const n of next(s)) if (!seen.has(n)) { seen.add(n); todo.push(n) }
    return seen
  }
  const reached = reach([item.start], targets)
  const ends = names.filter((s) => item.states[s]!.final)
  const canEnd = reach(ends, (s) => names.filter((n) => targets(n).includes(s)))
  for (const s of names) {
    const state = item.states[s]!
    if (!reached.has(s)) wrong.push(`no case can ever reach “${s}”`)
    if (!canEnd.has(s)) wrong.push(`a case in “${s}” can never end`)
    if (state.final && Object.keys(state.steps ?? {}).length) wrong.push(`“${s}” is final but has steps`)
    if (state.final && !state.outcome) wrong.push(`“${s}” is final but does not say how it ended`)
    if (state.onExpiry && !state.steps?.[state.onExpiry]) wrong.push(`“${s}” names “${state.onExpiry}” for when its time passes, which is not one of its steps`)
    if (state.onExpiry && !state.within) wrong.push(`“${s}” says what happens when its time passes but allows no time`)
    if (state.correctable && !item.correction) wrong.push(`“${s}” may be sent back for correction, but the item does not say within what time`)
  }

  if (!/^[\u4e00-\u9fff]{2,6}$/.test(item.numbered)) wrong.push(`its cases are numbered under “${item.numbered}”, which is not a short Chinese word`)
  const seats = [...Object.keys(item.desks), ...Object.keys(item.parties), 'public', 'expert', 'clock']
  for (const { s, id, step } of steps) {
    for (const b of ([] as string[]).concat(step.by as string | string[])) {
      if (!seats.includes(b)) wrong.push(`“${id}” in “${s}” is done by “${b}”, who does not take part: ${seats.join(', ')}`)
      if (step.decides && item.desks[b] && item.desks[b].duty !== 'decide') wrong.push(`“${id}” in “${s}” decides, but the desk “${b}” may only ${item.desks[b].duty}`)
    }
    for (const name of step.issues ?? []) if (!item.papers?.[name]) wrong.push(`“${id}” in “${s}” issues “${name}”, which is not one of its papers`)
    for (const name of step.gates === 'all' ? [] : step.gates ?? []) if (!item.gates?.[name]) wrong.push(`“${id}” in “${s}” checks the gate “${name}”, which is not declared`)
    for (const name of step.notBy ?? []) if (!steps.some((x) => x.id === name)) wrong.push(`“${id}” in “${s}” bars whoever did “${name}”, which is no step`)
  }
  for (const [name, d] of Object.entries(item.desks)) {
    if (d.duty === 'decide' && /centre/.test(d.office)) wrong.push(`the desk “${name}” decides, but a centre does not decide`)
    if (!steps.some((x) => ([] as string[]).concat(x.step.by as string | string[]).includes(name)) && !(item.suspension?.by ?? []).includes(name) && !Object.values(item.clocks ?? {}).some((c) => c.extension?.by === name)) wrong.push(`the desk “${name}” has nothing to do`)
  }
  if (!Object.values(item.states[item.start]?.steps ?? {}).some((s) => s.asks === 'form')) wrong.push('no first step hands in the form')

  const ids = new Set(steps.map((x) => x.id))
  for (const [name, c] of Object.entries(item.clocks ?? {})) {
    for (const x of [...c.starts, ...c.stops]) if (!ids.has(x)) wrong.push(`the clock “${name}” waits for “${x}”, which is no step`)
    if (c.starts.length === 0) wrong.push(`the clock “${name}” never starts`)
    for (const x of c.pausedIn ?? []) if (!names.includes(x)) wrong.push(`the clock “${name}” pauses in “${x}”, which is not a state`)
    if (c.extension && !item.desks[c.extension.by]) wrong.push(`the clock “${name}” is extended by “${c.extension.by}”, which is no desk`)
  }
  for (const [name, d] of Object.entries(item.duties ?? {})) if (!ids.has(d.by)) wrong.push(`the duty “${name}” is fulfilled by “${d.by}”, which is no step`)
  for (const p of Object.keys(item.papers ?? {})) if (!steps.some((x) => x.step.issues?.includes(p)) && !Object.values(item.suspension?.papers ?? {}).some((of) => of?.includes(p))) wrong.push(`the paper “${p}” is never issued`)
  for (const p of Object.values(item.suspension?.papers ?? {}).flat()) if (!item.papers?.[p!]) wrong.push(`suspension issues “${p}”, which is not one of its papers`)
  for (const g of Object.keys(item.gates ?? {})) if (!steps.some((x) => x.step.gates === 'all' || x.step.gates?.includes(g))) wrong.push(`the gate “${g}” is never checked`)

  const paths = Object.entries(item.form.sections).flatMap(([k, v]) => Object.keys(v.fields).map((f) => `${k}.${f}`))
  for (const p of [...item.form.asks, ...item.form.checks].map((r) => r.at)) if (!paths.includes(p)) wrong.push(`a rule names “${p}”, which the form does not ask`)
  const known = [...registers]
  for (const { at, label, kept, write } of asksKnown(item, known)) {
    wrong.push(`“${at}” (${label}) asks for what the house keeps as ${kept}: fill it in with prefilled(${write}, …), or give the reason to ask with askedAnew('…', …)`)
  }
  for (const { at, field } of questions(item.form)) {
    if (field.anew !== undefined && !field.anew.trim()) wrong.push(`“${at}” is asked anew without a reason`)
    if (!field.from || !('register' in field.from)) continue
    const { register, field: named, by } = field.from
    if (!paths.includes(by)) wrong.push(`“${at}” is filled in by “${by}”, which the form does not ask`)
    const kept = known.find((r) => r.id === register)
    if (kept && !kept.fields[named]) wrong.push(`“${at}” is filled in from “${named}” of the register ${register}, which has no such field`)
  }
  if (!item.examples.some((e) => !e.expect.refusedAt?.length) || !item.examples.some((e) => e.expect.refusedAt?.length)) wrong.push('it needs at least two worked examples: one that goes through and one that is refused')
  for (const end of ends) if (!item.walks.some((w) => w.ends === end)) wrong.push(`no worked case ends in “${end}”`)
  for (const end of names.filter((n) => item.states[n]!.standing)) if (!item.walks.some((w) => w.ends === end)) wrong.push(`no worked case rests in “${end}”`)
  if (!item.guide.who || !item.guide.gives || !item.guide.where || !item.guide.complaint || item.guide.brings.length === 0) wrong.push('its guide lacks one of: who may apply, what to bring, what comes of it, where, where to complain')
  return wrong
}
