import { useEffect, useRef } from 'react'
import { LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use as draws } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

draws([LineChart, GridComponent, TooltipComponent, SVGRenderer])

const looks = { system: { colour: '#1f4e79', symbol: 'circle' }, verified: { colour: '#2e7d32', symbol: 'rect' }, reported: { colour: '#8f5600', symbol: 'triangle' } }

/** A figure by month, each source a line of its own. The table beside it says the same to those who cannot see it. */
export default function Trend({ months, lines, unit }: { months: string[]; lines: { source: keyof typeof looks; name: string; values: (number | null)[] }[]; unit: string }) {
  const at = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const chart = init(at.current!, null, { renderer: 'svg' })
    chart.setOption({
      animation: false, grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true }, textStyle: { fontFamily: 'inherit', color: '#1f2329' },
      tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => (typeof v === 'number' ? `${v.toLocaleString('zh-CN')}${unit}` : '无记录') },
      xAxis: { type: 'category', data: months.map((m) => `${Number(m.slice(5))}月`), axisLine: { lineStyle: { color: '#b9b4a8' } }, axisTick: { show: false }, axisLabel: { color: '#454b54' } },
      yAxis: { type: 'value', name: unit, nameTextStyle: { color: '#5b616b', align: 'right' }, minInterval: unit === '%' ? undefined : 1, splitLine: { lineStyle: { color: '#e3e0d8' } }, axisLabel: { color: '#454b54' } },
      series: lines.map((l) => ({ type: 'line', name: l.name, data: l.values, symbol: looks[l.source].symbol, symbolSize: 7, lineStyle: { width: 2, color: looks[l.source].colour }, itemStyle: { color: looks[l.source].colour } })),
    })
    const fit = new ResizeObserver(() => chart.resize())
    fit.observe(at.current!)
    return () => { fit.disconnect(); chart.dispose() }
  }, [months, lines, unit])
  return <div ref={at} aria-hidden="true" style={{ height: 220 }} />
}
