import { useEffect, useMemo, useRef } from 'react'
import { BarChart, GraphChart, HeatmapChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use as draws } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { type Drawn, drawn, personOf, shades } from '../drawn.ts'
import { displayWidth } from '../../../kernel/index.ts'
import type { Shown } from '../figure-thread.ts'
import type { FigureKind } from '../kinds.ts'

draws([BarChart, GraphChart, HeatmapChart, LineChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, SVGRenderer])

type Of<As extends Drawn['as']> = Extract<Drawn, { as: As }>
const ink = '#1f2329', accent = '#1f4e79', quiet = '#5b616b', rule = '#e3e0d8', colours = ['#1f4e79', '#2e7d32', '#8f5600', '#6b4c9a', '#0f766e', '#b3261e', '#5b616b']
const axis = { axisLine: { lineStyle: { color: '#b9b4a8' } }, axisTick: { show: false }, axisLabel: { color: '#454b54' }, splitLine: { lineStyle: { color: rule } } }
const base = { animation: false, color: colours }
/** As many characters as fit, two Latin letters for one of ours. */
function shortened(name: string, most: number): string {
  let wide = 0
  const end = [...name].findIndex((c) => (wide += displayWidth(c) / 2) > most)
  return end < 0 ? name : `${[...name].slice(0, end).join('')}…`
}
/** Below this the frame is a phone's: shorter names, no words beside the points. */
const narrow = 480
/** The width of A4 between its margins. */
const paper = 680

/** Lines of years; the ones not yet whole say so. */
function lines({ names, series, open }: Of<'lines'>, width: number) {
  return {
    ...base, grid: { left: 8, right: 16, top: width < narrow ? 60 : 36, bottom: 8, containLabel: true }, legend: { top: 0, textStyle: { color: ink } }, tooltip: { trigger: 'axis', confine: true },
    xAxis: { type: 'category', data: names, ...axis, axisLabel: { ...axis.axisLabel, formatter: (v: string, i: number) => (open !== undefined && i >= open ? `${v}\n未公开完` : v) } }, yAxis: { type: 'value', minInterval: 1, ...axis },
    series: series.map(({ label, values }) => ({
      type: 'line', name: label, data: values, symbolSize: 6,
    })),
  }
}
/** Applicants across, applications up, each point a year: the loop of the life cycle. */
function path({ points, across, up }: Of<'path'>) {
  return {
    ...base, grid: { left: 8, right: 40, top: 28, bottom: 28, containLabel: true }, tooltip: { confine: true, formatter: ({ data: { name, value: [x, y] } }: { data: { name: string; value: [number, number] } }) => `${name}年　${across}${x}，${up}${y}` },
    xAxis: { type: 'value', name: across, nameLocation: 'middle', nameGap: 24, minInterval: 1, scale: true, ...axis }, yAxis: { type: 'value', name: up, minInterval: 1, scale: true, ...axis },
    series: [{ type: 'line', data: points.map(({ name, x, y }) => ({ value: [x, y], name })), symbolSize: 7, label: { show: true, formatter: '{b}', position: 'right', color: quiet }, labelLayout: { hideOverlap: true } }],
  }
}
function bars({ bars: those, label }: Of<'bars'>, width: number) {
  return {
    ...base, grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true }, tooltip: { trigger: 'axis', confine: true, axisPointer: { type: 'shadow' } }, xAxis: { type: 'value', splitNumber: width < narrow ? 3 : 5, ...axis },
    yAxis: { type: 'category', inverse: true, data: those.map((b) => b.name), ...axis, axisLabel: { color: ink, interval: 0, formatter: (v: string) => shortened(v, width < narrow ? 9 : 22) } },
    series: [{ type: 'bar', name: label, data: those.map((b) => b.value), itemStyle: { color: accent }, barMaxWidth: 18, label: { show: true, position: 'right', color: ink, formatter: ({ value: v }: { value: number }) => (Number.isInteger(v) ? `${v}` : v.toFixed(3)) } }],
  }
}
/** The strongest ties; a circle of collaborators keeps one colour. */
function ties({ ties: those, sizes }: Of<'ties'>, width: number) {
  const circle = new Map(those.flatMap((t) => [[t.a, t.circle], [t.b, t.circle]] as const))
  // As far apart as the frame lets so many stand.
  const far = width < narrow ? 1 : Math.min(2.5, 40 / circle.size)
  return {
    ...base, tooltip: { confine: true }, series: [{
      type: 'graph', layout: 'force', roam: false, zoom: 0.9, force: { repulsion: 100 * far, edgeLength: 50 * far, gravity: 0.1, layoutAnimation: false }, labelLayout: { hideOverlap: true }, label: { show: true, position: 'right', color: ink, fontSize: 11, formatter: ({ name }: { name: string }) => shortened(personOf(name), 8) },
      data: [...circle].map(([name, n]) => ({ id: name, name, symbolSize: 8 + Math.min(22, 2 * Math.sqrt(sizes[name] ?? 1)), itemStyle: { color: colours[(n - 1) % colours.length] } })),
      links: those.map((t) => ({ source: t.a, target: t.b, value: t.n, lineStyle: { width: 1 + Math.min(5, t.n / 2), color: '#b9b4a8' } })), lineStyle: { curveness: 0 },
    }],
  }
}
function matrix({ across, down, cells, scale, range }: Of<'matrix'>, width: number) {
  // Words lie level while each fits above its column.
  const slanted = Math.max(...across.map((a) => Math.min(8, displayWidth(a) / 2))) * 13 > (width - (width < narrow ? 90 : 160)) / across.length
  return {
    ...base, grid: { left: 8, right: 16, top: 8, bottom: 8, containLabel: true }, tooltip: { confine: true, formatter: ({ value: [x, y] }: { value: [number, number, number] }) => `${down[y]}　${across[x]}：${cells[y]![x]!.said}` },
    visualMap: { show: false, min: range[0], max: range[1], inRange: { color: [...shades[scale]] } }, xAxis: { type: 'category', position: 'top', data: across, ...axis, axisLabel: { color: ink, interval: 0, formatter: (v: string) => shortened(v, slanted ? 6 : 8), rotate: slanted ? 40 : 0 } },
    yAxis: { type: 'category', inverse: true, data: down, ...axis, axisLabel: { color: ink, interval: 0, formatter: (v: string) => shortened(v, width < narrow ? 6 : 16) } },
    series: [{ type: 'heatmap', data: cells.flatMap((row, y) => row.map(({ tone }, x) => [x, y, tone])), label: { show: across.length <= (width < narrow ? 6 : 12), color: ink, formatter: ({ value: [x, y] }: { value: [number, number, number] }) => cells[y]![x]!.said }, itemStyle: { borderColor: scale === 'count' ? rule : '#fff', borderWidth: 1 } }],
  }
}
const optionOf = (of: Drawn, width: number): object =>
  of.as === 'lines' ? lines(of, width) : of.as === 'path' ? path(of) : of.as === 'bars' ? bars(of, width) : of.as === 'ties' ? ties(of, width) : matrix(of, width)
