import { useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import type { Front, Light } from '../../../http/index.ts'
import cells from '../../../../data/fujian/map-cities.json' with { type: 'json' }
import { get } from '../api.ts'
import { DemoMark, LightMark, lightColour, lightShape, lightWord, Section, showDay, WorkDue } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing } from '../waits.tsx'

/** What a director reads in ten seconds: what is red and why, what turns red next, what waits for me, and the list itself. */
export default function FrontPage() {
  const front = useQuery({ queryKey: ['front'], queryFn: () => get<Front>('/api/v1/front'), refetchInterval: 60_000 })
  return <Asked query={front} rows={14}>{(f) => f.list ? <Drawn f={f} list={f.list} /> : <Nothing say="还没有任务清单。请在“清单”页导入印发的清单。" />}</Asked>
}

function Drawn({ f, list }: { f: Front; list: NonNullable<Front['list']> }) {
  const here = useHere()
  const [meeting, meet] = useState(false)
  useEffect(() => { document.body.classList.toggle('meeting', meeting); return () => document.body.classList.remove('meeting') }, [meeting])
  const door = (r: { action: string; caseId: string | null }) => (r.caseId ? `/cases/${r.caseId}` : `/lists/${list.id}/tasks/${r.action.split('.')[0]}?action=${r.action}`)
  return (
    <div className="front">
      <section className="block say">
        <h1>{f.say}</h1>
        <p className="quiet">截至{showDay(f.asOf)}，年度已过{f.elapsed}%　{(['red', 'yellow', 'green', 'grey', 'blue'] as Light[]).map((l) => <span key={l} style={{ marginRight: 12 }}><LightMark light={l} /> {f.lights[l]}</span>)}待接入 {f.pending} 项　<Link to={`/lists/${list.id}/matrix`}>任务与单位</Link>　<Link to={`/lists/${list.id}/reports`}>通报和台账</Link>
          <Button size="small" className="no-print" aria-pressed={meeting} onClick={() => meet(!meeting)}>{meeting ? '退出会议模式' : '会议模式'}</Button></p>
      </section>
      <div className="three">
        <Section title={<>已红<span className="quiet">（{f.totals.red}处）</span></>}><Few rows={together(f.red).map((g) => ({ ...g, to: door(g.first), note: g.first.say }))} none="没有滞后的任务" /></Section>
        <Section title={<>将红<span className="quiet">（{f.totals.next}处）</span></>}><Few rows={together(f.next).map((g) => ({ ...g, to: door(g.first), note: `${showDay(g.first.on)}起；${g.first.say}` }))} none="近期没有会转红的任务" /></Section>
        <Section title={<>待我办<span className="quiet">（{f.waiting.total}件）</span></>} extra={<Link to="/work">全部</Link>}>
          {f.waiting.rows.length === 0 ? <p className="quiet">现在没有等您办理的事</p> : <ul className="story few">{f.waiting.rows.slice(0, 2).map((r) => <li key={r.id}><div className="one">{r.demo && <DemoMark />}<Link to={`/cases/${r.id}`} title={r.title}>{r.title}</Link></div><div className="quiet one">{r.stateLabel}　<WorkDue of={r} today={here.today} /></div></li>)}</ul>}
        </Section>
      </div>
      <div className="two">
        <section className="block list">
          <div className="wide"><table className="printed tight"><caption className="sr">{list.title}</caption><thead><tr><th scope="col" className="num">项</th><th scope="col" className="paper-face">{list.title}</th><th scope="col">进展</th><th scope="col" className="num">办结</th><th scope="col"><span className="strip">{f.cities.map((c) => <abbr key={c.unit} title={c.name}>{c.name.slice(0, 1)}</abbr>)}</span></th></tr></thead>
            <tbody>{f.tasks.map((t) => (
              <tr key={t.id}>
                <td className="num">{t.number}</td>
                <td><Link to={`/lists/${list.id}/tasks/${t.number}`} className="paper-face">{t.title}</Link>{t.pending > 0 && <span className="quiet small">　待接入{t.pending}</span>}</td>
                <td><LightMark light={t.light} say={t.say} /></td>
                <td className="num">{t.closed}/{t.actions}</td>
                <td><span className="strip">{t.cities.map((c, i) => <i key={i} role="img" title={`${f.cities[i]?.name}：${lightWord(c)}`} aria-label={`${f.cities[i]?.name}${lightWord(c)}`} style={{ color: lightColour(c) }}>{lightShape(c)}</i>)}</span></td>
              </tr>
            ))}</tbody></table></div>
        </section>
        <section className="block map"><CityMap f={f} /></section>
      </div>
    </div>
  )
}

interface Row { action: string; title: string; unitName: string; say: string; caseId: string | null }
/** The same action red at many units is one thing to read. */
function together<R extends Row>(rows: R[]): { key: string; title: string; units: string; first: R }[] {
  return [...Map.groupBy(rows, (r) => r.action)].map(([key, of]) => ({ key, title: `${key} ${of[0]!.title}`, units: of.slice(0, 4).map((r) => r.unitName).join('、') + (of.length > 4 ? '等' : ''), first: of[0]! }))
}

const Few = ({ rows, none }: { rows: { key: string; to: string; title: string; units: string; note: string }[]; none: string }) => rows.length === 0 ? <p className="quiet">{none}</p> : (
  <ul className="story few">{rows.slice(0, 2).map((r) => <li key={r.key}><div className="one"><Link to={r.to}>{r.title}</Link>　{r.units}</div><div className="quiet one" title={r.note}>{r.note}</div></li>)}</ul>
)

/** The province by its ten places; colour, shape and word together, and every place a door. */
function CityMap({ f }: { f: Front }) {
  const go = useNavigate()
  const lightOf = (unit: string) => f.cities.find((c) => c.unit === unit)
  return (
    <>
      <svg viewBox={cells.viewBox} role="group" aria-label="福建省各市进展示意图" style={{ width: '100%', display: 'block' }}>
        {cells.cells.map((cell) => {
          const city = lightOf(cell.unit), light = city?.light ?? 'grey'
          const open = () => void go(`/cases?unit=${cell.unit}`)
          return (
            <g key={cell.unit} tabIndex={0} role="link" onClick={open} onKeyDown={(e) => { if (e.key === 'Enter') open() }} style={{ cursor: 'pointer' }}>
              <path d={cell.d} fill={lightColour(light)} fillOpacity={0.16} stroke={lightColour(light)} strokeWidth={2} />
              <text x={cell.label[0]} y={cell.label[1]} textAnchor="middle" fontSize={30} fill="#1f2329">{cell.name.replace(/市$|综合实验区$/, '')}</text>
              <text x={cell.label[0]} y={cell.label[1]! + 34} textAnchor="middle" fontSize={24} fontWeight={600} fill={lightColour(light)}>{lightShape(light)}{lightWord(light)}</text>
            </g>
          )
        })}
      </svg>
      <p className="quiet" style={{ margin: '4px 0 0', fontSize: 12 }}>{cells.note}</p>
    </>
  )
}
