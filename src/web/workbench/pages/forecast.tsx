import { lazy, Suspense } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { ActionOutlook, BackTest, Band, FigureOutlook, ListForecast } from '../../../http/index.ts'
import { get } from '../api.ts'
import { plotted, plottedIn, showFigure } from '../figures.ts'
import { Section, showDay, SourceMark } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing } from '../waits.tsx'
import { BandMark, bands, reasonOf, Scores, Why } from './forecast-marks.tsx'

const Chart = lazy(() => import('./forecast-chart.tsx'))

/** What will be done by its day and what will not, why, and how often such calls were right before. */
export default function ForecastPage() {
  const { list = '' } = useParams()
  const here = useHere()
  const [asked, ask] = useSearchParams()
  const asOf = asked.get('asOf') ?? ''
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const found = useQuery({ queryKey: ['forecast', list, '', asOf], queryFn: () => get<ListForecast>(`/api/v1/lists/${list}/forecast${asOf ? `?asOf=${asOf}` : ''}`), staleTime: 60_000 })
  return (
    <Asked query={found} rows={14}>{(f) => (
      <>
        <section className="block">
          <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/tasks/1`}>{f.list.title}</Link> › 预测</p>
          <h1>{f.say}</h1>
          <p className="quiet" style={{ margin: 0 }}>由已核进度、已过时间和同类任务的速度推算；80%的区间全在目标以上为会完成，全在以下为难完成，跨着目标为有风险。没有足够依据的如实写明。</p>
        </section>
        <Rows rows={f.rows} counts={f.counts} band={asked.get('band')} unit={asked.get('unit')} task={asked.get('action')} set={set} asOf={asOf} today={here.today} />
        <Section title={<>指标<span className="quiet">（{f.figures.length}项）</span></>}>{f.figures.length === 0 ? <Nothing say="这份清单还没有由系统生成的指标推动；接入事项后，随之带来的指标会在这里预测" /> : <Figures of={f.figures} />}</Section>
        <Section title="回测：以前这样推算，准不准">
          <p style={{ marginTop: 0 }}>{f.test.say}。</p>
          <Scores of={f.test} show={(v) => `${v.toFixed(1)}个百分点`} />
          {f.test.points.length > 0 && <Drawn test={f.test} unit="%" />}
        </Section>
      </>
    )}</Asked>
  )
}

function Rows({ rows, counts, band, unit, task, set, asOf, today }: { rows: ActionOutlook[]; counts: Record<Band, number>; band: string | null; unit: string | null; task: string | null; set: (key: string, value: string | undefined) => void; asOf: string; today: string }) {
  const units = [...new Map(rows.map((r) => [r.unit, r.unitName]))], actions = [...new Map(rows.map((r) => [r.action, `${r.action} ${r.title}`]))]
  const shown = rows.filter((r) => (!band || r.outlook.band === band) && (!unit || r.unit === unit) && (!task || r.action === task))
  return (
    <Section title={<>分解任务<span className="quiet">（{shown.length}处）</span></>}>
      <div className="filters no-print" role="search">
        <span className="row" role="group" aria-label="只看一种判断">{(Object.keys(bands) as Band[]).map((b) => <button key={b} type="button" className="pick" aria-pressed={band === b} onClick={() => set('band', band === b ? undefined : b)}><BandMark of={b} /> {counts[b]}</button>)}</span>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label="单位" placeholder="全部单位" style={{ width: 160 }} value={unit ?? undefined} onChange={(v) => set('unit', v)} options={units.map(([value, label]) => ({ value, label }))} />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label="分解任务" placeholder="全部任务" style={{ width: 260, maxWidth: '100%' }} value={task ?? undefined} onChange={(v) => set('action', v)} options={actions.map(([value, label]) => ({ value, label }))} />
        <label>看某日的推算 <input type="date" value={asOf} max={today} onChange={(e) => set('asOf', e.target.value || undefined)} /></label>
      </div>
      {shown.length === 0 ? <Nothing say={rows.length ? '没有符合条件的一处；清除上面的条件可看全部' : '还没有交办的任务；交办并有经核查的进度后，这里给出能否按期完成'} /> : (
        <table className="printed rows plain">
          <thead><tr><th scope="col" className="slim">判断</th><th scope="col">任务和单位</th><th scope="col">理由</th><th scope="col">期限</th></tr></thead>
          <tbody>{shown.slice(0, most).map((r) => (
            <tr key={`${r.action}${r.unit}`}>
              <td><BandMark of={r.outlook.band} />{r.outlook.chance !== undefined && r.outlook.band !== 'met' && <div className="quiet">把握{Math.round(r.outlook.chance * 100)}%</div>}</td>
              <td><Link to={`/cases/${r.caseId}`}>{r.action} {r.title}</Link><div className="quiet">{r.unitName}</div></td>
              <td>{reasonOf(r.outlook)}<Why steps={r.steps} /></td>
              <td data-label="期限"><span className="keep">{showDay(r.dueOn)}</span></td>
            </tr>
          ))}</tbody>
        </table>
      )}
      {shown.length > most && <p className="quiet">先列最没有把握的{most}处；用上面的条件看其余的。</p>}
    </Section>
  )
}
const most = 40

/** Those of which something can be said first; the rest are folded, each with the reason. */
function Figures({ of }: { of: FigureOutlook[] }) {
  const said = of.filter((f) => f.outlook.low !== undefined), silent = of.filter((f) => f.outlook.low === undefined)
  return (
    <>
      {said.length > 0 && <ul className="story">{said.map((f) => <Figure key={f.id} f={f} />)}</ul>}
      {silent.length > 0 && <details><summary>{silent.length}项依据不足，不作预测</summary><ul className="story">{silent.map((f) => <Figure key={f.id} f={f} />)}</ul></details>}
    </>
  )
}

function Figure({ f }: { f: FigureOutlook }) {
  const { test } = f.outlook
  return (
    <li>
      <b><Link to={`/indicators/${f.id}`} title={f.definition}>{f.name}</Link></b><SourceMark of={f.source} />{f.target !== null && <>　<BandMark of={f.outlook.band} /></>}
      <div>{f.target === null ? f.outlook.say : reasonOf(f.outlook)}</div>
      <details><summary>为什么和回测</summary>
        <ol style={{ margin: 0, paddingLeft: 18 }}>{f.steps.map((s) => <li key={s}>{s}</li>)}</ol>
        {test && <><Scores of={test} show={(v) => showFigure(Math.round(v * 10) / 10, f.unit)} /><Drawn test={{ ...test, points: test.points.map((p) => ({ ...p, point: plotted(p.point, f.unit), actual: plotted(p.actual, f.unit), ...(p.low === undefined ? {} : { low: plotted(p.low, f.unit), high: plotted(p.high!, f.unit) }) })) }} unit={plottedIn(f.unit)} /></>}
      </details>
    </li>
  )
}

const Drawn = ({ test, unit }: { test: BackTest; unit: string }) => (
  <>
    <Suspense fallback={<div style={{ height: 240 }} />}><Chart test={test} unit={unit} /></Suspense>
    <details><summary>逐次数值（{test.points.length}次）</summary>
      <div className="wide" tabIndex={0} role="region" aria-label="回测逐次数值"><table className="printed"><thead><tr><th scope="col">对象</th><th scope="col">当时</th><th scope="col" className="num">推算</th><th scope="col" className="num">80%区间</th><th scope="col" className="num">实际</th></tr></thead>
        <tbody>{test.points.map((p, i) => <tr key={i}><td>{p.label}</td><td>{showDay(p.on)}</td><td className="num">{round(p.point)}{unit}</td><td className="num">{p.low === undefined ? '–' : `${round(p.low)}至${round(p.high!)}`}</td><td className="num">{round(p.actual)}{unit}</td></tr>)}</tbody></table></div>
    </details>
  </>
)
const round = (v: number) => v.toLocaleString('zh-CN', { maximumFractionDigits: 1 })
