import type { ProvinceMap, PublicProgress } from '../../http/index.ts'
import { Mark } from './parts.tsx'

/** The map and the same ten places as a table: neither colour nor sight is needed to read it. */
export function Places({ map, cities }: { map: ProvinceMap; cities: PublicProgress['cities'] }) {
  const of = new Map(cities.map((c) => [c.unit, c]))
  const look = (unit: string) => { const c = of.get(unit); return !c ? 'grey' : c.actions > 0 && c.closed === c.actions ? 'done' : c.started > 0 ? 'green' : 'grey' }
  const shape = { done: '✓', green: '●', grey: '–' } as const
  return (
    <>
      {map.cells.length > 0 && (
        <figure className="map" aria-label="各地进展示意图">
          <svg viewBox={map.viewBox}>
            {map.cells.map((cell) => {
              const c = of.get(cell.unit)
              return (
                <a key={cell.unit} href={`#city-${cell.unit.replace('.', '-')}`} className={look(cell.unit)} data-city={cell.unit} aria-label={`${cell.name}：承担${c?.actions ?? 0}项，已启动${c?.started ?? 0}项，办结${c?.closed ?? 0}项`}>
                  <path d={cell.d} />
                </a>
              )
            })}
            {/* Names lie above every shape, so that no neighbour covers them. */}
            {map.cells.map((cell) => {
              const c = of.get(cell.unit)
              return (
                <text key={cell.unit} x={cell.label[0]} y={cell.label[1]} textAnchor="middle" aria-hidden="true">
                  {shape[look(cell.unit)]} {cell.name.replace(/(市|综合实验区)$/, '')}
                  {c && <tspan className="share" x={cell.label[0]} dy="1.2em">{c.started}/{c.actions}</tspan>}
                </text>
              )
            })}
          </svg>
          <figcaption>{map.note}</figcaption>
        </figure>
      )}
      <table className="cities">
          <thead><tr><th scope="col">地方</th><th scope="col">状态</th><th scope="col" className="figure">承担</th><th scope="col" className="figure">已启动</th><th scope="col" className="figure">办结</th></tr></thead>
          <tbody>{cities.map((c) => <tr key={c.unit} id={`city-${c.unit.replace('.', '-')}`} data-city={c.unit}><th scope="row">{c.name}</th><td><Mark {...c} /></td><td className="figure">{c.actions}</td><td className="figure">{c.started}</td><td className="figure">{c.closed}</td></tr>)}</tbody>
        </table>
    </>
  )
}
