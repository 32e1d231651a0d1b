import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { ComparedPlace, Light, ListForecast, ScoreView, TargetLine, UnitPage as Page, UnitRow } from '../../../http/index.ts'
import { get } from '../api.ts'
import { showFigure } from '../figures.ts'
import { PlaceTable } from '../map.tsx'
import { Due, LightMark, lightColour, lightShape, lightWord, reasonOfLight, Section, showDay, SourceMark, Wide } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { useUnits } from '../units.ts'
import { Asked, Nothing } from '../waits.tsx'
import { BandMark, bands, reasonOf } from './forecast-marks.tsx'

const kinds: Light[] = ['red', 'yellow', 'green', 'grey', 'blue']
const roles = { lead: '牵头', cooperate: '配合', responsible: '负责' } as const
const colours = { blue: '蓝色', orange: '橙色', red: '红色' } as const

/** Everything about one unit: what it carries and how that stands, its indicators beside their targets, its score, its sheets, what is to come, and a city's counties. */
export default function UnitPage() {
  const { list = '', unit = '' } = useParams()
  const [asked, ask] = useSearchParams()
  const asOf = asked.get('asOf') ?? '', light = kinds.find((l) => l === asked.get('light'))
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const found = useQuery({ queryKey: ['unit', list, unit, asOf], queryFn: () => get<Page>(`/api/v1/lists/${list}/units/${unit}${asOf ? `?asOf=${asOf}` : ''}`) })
  return <Asked query={found} rows={14}>{(p) => <Drawn p={p} asOf={asOf} light={light} set={set} />}</Asked>
}

function Drawn({ p, asOf, light, set }: { p: Page; asOf: string; light: Light | undefined; set: (key: string, value: string | undefined) => void }) {
  const here = useHere()
  const { list, unit } = p
  // The worst first; what nobody has begun is folded, unless that is what is asked for.
  const shown = (light ? p.rows.filter((r) => r.light.light === light) : kinds.filter((k) => k !== 'grey').flatMap((k) => p.rows.filter((r) => r.light.light === k)))
  const still = light ? [] : p.rows.filter((r) => r.light.light === 'grey')
  const to = (id: string) => `/lists/${list.id}/units/${id}${asOf ? `?asOf=${asOf}` : ''}`
  const sheets = p.rows.flatMap((r) => r.sheets.map((s) => ({ ...s, action: r.action, title: r.title })))
  const red = p.rows.filter((r) => r.light.light === 'red')
  return (
    <>
      <section className="block">
        <p className="quiet crumbs"><Link to="/lists">清单</Link> › <Link to={`/lists/${list.id}/tasks/1`}>{list.title}</Link>{unit.parent && <> › <Link to={to(unit.parent.unit)}>{unit.parent.name}</Link></>} › {unit.name}</p>
        <div className="block-head"><h1>{unit.name}：{p.rows.length === 0 ? '没有承担这份清单的任务' : `承担${p.rows.length}项分解任务，${red.length ? `${red.length}项滞后` : '没有滞后的'}`}</h1><Choose list={list.id} unit={unit.unit} asOf={asOf} /></div>
        <p className="quiet" style={{ margin: 0 }}>截至{showDay(p.asOf)}　<span className="doors no-print" style={{ display: 'inline-flex' }}>
          <Link to={`/cases?unit=${unit.unit}`}>全部办件</Link><Link to={`/lists/${list.id}/timeline?unit=${unit.unit}`}>时间轴</Link>{unit.level !== 'county' && <Link to={`/lists/${list.id}/matrix?city=${unit.unit}`}>任务与单位</Link>}{unit.level === 'city' && p.counties.length > 0 && <Link to={`/lists/${list.id}/map?level=county&city=${unit.unit}`}>各县地图</Link>}
        </span></p>
      </section>
      <Section title="分解任务" extra={<label className="no-print">看某日的样子 <input type="date" value={asOf} max={here.today} onChange={(e) => set('asOf', e.target.value || undefined)} /></label>}>
        {p.rows.length === 0 ? <Nothing say={unit.level === 'county' ? '市里还没有把任务分解到这里；分解后，分到的份额会列在这里' : '清单没有把任务交给这个单位'} /> : (
          <>
            <div className="filters no-print" role="group" aria-label="只看某种灯">{kinds.map((l) => <button key={l} type="button" className="pick" aria-pressed={light === l} onClick={() => set('light', light === l ? undefined : l)}><span style={{ color: lightColour(l) }} aria-hidden="true">{lightShape(l)}</span> {lightWord(l)} {p.lights[l]}</button>)}</div>
            {!p.inside && <p className="quiet">您只能看到这个单位各项任务的灯；办理情况由该单位及其上级查看。</p>}
            {shown.length === 0 ? <Nothing say={light ? '没有符合条件的一项；清除上面的条件可看全部' : '还没有已经启动的任务'} /> : <Lines rows={shown} p={p} asOf={asOf} today={here.today} />}
            {still.length > 0 && <details className="fold"><summary>还没有启动的{still.length}项</summary><Lines rows={still} p={p} asOf={asOf} today={here.today} /></details>}
          </>
        )}
      </Section>
      {p.counties.length > 0 && <Section title={<>所属县（市、区）<span className="quiet">（{p.counties.length}个承接了任务）</span></>}><Wide label="所属县（市、区）进展"><PlaceTable places={p.counties} to={to} caption={`${unit.name}所属各县（市、区）进展`} /></Wide></Section>}
      {p.inside && <>
        <div className="sides unit-sides"><Outlook list={list.id} unit={unit.unit} asOf={asOf} /><Score list={list.id} unit={unit.unit} asOf={asOf} /></div>
        {unit.level !== 'province' && <Targets unit={unit.unit} year={list.year} asOf={p.asOf} />}
        <Section title={<>督办单<span className="quiet">（{sheets.length}份）</span></>}>{sheets.length === 0 ? <Nothing say="没有发给这个单位的督办单" /> : (
          <ul className="story">{sheets.map((s) => <li key={s.caseId}><Link to={`/cases/${s.caseId}`}>{colours[s.colour]}督办单　{s.number}</Link>　{s.stateLabel}<div className="quiet">{s.action} {s.title}　{showDay(s.issuedOn)}发出，{showDay(s.replyBy)}前回复</div></li>)}</ul>
        )}</Section>
      </>}
    </>
  )
}

