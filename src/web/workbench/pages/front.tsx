import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { Escalation, Front, Light, ListForecast } from '../../../http/index.ts'
import cities from '../../../../data/fujian/map-cities.json' with { type: 'json' }
import { get } from '../api.ts'
import { depthsOf } from '../depth.ts'
import { PlaceMap } from '../map.tsx'
import { DemoMark, LightMark, lightColour, lightShape, lightWord, reasonOfLight, Section, showDay, WorkDue } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing } from '../waits.tsx'
import { Meeting } from './meeting.tsx'

/** What a director reads in ten seconds: what is red and why, what turns red next, who is waited for, what waits for me; below it the list itself. */
export default function FrontPage() {
  const front = useQuery({ queryKey: ['front'], queryFn: () => get<Front>('/api/v1/front'), refetchInterval: 60_000 })
  return <Asked query={front} rows={14}>{(f) => f.list ? <Drawn f={f} list={f.list} /> : <Nothing say="还没有任务清单。请在“清单”页导入印发的清单。" />}</Asked>
}

function Drawn({ f, list }: { f: Front; list: NonNullable<Front['list']> }) {
  const here = useHere()
  const [asked, ask] = useSearchParams()
  const meeting = Number(asked.get('meeting') ?? 0)
  const meet = (screen: number) => ask((was) => { const n = new URLSearchParams(was); if (screen) n.set('meeting', String(screen)); else n.delete('meeting'); return n }, { replace: true })
  // Delays that were told upwards to me and want my acknowledgement come before everything else that waits.
  const raised = useQuery({ queryKey: ['escalations', false], queryFn: () => get<{ rows: Escalation[] }>('/api/v1/escalations?limit=100&open=true') }).data?.rows.length ?? 0
  const door = (r: { action: string; caseId: string | null }) => (r.caseId ? `/cases/${r.caseId}` : `/lists/${list.id}/tasks/${r.action.split('.')[0]}?action=${r.action}`)
  const red = together(f.red).map((g) => ({ ...g, to: door(g.first), note: whyOf(g.first.say) }))
  const next = together(f.next).map((g) => ({ ...g, to: door(g.first), note: `${showDay(g.first.on).replace(`${list.year}年`, '')}起；${whyOf(g.first.say)}` }))
  const depths = depthsOf(f.tasks)
  if (meeting > 0) return <Meeting f={f} at={meeting} red={red} next={next} turn={meet} leave={() => meet(0)} />
  return (
    <div className="front">
      <section className="block say">
        <h1>{f.say}</h1>
        <p className="quiet">年度已过{f.elapsed}%　<span className="tally">{(['red', 'yellow', 'green', 'grey', 'blue'] as Light[]).map((l) => <Link key={l} to={`/lists/${list.id}/matrix?light=${l}`} className="keep"><LightMark light={l} /> {f.lights[l]}</Link>)}</span>待接入 {f.pending} 项
          <Button size="small" className="no-print" onClick={() => meet(1)}>会议模式</Button></p>
      </section>
      <div className="four">
        <Section title={<>已红<span className="quiet">（{f.totals.red}处）</span></>} extra={f.totals.red > 0 && <Link to={`/lists/${list.id}/matrix?light=red`}>全部</Link>}><Few rows={red} none="没有滞后的任务" /></Section>
        <Section title={<>将红<span className="quiet">（{f.totals.next}处）</span></>} extra={<Forecast list={list.id} />}><Few rows={next} none="近期没有会转红的任务" /></Section>
        <Section title={<>在等谁<span className="quiet">（{f.waits.reduce((n, w) => n + w.n, 0)}处）</span></>}>
          {f.waits.length === 0 ? <p className="quiet">没有在等的事</p> : <ul className="story few">{f.waits.slice(0, 3).map((w) => <li key={`${w.unit}${w.for}`} className="one">{w.unit ? <Link to={`/lists/${list.id}/units/${w.unit}`}>{w.name}</Link> : w.name}　{w.for}　<span className="quiet">{w.n}处</span></li>)}</ul>}
        </Section>
        <Section title={<>待我办<span className="quiet">（{f.waiting.total}件）</span></>} extra={<Link to="/work">全部</Link>}>
          {raised > 0 && <p className="one raised"><Link to="/work"><span className="late">■ 提级提醒{raised}件待知悉</span></Link></p>}
          {f.waiting.rows.length === 0 ? <p className="quiet">现在没有等您办理的事</p> : <ul className="story few">{f.waiting.rows.slice(0, raised ? 1 : 2).map((r) => <li key={r.id}><div className="one">{r.demo && <DemoMark />}<Link to={`/cases/${r.id}`} title={r.title}>{r.title}</Link></div><div className="quiet one">{r.stateLabel}　<WorkDue of={r} today={here.today} /></div></li>)}</ul>}
        </Section>
      </div>
      <div className="two">
        <section className="block list">
          <div className="wide"><table className="printed tight"><caption className="sr">{list.title}</caption><thead><tr><th scope="col" className="num">项</th><th scope="col" className="paper-face">{list.title}</th><th scope="col">进展</th><th scope="col" className="num">办结</th><th scope="col"><span className="strip">{f.cities.map((c) => <abbr key={c.unit} title={c.name}>{c.name.slice(0, 1)}</abbr>)}</span></th></tr></thead>
            <tbody>{f.tasks.map((t) => (
              <tr key={t.id}>
                <td className="num">{t.number}</td>
                <td style={depths.get(t.id) ? { paddingLeft: `${depths.get(t.id)! * 1.5}em` } : undefined}><Link to={`/lists/${list.id}/tasks/${t.id}`} className="paper-face">{t.title}</Link>{t.pending > 0 && <span className="quiet small keep">　待接入{t.pending}</span>}</td>
                <td><LightMark light={t.light} say={t.say} /></td>
                <td className="num">{t.closed}/{t.actions}</td>
                <td><span className="strip">{t.cities.map((c, i) => <i key={i} role="img" title={`${f.cities[i]?.name}：${lightWord(c)}`} aria-label={`${f.cities[i]?.name}${lightWord(c)}`} style={{ color: lightColour(c) }}>{lightShape(c)}</i>)}</span></td>
              </tr>
            ))}</tbody></table></div>
        </section>
        <section className="block map">
          <PlaceMap label="福建省各市进展示意图" drawing={cities} lights={new Map(f.cities.map((c) => [c.unit, c]))} outside to={(unit) => `/lists/${list.id}/units/${unit}`} />
          <p className="quiet small" style={{ margin: '4px 0 0' }}>{cities.note}　<Link to={`/lists/${list.id}/map?level=county`}>按县看</Link></p>
        </section>
      </div>
    </div>
  )
}

