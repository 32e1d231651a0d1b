import { useEffect, useRef } from 'react'
import { BarChart, GraphChart, HeatmapChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use as draws } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Shown } from '../figure-thread.ts'
import type { FigureKind } from '../kinds.ts'

draws([BarChart, GraphChart, HeatmapChart, LineChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, SVGRenderer])

interface Drawn { figure: Shown; beside?: Shown }
const ink = '#1f2329', accent = '#1f4e79', quiet = '#5b616b', rule = '#e3e0d8', colours = ['#1f4e79', '#2e7d32', '#8f5600', '#6b4c9a', '#0f766e', '#b3261e', '#5b616b']
const axis = { axisLine: { lineStyle: { color: '#b9b4a8' } }, axisTick: { show: false }, axisLabel: { color: '#454b54' }, splitLine: { lineStyle: { color: rule } } }
const base = { animation: false, color: colours, textStyle: { fontFamily: 'inherit', color: ink } }
const shortened = (name: string, most = 12) => (name.length > most ? `${name.slice(0, most)}…` : name)
const at = (f: Shown, column: string) => f.columns.findIndex((c) => c.id === column)
const texts = (f: Shown, column: string) => f.lines.map((l) => String(l.cells[at(f, column)]?.value ?? ''))
const numbers = (f: Shown, column: string) => f.lines.map((l) => { const v = l.cells[at(f, column)]?.value; return typeof v === 'number' ? v : 0 })

/** Lines of years, the ones not yet whole drawn apart. */
function lines({ figure: f }: Drawn, of: string[]) {
  return {
    ...base, grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true }, legend: { top: 0, textStyle: { color: ink } }, tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: texts(f, 'year'), ...axis }, yAxis: { type: 'value', minInterval: 1, ...axis },
    series: of.map((column) => ({ type: 'line', name: f.columns[at(f, column)]!.label, data: numbers(f, column), symbolSize: 6 })),
  }
}
/** Applicants across, applications up, each point a year: the loop of the life cycle. */
function loop({ figure: f }: Drawn) {
  const years = texts(f, 'year'), people = numbers(f, 'holders'), filed = numbers(f, 'filed')
  return {
    ...base, grid: { left: 8, right: 40, top: 28, bottom: 28, containLabel: true }, tooltip: {}, xAxis: { type: 'value', name: '申请人数', nameLocation: 'middle', nameGap: 24, minInterval: 1, ...axis }, yAxis: { type: 'value', name: '申请量', minInterval: 1, ...axis },
    series: [{ type: 'line', data: years.map((year, i) => ({ value: [people[i], filed[i]], name: year })), symbolSize: 7, label: { show: true, formatter: '{b}', position: 'right', color: quiet } }],
  }
}
function bars({ figure: f }: Drawn, name: string, value: string, beside?: string) {
  const top = f.lines.slice(0, 20), shown = { ...f, lines: top }
  const said = texts(shown, name).map((n, i) => (beside ? `${n} ${texts(shown, beside)[i]}` : n))
  return {
    ...base, grid: { left: 28, right: 40, top: 8, bottom: 8, containLabel: true }, tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } }, xAxis: { type: 'value', ...axis },
    yAxis: { type: 'category', inverse: true, data: said, ...axis, axisLabel: { color: ink, formatter: (v: string) => shortened(v) } },
    series: [{ type: 'bar', data: numbers(shown, value), itemStyle: { color: accent }, label: { show: true, position: 'right', color: ink, formatter: ({ value: v }: { value: number }) => (Number.isInteger(v) ? `${v}` : v.toFixed(3)) } }],
  }
}
/** An inventor without the firm that tells the name from its like. */
const personOf = (name: string) => /^(.{2,8}?)（.{4,}）$/.exec(name)?.[1] ?? name
/** The strongest ties; a circle of collaborators keeps one colour. */
function ties({ figure: f, beside }: Drawn) {
  const strongest = f.lines.slice(0, 40), names = new Set(strongest.flatMap((l) => [String(l.cells[0]!.value), String(l.cells[1]!.value)]))
  const size = new Map(beside?.lines.map((l) => [String(l.cells[0]!.value), Number(l.cells[1]!.value)])), circle = new Map(strongest.flatMap((l) => [l.cells[0]!, l.cells[1]!].map((c) => [String(c.value), Number(l.cells[3]!.value)] as const)))
  return {
    ...base, tooltip: {}, series: [{
      type: 'graph', layout: 'force', roam: false, zoom: 0.9, force: { repulsion: 100, edgeLength: 50, gravity: 0.15, layoutAnimation: false }, label: { show: true, position: 'right', color: ink, fontSize: 11, formatter: ({ name }: { name: string }) => shortened(personOf(name), 8) },
      data: [...names].map((name) => ({ id: name, name, symbolSize: 8 + Math.min(22, 2 * Math.sqrt(size.get(name) ?? 1)), itemStyle: { color: colours[((circle.get(name) ?? 1) - 1) % colours.length] } })),
      links: strongest.map((l) => ({ source: String(l.cells[0]!.value), target: String(l.cells[1]!.value), value: Number(l.cells[2]!.value), lineStyle: { width: 1 + Math.min(5, Number(l.cells[2]!.value) / 2), color: '#b9b4a8' } })), lineStyle: { curveness: 0 },
    }],
  }
}
function heat(across: string[], down: string[], cells: [x: number, y: number, value: number][], range: [number, number], shades: string[], say: (value: number) => string) {
  return {
    ...base, grid: { left: 8, right: 16, top: 8, bottom: 8, containLabel: true }, tooltip: { formatter: ({ value: [x, y, v] }: { value: [number, number, number] }) => `${down[y]}　${across[x]}：${say(v)}` },
    visualMap: { show: false, min: range[0], max: range[1], inRange: { color: shades } }, xAxis: { type: 'category', position: 'top', data: across, ...axis, axisLabel: { color: ink, interval: 0, formatter: (v: string) => shortened(v, 6), rotate: across.length > 8 ? 40 : 0 } },
    yAxis: { type: 'category', inverse: true, data: down, ...axis, axisLabel: { color: ink, formatter: (v: string) => shortened(v) } },
    series: [{ type: 'heatmap', data: cells, label: { show: across.length <= 12, color: ink, formatter: ({ value: [, , v] }: { value: [number, number, number] }) => say(v) }, itemStyle: { borderColor: '#fff', borderWidth: 1 } }],
  }
}
function advantage({ figure: f }: Drawn) {
  const places = [...new Set(texts(f, 'region'))], fields = [...new Set(texts(f, 'technology'))].slice(0, 20)
  const cells = f.lines.flatMap((l): [number, number, number][] => { const x = places.indexOf(String(l.cells[0]!.value)), y = fields.indexOf(String(l.cells[1]!.value)); return y < 0 ? [] : [[x, y, Number(l.cells[4]!.value)]] })
  return heat(places, fields, cells, [-1, 1], ['#e8b4ae', '#ffffff', '#9db9d4'], (v) => v.toFixed(2))
}
function crossing({ figure: f }: Drawn) {
  const effects = f.columns.slice(1).map((c) => c.label), counts = f.lines.map((l) => l.cells.slice(1).map((c) => Number(c.value)))
  return heat(effects, texts(f, 'technique'), counts.flatMap((row, y) => row.map((v, x): [number, number, number] => [x, y, v])), [0, Math.max(1, ...counts.flat())], ['#ffffff', '#7f9fc0'], String)
}
const strength = ['缺', '弱', '强']
function gap({ figure: f }: Drawn) {
  const levels = ['global', 'national', 'province', 'city'].filter((id) => at(f, id) >= 0)
  return heat(levels.map((id) => f.columns[at(f, id)]!.label), texts(f, 'node'), f.lines.flatMap((l, y) => levels.map((id, x): [number, number, number] => [x, y, strength.indexOf(String(l.cells[at(f, id)]!.value))])), [0, 2], ['#f3d2ce', '#f5e9cf', '#cfe3d0'], (v) => strength[v]!)
}

