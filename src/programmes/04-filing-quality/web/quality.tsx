import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Input, Radio, Select } from 'antd'
import { Link, Route, Routes, useNavigate, useSearchParams } from 'react-router'
import { get, post, Refused, type Refusal } from '../../../web/workbench/api.ts'
import { Labelled } from '../../../web/workbench/fields.tsx'
import { DemoMark, Section, showDay, showInstant, Wide } from '../../../web/workbench/marks.tsx'
import { useHere } from '../../../web/workbench/session.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../../../web/workbench/waits.tsx'
import type { BatchRow, BatchView, Figures, Precision, RunRow, RunView } from '../index.ts'
import { BatchPage } from './batch.tsx'
import './quality.css'
import { RunPage, SubjectPage } from './screening.tsx'
import { LoadTable, TablePage, Tables } from './tables.tsx'
import { kinds, percent } from './words.tsx'

/** Quality of filings: the batches to verify, the looks that were taken, and how far they were right. */
export default function QualityPage() {
  return (
    <Routes>
      <Route index element={<Home />} />
      <Route path="batches/:id" element={<BatchPage />} />
      <Route path="tables/:id" element={<TablePage />} />
      <Route path="screenings/:id" element={<RunPage />} />
      <Route path="screenings/:id/:no" element={<SubjectPage />} />
    </Routes>
  )
}

function Home() {
  const here = useHere()
  const [asked, ask] = useSearchParams()
  const batches = useQuery({ queryKey: ['filing-batches'], queryFn: () => get<{ rows: BatchRow[] }>('/api/v1/filing-batches?limit=200') })
  const runs = useQuery({ queryKey: ['screenings'], queryFn: () => get<{ rows: RunRow[] }>('/api/v1/screenings?limit=200') })
  const opened = asked.get('new')
  const open = (what: string | undefined) => ask(what ? { new: what } : {}, { replace: true })
  const takesIn = here.session.seats.some((s) => s.unit.endsWith('.protection'))
  return (
    <>
      <h1>申请质量</h1>
      <p className="quiet" style={{ marginTop: 0 }}>核查国家知识产权局下发的批次，并对公开文本作预警筛查。认定只由国家知识产权局作出；这里的结果只有提示、关注和疑似线索，供人工核对，当事人可以说明和申诉。</p>
      <Section title="核查批次" extra={takesIn && <Button type="primary" className="no-print" onClick={() => open('batch')}>导入批次</Button>}>
        <Asked query={batches}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有批次；保护处导入国家知识产权局的名单后，按申请人地址分到市、县，列在这里" /> : (
          <Wide label="核查批次"><table className="printed"><thead><tr><th scope="col">批次</th><th scope="col">核查期限</th><th scope="col" className="num">名单（行）</th><th scope="col" className="num">待核对</th><th scope="col" className="num">已下发</th><th scope="col">导入</th></tr></thead><tbody>
            {rows.map((b) => <tr key={b.id}><td className="roomy"><Link to={`/quality/batches/${b.id}`}>{b.name}</Link>{b.demo && <DemoMark />}<div className="quiet">{b.document}</div></td><td className="keep">{showDay(b.due)}</td><td className="num">{b.lines}</td><td className="num">{b.odd > 0 ? <span className="soon">▲ {b.odd}</span> : 0}</td><td className="num">{b.sent}</td><td className="quiet keep">{b.by}<br />{showInstant(b.at)}</td></tr>)}
          </tbody></table></Wide>
        )}</Asked>
      </Section>
      <Section title="筛查" extra={<Button className="no-print" onClick={() => open('run')}>新的筛查</Button>}>
        <Asked query={runs}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有筛查；可以看一个申请人、一个批次，或者一个检索式命中的申请人" /> : (
          <Wide label="筛查"><table className="printed"><thead><tr><th scope="col">筛查</th><th scope="col">对象</th><th scope="col" className="num">主体</th><th scope="col" className="num">疑似线索</th><th scope="col" className="num">关注</th><th scope="col" className="num">提示</th><th scope="col">筛查人</th></tr></thead><tbody>
            {rows.map((r) => <tr key={r.id}><td className="roomy"><Link to={`/quality/screenings/${r.id}`}>{r.title}</Link>{r.demo && <DemoMark />}<div className="quiet">{showDay(r.ruleDay)}</div></td><td>{kinds[r.kind]}：{r.about}</td><td className="num">{r.subjects}</td><td className="num">{r.leads}</td><td className="num">{r.attention}</td><td className="num">{r.hints}</td><td className="quiet keep">{r.by}</td></tr>)}
          </tbody></table></Wide>
        )}</Asked>
      </Section>
      <Tables open={() => open('table')} />
      <Rates />
      {opened === 'batch' && <TakeIn close={() => open(undefined)} />}
      {opened === 'table' && <LoadTable close={() => open(undefined)} />}
      {opened === 'run' && <NewRun batches={batches.data?.rows ?? []} close={() => open(undefined)} />}
    </>
  )
}

