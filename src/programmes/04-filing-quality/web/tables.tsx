import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input, Radio } from 'antd'
import { Link, useParams } from 'react-router'
import { get, post, Refused, type Refusal } from '../../../web/workbench/api.ts'
import { Labelled } from '../../../web/workbench/fields.tsx'
import { DemoMark, Section, showDay, showInstant, Wide } from '../../../web/workbench/marks.tsx'
import { useHere } from '../../../web/workbench/session.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../../../web/workbench/waits.tsx'
import { lineColumns, type LoadedTable, tableKinds } from '../index.ts'

const helps: Record<keyof typeof tableKinds, string> = {
  firms: 'CSV 或 XLSX，最大20 MB；须有“统一社会信用代码”“年度”，并有“参保人数”“研发人员”“研发投入”中的一列（金额单位写在表头，不写的按元）；有“行业代码”的按行业分组。供 R5、R6',
  places: 'CSV 或 XLSX，最大20 MB；须有“地址”，并有“层数”“用途”“集中登记场所”（孵化器、集群注册地址的名称）中的一列。供 R14、R9',
  descriptions: '全文 XML（WIPO ST.36、ST.96、中国标准化全文）、压缩包、CSV 或 JSON 逐行，最大200 MB；没有说明书的记录逐件说明。供 R4、R1',
}
const useTables = () => useQuery({ queryKey: ['screening-tables'], queryFn: () => get<{ rows: LoadedTable[] }>('/api/v1/screening-tables?limit=200') })
const useTakesIn = () => useHere().session.seats.some((s) => s.unit.endsWith('.protection'))
const State = ({ of }: { of: LoadedTable }) => (of.backBy === null ? <>使用中</> : <span className="quiet">已撤回：{of.backBy}，{showInstant(of.backAt!)}；{of.backWhy}</span>)

/** What was brought for the signals that need more than the library: of which day, on whose word, by whom, and whether it still counts. */
export function Tables({ open }: { open: () => void }) {
  const found = useTables(), takesIn = useTakesIn()
  return (
    <Section title="数据表" extra={takesIn && <Button className="no-print" onClick={open}>载入数据表</Button>}>
      <Asked query={found}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有数据表；载入企业研发和参保数据、楼宇和集中登记地址、说明书全文以后，R5、R14、R4 才有数据可看。代理机构（R13）和同一房间的申请人由专利库自行统计，不必载入" /> : (
        <Wide label="数据表"><table className="printed"><thead><tr><th scope="col">数据</th><th scope="col">来源</th><th scope="col">截至日</th><th scope="col" className="num">收下（行、件）</th><th scope="col" className="num">没有收下</th><th scope="col">载入</th><th scope="col">状态</th></tr></thead><tbody>
          {rows.map((t) => <tr key={t.id}><td className="roomy"><Link to={`/quality/tables/${t.id}`}>{t.name}</Link>{t.demo && <DemoMark />}<div className="quiet">{t.fileName}</div></td><td className="roomy">{t.source}</td><td className="keep">{showDay(t.day)}</td><td className="num">{t.rows}</td><td className="num">{t.refusedRows}</td><td className="quiet keep">{t.by}<br />{showInstant(t.at)}</td><td className="roomy"><State of={t} /></td></tr>)}
        </tbody></table></Wide>
      )}</Asked>
    </Section>
  )
}

type Line = Record<string, string | number | null>

/** A table with the lines that were taken and those that were not; where it is taken back. */
export function TablePage() {
  const { id = '' } = useParams()
  const found = useQuery({ queryKey: ['screening-tables', id], queryFn: () => get<LoadedTable>(`/api/v1/screening-tables/${id}`) }), takesIn = useTakesIn(), [most, setMost] = useState(100), [backing, back] = useState(false)
  const lines = useQuery({ queryKey: ['screening-table', id], queryFn: () => get<{ rows: Line[] }>(`/api/v1/screening-tables/${id}/lines?limit=200`) })
  return (
    <>
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/quality">申请质量</Link> › 数据表</p>
      <Asked query={found} rows={6}>{(table) => {
        const shown = lineColumns[table.kind]
        return (
          <>
            <section className="block">
              <div className="block-head"><h1>{table.name}{table.demo && <DemoMark />}</h1>{takesIn && table.backBy === null && <Button className="no-print" onClick={() => back(true)}>撤回</Button>}</div>
              <dl className="facts"><dt>来源</dt><dd>{table.source}</dd><dt>截至日</dt><dd>{showDay(table.day)}</dd><dt>文件</dt><dd>{table.fileName}，收下{table.rows}，没有收下{table.refusedRows}</dd><dt>载入</dt><dd>{table.by}，{showInstant(table.at)}</dd><dt>状态</dt><dd><State of={table} /></dd>
                {table.taken.length > 0 && <><dt>采用的列</dt><dd>{table.taken.map((t) => (t.column === t.heading ? t.heading : `${t.heading}→${t.column}`)).join('、')}{table.untaken.length > 0 && <span className="quiet">；未采用：{table.untaken.join('、')}</span>}</dd></>}</dl>
              {table.refused.length > 0 && <details className="fold"><summary>没有收下的{table.refusedRows}处{table.refused[0]!.say && '和原因'}</summary><ul>{table.refused.map((r, i) => <li key={i}>{r.at}{r.say && `：${r.say}`}</li>)}</ul></details>}
            </section>
            <Section title="内容">
              <Asked query={lines}>{({ rows: all }) => all.length === 0 ? <Nothing say={table.backBy === null ? '没有内容' : '撤回后内容已经删除；以前的筛查保留当时看到的'} /> : (
                <>
                  <Wide label="内容"><table className="printed tight"><thead><tr>{shown.map((c) => <th key={c.key} scope="col">{c.label}</th>)}</tr></thead><tbody>
                    {all.slice(0, most).map((l, i) => <tr key={i}>{shown.map((c) => { const value = l[c.key]; return <td key={c.key}>{value === null || value === undefined ? '—' : c.key === 'key' ? <a href={`/patents/${encodeURIComponent(value)}`}>{c.show!(value)}</a> : c.show ? c.show(value) : value}</td> })}</tr>)}
                  </tbody></table></Wide>
                  {all.length > most && <p style={{ textAlign: 'center' }}><Button onClick={() => setMost(most + 200)}>再看200行</Button></p>}
                  {table.rows > all.length && <p className="quiet">页面列出前{all.length}行，共{table.rows}行；全部见<a href={`/api/v1/screening-tables/${id}/lines?format=csv`}>CSV</a>（最多5000行）。</p>}
                </>
              )}</Asked>
            </Section>
            {backing && <Back of={table} close={() => back(false)} />}
          </>
        )
      }}</Asked>
    </>
  )
}

