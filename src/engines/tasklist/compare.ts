import { dense } from './fold.ts'
import type { Role } from './types.ts'

/** A task as it is compared: what identifies it and what it says. */
export interface Comparable { id: string; number: string | null; title: string; measures: string; units: readonly { text: string; role: Role }[]; deadlines: readonly string[] }
/** What a person has said: these two are one task, or this one has no counterpart. */
export interface Pinned { before: string | null; after: string | null; why: string }

export interface Piece { kind: 'same' | 'gone' | 'new'; words: string }
export interface UnitChange { kind: 'gone' | 'new' | 'role'; text: string; before?: Role; after?: Role }
/** Two tasks taken for one, with why, how alike they are, and what was changed word by word. */
export interface Pair {
  kind: 'kept' | 'changed'
  before: string
  after: string
  /** 0 to 1. */
  likeness: number
  reasons: string[]
  byPerson: boolean
  changes: { title?: Piece[]; measures?: Piece[]; units?: UnitChange[]; deadlines?: { before: string[]; after: string[] }; number?: { before: string | null; after: string | null } }
}
/** A task that stands alone, with the most alike on the other side as far as there is one worth a look. */
export interface Alone { id: string; byPerson: boolean; why?: string; nearest?: { id: string; likeness: number } }
export interface Comparison { pairs: Pair[]; dropped: Alone[]; added: Alone[] }

/** Below this two tasks are two. */
export const enough = 0.4
const weights = { title: 0.5, measures: 0.4, number: 0.1 }
/** Of each task so many of the most alike are looked at closely. */
const closest = 12

interface Grams { of: Map<string, number>; size: number }
/** Pairs of neighbouring characters, each as often as it occurs. */
function grams(text: string): Grams {
  const bare = dense(text).replace(/[\p{P}\p{S}]/gu, '')
  const of = new Map<string, number>()
  for (let i = 0; i + 1 < bare.length; i++) { const g = bare.slice(i, i + 2); of.set(g, (of.get(g) ?? 0) + 1) }
  if (bare.length === 1) of.set(bare, 1)
  return { of, size: Math.max(bare.length - 1, bare.length === 1 ? 1 : 0) }
}
function alike(a: Grams, b: Grams): number {
  if (a.size + b.size === 0) return 1
  let both = 0
  const [few, many] = a.of.size <= b.of.size ? [a, b] : [b, a]
  for (const [g, n] of few.of) both += Math.min(n, many.of.get(g) ?? 0)
  return (2 * both) / (a.size + b.size)
}

interface Known { task: Comparable; title: Grams; measures: Grams; bare: string }
const knownOf = (task: Comparable): Known => ({ task, title: grams(task.title), measures: grams(task.measures), bare: `${dense(task.title)}\n${dense(task.measures)}` })

/** How alike two tasks are, and the parts of it. A task without measures is judged by its title. */
function likeness(a: Known, b: Known): { whole: number; title: number; measures: number; number: boolean } {
  const title = alike(a.title, b.title), measures = alike(a.measures, b.measures), number = a.task.number !== null && a.task.number === b.task.number
  const said = a.measures.size && b.measures.size ? weights.title * title + weights.measures * measures : (weights.title + weights.measures) * title
  return { whole: said + (number ? weights.number : 0), title, measures, number }
}

/**
 * Compares two lists task by task: what is kept, what is changed and how, what is dropped, what is new. Each task has at most one
 * counterpart; of all ways to pair them the one is taken that is most alike on the whole, counting only how far a pair is above `enough`,
 * so that two poor pairs do not displace a good one. What a person has said stands before everything.
 */