/** How far the signals were right: published on the page, with what it is made from and what it cannot tell. */
function Rates() {
  const [asked, ask] = useSearchParams()
  const found = useQuery({ queryKey: ['screening-figures'], queryFn: () => get<Figures>('/api/v1/screenings/figures') })
  const signals = useQuery({ queryKey: ['screening-signals'], queryFn: () => get<{ rows: { rule: string; label: string }[] }>('/api/v1/screenings/signals'), staleTime: 600_000 })
  const label = (rule: Precision['rule']) => (rule === 'all' ? '全部信号' : `${rule} ${signals.data?.rows.find((s) => s.rule === rule)?.label ?? ''}`)
  const month = asked.get('month') ?? ''
  return (
    <Section title="筛查准不准" extra={(found.data?.months.length ?? 0) > 0 && <label className="quiet no-print">月份 <select value={month} onChange={(e) => ask((was) => { const n = new URLSearchParams(was); if (e.target.value) n.set('month', e.target.value); else n.delete('month'); return n }, { replace: true })}><option value="">全部</option>{found.data!.months.map((m) => <option key={m.month} value={m.month}>{m.month}</option>)}</select></label>}>
      <Asked query={found}>{(f) => {
        const rows = month ? f.months.find((m) => m.month === month)?.rows ?? [] : f.all
        return rows.every((r) => r.judged === 0) ? <Nothing say="还没有人工核对过的命中；在筛查结果中逐个记录“确认线索、排除、存疑”后，这里按信号、按月列出准确率和撤改率" /> : (
          <>
            <Wide label="各信号的准确情况"><table className="printed"><thead><tr><th scope="col">信号</th><th scope="col" className="num">命中</th><th scope="col" className="num">已核对</th><th scope="col" className="num">确认</th><th scope="col" className="num">排除</th><th scope="col" className="num">存疑</th><th scope="col" className="num">准确率</th><th scope="col">95%区间</th><th scope="col" className="num">撤改率</th></tr></thead><tbody>
              {rows.map((r) => <tr key={r.rule}><td className="roomy">{label(r.rule)}</td><td className="num">{r.hits}</td><td className="num">{r.judged}</td><td className="num">{r.confirmed}</td><td className="num">{r.excluded}</td><td className="num">{r.doubtful}</td><td className="num">{percent(r.precision)}{r.precision !== null && <span className="quiet">（{r.confirmed}/{r.confirmed + r.excluded}）</span>}</td><td className="keep">{r.low === null ? '—' : `${percent(r.low)}–${percent(r.high)}`}</td><td className="num">{percent(r.reversal)}{r.firstConfirmed > 0 && <span className="quiet">（{r.reversed}/{r.firstConfirmed}）</span>}</td></tr>)}
            </tbody></table></Wide>
            <p className="quiet">准确率＝确认÷（确认＋排除），存疑和未核对的不计；撤改率＝先确认、后来改了结论的÷先确认的。均来自本页的人工核对记录，权重据此逐月重定。</p>
          </>
        )
      }}</Asked>
      {found.data && <Known of={found.data.recall} />}
    </Section>
  )
}

