import { memo, useCallback, useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { ActionProgress, Light, Progress, UnitProgress } from '../../../http/index.ts'
import { get } from '../api.ts'
import { taskChoices } from '../depth.ts'
import { LightMark, lightColour, lightShape, lightWord, showDay } from '../marks.tsx'
import { Asked, Nothing } from '../waits.tsx'

const lights: Light[] = ['red', 'yellow', 'green', 'grey', 'blue']

/** Every action at every unit on one sheet; each light is the door to that unit's case. */
export default function MatrixPage() {
  const { list = '' } = useParams()
  const [asked, ask] = useSearchParams()
  const asOf = asked.get('asOf') ?? ''
  const progress = useQuery({ queryKey: ['progress', list, asOf], queryFn: () => get<Progress>(`/api/v1/lists/${list}/progress${asOf ? `?asOf=${asOf}` : ''}`) })
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  return <Asked query={progress} rows={14}>{(p) => <Drawn p={p} city={asked.get('city') ?? ''} light={lights.find((l) => l === asked.get('light'))} task={asked.get('task') ?? ''} asOf={asOf} set={set} />}</Asked>
}

interface Column { unit: string; name: string }
interface Row { task: string; first: boolean; action: ActionProgress; at: Map<string, UnitProgress> }

function Drawn({ p, city, light, task, asOf, set }: { p: Progress; city: string; light: Light | undefined; task: string; asOf: string; set: (key: string, value: string | undefined) => void }) {
  const all = useMemo(() => sheetOf(p), [p])
  const { rows, columns, counts, shown } = useMemo(() => {
    const mine = (unit: string) => !city || unit === city || unit.startsWith(`${city}.`)
    const within = all.rows.filter((r) => !task || r.task === task)
    const places = within.flatMap((r) => [...r.at.values()].filter((u) => mine(u.unit)))
    const hits = places.filter((u) => !light || u.light.light === light)
    const having = new Set(hits.map((u) => u.unit))
    return {
      columns: all.columns.filter((c) => having.has(c.unit)), shown: hits.length,
      rows: within.filter((r) => [...r.at.values()].some((u) => mine(u.unit) && (!light || u.light.light === light))),
      counts: Object.fromEntries(lights.map((l) => [l, places.filter((u) => u.light.light === l).length])) as Record<Light, number>,
    }
  }, [all, city, light, task])
  return (
    <section className="block matrix-sheet">
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › <Link to={`/lists/${p.list.id}/tasks/1`}>{p.list.title}</Link> › 任务与单位</p>
      <h1>{shown}处{light ? `“${lightWord(light)}”` : ''}，{rows.length}项分解任务，{columns.length}个责任单位</h1>
      <p className="quiet" style={{ margin: '0 0 8px' }}>截至{showDay(p.asOf)}。点开一格，看该单位的办件；尚未交办的，看该项任务。键盘用方向键在格间移动，回车打开。</p>
      <div className="filters no-print" role="search">
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label="单位" placeholder="全部单位" style={{ width: 180 }} value={city || undefined} onChange={(v: string | undefined) => set('city', v)} options={all.columns.map((c) => ({ value: c.unit, label: c.name }))} />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label="任务" placeholder="全部任务" style={{ width: 300, maxWidth: '100%' }} value={task || undefined} onChange={(v: string | undefined) => set('task', v)} options={taskChoices(p.tasks)} />
        <span className="row" role="group" aria-label="只看某种灯">{lights.map((l) => <button key={l} type="button" className="pick" aria-pressed={light === l} onClick={() => set('light', light === l ? undefined : l)}><span style={{ color: lightColour(l) }} aria-hidden="true">{lightShape(l)}</span> {lightWord(l)} {counts[l]}</button>)}</span>
        <label style={{ marginLeft: 'auto' }}>看某日的样子 <input type="date" value={asOf} onChange={(e) => set('asOf', e.target.value || undefined)} /></label>
      </div>
      {shown === 0 ? <Nothing say="没有符合条件的一处；清除上面的条件可看全部" /> : <Sheet list={p.list.id} rows={rows} columns={columns} light={light} />}
    </section>
  )
}

/** Offices of the province first as the list names them, then the places by their number. */
function sheetOf(p: Progress): { rows: Row[]; columns: Column[] } {
  const names = new Map<string, string>()
  const rows = p.tasks.flatMap((t) => t.actions.map((action, i) => {
    for (const u of action.units) names.set(u.unit, u.name)
    return { task: t.id, first: i === 0, action, at: new Map(action.units.map((u) => [u.unit, u])) }
  }))
  const order = new Map(p.cities.map((c, i) => [c.unit, i + 1]))
  const rank = (unit: string) => order.get(unit) ?? order.get(unit.split('.').slice(0, 2).join('.')) ?? 0
  const columns = [...names].map(([unit, name]) => ({ unit, name })).sort((a, b) => rank(a.unit) - rank(b.unit))
  return { rows, columns }
}

interface SheetOf { list: string; rows: Row[]; columns: Column[]; light: Light | undefined }
/** A plain table of links: thousands of cells stay light when none of them has a life of its own, so the table listens for all. */
const Sheet = memo(function Sheet({ list, rows, columns, light }: SheetOf) {
  const go = useNavigate()
  const entry = columns.find((c) => rows[0]?.at.has(c.unit))
  const listen = useCallback((table: HTMLTableElement | null) => {
    if (!table) return
    const until = new AbortController()
    table.addEventListener('click', (e) => {
      const door = (e.target as Element).closest('a')
      if (!door || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return
      e.preventDefault()
      void go(door.getAttribute('href')!.slice('/w'.length))
    }, until)
    table.addEventListener('keydown', walk, until)
    // The reason is worked into the page only where someone points.
    table.addEventListener('pointerover', (e) => {
      const door = (e.target as Element).closest<HTMLAnchorElement>('td a'), at = door?.parentElement as HTMLTableCellElement | undefined
      const u = at && rows[(at.parentElement as HTMLTableRowElement).sectionRowIndex]?.at.get(columns[at.cellIndex - 1]?.unit ?? '')
      if (u) door!.title = `${door!.getAttribute('aria-label')}\n${u.light.say}`
    }, until)
    return () => until.abort()
  }, [go, rows, columns])
  return (
    <div className="matrix-frame" tabIndex={0} role="region" aria-label="各分解任务在各责任单位的进展">
      <table className="matrix" ref={listen}>
        <caption className="sr">各分解任务在各责任单位的进展</caption>
        <thead><tr><th scope="col">分解任务</th>{columns.map((c) => <th key={c.unit} scope="col"><a href={`/w/lists/${list}/units/${c.unit}`} tabIndex={-1}>{c.name}</a></th>)}</tr></thead>
        <tbody>{rows.map((r, i) => (
          <tr key={r.action.id} className={r.first && i > 0 ? 'first' : undefined}>
            <th scope="row"><span className="of"><b>{r.action.id}</b><a href={`/w/lists/${list}/tasks/${r.task}?action=${r.action.id}`} title={r.action.title}>{r.action.title}</a><LightMark light={r.action.light.light} short /></span></th>
            {columns.map((c) => cell(list, r, c.unit, light, i === 0 && c === entry))}
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
})

function cell(list: string, row: Row, unit: string, light: Light | undefined, entry: boolean) {
  const u = row.at.get(unit)
  if (!u) return <td key={unit}><span className="sr">不承担</span></td>
  const l = u.light.light
  const said = `${row.action.id} ${u.name}：${lightWord(l)}，${u.stateLabel}`
  return (
    <td key={unit} className={light === l ? 'hit' : undefined}>
      <a href={u.caseId ? `/w/cases/${u.caseId}` : `/w/lists/${list}/tasks/${row.task}?action=${row.action.id}&city=${u.unit}`} className={l} tabIndex={entry ? 0 : -1} aria-label={said}>{lightShape(l)}</a>
    </td>
  )
}

const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
/** One stop of the tab key for the whole sheet; the arrows go from light to light over what is empty. */
function walk(e: KeyboardEvent): void {
  const step = steps[e.key], here = e.target as HTMLAnchorElement, from = here.parentElement
  if (!step || !(from instanceof HTMLTableCellElement)) return
  e.preventDefault()
  const line = from.parentElement as HTMLTableRowElement, rows = (line.parentElement as HTMLTableSectionElement).rows
  let r = line.sectionRowIndex, c = from.cellIndex
  for (;;) {
    r += step[0]
    c += step[1]
    const cell = rows[r]?.cells[c]
    if (!cell || c === 0) return
    const door = cell.querySelector('a')
    if (!door) continue
    here.tabIndex = -1
    door.tabIndex = 0
    door.focus()
    return
  }
}
