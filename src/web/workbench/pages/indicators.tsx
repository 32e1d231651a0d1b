import { lazy, Suspense, useState } from 'react'
import { useInfiniteQuery, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input, Select, Table } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Figures, IndicatorWording, MonthFigure, Piece, SourceKind } from '../../../http/index.ts'
import { no, parseYuan, yes } from '../../../kernel/index.ts'
import type { IndicatorDefinition } from '../../../service/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { monthsUntil, plotted, plottedIn, showFigure, sourceKinds, sourceWords } from '../figures.ts'
import { DemoMark, Section, showDay, SourceMark, Wide } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { shortName, useUnits } from '../units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'
import { Places } from './indicators-compare.tsx'
import { FigureForecast } from './forecast-marks.tsx'

const Trend = lazy(() => import('../trend.tsx'))
const TargetsPage = lazy(() => import('./indicators-targets.tsx'))

type Definition = Omit<IndicatorDefinition, 'from'>
interface Value { definition: Definition; formula: string; madeFrom: string; newest: number; figures: Figures; steps: string[]; wordings: IndicatorWording[] }
const kinds: Record<Definition['kind'], string> = { stock: '时点数', flow: '时期数', ratio: '比率' }

/** The written indicators: what each counts, its figure by source, and the records behind it. */
export default function IndicatorsPage() {
  const { id } = useParams()
  return id === 'targets' ? <TargetsPage /> : id ? <One key={id} id={id} /> : <All />
}

function All() {
  const found = useQuery({ queryKey: ['indicators'], queryFn: () => get<{ rows: Definition[] }>('/api/v1/indicators'), staleTime: 600_000 })
  const units = useUnits()
  const rows = found.data?.rows ?? []
  const values = useQueries({ queries: rows.map((d) => ({ queryKey: ['indicator', d.id, ''], queryFn: () => get<Value>(`/api/v1/indicators/${d.id}`), staleTime: 60_000 })) })
  const office = (name: string) => units.data?.find((u) => u.level === 'province' && u.office === name)?.short ?? name
  return (
    <Section title={<>指标{found.data ? <span className="quiet">（{rows.length}项）</span> : null}</>} extra={<span className="row"><Link to="/indicators/targets">年度目标</Link><a href="/api/v1/indicators?format=xlsx">导出口径</a></span>}>
      <p className="quiet" style={{ marginTop: 0 }}>系统生成<SourceMark of="system" />、已核<SourceMark of="verified" />、自报<SourceMark of="reported" />三种来源分列，从不相加。点名称看口径、各地数值和依据。</p>
      <Asked query={found} rows={12}>{() => rows.length === 0 ? <Nothing say="还没有指标；事项和名录接入后，随之带来的指标会列在这里" /> : (
        <div className="wide"><Table<Definition> size="small" rowKey="id" dataSource={rows} pagination={false} scroll={{ x: 900 }} columns={[
          { title: '指标', key: 'name', width: 220, fixed: 'left', render: (_, d) => <Link to={`/indicators/${d.id}`}>{d.name}</Link> },
          { title: '口径', key: 'definition', render: (_, d) => <span className="clip" title={d.definition}>{d.definition}</span> },
          ...sourceKinds.map((s) => ({
            title: <>{sourceWords[s]}<SourceMark of={s} /></>, key: s, width: 130, className: 'num',
            render: (_: unknown, d: Definition, i: number) => { const f = values[i]?.data?.figures[s]; return values[i]?.isPending ? '…' : f ? <Link to={`/indicators/${d.id}?source=${s}`}>{showFigure(f.value, d.unit)}</Link> : <span className="quiet">–</span> },
          })),
          { title: '负责', key: 'owner', width: 110, render: (_, d) => office(d.owner) },
        ]} /></div>
      )}</Asked>
    </Section>
  )
}

