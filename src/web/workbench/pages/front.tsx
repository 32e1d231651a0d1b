import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import type { Front, Light } from '../../../http/types.ts'
import cells from '../../../../data/fujian/map-cities.json' with { type: 'json' }
import { get } from '../api.ts'
import { DemoMark, Due, LightMark, lightColour, lightWord, Section, showDay } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing } from '../waits.tsx'

/** What a director reads in ten seconds: what is red and why, what turns red next, what waits for me, and the list itself. */
export default function FrontPage() {
  const front = useQuery({ queryKey: ['front'], queryFn: () => get<Front>('/api/v1/front'), refetchInterval: 60_000 })
  return <Asked query={front} rows={14}>{(f) => f.list ? <Drawn f={f} list={f.list} /> : <Nothing say="还没有任务清单。请在“清单”页导入印发的清单。" />}</Asked>
}

function Drawn({ f, list }: { f: Front; list: NonNullable<Front['list']> }) {
  const here = useHere()
  return (
    <>
      <section className="block front-say">
        <h1>{f.say}</h1>
        <p className="quiet" style={{ margin: 0 }}>{list.title}　截至{showDay(f.asOf)}，年度已过{f.elapsed}%　{(['red', 'yellow', 'green', 'grey', 'blue'] as Light[]).map((l) => <span key={l} style={{ marginRight: 12 }}><LightMark light={l} /> {f.lights[l]}</span>)}待接入 {f.pending} 项</p>
      </section>
      <div className="three">
        <Section title={`已红（${f.red.length}）`}><Few rows={f.red.map((r) => ({ key: `${r.action}${r.unit}`, to: r.caseId ? `/cases/${r.caseId}` : `/lists/${list.id}/tasks/${r.action.split('.')[0]}`, title: r.title, note: `${r.unitName}：${r.say}` }))} none="没有滞后的任务" /></Section>
        <Section title={`将红（${f.next.length}）`}><Few rows={f.next.map((r) => ({ key: `${r.action}${r.unit}`, to: r.caseId ? `/cases/${r.caseId}` : `/lists/${list.id}/tasks/${r.action.split('.')[0]}`, title: r.title, note: `${r.unitName}：${showDay(r.on)}，${r.say}` }))} none="近期没有会转红的任务" /></Section>
        <Section title={`待我办（${f.waiting.total}）`} extra={<Link to="/work">全部</Link>}>
          {f.waiting.rows.length === 0 ? <Nothing say="现在没有等您办理的事" /> : <ul className="story">{f.waiting.rows.slice(0, 4).map((r) => <li key={r.id}><Link to={`/cases/${r.id}`}>{r.title}</Link>{r.demo && <DemoMark />}<div className="quiet">{r.stateLabel}　<Due due={r.dueAt ?? r.dueOn} today={here.today} /></div></li>)}</ul>}
        </Section>
      </div>
      <div className="two">
        <Section title={<span className="paper-face">{list.title}</span>} extra={<span className="quiet">各市依次为{f.cities.map((c) => c.name.slice(0, 2)).join('、')}</span>}>
          <div className="wide"><table className="printed"><thead><tr><th scope="col">项</th><th scope="col">任务</th><th scope="col">进展</th><th scope="col">办结</th><th scope="col">各市</th></tr></thead>
            <tbody>{f.tasks.map((t) => (
              <tr key={t.id}>
                <td className="num">{t.number}</td>
                <td><Link to={`/lists/${list.id}/tasks/${t.number}`} className="paper-face">{t.title}</Link>{t.pending > 0 && <span className="quiet">　待接入{t.pending}</span>}</td>
                <td><LightMark light={t.light} say={t.say} /></td>
                <td className="num">{t.closed}/{t.actions}</td>
                <td><span className="strip">{t.cities.map((c, i) => <i key={i} role="img" title={`${f.cities[i]?.name}：${lightWord(c)}`} aria-label={`${f.cities[i]?.name}${lightWord(c)}`} style={{ color: lightColour(c) }}>{({ green: '●', yellow: '▲', red: '■', grey: '–', blue: '✓' } as const)[c]}</i>)}</span></td>
              </tr>
            ))}</tbody></table></div>
        </Section>
        <Section title="各市"><CityMap f={f} /></Section>
      </div>
    </>
  )
}

const Few = ({ rows, none }: { rows: { key: string; to: string; title: string; note: string }[]; none: string }) => rows.length === 0 ? <Nothing say={none} /> : (
  <ul className="story">{rows.slice(0, 4).map((r) => <li key={r.key}><Link to={r.to}>{r.title}</Link><div className="quiet clip" title={r.note}>{r.note}</div></li>)}{rows.length > 4 && <li className="quiet">另有{rows.length - 4}项</li>}</ul>
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
            <g key={cell.unit} tabIndex={0} role="link" aria-label={`${cell.name}：${lightWord(light)}`} onClick={open} onKeyDown={(e) => { if (e.key === 'Enter') open() }} style={{ cursor: 'pointer' }}>
              <path d={cell.d} fill={lightColour(light)} fillOpacity={0.16} stroke={lightColour(light)} strokeWidth={2} />
              <text x={cell.label[0]} y={cell.label[1]} textAnchor="middle" fontSize={30} fill="#1f2329">{cell.name.replace(/市$|综合实验区$/, '')}</text>
              <text x={cell.label[0]} y={cell.label[1]! + 34} textAnchor="middle" fontSize={28} fill={lightColour(light)}>{({ green: '●', yellow: '▲', red: '■', grey: '–', blue: '✓' } as const)[light]}</text>
            </g>
          )
        })}
      </svg>
      <p className="quiet" style={{ margin: '4px 0 0', fontSize: 12 }}>{cells.note}</p>
    </>
  )
}