const drawing: Record<FigureKind, (of: Drawn) => object> = {
  'trend': (d) => lines(d, ['filed', 'holders', 'published', 'granted']), 'life-cycle': loop, 'applicants': (d) => bars(d, 'name', 'n'), 'concentration': (d) => bars(d, 'measure', 'value'), 'origins': (d) => bars(d, 'country', 'n'),
  'abroad': (d) => bars(d, 'name', 'abroad'), 'ipc': (d) => bars(d, 'name', 'n'), 'fields': (d) => bars(d, 'name', 'n'), 'status': (d) => bars(d, 'status', 'n'), 'regions': (d) => bars(d, 'name', 'n'), 'advantages': advantage,
  'co-applicants': ties, 'inventors': ties, 'transfers': (d) => bars(d, 'from', 'n', 'to'), 'citations': (d) => bars(d, 'key', 'cited'), 'control': (d) => bars(d, 'name', 'power'), 'technique-effect': crossing, 'gaps': gap,
}
const tall = (kind: FigureKind, f: Shown): number => (kind === 'trend' || kind === 'life-cycle' ? 280 : kind === 'co-applicants' || kind === 'inventors' ? 420 : kind === 'advantages' ? 480 : 56 + 24 * Math.min(20, f.lines.length))

/** A figure drawn. The table beside it says the same to those who cannot see it. */
export default function FigureChart({ kind, figure, beside }: { kind: FigureKind; figure: Shown; beside?: Shown }) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const chart = init(frame.current!, null, { renderer: 'svg' })
    chart.setOption(drawing[kind]({ figure, ...(beside ? { beside } : {}) }) as Parameters<typeof chart.setOption>[0])
    const fit = new ResizeObserver(() => chart.resize())
    fit.observe(frame.current!)
    return () => { fit.disconnect(); chart.dispose() }
  }, [kind, figure, beside])
  return <div ref={frame} aria-hidden="true" style={{ height: tall(kind, figure) }} />
}