export function compareTasks(before: readonly Comparable[], after: readonly Comparable[], pinned: readonly Pinned[] = []): Comparison {
  const left = before.map(knownOf), right = after.map(knownOf)
  const toLeft = new Map(left.map((k, i) => [k.task.id, i])), toRight = new Map(right.map((k, i) => [k.task.id, i]))
  const partner = left.map(() => -1), taken = right.map(() => -1)
  const said = { left: new Map<number, string>(), right: new Map<number, string>() }
  // The last word on a task counts; it also loosens whoever was tied to it before.
  for (const p of pinned) {
    const i = p.before === null ? -1 : toLeft.get(p.before) ?? -1, j = p.after === null ? -1 : toRight.get(p.after) ?? -1
    if ((p.before !== null && i < 0) || (p.after !== null && j < 0)) continue
    if (i >= 0) { if (partner[i]! >= 0) { said.right.delete(partner[i]!); taken[partner[i]!] = -1 } said.left.set(i, p.why); partner[i] = j }
    if (j >= 0) { if (taken[j]! >= 0) { said.left.delete(taken[j]!); partner[taken[j]!] = -1 } said.right.set(j, p.why); taken[j] = i }
  }
  const freeLeft = left.map((_, i) => i).filter((i) => !said.left.has(i)), freeRight = right.map((_, j) => j).filter((j) => !said.right.has(j))
  for (const [i, j] of pairUp(left, right, freeLeft, freeRight)) { partner[i] = j; taken[j] = i }
  const nearest = nearestOf(left, right)
  const lone = (k: Known, why: string | undefined, near: { at: Known; likeness: number } | undefined): Alone => ({ id: k.task.id, byPerson: why !== undefined, ...(why === undefined ? {} : { why }), ...(near ? { nearest: { id: near.at.task.id, likeness: near.likeness } } : {}) })
  return {
    pairs: left.flatMap((k, i) => (partner[i]! >= 0 ? [pairOf(k, right[partner[i]!]!, said.left.get(i))] : [])),
    dropped: left.flatMap((k, i) => (partner[i]! < 0 ? [lone(k, said.left.get(i), nearest.ofLeft(i))] : [])),
    added: right.flatMap((k, j) => (taken[j]! < 0 ? [lone(k, said.right.get(j), nearest.ofRight(j))] : [])),
  }
}

/** The most alike on the other side by what they share, found through an index of the pairs of characters; common ones weigh little. */
function candidates(from: readonly Known[], to: readonly Known[]): number[][] {
  const index = new Map<string, number[]>()
  to.forEach((k, j) => { for (const g of new Set([...k.title.of.keys(), ...k.measures.of.keys()])) { const at = index.get(g); if (at) at.push(j); else index.set(g, [j]) } })
  const byNumber = new Map<string, number[]>()
  to.forEach((k, j) => { if (k.task.number !== null) byNumber.set(k.task.number, [...(byNumber.get(k.task.number) ?? []), j]) })
  // What stands in every task tells nothing and would make the work grow with the square of the list.
  const common = Math.max(20, to.length / 10)
  return from.map((k) => {
    const scores = new Map<number, number>()
    for (const g of new Set([...k.title.of.keys(), ...k.measures.of.keys()])) {
      const at = index.get(g)
      if (!at || at.length > common) continue
      for (const j of at) scores.set(j, (scores.get(j) ?? 0) + (k.title.of.has(g) ? 2 : 1) / at.length)
    }
    const best = [...scores].sort((x, y) => y[1] - x[1] || x[0] - y[0]).slice(0, closest).map(([j]) => j)
    return [...new Set([...best, ...(k.task.number === null ? [] : (byNumber.get(k.task.number) ?? []).slice(0, closest))])]
  })
}

const round = (n: number) => Math.round(n * 1000) / 1000

function nearestOf(left: readonly Known[], right: readonly Known[]) {
  const find = (k: Known, others: readonly Known[], among: readonly number[]) => {
    let best: { at: Known; likeness: number } | undefined
    for (const j of among) { const l = round(likeness(k, others[j]!).whole); if (l >= enough / 2 && (!best || l > best.likeness)) best = { at: others[j]!, likeness: l } }
    return best
  }
  let toRight: number[][] | undefined, toLeft: number[][] | undefined
  return {
    ofLeft: (i: number) => find(left[i]!, right, (toRight ??= candidates(left, right))[i]!),
    ofRight: (j: number) => find(right[j]!, left, (toLeft ??= candidates(right, left))[j]!),
  }
}