/** What is found of texts changed on purpose: recall cannot be had from what people found, because nobody knows what was missed. */
function Known({ of }: { of: Figures['recall'] }) {
  return (
    <details className="fold">
      <summary>漏掉多少：相近文本按改法的召回</summary>
      <p className="quiet" style={{ margin: '4px 0' }}>召回率不能从核对记录得出，谁也不知道漏了多少；只能在已知答案的文本上测。下表是比对引擎的，不是全部信号的：自造摘要{of.texts.toLocaleString('zh-CN')}篇，每种改法{of.each}篇，误报{of.falseHits}时找回原文的比例（拼接、混合的，找回其中任一原文即算）；{showDay(of.on)}以“{of.by}”测得。真实改写的文本可能更低。</p>
      <Wide label="按改法的召回"><table className="printed tight"><thead><tr><th scope="col">改法</th><th scope="col">轻重</th><th scope="col" className="num">召回</th></tr></thead><tbody>{of.rows.map((r) => <tr key={r.kind}><td>{r.kind}</td><td>{r.grade}</td><td className="num">{percent(r.recall)}</td></tr>)}</tbody></table></Wide>
    </details>
  )
}

const failed = (error: unknown): Refusal[] => (error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有办成，请再试一次' }])

function TakeIn({ close }: { close: () => void }) {
  useFocusBack()
  const go = useNavigate(), here = useHere(), queries = useQueryClient()
  const [of, set] = useState({ name: '', document: '', due: '' })
  const [file, choose] = useState<File>()
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => { const body = new FormData(); body.append('file', file!); return post<BatchView>(`/api/v1/filing-batches?${new URLSearchParams(of)}`, body) },
    onSuccess: async (batch) => { await queries.invalidateQueries({ queryKey: ['filing-batches'] }); void go(`/quality/batches/${batch.id}`) },
    onError: (error) => setWrong(failed(error)),
  })
  const submit = () => {
    const lacks = [...(of.name.trim() ? [] : [{ code: 'missing', at: 'name', say: '请填写批次名称' }]), ...(of.document.trim() ? [] : [{ code: 'missing', at: 'document', say: '请填写来文' }]), ...(of.due ? [] : [{ code: 'missing', at: 'due', say: '请填写批次载明的核查期限' }]), ...(file ? [] : [{ code: 'missing', at: 'file', say: '请选择名单文件' }])]
    if (lacks.length) setWrong(lacks)
    else act.mutate()
  }
  const at = (place: string) => wrong.filter((r) => r.at === place)
  return (
    <Drawer open onClose={close} size={480} title="导入核查批次" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={submit}>导入</Button></div>}>
      <Refusals of={wrong.filter((r) => !['name', 'document', 'due', 'file'].includes(r.at ?? ''))} />
      <div className="narrow">
        <Labelled label="批次名称" wrong={at('name')}>{(p) => <Input {...p} value={of.name} maxLength={60} placeholder="如 2022年第2批" onChange={(e) => set({ ...of, name: e.target.value })} />}</Labelled>
        <Labelled label="来文" wrong={at('document')}>{(p) => <Input {...p} value={of.document} maxLength={120} onChange={(e) => set({ ...of, document: e.target.value })} />}</Labelled>
        <Labelled label="核查期限" help="批次载明的最后一日" wrong={at('due')}>{({ id }) => <input type="date" id={id} value={of.due} min={here.today} onChange={(e) => set({ ...of, due: e.target.value })} />}</Labelled>
        <Labelled label="名单" help="xlsx；须有“申请号”一列，名称、申请人、地址、联系方式、代理机构等列认得就采用，认不得的照存" wrong={at('file')}>{({ id }) => <input type="file" id={id} accept=".xlsx,.docx" onChange={(e) => choose(e.target.files?.[0])} />}</Labelled>
      </div>
    </Drawer>
  )
}