const Lines = ({ rows, p, asOf, today }: { rows: UnitRow[]; p: Page; asOf: string; today: string }) => (
  <table className="printed rows plain unit-rows">
    <thead><tr><th scope="col" className="slim">进展</th><th scope="col">分解任务</th>{p.inside && <><th scope="col">办到哪步</th><th scope="col" className="num">{p.unit.level === 'county' ? '份额' : '自报'}</th><th scope="col" className="num">已核</th></>}<th scope="col">期限</th></tr></thead>
    <tbody>{rows.map((r) => <Line key={r.action} r={r} p={p} to={`/lists/${p.list.id}/tasks/${r.task}?${new URLSearchParams({ action: r.action, ...(asOf ? { asOf } : {}) })}`} today={today} />)}</tbody>
  </table>
)

function Line({ r, p, to, today }: { r: UnitRow; p: Page; to: string; today: string }) {
  const isOver = r.light.light === 'blue'
  return (
    <tr>
      <td><LightMark light={r.light.light} /></td>
      <td><Link to={r.caseId ? `/cases/${r.caseId}` : to}>{r.action} {r.title}</Link>{r.role && r.role !== 'responsible' && <span className="quiet">　{roles[r.role]}</span>}
        {p.inside && r.light.say && <div className="quiet">{reasonOfLight(r.light.say)}</div>}
        {r.waits && <div>等待{r.waits.name}{r.waits.for}</div>}
        {r.paused?.some((s) => !s.to) && <div className="soon">中止中：{r.paused.find((s) => !s.to)!.reason}</div>}
        {r.sheets.length > 0 && <div className="late">■ 督办单{r.sheets.length}份</div>}
      </td>
      {p.inside && <>
        <td data-label="办到哪步">{r.stateLabel}</td>
        <td className="num" data-label={p.unit.level === 'county' ? '份额' : '自报'}>{p.unit.level === 'county' ? (r.weight === null ? '–' : `${r.weight}%`) : r.reported ? <>{r.reported.share}%<SourceMark of="reported" /></> : '–'}</td>
        <td className="num" data-label="已核">{r.verified === null ? '–' : <>{r.verified}%<SourceMark of="verified" /></>}</td>
      </>}
      <td data-label="期限">{isOver || !p.inside ? <span className="keep">{showDay(r.dueOn)}</span> : <Due due={r.dueOn} today={today} />}{r.firstDue && <div className="quiet keep">{r.extended ? '延期，' : ''}原{showDay(r.firstDue)}</div>}</td>
    </tr>
  )
}

/** Another unit, without going back. */
function Choose({ list, unit, asOf }: { list: string; unit: string; asOf: string }) {
  const go = useNavigate()
  const units = useUnits()
  const places = (units.data ?? []).filter((u) => u.place || u.level === 'province')
  return (
    <label className="no-print">换一个单位 <select value={unit} onChange={(e) => void go(`/lists/${list}/units/${e.target.value}${asOf ? `?asOf=${asOf}` : ''}`)}>
      {!places.some((u) => u.id === unit) && <option value={unit}>{unit}</option>}
      {places.map((u) => <option key={u.id} value={u.id}>{u.level === 'county' ? '　' : ''}{u.level === 'province' ? u.short : u.place}</option>)}
    </select></label>
  )
}

