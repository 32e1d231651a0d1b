import { lazy, Suspense, useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Select, Skeleton } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { Burden, FormFilled } from '../../../http/index.ts'
import { get } from '../api.ts'
import { DemoMark, Section, showDay, SourceMark, Wide } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { useUnits } from '../units.ts'
import { Asked, Nothing } from '../waits.tsx'

const Trend = lazy(() => import('../trend.tsx'))
const share = (part: number, of: number) => (of === 0 ? '–' : `${Math.round((part / of) * 100)}%`)
const n = (of: number) => of.toLocaleString('zh-CN')
const average = (minutes: number, of: number) => (of === 0 ? '–' : String(Math.round(minutes / of)))

/** What forms and reports cost people, and what they were spared. */
export default function BurdenPage() {
  const here = useHere(), units = useUnits()
  const [asked, ask] = useSearchParams()
  const to = asked.get('to') ?? here.today.slice(0, 7), from = asked.get('from') ?? `${to.slice(0, 4)}-01`, unit = asked.get('unit') ?? ''
  const of = new URLSearchParams({ from, to, ...(unit ? { unit } : {}) }).toString()
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const found = useQuery({ queryKey: ['burden', of], queryFn: () => get<Burden>(`/api/v1/burden?${of}`), placeholderData: (was) => was })
  return (
    <>
      <section className="block">
        <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › 填报负担</p>
        <h1>填报负担</h1>
        <div className="filters no-print" role="search" style={{ marginBottom: 0 }}>
          <label>自 <input type="month" value={from} max={to} onChange={(e) => set('from', e.target.value || undefined)} /></label>
          <label>至 <input type="month" value={to} max={here.today.slice(0, 7)} onChange={(e) => set('to', e.target.value || undefined)} /></label>
          <Select allowClear aria-label="单位" placeholder="全省" style={{ width: 180 }} value={unit || undefined} onChange={(v) => set('unit', v)} showSearch optionFilterProp="label" options={(units.data ?? []).filter((u) => u.level === 'city').map((u) => ({ value: u.id, label: u.place }))} />
          <a href={`/api/v1/burden/lines?${of}&format=xlsx`}>导出</a>
        </div>
      </section>
      <Asked query={found} rows={12}>{(b) => <Drawn b={b} of={of} choose={(u) => set('unit', u)} chosen={unit} />}</Asked>
    </>
  )
}

function Drawn({ b, of, choose, chosen }: { b: Burden; of: string; choose: (unit: string) => void; chosen: string }) {
  const { total: t } = b
  const months = useMemo(() => b.months.map((m) => m.month), [b])
  const lines = useMemo(() => [
    { source: 'reported' as const, name: '人填的题目', values: b.months.map((m) => m.asked - m.prefilled + m.questions) },
    { source: 'system' as const, name: '系统填好和免填的题目', values: b.months.map((m) => m.prefilled + m.spared) },
  ], [b])
  const all = t.asked + t.questions + t.spared
  return (
    <>
      <section className="block">
        <p style={{ marginTop: 0 }}><b>{all === 0 ? '这段时间没有人填报' : `共问${n(t.asked + t.questions)}题，其中系统填好、原样采用${n(t.prefilled)}题；本期无变化${t.unchanged}次，免填${n(t.spared)}题。不必重复填报的占${share(t.prefilled + t.spared, all)}`}</b></p>
        <div className="figures">
          <div><div className="quiet">整份表单<SourceMark of="system" /></div><div className="figure">{t.forms}份</div><div className="quiet">{n(t.asked)}题，平均每份{t.forms ? Math.round(t.asked / t.forms) : '–'}题</div></div>
          <div><div className="quiet">反馈、陈述等单项<SourceMark of="system" /></div><div className="figure">{t.answers}次</div><div className="quiet">{t.questions}题</div></div>
          <div><div className="quiet">每份用时<SourceMark of="system" /></div><div className="figure">{average(t.minutes, t.timed)}{t.timed ? '分钟' : ''}</div><div className="quiet">{t.forms}份中{t.timed}份有记录；{b.measured}</div></div>
        </div>
      </section>
      {all > 0 && <Section title="逐月"><Suspense fallback={<Skeleton active />}><p className="quiet" style={{ margin: 0 }}><span style={{ color: '#8f5600' }}>▲ 人填的题目</span>　<span style={{ color: '#1f4e79' }}>● 系统填好和免填的题目</span></p><Trend months={months} lines={lines} unit="题" /></Suspense><Months b={b} /></Section>}
      <Section title={chosen ? '各县（市、区）' : '各单位'}>
        {b.units.length === 0 ? <Nothing say="有人填报或反馈后，按单位列在这里" /> : (
          <Wide label="各单位填报负担"><table className="printed"><thead><tr><th scope="col">单位</th><th scope="col" className="num">表单（份）</th><th scope="col" className="num">表单题目</th><th scope="col" className="num">系统填好</th><th scope="col" className="num">单项题目</th><th scope="col" className="num">免填</th><th scope="col" className="num">每份用时（分钟）</th></tr></thead><tbody>
            {b.units.map((u) => <tr key={u.unit}><td>{/^fj\.(\d{4}|pt)$/.test(u.unit) && !chosen ? <button type="button" className="as-link" onClick={() => choose(u.unit)}>{u.name}</button> : u.name}</td><td className="num">{u.forms}</td><td className="num">{u.asked}</td><td className="num">{u.prefilled}（{share(u.prefilled, u.asked)}）</td><td className="num">{u.questions}</td><td className="num">{u.spared}</td><td className="num">{average(u.minutes, u.timed)}</td></tr>)}
          </tbody></table></Wide>
        )}
      </Section>
      <Behind of={of} />
      <Section title="各事项问什么">
        <p className="quiet" style={{ marginTop: 0 }}>系统已经掌握的，表单一律先行填好；仍要重问的，须写明理由，列在这里。新表单重问而不写理由的，系统不予上线。</p>
        <Wide label="各事项问什么"><table className="printed"><thead><tr><th scope="col">事项</th><th scope="col" className="num">题目</th><th scope="col" className="num">系统填好</th><th scope="col">仍要重问及理由</th></tr></thead><tbody>
          {b.items.map((i) => <tr key={i.id}><td>{i.name}</td><td className="num">{i.asks}</td><td className="num">{i.prefilled}</td><td className="roomy">{i.anew.length === 0 ? <span className="quiet">无</span> : i.anew.map((a) => <div key={a.at}>{a.label}：{a.why}</div>)}</td></tr>)}
        </tbody></table></Wide>
      </Section>
    </>
  )
}