/** Pairs of the free: those that say exactly the same first, the others as a cheapest assignment over what is alike enough. */
function pairUp(left: readonly Known[], right: readonly Known[], freeLeft: readonly number[], freeRight: readonly number[]): [number, number][] {
  const pairs: [number, number][] = []
  const waiting = new Map<string, number[]>()
  for (const j of freeRight) waiting.set(right[j]!.bare, [...(waiting.get(right[j]!.bare) ?? []), j])
  const rest: number[] = [], used = new Set<number>()
  for (const i of freeLeft) {
    const same = waiting.get(left[i]!.bare)
    if (!same?.length) { rest.push(i); continue }
    // Among several that say the same, the one with the same number.
    const at = Math.max(0, same.findIndex((j) => right[j]!.task.number === left[i]!.task.number))
    const [j] = same.splice(at, 1)
    used.add(j!)
    pairs.push([i, j!])
  }
  const open = freeRight.filter((j) => !used.has(j))
  const [ls, rs] = [rest.map((i) => left[i]!), open.map((j) => right[j]!)]
  const near = candidates(ls, rs), back = candidates(rs, ls)
  back.forEach((of, j) => { for (const i of of) if (!near[i]!.includes(j)) near[i]!.push(j) })
  const gains = ls.map((k, i) => near[i]!.map((j) => ({ to: j, gain: likeness(k, rs[j]!).whole - enough })).filter((e) => e.gain > 0))
  assign(gains, rs.length).forEach((j, i) => { if (j >= 0) pairs.push([rest[i]!, open[j]!]) })
  return pairs
}

interface Edge { to: number; gain: number }
const least = 1e-9

/**
 * One-to-one assignment of the greatest total gain; -1 where staying alone is better. The left ones come in one by one, each along the
 * cheapest alternating path to one that is free, or to a left one that gives up its own for it. Prices of the right and profits of the
 * left keep every cost at nought or above, so a path that costs nothing is found at once and most edges are never looked at.
 */
export function assign(gains: readonly (readonly Edge[])[], rights: number): number[] {
  const match = gains.map(() => -1), owner = Array.from({ length: rights }, () => -1)
  const price = new Float64Array(rights), profit = new Float64Array(gains.length)
  for (let start = 0; start < gains.length; start++) {
    profit[start] = gains[start]!.reduce((most, { to, gain }) => Math.max(most, gain - price[to]!), 0)
    const reached = new Map([[start, 0]]), settled = new Map<number, number>(), open = new Map<number, number>(), via = new Map<number, number>()
    // Staying alone costs a left one its profit.
    let cost = profit[start]!, taken = -1, gaveUp = start
    for (let l = start, so = 0; ;) {
      for (const { to, gain } of gains[l]!) {
        const d = so + Math.max(0, profit[l]! + price[to]! - gain)
        if (d < cost - least && !settled.has(to) && d < (open.get(to) ?? Infinity) - least) { open.set(to, d); via.set(to, l) }
      }
      let next = -1, nearest = Infinity
      for (const [to, d] of open) if (d < nearest) { nearest = d; next = to }
      if (next < 0 || nearest >= cost - least) break
      if (owner[next]! < 0) { cost = nearest; taken = next; break }
      open.delete(next)
      settled.set(next, nearest)
      l = owner[next]!
      so = nearest
      reached.set(l, so)
      if (so + profit[l]! < cost - least) { cost = so + profit[l]!; gaveUp = l }
    }
    for (const [to, d] of settled) if (d < cost) price[to]! += cost - d
    for (const [l, d] of reached) if (d < cost) profit[l]! -= cost - d
    let at = taken
    if (at < 0) {
      at = match[gaveUp]!
      match[gaveUp] = -1
    }
    while (at >= 0) {
      const l = via.get(at)!, before = match[l]!
      match[l] = at
      owner[at] = l
      if (l === start) break
      at = before
    }
  }
  return match
}