const tall = (of: Drawn): number => (of.as === 'lines' || of.as === 'path' ? 280 : of.as === 'ties' ? 420 : of.as === 'bars' ? 40 + 24 * of.bars.length : 72 + 26 * of.down.length)

/** A figure drawn. The table beside it says the same to those who cannot see it. */
export default function FigureChart({ kind, figure, beside }: { kind: FigureKind; figure: Shown; beside?: Shown }) {
  const frame = useRef<HTMLDivElement>(null)
  const of = useMemo(() => drawn[kind](figure, beside), [kind, figure, beside])
  useEffect(() => {
    const box = frame.current!, chart = init(box, null, { renderer: 'svg' })
    // A chart measures its words before it sets them, and needs the font by its name.
    const textStyle = { fontFamily: getComputedStyle(box).fontFamily, color: ink }
    const drawAt = (width: number) => chart.setOption({ ...optionOf(of, width), textStyle } as Parameters<typeof chart.setOption>[0], true)
    const draw = () => {
      // Told once more of its size after it was taken away.
      if (chart.isDisposed()) return
      chart.resize()
      drawAt(box.clientWidth)
    }
    draw()
    const fit = new ResizeObserver(draw)
    fit.observe(box)
    // Paper is narrower than most windows, and nothing tells a chart that it is being printed but this.
    const print = () => { chart.resize({ width: paper }); drawAt(paper) }
    addEventListener('beforeprint', print)
    addEventListener('afterprint', draw)
    return () => { removeEventListener('beforeprint', print); removeEventListener('afterprint', draw); fit.disconnect(); chart.dispose() }
  }, [of])
  return <div ref={frame} className="figure-chart" aria-hidden="true" style={{ height: tall(of) }} />
}