function Outlook({ list, unit, asOf }: { list: string; unit: string; asOf: string }) {
  const found = useQuery({ queryKey: ['forecast', list, '', asOf], queryFn: () => get<ListForecast>(`/api/v1/lists/${list}/forecast${asOf ? `?asOf=${asOf}` : ''}`), staleTime: 300_000 })
  return (
    <Section title="能否按期完成" extra={<Link to={`/lists/${list}/forecast?unit=${unit}`}>预测和回测</Link>}>
      <Asked query={found} rows={2}>{({ rows }) => {
        const own = rows.filter((r) => r.unit === unit), doubt = own.filter((r) => r.outlook.band === 'unlikely' || r.outlook.band === 'risk')
        if (own.length === 0) return <Nothing say="还没有交办；交办并有经核查的进度后，这里给出能否按期完成" />
        return (
          <>
            <p style={{ margin: '0 0 4px' }}>{(Object.keys(bands) as (keyof typeof bands)[]).map((b) => { const n = own.filter((r) => r.outlook.band === b).length; return n > 0 && <span key={b} className="unit"><BandMark of={b} /> {n}</span> })}</p>
            {doubt.length > 0 && <ul className="story">{doubt.slice(0, 5).map((r) => <li key={r.action}><BandMark of={r.outlook.band} />　<Link to={`/cases/${r.caseId}`}>{r.action} {r.title}</Link><div className="quiet">{reasonOf(r.outlook)}</div></li>)}</ul>}
          </>
        )
      }}</Asked>
    </Section>
  )
}

function Score({ list, unit, asOf }: { list: string; unit: string; asOf: string }) {
  const found = useQuery({ queryKey: ['scores', list, asOf], queryFn: () => get<ScoreView>(`/api/v1/lists/${list}/scores${asOf ? `?asOf=${asOf}` : ''}`), staleTime: 60_000 })
  return (
    <Section title="考评" extra={<Link to={`/lists/${list}/scores?${new URLSearchParams({ unit, ...(asOf ? { asOf } : {}) })}`}>分项和办法</Link>}>
      <Asked query={found} rows={2}>{({ rows }) => {
        const own = rows.find((r) => r.unit === unit)
        if (!own) return <Nothing say="这个单位没有列入考评，或不在您的查看范围内" />
        return (
          <dl className="facts">
            <dt>得分</dt><dd><b>{own.total?.shown ?? '–'}</b>{own.rank === null ? '　没有到考评节点的任务，不排名' : `　${own.group}第${own.rank}名`}</dd>
            <dt>基础分</dt><dd>{own.base?.shown ?? '–'}<span className="quiet">（计入{own.counted}项）</span></dd>
            <dt>加分</dt><dd>{own.bonus.shown}</dd><dt>扣分</dt><dd>{own.deduction.shown}</dd>
          </dl>
        )
      }}</Asked>
    </Section>
  )
}

/** Its indicators beside the targets that were set for it. */
function Targets({ unit, year, asOf }: { unit: string; year: number; asOf: string }) {
  const found = useQuery({ queryKey: ['targets', year, unit], queryFn: () => get<{ rows: TargetLine[] }>(`/api/v1/indicators/targets?${new URLSearchParams({ unit, year: String(year), limit: '200' })}`) })
  return (
    <Section title={<>指标和目标<span className="quiet">　{year}年</span></>} extra={<Link to={`/indicators/targets?unit=${unit}&year=${year}`}>全部目标</Link>}>
      <Asked query={found} rows={2}>{({ rows }) => rows.length === 0 ? <Nothing say="没有给这个地方下达指标目标；在“指标”页可以下达或导入" /> : (
        <Wide label="指标和目标"><table className="printed"><thead><tr><th scope="col">指标</th><th scope="col" className="num">现在</th><th scope="col" className="num">目标</th><th scope="col" className="num">完成</th></tr></thead>
          <tbody>{rows.map((t) => <Target key={t.indicator} t={t} unit={unit} to={asOf} />)}</tbody></table></Wide>
      )}</Asked>
    </Section>
  )
}

function Target({ t, unit, to }: { t: TargetLine; unit: string; to: string }) {
  const q = new URLSearchParams({ unit, from: `${t.year}-01-01`, to })
  const found = useQuery({ queryKey: ['indicator-compare', t.indicator, q.toString()], queryFn: () => get<{ rows: ComparedPlace[] }>(`/api/v1/indicators/${t.indicator}/compare?${q}`), staleTime: 60_000 })
  const own = found.data?.rows.find((r) => r.unit === unit)
  const measure = t.measure === '元' ? '分' : t.measure
  return (
    <tr>
      <td><Link to={`/indicators/${t.indicator}?unit=${unit}`}>{t.indicatorName}</Link></td>
      <td className="num keep">{own?.against ? <>{showFigure(own.against.value, measure)}<SourceMark of={own.against.source} /></> : '–'}</td>
      <td className="num keep">{typeof t.target?.value === 'number' ? showFigure(t.target.value, measure) : '–'}</td>
      <td className="num keep">{own?.against ? own.against.rate === undefined ? (own.against.met ? '✓ 在目标内' : '■ 超出') : `${own.against.met ? '✓ ' : ''}${(own.against.rate * 100).toFixed(1)}%` : '–'}</td>
    </tr>
  )
}
