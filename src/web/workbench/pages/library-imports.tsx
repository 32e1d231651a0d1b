import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Input, Progress } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { Import, ImportLooked, Rejected } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { Section, showInstant, Wide } from '../marks.tsx'
import { Crumbs, Titled } from '../patents.tsx'
import { sendUp } from '../upload.ts'
import { Asked, Nothing, Refusals } from '../waits.tsx'

const n = (of: number) => of.toLocaleString('zh-CN')
const size = (bytes: number) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} KB`)
const refusalsOf = (error: unknown): Refusal[] => (error instanceof Refused ? error.refusals : error ? [{ code: 'failed', say: '没有办成，请再试一次' }] : [])
const isMoving = (i: Import) => i.state === 'waiting' || i.state === 'running' || i.state === 'stopping'

/** What comes into the library: a file, what its columns mean, how far it has come, and what was not taken and why. */
export default function ImportsPage() {
  const [at] = useSearchParams()
  const upload = at.get('upload'), id = at.get('id')
  return upload ? <Columns key={upload} upload={upload} /> : id ? <One key={id} id={id} /> : <All />
}

function All() {
  const found = useQuery({ queryKey: ['imports'], queryFn: () => get<{ rows: Import[] }>('/api/v1/library/imports?limit=200'), refetchInterval: ({ state }) => (state.data?.rows.some(isMoving) ? 1000 : 30_000) })
  return (
    <>
      <Choose />
      <Section title="历次导入" extra={<a href="/api/v1/library/imports?format=xlsx">导出</a>}>
        <Asked query={found}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有导入过文件。导入以后，每一次的进度、收进多少、哪些没有收下，都列在这里" /> : (
          <Wide label="历次导入"><table className="printed rows plain"><thead><tr><th scope="col">文件</th><th scope="col">状态</th><th scope="col" className="num">读到（条）</th><th scope="col" className="num">新增</th><th scope="col" className="num">更新</th><th scope="col" className="num">没有变化</th><th scope="col" className="num">没有收下</th></tr></thead><tbody>
            {rows.map((i) => (
              <tr key={i.id}>
                <td className="roomy"><Link to={`/library/imports?id=${i.id}`}>{i.name}</Link><div className="quiet">{i.formatName}　{size(i.size)}　{i.by}　{showInstant(i.madeAt)}</div></td>
                <td data-label="状态"><State of={i} /></td>
                <td className="num" data-label="读到">{n(i.records)}</td><td className="num" data-label="新增">{n(i.added)}</td><td className="num" data-label="更新">{n(i.changed)}</td><td className="num" data-label="没有变化">{n(i.same)}</td>
                <td className="num" data-label="没有收下">{i.rejected > 0 ? <Link className="soon" to={`/library/imports?id=${i.id}#rejects`}>{n(i.rejected)}</Link> : 0}</td>
              </tr>
            ))}
          </tbody></table></Wide>
        )}</Asked>
      </Section>
    </>
  )
}

const looks: Record<Import['state'], [string, string]> = { waiting: ['quiet', '○'], running: ['', '●'], stopping: ['soon', '▲'], stopped: ['soon', '▲'], done: ['', '✓'], failed: ['late', '■'] }
const State = ({ of: i }: { of: Import }) => <span className={looks[i.state][0]}>{looks[i.state][1]} {i.stateName}{isMoving(i) && i.size > 0 && ` ${share(i)}%`}</span>
const share = (i: Import) => (i.state === 'done' ? 100 : i.size > 0 ? Math.min(99, Math.floor((i.doneBytes / i.size) * 100)) : 0)

/** A file to begin with. It is sent whole; what it is and what its columns mean is asked before anything is written. */
function Choose() {
  const [, go] = useSearchParams()
  const [sent, setSent] = useState<number>()
  const [wrong, setWrong] = useState<Refusal[]>([])
  const choose = async (file: File | undefined) => {
    if (!file) return
    setWrong([])
    setSent(0)
    try {
      const { upload } = await sendUp(file, setSent)
      go({ upload })
    } catch (error) { setWrong(refusalsOf(error)) } finally { setSent(undefined) }
  }
  return (
    <Titled title="数据导入">
      <p style={{ marginTop: 0 }}>可收 CSV、Excel（xlsx）、JSON 逐行，以及 WIPO ST.36、ST.96、EPO DOCDB/OPS、美国和中国的专利 XML，可以是 zip 或 gz 压缩包。没有公开（公告）号和授权日的记录，看不出已经公开，只留着等公开文本，公众和检索都看不到。</p>
      <p className="quiet">同一件再次导入不会重复：按申请号合到一起，没有变化的不动，有变化的更新。导入可以随时停下，从停下的地方继续。</p>
      <Refusals of={wrong} />
      <div className="upload-line"><label htmlFor="import-file">选择文件</label> <input id="import-file" type="file" disabled={sent !== undefined} accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson,.xml,.zip,.gz" onChange={(e) => { void choose(e.target.files?.[0]); e.target.value = '' }} /></div>
      {sent !== undefined && <div role="status"><Progress percent={sent} aria-label="上传进度" /><span>{sent < 100 ? '正在上传' : '正在读取文件开头'}</span></div>}
    </Titled>
  )
}