const Months = ({ b }: { b: Burden }) => (
  <details className="fold"><summary>逐月数字</summary><Wide label="逐月填报负担"><table className="printed"><thead><tr><th scope="col">月份</th><th scope="col" className="num">表单题目</th><th scope="col" className="num">系统填好</th><th scope="col" className="num">单项题目</th><th scope="col" className="num">本期无变化（次）</th><th scope="col" className="num">免填</th></tr></thead><tbody>
    {b.months.map((m) => <tr key={m.month}><td>{m.month}</td><td className="num">{m.asked}</td><td className="num">{m.prefilled}</td><td className="num">{m.questions}</td><td className="num">{m.unchanged}</td><td className="num">{m.spared}</td></tr>)}
  </tbody></table></Wide></details>
)

function Behind({ of }: { of: string }) {
  const found = useQuery({ queryKey: ['burden-forms', of], queryFn: () => get<{ rows: FormFilled[]; total: number; all: number }>(`/api/v1/burden/forms?${of}&limit=50`) })
  return (
    <Section title="由哪些表单得出">
      <Asked query={found}>{({ rows, all, total }) => rows.length === 0 ? <Nothing say={all ? `共${all}份，都不在您可查看的范围内` : '还没有提交过的表单；反馈一类的单项见各办件'} /> : (
        <>
          <p className="quiet" style={{ marginTop: 0 }}>共{all}份{total < all ? `，您能查看${total}份` : ''}{rows.length < total ? `，先列${rows.length}份` : ''}</p>
          <Wide label="由哪些表单得出"><table className="printed"><thead><tr><th scope="col">办件</th><th scope="col">日期</th><th scope="col" className="num">题目</th><th scope="col" className="num">系统填好</th><th scope="col" className="num">用时（分钟）</th></tr></thead><tbody>
            {rows.map((f) => <tr key={`${f.caseId}${f.on}${f.asked}`}><td className="roomy"><Link to={`/cases/${f.caseId}`}>{f.case.title}</Link>{f.case.demo && <DemoMark />}<div className="quiet">{f.case.itemName}　{f.case.number}</div></td><td className="keep">{showDay(f.on)}</td><td className="num">{f.asked}</td><td className="num">{f.prefilled}</td><td className="num">{f.minutes ?? '–'}</td></tr>)}
          </tbody></table></Wide>
        </>
      )}</Asked>
    </Section>
  )
}