function pairOf(a: Known, b: Known, byPerson: string | undefined): Pair {
  const l = likeness(a, b)
  const percent = (n: number) => `${Math.round(n * 100)}%`
  const changes: Pair['changes'] = {
    ...(dense(a.task.title) === dense(b.task.title) ? {} : { title: wordDifference(a.task.title, b.task.title) }),
    ...(dense(a.task.measures) === dense(b.task.measures) ? {} : { measures: wordDifference(a.task.measures, b.task.measures) }),
    ...unitChanges(a.task.units, b.task.units),
    ...(a.task.deadlines.map(dense).join() === b.task.deadlines.map(dense).join() ? {} : { deadlines: { before: [...a.task.deadlines], after: [...b.task.deadlines] } }),
    ...(a.task.number === b.task.number ? {} : { number: { before: a.task.number, after: b.task.number } }),
  }
  const isKept = !changes.title && !changes.measures && !changes.units && !changes.deadlines
  return {
    kind: isKept ? 'kept' : 'changed', before: a.task.id, after: b.task.id, likeness: round(l.whole), byPerson: byPerson !== undefined, changes,
    reasons: [
      ...(byPerson === undefined ? [] : [`由人认定：${byPerson}`]),
      changes.title ? `标题相近${percent(l.title)}` : '标题相同',
      ...(a.measures.size || b.measures.size ? [changes.measures ? `举措相近${percent(l.measures)}` : '举措相同'] : []),
      l.number ? `编号相同（${a.task.number}）` : `编号由${a.task.number ?? '无'}变为${b.task.number ?? '无'}`,
    ],
  }
}

function unitChanges(before: Comparable['units'], after: Comparable['units']): { units?: UnitChange[] } {
  const was = new Map(before.map((u) => [dense(u.text), u])), is = new Map(after.map((u) => [dense(u.text), u]))
  const changes: UnitChange[] = [
    ...[...was].flatMap(([k, u]): UnitChange[] => { const now = is.get(k); return !now ? [{ kind: 'gone', text: u.text, before: u.role }] : now.role === u.role ? [] : [{ kind: 'role', text: u.text, before: u.role, after: now.role }] }),
    ...[...is].flatMap(([k, u]): UnitChange[] => (was.has(k) ? [] : [{ kind: 'new', text: u.text, after: u.role }])),
  ]
  return changes.length ? { units: changes } : {}
}

const words = new Intl.Segmenter('zh', { granularity: 'word' })
const clauses = (text: string): string[] => text.match(/[^，。；、\n]*[，。；、\n]?/g)!.filter((c) => c !== '')
/** So many cells of comparison are filled at most; beyond, clauses are compared, and beyond that the whole. */
const mostCells = 4_000_000

/** What is gone and what is new, word by word: without the new it is the old text, without the gone the new one. */
export function wordDifference(before: string, after: string): Piece[] {
  const finer = [...words.segment(before)].map((w) => w.segment), other = [...words.segment(after)].map((w) => w.segment)
  return difference(finer, other) ?? difference(clauses(before), clauses(after)) ?? [{ kind: 'gone', words: before }, { kind: 'new', words: after }]
}

function difference(a: readonly string[], b: readonly string[]): Piece[] | undefined {
  let head = 0, tail = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const n = a.length - head - tail, m = b.length - head - tail
  if ((n + 1) * (m + 1) > mostCells) return undefined
  // Longest common run of words from here to the end, for every two places.
  const longest = new Uint16Array((n + 1) * (m + 1))
  for (let i = n - 1; i >= 0; i--) for (let j = m - 1; j >= 0; j--) {
    longest[i * (m + 1) + j] = a[head + i] === b[head + j] ? longest[(i + 1) * (m + 1) + j + 1]! + 1 : Math.max(longest[(i + 1) * (m + 1) + j]!, longest[i * (m + 1) + j + 1]!)
  }
  const pieces: Piece[] = []
  const put = (kind: Piece['kind'], text: string) => { const last = pieces.at(-1); if (last?.kind === kind) last.words += text; else if (text) pieces.push({ kind, words: text }) }
  put('same', a.slice(0, head).join(''))
  let i = 0, j = 0
  // Within one change the gone stands before the new.
  let fresh = ''
  const settle = () => { put('new', fresh); fresh = '' }
  while (i < n || j < m) {
    if (i < n && j < m && a[head + i] === b[head + j]) { settle(); put('same', a[head + i]!); i++; j++ }
    else if (j >= m || (i < n && longest[(i + 1) * (m + 1) + j]! >= longest[i * (m + 1) + j + 1]!)) put('gone', a[head + i++]!)
    else fresh += b[head + j++]!
  }
  settle()
  put('same', a.slice(a.length - tail).join(''))
  return pieces
}