/** What the columns of a table mean: as it was remembered for its source, or as their names suggest, and changed here before anything is taken in. */
function Columns({ upload }: { upload: string }) {
  const [, go] = useSearchParams()
  const queries = useQueryClient()
  // Another source may have been remembered with other columns, so the file is looked at again.
  const [source, setSource] = useState<string>(), [typed, type] = useState<string>()
  const looked = useQuery({ queryKey: ['upload', upload, source], queryFn: () => get<ImportLooked>(`/api/v1/library/uploads/${upload}${source ? `?source=${encodeURIComponent(source)}` : ''}`), staleTime: Infinity, placeholderData: (was) => was })
  const [changed, change] = useState<Record<string, string>>({})
  const start = useMutation({
    mutationFn: (of: { source: string; mapping: ImportLooked['mapping'] }) => post<Import>('/api/v1/library/imports', { upload, ...of }),
    onSuccess: async (made) => { await queries.invalidateQueries({ queryKey: ['imports'] }); go({ id: String(made.id) }) },
  })
  const wrong = refusalsOf(start.error)
  return (
    <>
      <Crumbs to="/library/imports" from="数据导入" here="核对列的对应" />
      <Asked query={looked} rows={10}>{(l) => {
        const columns = { ...l.mapping?.columns, ...changed }
        const meanings = l.fields, unknown = l.headers.filter((h) => h && !columns[h])
        const mapping = l.mapping && { what: l.mapping.what, columns: Object.fromEntries(Object.entries(columns).filter(([, field]) => field)) }
        return (
          <Titled title={l.name}>
            <p style={{ marginTop: 0 }}>这是{l.formatName}，{size(l.size)}{l.mapping ? `，读作${l.mapping.what === 'trademarks' ? '商标' : '专利'}表` : '，按它自己的结构读取，不必对应列'}。</p>
            {l.remembered && <Alert type="info" showIcon style={{ marginBottom: 12 }} title={`已按上次“${l.source}”的对应填好，核对后开始导入。`} />}
            <Refusals of={wrong} />
            <form onSubmit={(e) => { e.preventDefault(); start.mutate({ source: typed ?? l.source, mapping }) }}>
              <div className="narrow"><Labelled label="数据来源" help="列的对应按来源记住，下次同一来源自动填好" wrong={[]}>{(p) => <Input {...p} value={typed ?? l.source} maxLength={120} onChange={(e) => type(e.target.value)} onBlur={() => { if (typed?.trim() && typed.trim() !== l.source) setSource(typed.trim()) }} />}</Labelled></div>
              {mapping && (
                <>
                  <p>{unknown.length ? <span className="soon">▲ {unknown.length}列还没有对应，导入时略去：{unknown.join('、')}</span> : `${l.headers.length}列都有对应。`}</p>
                  <Wide label="列的对应"><table className="printed rows plain"><thead><tr><th scope="col">文件里的列</th><th scope="col">导入为</th><th scope="col">前几行</th></tr></thead><tbody>
                    {l.headers.map((h, i) => h && (
                      <tr key={h + String(i)}>
                        <td><b>{h}</b></td>
                        <td data-label="导入为"><select aria-label={`“${h}”导入为`} value={columns[h] ?? ''} onChange={(e) => change({ ...changed, [h]: e.target.value })}><option value="">不导入</option>{meanings.map((f) => <option key={f.value} value={f.value} disabled={f.value !== columns[h] && Object.values(columns).includes(f.value)}>{f.label}</option>)}</select></td>
                        <td className="quiet sample" data-label="前几行">{l.sample.slice(0, 3).map((row) => row[i]).filter(Boolean).map((cell, k) => <div key={k} className="one">{cell}</div>)}</td>
                      </tr>
                    ))}
                  </tbody></table></Wide>
                </>
              )}
              <div className="row" style={{ marginTop: 12 }}><Button type="primary" htmlType="submit" loading={start.isPending}>开始导入</Button><Link to="/library/imports">不导入了</Link></div>
            </form>
          </Titled>
        )
      }}</Asked>
    </>
  )
}