function One({ id }: { id: string }) {
  const here = useHere()
  const units = useUnits()
  const [asked, ask] = useSearchParams()
  const from = asked.get('from') ?? `${here.today.slice(0, 4)}-01-01`, to = asked.get('to') ?? here.today
  const period = new URLSearchParams([...asked].filter(([k, v]) => v && ['unit', 'from', 'to', 'asOf'].includes(k)))
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const found = useQuery({ queryKey: ['indicator', id, period.toString()], queryFn: () => get<Value>(`/api/v1/indicators/${id}?${period}`), placeholderData: (was) => was })
  const office = (name: string) => units.data?.find((u) => u.level === 'province' && u.office === name)?.name ?? name
  return (
    <Asked query={found} rows={12}>{({ definition: d, formula, madeFrom, newest, figures, steps, wordings }) => (
      <>
        <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/indicators">指标</Link> › {d.name}</p>
        <section className="block">
          <h1>{d.name}</h1>
          <div className="filters no-print" role="search">
            <Select allowClear aria-label="单位" placeholder="全省" style={{ width: 180 }} value={asked.get('unit') ?? undefined} onChange={(v) => set('unit', v)} showSearch optionFilterProp="label"
              options={(units.data ?? []).filter((u) => u.level !== 'province').map((u) => ({ value: u.id, label: u.place }))} />
            {d.kind !== 'stock' && <label>自 <input type="date" value={from} max={to} onChange={(e) => set('from', e.target.value || undefined)} /></label>}
            <label>{d.kind === 'stock' ? '时点' : '至'} <input type="date" value={to} onChange={(e) => set('to', e.target.value || undefined)} /></label>
            <label title="只算到这一日日终已经记下的事">按某日所知 <input type="date" value={asked.get('asOf') ?? ''} max={here.today} onChange={(e) => set('asOf', e.target.value || undefined)} /></label>
          </div>
          <div className="figures">
            {sourceKinds.map((s) => { const f = figures[s]; return (
              <div key={s}><div className="quiet">{sourceWords[s]}<SourceMark of={s} /></div>
                <div className="figure">{f ? showFigure(f.value, d.unit) : <span className="quiet">无记录</span>}</div>
                {f && <a href="#evidence" onClick={(e) => { e.preventDefault(); set('source', s); document.getElementById('evidence')?.scrollIntoView() }}>由{f.count}条记录得出{f.demo > 0 && `，其中演示${f.demo}条`}</a>}
              </div>
            ) })}
          </div>
        </section>
        <div className="two">
          <div>
            <ByMonth d={d} to={to} unit={asked.get('unit')} asOf={asked.get('asOf')} />
            <FigureForecast id={id} measure={d.unit} unit={asked.get('unit')} asOf={asked.get('asOf')} target={asked.get('target')} setTarget={(v) => set('target', v)} />
            <Places id={id} d={d} period={period} year={Number(to.slice(0, 4))} />
            <div id="evidence"><EvidenceOf id={id} d={d} period={period} source={asked.get('source') as SourceKind | null} choose={(s) => set('source', s)} /></div>
          </div>
          <aside>
            <Section title="口径">
              <p style={{ margin: 0 }}>{d.definition}</p>
              <dl className="facts" style={{ marginTop: 12 }}>
                <dt>公式</dt><dd>{formula}</dd>
                <dt>算法</dt><dd><ol style={{ margin: 0, paddingLeft: 18 }}>{steps.map((s) => <li key={s}>{s}</li>)}</ol></dd>
                <dt>类型</dt><dd>{kinds[d.kind]}，{d.direction === 'up' ? '越高越好' : '越低越好'}</dd>
                <dt>负责</dt><dd>{office(d.owner)}</dd>
                <dt>来源</dt><dd>{madeFrom}</dd>
                <dt>截至</dt><dd>{showDay(to)}{asked.get('asOf') && `，按${showDay(asked.get('asOf'))}日终所知`}</dd>
                <dt>版本</dt><dd>第{d.version}版{d.version !== newest && <span className="quiet">（期末那天有效；现行第{newest}版，不改写这个数）</span>}</dd>
                <dt>推动</dt><dd>{d.carries.length ? d.carries.map((a) => <span key={a} style={{ marginRight: 8 }}>清单 {a}</span>) : '不直接对应分解任务'}</dd>
              </dl>
            </Section>
            <Section title="口径的历次版本">{wordings.length === 0 ? <Nothing say="口径修改后，旧版本会留在这里" /> : (
              <ul className="story">{wordings.filter((w, i) => w.version !== wordings[i - 1]?.version || w.definition.definition !== wordings[i - 1]!.definition.definition).map((w) => <li key={`${w.version}${w.since}`}><b>第{w.version}版</b>　{w.from ? `自${showDay(w.from)}起` : '自始'}{w.version === d.version && <span className="quiet">　本页所用</span>}<div className="quiet">{w.definition.definition}</div><div className="quiet">{showDay(w.since)}载入本系统</div></li>)}</ul>
            )}</Section>
          </aside>
        </div>
      </>
    )}</Asked>
  )
}

