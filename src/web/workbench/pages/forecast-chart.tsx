import { useEffect, useRef } from 'react'
import { CustomChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use as draws } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { BackTest } from '../../../http/index.ts'

draws([LineChart, CustomChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

/** Every forecast of the back-test with its range, beside what came. The table says the same to those who cannot see it. */
export default function ForecastChart({ test, unit }: { test: BackTest; unit: string }) {
  const at = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const chart = init(at.current!, null, { renderer: 'svg' })
    const points = test.points
    chart.setOption({
      animation: false, grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true }, textStyle: { fontFamily: 'inherit', color: '#1f2329' }, legend: { top: 0, left: 0, itemWidth: 18 },
      tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => (typeof v === 'number' ? `${v.toLocaleString('zh-CN', { maximumFractionDigits: 1 })}${unit}` : '') },
      xAxis: { type: 'category', data: points.map((p) => `${p.label} ${p.on}`), axisLabel: { color: '#454b54', formatter: (v: string) => v.split(' ')[0]! }, axisTick: { show: false } },
      yAxis: { type: 'value', name: unit, splitLine: { lineStyle: { color: '#e3e0d8' } }, axisLabel: { color: '#454b54' } },
      series: [
        { type: 'custom', name: '80%区间', itemStyle: { color: '#9db2c8' }, tooltip: { show: false }, data: points.flatMap((p, i) => (p.low === undefined ? [] : [[i, p.low, p.high]])), encode: { x: 0, y: [1, 2] },
          renderItem: (_: unknown, api: any) => { const low = api.coord([api.value(0), api.value(1)]), high = api.coord([api.value(0), api.value(2)]); return { type: 'line', shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: { stroke: '#9db2c8', lineWidth: 3 } } } },
        { type: 'line', name: '当时的推算', data: points.map((p) => p.point), symbol: 'circle', symbolSize: 4, lineStyle: { width: 0 }, itemStyle: { color: '#1f4e79' } },
        { type: 'line', name: '后来的实际', data: points.map((p) => p.actual), symbol: 'none', step: 'middle', lineStyle: { width: 2, color: '#2e7d32' }, itemStyle: { color: '#2e7d32' } },
      ],
    })
    const fit = new ResizeObserver(() => chart.resize())
    fit.observe(at.current!)
    return () => { fit.disconnect(); chart.dispose() }
  }, [test, unit])
  return <div ref={at} aria-hidden="true" style={{ height: 240 }} />
}