function One({ id }: { id: string }) {
  const queries = useQueryClient(), { message } = App.useApp()
  const found = useQuery({ queryKey: ['import', id], queryFn: () => get<Import>(`/api/v1/library/imports/${id}`), refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? 1000 : false) })
  const act = useMutation({
    mutationFn: (what: 'stop' | 'resume') => post<Import>(`/api/v1/library/imports/${id}/${what}`, {}), onSuccess: (now) => { queries.setQueryData(['import', id], now) },
    onError: (e) => { void message.error(refusalsOf(e).map((r) => r.say).join('；')) },
  })
  return (
    <>
      <Crumbs to="/library/imports" from="数据导入" here={found.data?.name ?? ''} />
      <Asked query={found}>{(i) => {
        const minutes = i.doneBytes > 0 && i.spentMs > 0 ? Math.ceil(((i.size - i.doneBytes) / i.doneBytes) * (i.spentMs / 60_000)) : undefined
        return (
          <>
            <Titled title={i.name}>
              <div role="status">
                <p style={{ marginTop: 0 }}><b><State of={i} /></b>{i.say && <>：{i.say}</>}</p>
                <Progress percent={share(i)} status={i.state === 'failed' ? 'exception' : i.state === 'running' ? 'active' : 'normal'} aria-label="导入进度" />
                <p>{i.state === 'done' ? size(i.size) : `${size(i.doneBytes)}／${size(i.size)}`}，读到{n(i.records)}条{i.perSecond > 0 && `，每秒${n(i.perSecond)}条`}{isMoving(i) && minutes !== undefined && `，约还需${minutes}分钟`}</p>
              </div>
              {isMoving(i) ? <Button loading={act.isPending || i.state === 'stopping'} onClick={() => act.mutate('stop')}>停下</Button> : i.state !== 'done' && <Button type="primary" loading={act.isPending} onClick={() => act.mutate('resume')}>从停下的地方继续</Button>}
              <dl className="facts" style={{ marginTop: 12 }}>
                <dt>新增</dt><dd>{n(i.added)}件</dd><dt>更新</dt><dd>{n(i.changed)}件</dd><dt>没有变化</dt><dd>{n(i.same)}件{i.same > 0 && <span className="quiet">（库里已有，内容相同，未动）</span>}</dd><dt>法律事件</dt><dd>{n(i.events)}条</dd><dt>没有收下</dt><dd>{n(i.rejected)}条</dd>
                <dt>来源</dt><dd>{i.source}</dd><dt>格式</dt><dd>{i.formatName}</dd><dt>导入人</dt><dd>{i.by}，{showInstant(i.madeAt)}</dd>
              </dl>
            </Titled>
            {i.rejected > 0 && <Rejects id={id} total={i.rejected} />}
          </>
        )
      }}</Asked>
    </>
  )
}

/** What was not taken: each with its reason and as it stood, and all of it as a table to mend and send again. */
function Rejects({ id, total }: { id: string; total: number }) {
  const found = useQuery({ queryKey: ['rejects', id, total], queryFn: () => get<{ rows: Rejected[] }>(`/api/v1/library/imports/${id}/rejects?limit=50`), placeholderData: (was) => was })
  return (
    <div id="rejects">
      <Section title={`没有收下的${n(total)}条`} extra={<a href={`/api/v1/library/imports/${id}/rejects?format=csv`}>全部下载（CSV）</a>}>
        <p className="quiet" style={{ marginTop: 0 }}>改好后把这些记录单独再导入一次即可，已收下的不受影响。</p>
        <Asked query={found}>{({ rows }) => (
          <Wide label="没有收下的记录"><table className="printed rows plain"><thead><tr><th scope="col">在哪里</th><th scope="col">为什么</th><th scope="col">原文</th></tr></thead><tbody>
            {rows.map((r) => <tr key={r.n}><td className="keep">{r.line ? `第${n(r.line)}行` : `第${n(r.n)}条`}{r.file && <div className="quiet">{r.file}</div>}</td><td className="roomy" data-label="为什么">{r.why}</td><td className="quiet sample" data-label="原文"><div className="clip">{r.raw}</div></td></tr>)}
          </tbody></table></Wide>
        )}</Asked>
        {total > 50 && <p className="quiet">列出前50条。</p>}
      </Section>
    </div>
  )
}