/** The sentence first, and the line that proves it. */
function ByMonth({ d, to, unit, asOf }: { d: Definition; to: string; unit: string | null; asOf: string | null }) {
  const months = monthsUntil(to)
  const q = new URLSearchParams([['to', to], ['months', String(months.length)], ...(unit ? [['unit', unit]] : []), ...(asOf ? [['asOf', asOf]] : [])] as [string, string][])
  const found = useQuery({ queryKey: ['indicator-trend', d.id, q.toString()], queryFn: () => get<{ months: MonthFigure[] }>(`/api/v1/indicators/${d.id}/trend?${q}`), staleTime: 60_000 })
  return <Section title="逐月"><Asked query={found}>{({ months: each }) => <Months d={d} to={to} months={months} each={each} />}</Asked></Section>
}

function Months({ d, to, months, each }: { d: Definition; to: string; months: string[]; each: MonthFigure[] }) {
  const lines = sourceKinds.flatMap((source) => {
    const values = each.map((m) => m.figures[source]?.value ?? (d.kind === 'flow' ? 0 : null))
    return each.some((m) => m.figures[source]) ? [{ source, name: sourceWords[source], values: values.map((v) => (v === null ? null : plotted(v, d.unit))), raw: values }] : []
  })
  const main = lines[0]
  const last = main?.raw.at(-1), before = main?.raw.at(-2)
  const change = typeof last === 'number' && typeof before === 'number' ? (last === before ? '与上月持平' : `比上月${last > before ? '增加' : '减少'}${d.unit === '%' ? `${(Math.abs(last - before) * 100).toFixed(1)}个百分点` : showFigure(Math.abs(last - before), d.unit)}`) : ''
  const turned = each.find((m, i) => i > 0 && m.version !== each[i - 1]!.version)
  if (!main) return <Nothing say={`${to.slice(0, 4)}年还没有记录；办件推进或名录变动后会画在这里`} />
  return (
    <>
      <p style={{ margin: 0 }}>{Number(to.slice(5, 7))}月{main.name}{showFigure(last, d.unit)}{change && `，${change}`}。{turned && `${Number(turned.month.slice(5))}月起按第${turned.version}版口径，与以前各月不能直接相比。`}</p>
      <Suspense fallback={<div style={{ height: 220 }} />}><Trend months={months} lines={lines} unit={plottedIn(d.unit)} /></Suspense>
      <details><summary>逐月数值</summary>
        <Wide label="逐月数值"><table className="printed"><thead><tr><th scope="col">月份</th>{lines.map((l) => <th key={l.source} scope="col" className="num">{l.name}<SourceMark of={l.source} /></th>)}</tr></thead>
          <tbody>{months.map((m, i) => <tr key={m}><td>{Number(m.slice(5))}月</td>{lines.map((l) => <td key={l.source} className="num">{l.raw[i] === null ? '–' : showFigure(l.raw[i], d.unit)}</td>)}</tr>)}</tbody></table></Wide>
      </details>
    </>
  )
}

