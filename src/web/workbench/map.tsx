import { useEffect, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { PlaceLight } from '../../http/index.ts'
import { lightColour, lightShape, lightWord } from './marks.tsx'

export interface Cell { unit: string; name: string; label: number[]; d: string }
export interface Drawing { note: string; viewBox: string; cells: readonly Cell[] }
interface Box { x: number; y: number; w: number; h: number }

export const placeName = (name: string) => (name.length > 2 ? name.replace(/(市|县|区|综合实验区)$/, '') : name)

/**
 * Places of the province in colour, with shape and word beside it, and every place a door. A name stands in its place where it fits, beside a small one at the coast
 * when `outside` says so, and else only its shape is drawn: the table beside the map has them all.
 */
export function PlaceMap({ label, drawing, lights, within, over, outside = false, letters = outside ? 12.5 : 13, to }: { label: string; drawing: Drawing; lights: ReadonlyMap<string, PlaceLight>; within?: string | undefined; over?: Drawing; outside?: boolean; /** How large letters are on the screen. */ letters?: number; to: (unit: string) => string }) {
  const go = useNavigate()
  const frame = useRef<SVGSVGElement>(null)
  const [width, setWidth] = useState(320)
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => { if (entry) setWidth(Math.max(120, entry.contentRect.width)) })
    watch.observe(frame.current!)
    return () => watch.disconnect()
  }, [])
  const cells = useMemo(() => drawing.cells.filter((c) => !within || c.unit.startsWith(`${within}.`)).map((c) => ({ ...c, box: boxOf(c.d) })), [drawing, within])
  const view = useMemo((): Box => {
    const [x, y, w, h] = drawing.viewBox.split(' ').map(Number) as [number, number, number, number]
    return within ? around(cells.map((c) => c.box)) : outside ? { x, y, w: w + 70, h } : { x, y, w, h }
  }, [drawing, within, cells, outside])
  // Letters keep their size on the screen however far the map is drawn in.
  const px = view.w / width, size = letters * px
  return (
    <svg ref={frame} className="places" viewBox={`${view.x} ${view.y} ${view.w} ${view.h}`} role="group" aria-label={label}>
      {cells.map((c) => {
        const place = lights.get(c.unit), light = place?.light ?? 'grey', open = () => void go(to(c.unit))
        return (
          <g key={c.unit} tabIndex={0} role="link" aria-label={`${c.name}：${place ? lightWord(light) : '没有任务'}`} onClick={open} onKeyDown={(e) => { if (e.key === 'Enter') open() }}>
            <title>{`${c.name}：${place ? lightWord(light) : '没有任务'}`}</title>
            <path d={c.d} fill={place ? lightColour(light) : '#fff'} fillOpacity={place ? 0.16 : 1} stroke={over ? '#a8a296' : lightColour(light)} strokeWidth={(over ? 0.6 : 1) * px} />
          </g>
        )
      })}
      {over?.cells.map((c) => <path key={c.unit} d={c.d} fill="none" stroke="#1f2329" strokeWidth={1.2 * px} pointerEvents="none" />)}
      {cells.map((c) => {
        const place = lights.get(c.unit), light = place?.light ?? 'grey', name = placeName(c.name), [x, y] = c.label as [number, number]
        const fits = c.box.w > (place ? Math.max(name.length, 3.2) : name.length) * size * (outside ? 1.5 : 1.15) && c.box.h > size * (place ? 3 : 1.3)
        const mark = <tspan fill={lightColour(light)} fontWeight={600}>{place ? lightShape(light) : ''}</tspan>
        if (fits) return <text key={c.unit} x={x} y={y} fontSize={size} textAnchor="middle" pointerEvents="none" aria-hidden="true">{name}{place && <tspan x={x} dy={size * 1.2} fill={lightColour(light)} fontWeight={600} fontSize={size * 0.92}>{lightShape(light)}{lightWord(light)}</tspan>}</text>
        if (place && c.box.w > (name.length + 1.2) * size && c.box.h > size * 1.6) return <text key={c.unit} x={x} y={y + size * 0.35} fontSize={size} textAnchor="middle" pointerEvents="none" aria-hidden="true">{mark}{name}</text>
        if (outside) return (
          <g key={c.unit} pointerEvents="none" aria-hidden="true">
            <path d={`M${x} ${y}L${x + size} ${y + size}`} stroke="#5b616b" strokeWidth={px} />
            <text x={x + size * 1.1} y={y + size * 1.7} fontSize={size}>{mark} {name}</text>
          </g>
        )
        return place && <text key={c.unit} x={x} y={y + size * 0.35} fontSize={size} textAnchor="middle" pointerEvents="none" aria-hidden="true">{mark}</text>
      })}
    </svg>
  )
}

/** The same places to be read: neither colour nor sight is needed. */
export function PlaceTable({ places, to, caption }: { places: readonly PlaceLight[]; to: (unit: string) => string; caption: string }) {
  const go = useNavigate()
  const kinds = ['red', 'yellow', 'green', 'blue', 'grey'] as const
  return (
    <table className="printed tight place-table"><caption className="sr">{caption}</caption>
      <thead><tr><th scope="col">地方</th><th scope="col">进展</th>{kinds.map((k) => <th key={k} scope="col" className="num">{lightWord(k)}</th>)}</tr></thead>
      <tbody>{places.map((p) => (
        <tr key={p.unit}>
          <th scope="row"><a href={`/w${to(p.unit)}`} onClick={(e) => { if (!e.metaKey && !e.ctrlKey) { e.preventDefault(); void go(to(p.unit)) } }}>{p.name}</a></th>
          <td><span className="light" style={{ color: lightColour(p.light) }}>{lightShape(p.light)} {lightWord(p.light)}</span></td>
          {kinds.map((k) => <td key={k} className="num">{p.lights[k] || '–'}</td>)}
        </tr>
      ))}</tbody></table>
  )
}

/** Where the first and largest ring of a path lies, without its islands; it is made of one absolute move and relative lines. */
function boxOf(d: string): Box {
  const [start, rest = ''] = d.slice(1, d.indexOf('z')).split('l') as [string, string?]
  let [x, y] = numbers(start) as [number, number]
  let west = x, east = x, north = y, south = y
  const steps = numbers(rest)
  for (let i = 0; i + 1 < steps.length; i += 2) {
    x += steps[i]!
    y += steps[i + 1]!
    west = Math.min(west, x); east = Math.max(east, x)
    north = Math.min(north, y); south = Math.max(south, y)
  }
  return { x: west, y: north, w: east - west, h: south - north }
}
const numbers = (text: string) => (text.match(/-?(?:\d+\.\d+|\d+|\.\d+)/g) ?? []).map(Number)

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((b) => b.x)), y = Math.min(...boxes.map((b) => b.y))
  const w = Math.max(...boxes.map((b) => b.x + b.w)) - x, h = Math.max(...boxes.map((b) => b.y + b.h)) - y, edge = Math.max(w, h) * 0.03
  return { x: x - edge, y: y - edge, w: w + 2 * edge, h: h + 2 * edge }
}