function NewRun({ batches, close }: { batches: BatchRow[]; close: () => void }) {
  useFocusBack()
  const go = useNavigate(), queries = useQueryClient()
  const [asked] = useSearchParams()
  const [of, set] = useState({ title: '', kind: (asked.get('kind') ?? 'party') as keyof typeof kinds, about: asked.get('about') ?? '', staff: '', researchers: '', spend: '' })
  const saved = useQuery({ queryKey: ['saved-queries'], queryFn: () => get<{ rows: { id: string; name: string }[] }>('/api/v1/saved-queries?limit=200'), enabled: of.kind === 'query' })
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => {
      const firm = { ...(of.staff ? { staff: Number(of.staff) } : {}), ...(of.researchers ? { researchers: Number(of.researchers) } : {}), ...(of.spend ? { spend: of.spend } : {}) }
      return post<RunView>('/api/v1/screenings', { title: of.title || `${kinds[of.kind]}筛查`, kind: of.kind, about: of.about, ...(of.kind === 'party' && Object.keys(firm).length ? { firm } : {}) })
    },
    onSuccess: async (run) => { await queries.invalidateQueries({ queryKey: ['screenings'] }); void go(`/quality/screenings/${run.id}`) },
    onError: (error) => setWrong(failed(error)),
  })
  const at = (place: string) => wrong.filter((r) => r.at === place)
  return (
    <Drawer open onClose={close} size={480} title="新的筛查" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={() => act.mutate()}>{act.isPending ? '正在比对' : '开始'}</Button></div>}>
      <Refusals of={wrong.filter((r) => !['title', 'about'].includes(r.at ?? ''))} />
      <div className="narrow">
        <Labelled label="看什么" wrong={[]}>{({ id }) => <Radio.Group id={id} aria-label="看什么" value={of.kind} onChange={(e) => set({ ...of, kind: e.target.value, about: '' })} options={Object.entries(kinds).map(([value, label]) => ({ value, label }))} />}</Labelled>
        {of.kind === 'batch'
          ? <Labelled label="批次" wrong={at('about')}>{(p) => <Select {...p} value={of.about || undefined} placeholder="请选择批次" options={batches.map((b) => ({ value: b.id, label: b.name }))} onChange={(about: string) => set({ ...of, about })} />}</Labelled>
          : of.kind === 'query' && saved.data?.rows.some((q) => q.id === of.about) ? null : <Labelled label={of.kind === 'party' ? '申请人名称' : '检索式'} help={of.kind === 'party' ? '第一申请人的全称，如专利文献所载' : '与专利检索页相同，命中的专利按第一申请人分开看'} wrong={at('about')}>{(p) => <Input {...p} value={of.about} maxLength={300} onChange={(e) => set({ ...of, about: e.target.value })} />}</Labelled>}
        {of.kind === 'query' && (saved.data?.rows.length ?? 0) > 0 && <Labelled label="或者用保存的检索" optional wrong={[]}>{(p) => <Select {...p} allowClear value={saved.data!.rows.some((q) => q.id === of.about) ? of.about : undefined} placeholder="您和您单位保存的检索" options={saved.data!.rows.map((q) => ({ value: q.id, label: q.name }))} onChange={(about?: string) => set({ ...of, about: about ?? '' })} />}</Labelled>}
        <Labelled label="名称" optional wrong={at('title')}>{(p) => <Input {...p} value={of.title} maxLength={120} placeholder={`${kinds[of.kind]}筛查`} onChange={(e) => set({ ...of, title: e.target.value })} />}</Labelled>
        {of.kind === 'party' && <>
          <Labelled label="从业人员（人）" optional help="不填的用载入的企业数据；都没有的，有关信号注明“缺数据”，不作判断" wrong={[]}>{(p) => <Input {...p} inputMode="numeric" value={of.staff} maxLength={8} onChange={(e) => set({ ...of, staff: e.target.value.replace(/\D/g, '') })} />}</Labelled>
          <Labelled label="研发人员（人）" optional wrong={[]}>{(p) => <Input {...p} inputMode="numeric" value={of.researchers} maxLength={8} onChange={(e) => set({ ...of, researchers: e.target.value.replace(/\D/g, '') })} />}</Labelled>
          <Labelled label="近12个月研发投入（元）" optional wrong={at('firm.spend')}>{(p) => <Input {...p} inputMode="decimal" value={of.spend} maxLength={16} onChange={(e) => set({ ...of, spend: e.target.value.replace(/[^\d.]/g, '') })} />}</Labelled>
        </>}
      </div>
    </Drawer>
  )
}