function EvidenceOf({ id, d, period, source, choose }: { id: string; d: Definition; period: URLSearchParams; source: SourceKind | null; choose: (s: string | undefined) => void }) {
  const units = useUnits()
  const { seats } = useHere().session
  const [checking, check] = useState<Piece>()
  const mayCheck = (p: Piece) => p.source === 'reported' && p.what === 'event' && seats.some((s) => s.office === d.owner || p.unit === s.unit || p.unit?.startsWith(`${s.unit}.`))
  const q = new URLSearchParams([...period, ...(source ? [['source', source]] : [])] as [string, string][])
  const found = useInfiniteQuery({
    queryKey: ['indicator-evidence', id, q.toString()], initialPageParam: '',
    queryFn: ({ pageParam }) => get<{ rows: Piece[]; total: number; next?: string }>(`/api/v1/indicators/${id}/evidence?${new URLSearchParams([...q, ['limit', '20'], ...(pageParam ? [['cursor', pageParam]] : [])] as [string, string][])}`),
    getNextPageParam: (last) => last.next,
  })
  return (
    <Section title={<>依据{found.data && <span className="quiet">（{found.data.pages[0]!.total}条）</span>}</>} extra={<Select allowClear size="small" aria-label="来源" placeholder="全部来源" style={{ width: 120 }} value={source ?? undefined} onChange={choose} options={sourceKinds.map((s) => ({ value: s, label: sourceWords[s] }))} />}>
      <Asked query={found}>{({ pages }) => {
        const pieces = pages.flatMap((p) => p.rows)
        return pieces.length === 0 ? <Nothing say="这段时间没有记录" /> : (
          <>
            <ul className="story">{pieces.map((p) => (
              <li key={`${p.what}${p.id}${p.isPart}`}>
                {showDay(p.on)}<SourceMark of={p.source} />　{p.caseId ? <Link to={`/cases/${p.caseId}`}>{p.party ?? '办件'}</Link> : p.party ?? <span className="quiet">主体不便显示</span>}{p.demo && <DemoMark />}{p.amount !== undefined && `　${showFigure(p.amount, d.unit)}`}{mayCheck(p) && <Button type="link" size="small" className="no-print" onClick={() => check(p)}>核验</Button>}
                <div className="quiet">{[shortName(units.data, p.unit), p.what === 'entry' ? `名录条目 ${p.note}` : '', d.kind === 'ratio' ? (p.isPart ? '计入分子' : '计入分母') : ''].filter(Boolean).join('　')}</div>
              </li>
            ))}</ul>
            {found.hasNextPage && <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>再看20条</Button>}
            {checking && <Check d={d} of={checking} close={() => check(undefined)} />}
          </>
        )
      }}</Asked>
    </Section>
  )
}

/** A reported figure is looked into by someone else: what was found takes its place, and how it was found is kept. */
function Check({ d, of, close }: { d: Definition; of: Piece; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const isMoney = d.unit === '分'
  const [amount, setAmount] = useState(of.amount === undefined ? '' : isMoney ? (of.amount / 100).toFixed(2) : String(of.amount))
  const [note, setNote] = useState('')
  const [refusals, setRefusals] = useState<Refusal[]>([])
  const save = useMutation({
    mutationFn: () => {
      const read = isMoney ? parseYuan(amount) : /^\d{1,15}$/.test(amount.trim()) ? yes(Number(amount)) : no({ code: 'number', at: 'amount', say: '请填写不小于零的整数' })
      if (!read.ok) throw new Refused(422, read.refusals.map((r) => ({ ...r, at: 'amount' })))
      return post(`/api/v1/indicators/${d.id}/reports/${of.id}/verify`, { amount: read.value, note })
    },
    onSuccess: async () => { await queries.invalidateQueries(); message.success('已核验，核定的数计入“已核”'); close() },
    onError: (error) => setRefusals(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有保存，请再试一次' }]),
  })
  const at = (name: string) => refusals.filter((r) => r.at === name)
  return (
    <Drawer open title={`核验自报：${of.party ?? d.name}`} onClose={close} size={480} destroyOnHidden
      footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>核验</Button></div>}>
      <Refusals of={refusals.filter((r) => r.at !== 'amount' && r.at !== 'note')} />
      <p>{showDay(of.on)}自报{showFigure(of.amount, d.unit)}。核验后不再计入“自报”，核定的数计入“已核”，两者不相加。</p>
      <div style={{ display: 'grid', gap: 16 }}>
        <Labelled label="核定的数" help={`单位：${isMoney ? '元' : d.unit}；与自报相同的不必改`} wrong={at('amount')}>{(p) => <Input {...p} inputMode="decimal" value={amount} onChange={(e) => setAmount(e.target.value)} />}</Labelled>
        <Labelled label="核验方式和依据" help="例如核对了年度审计报告、销售台账" wrong={at('note')}>{(p) => <Input.TextArea {...p} rows={3} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}
