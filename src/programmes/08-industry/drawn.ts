import type { Shown } from './figure-thread.ts'
import type { FigureKind } from './kinds.ts'

/** How a figure is drawn, the same on the page and in the report: lines of years, a path, bars, ties, or a matrix of shades. */
export type Drawn =
  | { as: 'lines'; names: string[]; series: { label: string; values: number[] }[]; /** The first name that is not whole yet. */ open?: number }
  | { as: 'path'; across: string; up: string; points: { name: string; x: number; y: number }[] }
  | { as: 'bars'; label: string; bars: { name: string; value: number }[] }
  | { as: 'ties'; ties: { a: string; b: string; n: number; circle: number }[]; sizes: Record<string, number> }
  | { as: 'matrix'; across: string[]; down: string[]; cells: { said: string; tone: number }[][]; scale: Scale; range: [number, number] }

/** Grounds from the least to the most of a scale; ink stands readable on each of them. */
export const shades = { count: ['#ffffff', '#7f9fc0'], index: ['#e8b4ae', '#ffffff', '#9db9d4'], strength: ['#f3d2ce', '#f5e9cf', '#cfe3d0'] } as const
type Scale = keyof typeof shades
const strengths = ['缺', '弱', '强']

const mostBars = 20, mostTies = 40, mostDown = 20

export const drawn: Record<FigureKind, (figure: Shown, beside?: Shown) => Drawn> = {
  'trend': (f) => {
    const open = texts(f, 'whole').findIndex((whole) => whole !== '是')
    return { as: 'lines', names: texts(f, 'year'), series: ['filed', 'holders', 'published', 'granted'].map((id) => ({ label: f.columns[at(f, id)]!.label, values: numbers(f, id) })), ...(open >= 0 ? { open } : {}) }
  },
  'life-cycle': (f) => { const x = numbers(f, 'holders'), y = numbers(f, 'filed'); return { as: 'path', across: '申请人数', up: '申请量', points: texts(f, 'year').map((name, i) => ({ name, x: x[i]!, y: y[i]! })) } },
  'applicants': (f) => bars(f, 'name', 'n'), 'concentration': (f) => bars(f, 'measure', 'value'), 'origins': (f) => bars(f, 'country', 'n'), 'abroad': (f) => bars(f, 'name', 'abroad'), 'ipc': (f) => bars(f, 'name', 'n'), 'fields': (f) => bars(f, 'name', 'n'),
  'status': (f) => bars(f, 'status', 'n'), 'regions': (f) => bars(f, 'name', 'n'), 'transfers': (f) => bars(f, 'from', 'n', 'to'), 'citations': (f) => bars(f, 'key', 'cited'), 'control': (f) => bars(f, 'name', 'power'),
  'co-applicants': ties, 'inventors': ties,
  'advantages': (f) => {
    const across = [...new Set(texts(f, 'region'))], down = [...new Set(texts(f, 'technology'))].slice(0, mostDown)
    const of = new Map(f.lines.map((l) => [`${l.cells[0]!.value} ${l.cells[1]!.value}`, Number(l.cells[at(f, 'rsi')]!.value)]))
    return { as: 'matrix', across, down, cells: down.map((t) => across.map((r) => { const tone = of.get(`${r} ${t}`) ?? 0; return { said: of.has(`${r} ${t}`) ? tone.toFixed(2) : '', tone } })), scale: 'index', range: [-1, 1] }
  },
  'technique-effect': (f) => {
    const counts = f.lines.map((l) => l.cells.slice(1).map((c) => Number(c.value)))
    return { as: 'matrix', across: f.columns.slice(1).map((c) => c.label), down: texts(f, 'technique'), cells: counts.map((row) => row.map((n) => ({ said: `${n}`, tone: n }))), scale: 'count', range: [0, Math.max(1, ...counts.flat())] }
  },
  'gaps': (f) => {
    const levels = ['global', 'national', 'province', 'city'].filter((id) => at(f, id) >= 0)
    return { as: 'matrix', across: levels.map((id) => f.columns[at(f, id)]!.label), down: texts(f, 'node'), cells: f.lines.map((l) => levels.map((id) => { const said = String(l.cells[at(f, id)]!.value); return { said, tone: strengths.indexOf(said) } })), scale: 'strength', range: [0, 2] }
  },
}

const at = (f: Shown, column: string) => f.columns.findIndex((c) => c.id === column)
const texts = (f: Shown, column: string) => f.lines.map((l) => String(l.cells[at(f, column)]?.value ?? ''))
const numbers = (f: Shown, column: string) => f.lines.map((l) => { const v = l.cells[at(f, column)]?.value; return typeof v === 'number' ? v : 0 })

function bars(f: Shown, name: string, value: string, to?: string): Drawn {
  const top = { ...f, lines: f.lines.slice(0, mostBars) }, values = numbers(top, value), others = to ? texts(top, to) : []
  return { as: 'bars', label: f.columns[at(f, value)]!.label, bars: texts(top, name).map((n, i) => ({ name: to ? `${n} → ${others[i]}` : n, value: values[i]! })) }
}
function ties(f: Shown, beside?: Shown): Drawn {
  return {
    as: 'ties', sizes: Object.fromEntries(beside?.lines.map((l) => [String(l.cells[0]!.value), Number(l.cells[1]!.value)]) ?? []),
    ties: f.lines.slice(0, mostTies).map(({ cells: [a, b, n, circle] }) => ({ a: String(a!.value), b: String(b!.value), n: Number(n!.value), circle: Number(circle!.value) })),
  }
}

/** An inventor without the firm that tells the name from its like. */
export const personOf = (name: string): string => /^(.{2,8}?)（.{4,}）$/.exec(name)?.[1] ?? name

/** The ground of a cell, between the shades of its scale. */
export function shadeOf(scale: Scale, [from, to]: readonly [number, number], tone: number): string {
  const steps = shades[scale], place = ((Math.min(to, Math.max(from, tone)) - from) / (to - from)) * (steps.length - 1), low = Math.min(Math.floor(place), steps.length - 2)
  const channel = (colour: string, i: number) => Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16)
  return [0, 1, 2].map((i) => Math.round(channel(steps[low]!, i) + (place - low) * (channel(steps[low + 1]!, i) - channel(steps[low]!, i))).toString(16).padStart(2, '0')).join('')
}
