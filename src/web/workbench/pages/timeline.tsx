import { type KeyboardEvent, memo, useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Light, ListView, Timeline, TimelineKind, TimelineMark, TimelineRow } from '../../../http/index.ts'
import { get } from '../api.ts'
import { taskChoices } from '../depth.ts'
import { LightMark, lightColour, lightShape, lightWord, showDay } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { useUnits } from '../units.ts'
import { Asked, Nothing } from '../waits.tsx'

const lights: Light[] = ['red', 'yellow', 'green', 'grey', 'blue']
/** A letter beside the colour; what weighs most stands for a few that fall together. */
const kinds: Record<TimelineKind, { letter: string; word: string }> = {
  sheet: { letter: '督', word: '督办单' }, return: { letter: '退', word: '退回' }, adjust: { letter: '调', word: '调整、合并、终止' }, extend: { letter: '延', word: '批准延期' },
  close: { letter: '结', word: '销号' }, accept: { letter: '核', word: '核查认可' }, feedback: { letter: '报', word: '反馈' }, dispatch: { letter: '交', word: '交办' },
}
const weight = Object.keys(kinds) as TimelineKind[]
const dayOf = (day: string) => Date.parse(day) / 86_400_000

/** The year of a list, a line for each action: given out, reported, checked, moved, stood still, due. */
export default function TimelinePage() {
  const { list = '' } = useParams()
  const [asked, ask] = useSearchParams()
  const here = useHere()
  const units = useUnits()
  const asOf = asked.get('asOf') ?? '', unit = asked.get('unit') ?? '', task = asked.get('task') ?? '', light = lights.find((l) => l === asked.get('light'))
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const paper = useQuery({ queryKey: ['list', list], queryFn: () => get<ListView>(`/api/v1/lists/${list}`), staleTime: 60_000 })
  const found = useQuery({ queryKey: ['timeline', list, unit, asOf], queryFn: () => get<Timeline>(`/api/v1/lists/${list}/timeline?${new URLSearchParams({ ...(unit ? { unit } : {}), ...(asOf ? { asOf } : {}) })}`) })
  const mine = here.session.seats.map((s) => s.unit), whole = here.session.who!.auditor || here.session.who!.admin || here.session.seats.some((s) => s.level === 'province')
  const places = (units.data ?? []).filter((u) => whole || mine.some((m) => u.id === m || u.id.startsWith(`${m}.`) || m.startsWith(`${u.id}.`)))
  return (
    <section className="block">
      <p className="quiet crumbs"><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/tasks/1`}>{paper.data?.title ?? '任务'}</Link> › 时间轴</p>
      <div className="filters no-print" role="search">
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label="单位" placeholder="全部单位" style={{ width: 200 }} value={unit || undefined} onChange={(v: string | undefined) => set('unit', v)} options={places.map((u) => ({ value: u.id, label: u.level === 'province' ? u.short : u.place }))} />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label="任务" placeholder="全部任务" style={{ width: 300, maxWidth: '100%' }} value={task || undefined} onChange={(v: string | undefined) => set('task', v)} options={taskChoices(paper.data?.body ?? [])} />
        <label style={{ marginLeft: 'auto' }}>看某日的样子 <input type="date" value={asOf} max={here.today} onChange={(e) => set('asOf', e.target.value || undefined)} /></label>
      </div>
      <Asked query={found} rows={14}>{(t) => <Drawn t={t} task={task} light={light} set={set} />}</Asked>
    </section>
  )
}

function Drawn({ t, task, light, set }: { t: Timeline; task: string; light: Light | undefined; set: (key: string, value: string | undefined) => void }) {
  const within = useMemo(() => t.rows.filter((r) => !task || r.task === task), [t, task])
  const shown = useMemo(() => within.filter((r) => !light || r.light === light), [within, light])
  return (
    <>
      <h1>{t.unit ? `${t.unit.name}：` : ''}{shown.length}项分解任务的{t.list.year}年</h1>
      <p className="quiet" style={{ margin: '0 0 8px' }}>截至{showDay(t.asOf)}。<span className="tl-how">横线自交办到期限，粗的一段是已经过去的；斜线一段是延期或调整出来的，灰格一段是经批准中止的。键盘用方向键在各记号间移动，回车打开。</span></p>
      <div className="filters">
        <span className="row no-print" role="group" aria-label="只看某种灯">{lights.map((l) => <button key={l} type="button" className="pick" aria-pressed={light === l} onClick={() => set('light', light === l ? undefined : l)}><span style={{ color: lightColour(l) }} aria-hidden="true">{lightShape(l)}</span> {lightWord(l)} {within.filter((r) => r.light === l).length}</button>)}</span>
        <span className="tl-legend">{weight.toReversed().map((k) => <span key={k} className="keep"><i className={`tl-mark ${k}`} aria-hidden="true">{kinds[k].letter}</i> {kinds[k].word}</span>)}</span>
      </div>
      {shown.length === 0 ? <Nothing say="没有符合条件的一项；清除上面的条件可看全部" /> : <Sheet t={t} rows={shown} />}
    </>
  )
}

const Sheet = memo(function Sheet({ t, rows }: { t: Timeline; rows: TimelineRow[] }) {
  // An action may end after the year, by extension; the line runs as far as the latest.
  const first = dayOf(t.from), last = Math.max(dayOf(t.to), ...rows.map((r) => dayOf(r.dueOn))), whole = last - first + 1
  const at = (day: string) => Math.min(100, Math.max(0, ((dayOf(day) - first) / whole) * 100))
  const months = Array.from({ length: Math.ceil(whole / 30.4) }, (_, i) => { const m = i % 12, y = t.list.year + Math.floor(i / 12); return { on: `${y}-${String(m + 1).padStart(2, '0')}-01`, word: m === 0 && i > 0 ? `${y}年` : `${m + 1}月` } }).filter((m) => dayOf(m.on) <= last)
  const isShown = dayOf(t.asOf) >= first && dayOf(t.asOf) <= last
  return (
    <ol className="timeline" style={{ ['--today' as string]: `${at(t.asOf)}%` }}>
      <li className="tl-head" aria-hidden="true"><span /><span className="tl-track">{months.map((m) => <span key={m.on} className="tl-month" style={{ left: `${at(m.on)}%` }}>{m.word}</span>)}{isShown && <span className="tl-now-word">{t.asOf.slice(5).replace('-', '月').replace(/^0/, '').replace(/月0/, '月')}日</span>}</span></li>
      {rows.map((r, i) => <Line key={r.action} r={r} t={t} at={at} isFirst={i === 0} isShown={isShown} />)}
    </ol>
  )
})

function Line({ r, t, at, isFirst, isShown }: { r: TimelineRow; t: Timeline; at: (day: string) => number; isFirst: boolean; isShown: boolean }) {
  const began = r.dispatchedOn, end = r.endedOn ?? r.dueOn, passed = end < t.asOf ? end : t.asOf
  const bar = (from: string, to: string) => ({ left: `${at(from)}%`, width: `${Math.max(0.3, at(to) - at(from))}%` })
  const page = `/lists/${t.list.id}/tasks/${r.task}?action=${r.action}`
  const groups = useMemo(() => together(r.marks), [r.marks])
  return (
    <li>
      <div className="tl-name"><LightMark light={r.light} short /> <Link to={page} title={r.say}>{r.action} {r.title}</Link></div>
      <div className="tl-track">
        {began && <><span className="tl-plan" style={bar(began, r.firstDue ?? r.dueOn)} />{passed > began && <span className="tl-passed" style={bar(began, passed)} />}</>}
        {r.firstDue && r.firstDue < r.dueOn && <span className="tl-longer" style={bar(r.firstDue, r.dueOn)} title={`期限由${showDay(r.firstDue)}改为${showDay(r.dueOn)}`} />}
        {r.stops.map((s, i) => <span key={i} className="tl-stop" style={bar(s.from, s.to ?? t.asOf)} title={`${showDay(s.from)}至${s.to ? showDay(s.to) : '今'}，${s.say}`} />)}
        <span className="tl-due" style={{ left: `${at(r.dueOn)}%` }} title={`期限${showDay(r.dueOn)}`} />
        {isShown && <span className="tl-now" />}
        {groups.map((g, i) => {
          const top = g.toSorted((a, b) => weight.indexOf(a.kind) - weight.indexOf(b.kind))[0]!
          const said = g.map((m) => `${showDay(m.on)}　${m.say}`).join('\n')
          return <Link key={i} className={`tl-mark ${top.kind}`} style={{ left: `${at(g[0]!.on)}%` }} tabIndex={isFirst && i === 0 ? 0 : -1} to={g.length === 1 && top.caseId ? `/cases/${top.caseId}` : page} title={said} aria-label={`${kinds[top.kind].letter}${g.length > 1 ? g.length : ''}，${r.action}：${said.replaceAll('\n', '；')}`} onKeyDown={walk}>{kinds[top.kind].letter}{g.length > 1 && <sup>{g.length}</sup>}</Link>
        })}
      </div>
      <div className="tl-words">
        <div className="quiet">{began ? `${showDay(began)}交办，` : '还没有交办，'}{showDay(r.dueOn)}到期{r.firstDue ? `（原${showDay(r.firstDue)}）` : ''}</div>
        {r.marks.length + r.stops.length > 0 && <ul>{r.marks.filter((m) => m.kind !== 'dispatch').map((m, i) => <li key={i}><i className={`tl-mark ${m.kind}`} aria-hidden="true">{kinds[m.kind].letter}</i> {showDay(m.on)}　{m.caseId ? <Link to={`/cases/${m.caseId}`}>{m.say}</Link> : m.say}</li>)}{r.stops.map((s, i) => <li key={`s${i}`}>{showDay(s.from)}至{s.to ? showDay(s.to) : '今'}　{s.say}</li>)}</ul>}
      </div>
    </li>
  )
}

/** What falls within the width of a letter is drawn as one. */
function together(marks: readonly TimelineMark[]): TimelineMark[][] {
  const groups: TimelineMark[][] = []
  for (const m of marks) {
    const last = groups.at(-1)
    if (last && dayOf(m.on) - dayOf(last[0]!.on) < 8) last.push(m)
    else groups.push([m])
  }
  return groups
}

/** One stop of the tab key for all of it: left and right along a line, up and down to the nearest mark of another. */
function walk(e: KeyboardEvent<HTMLAnchorElement>): void {
  const here = e.currentTarget, track = here.parentElement!
  const marksOf = (line: Element) => [...line.querySelectorAll<HTMLAnchorElement>('.tl-track > a')]
  const own = marksOf(track.parentElement!), i = own.indexOf(here)
  let next: HTMLAnchorElement | undefined
  if (e.key === 'ArrowRight') next = own[i + 1]
  else if (e.key === 'ArrowLeft') next = own[i - 1]
  else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
    for (let line = track.parentElement![e.key === 'ArrowDown' ? 'nextElementSibling' : 'previousElementSibling']; line && !next; line = line[e.key === 'ArrowDown' ? 'nextElementSibling' : 'previousElementSibling']) {
      next = marksOf(line).sort((a, b) => Math.abs(a.offsetLeft - here.offsetLeft) - Math.abs(b.offsetLeft - here.offsetLeft))[0]
    }
  } else return
  e.preventDefault()
  if (!next) return
  here.tabIndex = -1
  next.tabIndex = 0
  next.focus()
}