const failed = (error: unknown): Refusal[] => (error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有办成，请再试一次' }])

function Back({ of, close }: { of: LoadedTable; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient(), [reason, setReason] = useState(''), [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<LoadedTable>(`/api/v1/screening-tables/${of.id}/take-back`, { reason }),
    onSuccess: async () => { await Promise.all([queries.invalidateQueries({ queryKey: ['screening-tables'] }), queries.invalidateQueries({ queryKey: ['screening-table', of.id] })]); close() },
    onError: (error) => setWrong(failed(error)),
  })
  return (
    <Drawer open onClose={close} size={480} title={`撤回：${of.name}`} footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" danger loading={act.isPending} onClick={() => act.mutate()}>撤回</Button></div>}>
      <Refusals of={wrong.filter((r) => r.at !== 'reason')} />
      <p style={{ marginTop: 0 }}>撤回后内容删除，以后的筛查不再使用；已作的筛查保留当时看到的。撤回人和理由留存。</p>
      <div className="narrow"><Labelled label="为什么撤回" wrong={wrong.filter((r) => r.at === 'reason')}>{(p) => <Input.TextArea {...p} rows={3} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />}</Labelled></div>
    </Drawer>
  )
}

export function LoadTable({ close }: { close: () => void }) {
  useFocusBack()
  const here = useHere(), queries = useQueryClient(), { message } = App.useApp()
  const [of, set] = useState({ kind: 'firms' as keyof typeof tableKinds, source: '', day: '' })
  const [file, choose] = useState<File>(), [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => { const body = new FormData(); body.append('file', file!); return post<LoadedTable>(`/api/v1/screening-tables?${new URLSearchParams(of)}`, body) },
    onSuccess: async (table) => { await queries.invalidateQueries({ queryKey: ['screening-tables'] }); void message.success(`已载入${table.rows}${table.kind === 'descriptions' ? '件' : '行'}${table.refusedRows ? `，${table.refusedRows}处没有收下` : ''}`); close() },
    onError: (error) => setWrong(failed(error)),
  })
  const submit = () => {
    const lacks = [...(of.source.trim() ? [] : [{ code: 'missing', at: 'source', say: '请写明来源' }]), ...(of.day ? [] : [{ code: 'missing', at: 'day', say: '请填写数据截至哪一日' }]), ...(file ? [] : [{ code: 'missing', at: 'file', say: '请选择文件' }])]
    if (lacks.length) setWrong(lacks)
    else act.mutate()
  }
  const at = (place: string) => wrong.filter((r) => r.at === place)
  return (
    <Drawer open onClose={close} size={480} title="载入数据表" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={submit}>载入</Button></div>}>
      <Refusals of={wrong.filter((r) => !['source', 'day', 'file'].includes(r.at ?? ''))} />
      <div className="narrow">
        <Labelled label="什么数据" wrong={[]}>{({ id }) => <Radio.Group id={id} aria-label="什么数据" value={of.kind} onChange={(e) => set({ ...of, kind: e.target.value })} options={Object.entries(tableKinds).map(([value, label]) => ({ value, label }))} />}</Labelled>
        <Labelled label="来源" help="谁提供的、哪份文件；证据中照此注明" wrong={at('source')}>{(p) => <Input {...p} value={of.source} maxLength={200} onChange={(e) => set({ ...of, source: e.target.value })} />}</Labelled>
        <Labelled label="数据截至" wrong={at('day')}>{({ id }) => <input type="date" id={id} value={of.day} max={here.today} onChange={(e) => set({ ...of, day: e.target.value })} />}</Labelled>
        <Labelled label="文件" help={helps[of.kind]} wrong={at('file')}>{({ id }) => <input type="file" id={id} accept={of.kind === 'descriptions' ? '.xml,.zip,.csv,.jsonl,.gz' : '.csv,.xlsx,.txt'} onChange={(e) => choose(e.target.files?.[0])} />}</Labelled>
      </div>
    </Drawer>
  )
}
