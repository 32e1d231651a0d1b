import { useState, type ReactNode } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Input } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { ListView, ReportFormat, ReportKind, ReportRow, ReportView } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { DemoMark, LightMark, Section, showDay, SourceMark, Wide } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { useUnits } from '../units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'

const kinds: Record<ReportKind, { word: string; say: string }> = {
  circular: { word: '通报', say: '发各责任单位，各单位可查' },
  brief: { word: '专报', say: '报领导，只给编制单位和审计' },
  account: { word: '台账', say: '逐处列出，只给编制单位和审计' },
}
const formats: [ReportFormat, string][] = [['docx', 'Word'], ['xlsx', 'Excel'], ['pdf', 'PDF']]

/** What was issued of a list, and what would be issued today. */
export default function ReportsPage() {
  const { list = '' } = useParams()
  const [asked, ask] = useSearchParams()
  const here = useHere()
  const units = useUnits()
  const paper = useQuery({ queryKey: ['list', list], queryFn: () => get<ListView>(`/api/v1/lists/${list}`), staleTime: 60_000 })
  const issued = useQuery({ queryKey: ['reports', list], queryFn: () => get<{ rows: ReportRow[] }>(`/api/v1/lists/${list}/reports?limit=200`) })
  const kind = (Object.keys(kinds) as ReportKind[]).find((k) => k === asked.get('kind')), asOf = asked.get('asOf') ?? '', opened = asked.get('report') ?? ''
  const set = (of: Record<string, string>) => ask(of, { replace: true })
  const signs = here.session.seats.some((s) => { const u = units.data?.find((x) => x.id === s.unit); return u?.level === 'province' && u.kind !== 'centre' && s.duties.includes('decide') })
  return (
    <Asked query={paper} rows={14}>{(l) => (
      <>
        <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/tasks/1`}>{l.title}</Link> › 通报和台账</p>
        {(l.may.correct || here.session.who!.auditor) && (
          <Section title="编制">
            <div className="filters" role="group" aria-label="种类" style={{ marginBottom: 0 }}>
              {(Object.keys(kinds) as ReportKind[]).map((k) => <button key={k} type="button" className="pick" aria-pressed={kind === k} title={kinds[k].say} onClick={() => set({ kind: k, ...(asOf ? { asOf } : {}) })}>预览{kinds[k].word}</button>)}
              <label>截至 <input type="date" value={asOf || here.today} max={here.today} onChange={(e) => set({ kind: kind ?? 'circular', ...(e.target.value && e.target.value !== here.today ? { asOf: e.target.value } : {}) })} /></label>
              <span className="quiet">{kind ? kinds[kind].say : '先预览，不占文号；过去的日子按当日所知'}</span>
            </div>
          </Section>
        )}
        {kind && <Preview key={`${kind}${asOf}`} list={l} kind={kind} asOf={asOf} signs={signs && l.status === 'adopted'} done={(id) => set({ report: id })} />}
        {opened && <Opened id={opened} close={() => set({})} />}
        <Section title="已印发">
          <Asked query={issued}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有印发过。负责人在预览后印发，文号和全部数字从此存档。" /> : (
            <Wide label="已印发的通报、专报和台账"><table className="printed"><thead><tr><th scope="col">文号</th><th scope="col">标题</th><th scope="col">截至</th><th scope="col">签发</th><th scope="col">下载</th></tr></thead><tbody>
              {rows.map((r) => (
                <tr key={r.id}>
                  <td className="keep">{r.number}</td>
                  <td className="roomy"><button type="button" className="as-link" aria-current={r.id === opened || undefined} onClick={() => set({ report: r.id })}>{r.title}</button>{r.demo && <DemoMark />}{r.voided && <div className="late">■ 已作废（{showDay(r.voided.on)}{r.voided.by && `，${r.voided.by}`}）{r.voided.reason}</div>}</td>
                  <td className="keep">{showDay(r.asOf)}</td>
                  <td>{r.issuedBy}<div className="quiet keep">{showDay(r.issuedOn)}</div></td>
                  <td><Files path={`/api/v1/reports/${r.id}/file?`} of={r.number} /></td>
                </tr>
              ))}
            </tbody></table></Wide>
          )}</Asked>
        </Section>
      </>
    )}</Asked>
  )
}

const Files = ({ path, of }: { path: string; of: string }) => <span className="row keep">{formats.map(([f, word]) => <a key={f} href={`${path}format=${f}`} download aria-label={`下载${of} ${word}`}>{word}</a>)}</span>

function Opened({ id, close }: { id: string; close: () => void }) {
  const report = useQuery({ queryKey: ['report', id], queryFn: () => get<ReportView>(`/api/v1/reports/${id}`), staleTime: 60_000 })
  const [voiding, setVoiding] = useState(false)
  return (
    <Asked query={report}>{(r) => (
      <>
        <Paper r={r} extra={<span className="row no-print"><Files path={`/api/v1/reports/${r.id}/file?`} of={r.number!} />{r.may.void && <Button size="small" danger onClick={() => setVoiding(true)}>作废</Button>}<Button size="small" onClick={close}>收起</Button></span>} />
        {voiding && <Void r={r} close={() => setVoiding(false)} />}
      </>
    )}</Asked>
  )
}

function Void({ r, close }: { r: ReportView; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<ReportView>(`/api/v1/reports/${r.id}/void`, { reason }),
    onSuccess: async () => { await Promise.all([queries.invalidateQueries({ queryKey: ['reports'] }), queries.invalidateQueries({ queryKey: ['report', r.id] })]); void message.success(`已作废：${r.number}`); close() },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有作废，请再试一次' }]),
  })
  return (
    <Drawer open onClose={close} size={480} title={`作废${r.number}`} footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" danger loading={act.isPending} onClick={() => act.mutate()}>作废</Button></div>}>
      <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={`作废后不能恢复；原文仍可打开，各页标明已作废${r.kind === 'circular' ? '，各责任单位收到通知' : ''}。文号不再使用，需要的另行印发。`} />
      <Refusals of={wrong.filter((x) => x.at !== 'reason')} />
      <div className="narrow"><Labelled label="作废的理由和依据" wrong={wrong.filter((x) => x.at === 'reason')}>{(p) => <Input.TextArea {...p} rows={4} maxLength={1000} value={reason} onChange={(e) => setReason(e.target.value)} />}</Labelled></div>
    </Drawer>
  )
}

function Preview({ list, kind, asOf, signs, done }: { list: ListView; kind: ReportKind; asOf: string; signs: boolean; done: (id: string) => void }) {
  const [issuing, issue] = useState(false)
  const wanted = `kind=${kind}${asOf ? `&asOf=${asOf}` : ''}`
  const draft = useQuery({ queryKey: ['report-preview', list.id, kind, asOf], queryFn: () => get<ReportView>(`/api/v1/lists/${list.id}/reports/preview?${wanted}`), staleTime: 60_000 })
  return (
    <>
      <Asked query={draft} rows={10}>{(r) => <Paper r={r} extra={<span className="row no-print"><Files path={`/api/v1/lists/${list.id}/reports/preview?${wanted}&`} of="预览" />{signs && <Button type="primary" danger onClick={() => issue(true)}>印发</Button>}</span>} />}</Asked>
      {issuing && <Issue list={list.id} kind={kind} asOf={asOf} to={draft.data?.to ?? ''} close={() => issue(false)} done={done} />}
    </>
  )
}

function Issue({ list, kind, asOf, to: usual, close, done }: { list: string; kind: ReportKind; asOf: string; to: string; close: () => void; done: (id: string) => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const word = kinds[kind].word
  const [to, setTo] = useState(usual)
  const [remarks, setRemarks] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<ReportView>(`/api/v1/lists/${list}/reports`, { kind, ...(asOf ? { asOf } : {}), ...(to.trim() ? { to } : {}), remarks: remarks.split('\n').filter((r) => r.trim()) }),
    onSuccess: async (r) => { await queries.invalidateQueries({ queryKey: ['reports', list] }); void message.success(`已印发：${r.number}`); close(); done(r.id!) },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有印发，请再试一次' }]),
  })
  const at = (...places: string[]) => wrong.filter((r) => places.includes(r.at ?? ''))
  return (
    <Drawer open onClose={close} size={480} title={`印发${word}`} footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" danger loading={act.isPending} onClick={() => act.mutate()}>印发{word}</Button></div>}>
      <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={`印发后即以您的名义签发、取得文号，连同全部数字存档，不能再改；${kind === 'circular' ? '各责任单位随即可查。' : '编制单位和审计可查。'}`} />
      <Refusals of={wrong.filter((r) => !['to', 'remarks'].includes(r.at ?? ''))} />
      <div className="narrow">
        <Labelled label="主送机关" optional wrong={at('to')}>{(p) => <Input {...p} value={to} maxLength={200} onChange={(e) => setTo(e.target.value)} />}</Labelled>
        <Labelled label="工作要求" optional help="一行一段，写在正文之后" wrong={at('remarks')}>{(p) => <Input.TextArea {...p} rows={5} value={remarks} onChange={(e) => setRemarks(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}

/** A report as it reads on paper; where each number comes from and what it means stands below it. */
function Paper({ r, extra }: { r: ReportView; extra: ReactNode }) {
  const [wide, widen] = useState(false)
  const opening = r.to ? r.lines.slice(1) : r.lines
  return (
    <section className="block">
      <div className="block-head"><h2>{r.number ?? '预览，未印发'}{r.demo && <DemoMark />}</h2>{extra}</div>
      {r.voided && <Alert type="error" showIcon style={{ marginBottom: 12 }} title={`已作废：${showDay(r.voided.on)}${r.voided.by ? `，${r.voided.by}` : ''}，${r.voided.reason}`} />}
      <article className="report paper-face">
        <h1>{r.title}</h1>
        {r.to && <p className="to">{r.lines[0]}</p>}
        {opening.map((line, i) => (/^[一二三四五六七八九十]+、/.test(line) ? <h2 key={i}>{line}</h2> : <p key={i}>{line}</p>))}
        <p className="sign">{r.organ}<br />{showDay(r.on)}</p>
      </article>
      <details className="fold" onToggle={(e) => widen(e.currentTarget.open)}><summary>逐处情况（{r.places.length}处）</summary>
        {wide && <Wide label="逐处情况"><table className="printed"><thead><tr><th scope="col">分解任务</th><th scope="col">单位</th><th scope="col">进展</th><th scope="col">办理</th><th scope="col" className="num">自报<SourceMark of="reported" /></th><th scope="col" className="num">已核<SourceMark of="verified" /></th><th scope="col">期限</th></tr></thead><tbody>
          {r.places.map((p) => <tr key={`${p.action}${p.unit}`}><td className="roomy">{p.action} {p.title}</td><td className="keep">{p.unit}</td><td title={p.say}><LightMark light={p.light} /></td><td className="keep">{p.state}</td><td className="num">{p.reported ? `${p.reported.share}%` : '–'}</td><td className="num">{p.verified ? `${p.verified.share}%` : '–'}</td><td className="keep">{showDay(p.dueOn)}</td></tr>)}
        </tbody></table></Wide>}
      </details>
      <details className="fold"><summary>数字、来源和口径（{r.figures.length}个）</summary>
        <Wide label="数字、来源和口径"><table className="printed"><thead><tr><th scope="col">数字</th><th scope="col" className="num">值</th><th scope="col">来源</th><th scope="col">口径</th></tr></thead><tbody>
          {r.figures.map((f) => <tr key={f.id}><td className="keep">{f.name}</td><td className="num keep">{f.value === null ? '无记录' : `${f.value.toLocaleString('zh-CN')}${f.unit}`}</td><td><SourceMark of={f.source} /></td><td className="roomy">{f.definition}</td></tr>)}
        </tbody></table></Wide>
      </details>
    </section>
  )
}