/** How much of the time has passed is said on top; how far behind comes first, since a narrow line is cut. */
function whyOf(say: string): string {
  const why = reasonOfLight(say).replace(/^序时进度[\d.]+%，/, ''), [cut, behind] = /，(落后[\d.]+个百分点)/.exec(why) ?? []
  return behind ? `${behind}：${why.replace(cut!, '')}` : why
}

/** What the forecast adds to the calendar: how many will not be done in time as things go. It may come a moment later than the page. */
function Forecast({ list }: { list: string }) {
  const found = useQuery({ queryKey: ['forecast', list, '', ''], queryFn: () => get<ListForecast>(`/api/v1/lists/${list}/forecast`), staleTime: 300_000 })
  const n = found.data?.counts
  if (!n || n.unlikely + n.risk === 0) return null
  return <Link to={`/lists/${list}/forecast?band=${n.unlikely ? 'unlikely' : 'risk'}`}>{n.unlikely ? `预测难完成${n.unlikely}处` : `预测有风险${n.risk}处`}</Link>
}

interface Row { action: string; title: string; unitName: string; say: string; caseId: string | null }
/** The same action red at many units is one thing to read. */
function together<R extends Row>(rows: R[]): { key: string; title: string; units: string; first: R }[] {
  return [...Map.groupBy(rows, (r) => r.action)].map(([key, of]) => ({ key, title: `${key} ${of[0]!.title}`, units: of.slice(0, 4).map((r) => r.unitName).join('、') + (of.length > 4 ? '等' : ''), first: of[0]! }))
}

const Few = ({ rows, none }: { rows: { key: string; to: string; title: string; units: string; note: string }[]; none: string }) => rows.length === 0 ? <p className="quiet">{none}</p> : (
  <ul className="story few">{rows.slice(0, 2).map((r) => <li key={r.key}><div className="one"><Link to={r.to}>{r.title}</Link>　{r.units}</div><div className="quiet one" title={r.note}>{r.note}</div></li>)}</ul>
)
