import cities from '../../../../data/fujian/map-cities.json' with { type: 'json' }
import { placeName } from '../../../web/workbench/map.tsx'
import type { Shown } from '../figure-thread.ts'

/** The cities of the province, darker where more is filed; the table beside it says the numbers. Not drawn when the figure is of no cities. */
export function CityShades({ figure }: { figure: Shown }) {
  const column = figure.columns.findIndex((c) => c.id === 'n')
  const counts = new Map(figure.lines.map((line) => [line.id, Number(line.cells[column]?.value ?? 0)]))
  // By the codes of GB/T 2260 平潭 is a county of 福州, and counted there.
  const of = (code: string | null) => counts.get(code ?? '') ?? 0
  const most = Math.max(0, ...cities.cells.map((c) => of(c.code)))
  if (most === 0) return null
  return (
    <figure style={{ margin: 0, maxWidth: 420 }} aria-hidden="true">
      <svg className="places" viewBox={cities.viewBox}>
        {cities.cells.map((c) => <path key={c.unit} d={c.d} fill="#1f4e79" fillOpacity={0.04 + 0.56 * (of(c.code) / most)} stroke="#a8a296" strokeWidth={1} />)}
        {cities.cells.map((c) => <text key={c.unit} x={c.label[0]} y={c.label[1]} fontSize={24} textAnchor="middle">{placeName(c.name)}<tspan x={c.label[0]} dy={26} fontWeight={600}>{c.code ? of(c.code) : ''}</tspan></text>)}
      </svg>
      <figcaption className="quiet small">{cities.note}；平潭按行政区划代码计入福州市</figcaption>
    </figure>
  )
}
