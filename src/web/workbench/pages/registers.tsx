import { useRef, useState } from 'react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Input, Select, Table } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { EntryVersion, Line } from '../../../http/index.ts'
import type { AskedField } from '../../../service/index.ts'
import { get, post, Refused, type Refusal, send } from '../api.ts'
import { Labelled, Questions } from '../fields.tsx'
import { DemoMark, Section, showDay, showInstant } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { shortName, useUnits } from '../units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'

interface RegisterView { id: string; name: string; keyLabel: string; isPublic: boolean; statuses: Record<string, string>; fields: AskedField[]; mayKeep: boolean }

/** The registers of the province: each line points at the case that put it there, or says who wrote it by hand and why. */
export default function RegistersPage() {
  const { id } = useParams()
  const found = useQuery({ queryKey: ['registers'], queryFn: () => get<{ rows: RegisterView[] }>('/api/v1/registers'), staleTime: 600_000 })
  return <Asked query={found} rows={10}>{({ rows }) => {
    const register = rows.find((r) => r.id === id)
    return id === undefined ? <All rows={rows} /> : register ? <One key={id} register={register} /> : <Nothing say="没有这个名录，或您无权查看" />
  }}</Asked>
}

const All = ({ rows }: { rows: RegisterView[] }) => (
  <Section title={<>名录<span className="quiet">（{rows.length}种）</span></>}>
    {rows.length === 0 ? <Nothing say="还没有名录；事项接入后随之建立" /> : (
      <div className="wide"><table className="printed"><thead><tr><th scope="col">名录</th><th scope="col">编号方式</th><th scope="col">公开</th><th scope="col">维护</th></tr></thead>
        <tbody>{rows.map((r) => <tr key={r.id}><td><Link to={`/registers/${r.id}`}>{r.name}</Link></td><td>{r.keyLabel}</td><td>{r.isPublic ? '向社会公开' : '内部使用'}</td><td>{r.mayKeep ? '由您所在单位维护' : '由办件写入或其他单位维护'}</td></tr>)}</tbody></table></div>
    )}
  </Section>
)

/** The answer of a line as it reads, by the kind of its question. */
function shown(field: AskedField, value: any): string {
  if (value === undefined || value === null || value === '') return ''
  if (field.options) return [value].flat().map((v) => field.options![v] ?? v).join('、')
  if (field.kind === 'money') return `${(value / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 })}元`
  if (field.kind === 'number') return `${value}${field.unit ?? ''}`
  if (field.kind === 'day') return showDay(value)
  if (field.kind === 'files') return (value as { name: string }[]).map((f) => f.name).join('、')
  if (field.kind === 'rows') return (value as Record<string, any>[]).map((row) => (field.fields ?? []).map((f) => shown(f, row[f.name])).filter(Boolean).join(' ')).join('；')
  if (field.kind === 'confirm') return '是'
  if (field.kind === 'party') return value.name ?? ''
  return String(value)
}

function One({ register }: { register: RegisterView }) {
  const here = useHere()
  const units = useUnits()
  const [asked, ask] = useSearchParams()
  const [open, setOpen] = useState<number>()
  const [writing, write] = useState<'add' | 'import'>()
  const filters = new URLSearchParams([...asked].filter(([k, v]) => v && ['q', 'status', 'unit'].includes(k)))
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const found = useInfiniteQuery({
    queryKey: ['entries', register.id, filters.toString()], initialPageParam: '',
    queryFn: ({ pageParam }) => get<{ rows: Line[]; total: number; next?: string }>(`/api/v1/registers/${register.id}/entries?${new URLSearchParams([...filters, ['limit', '50'], ...(pageParam ? [['cursor', pageParam]] : [])] as [string, string][])}`),
    getNextPageParam: (last) => last.next,
  })
  const all = (format: string) => `/api/v1/registers/${register.id}/entries?${new URLSearchParams([...filters, ['format', format]])}`
  return (
    <>
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/registers">名录</Link> › {register.name}</p>
      <Section title={<>{register.name}{found.data && <span className="quiet">（{found.data.pages[0]!.total}条）</span>}</>} extra={<span className="row">
        <a href={all('xlsx')}>导出表格</a><a href={all('csv')}>CSV</a>
        {register.mayKeep && <><Button size="small" onClick={() => write('add')}>增加一条</Button><Button size="small" onClick={() => write('import')}>导入CSV</Button></>}
      </span>}>
        <div className="filters" role="search">
          <Input.Search allowClear defaultValue={asked.get('q') ?? ''} placeholder={`${register.keyLabel}、名称或信用代码`} aria-label="查找条目" style={{ width: 260 }} onSearch={(v) => set('q', v.trim() || undefined)} />
          <Select allowClear aria-label="状态" placeholder="全部状态" style={{ width: 150 }} value={asked.get('status') ?? undefined} onChange={(v) => set('status', v)} options={Object.entries(register.statuses).map(([value, label]) => ({ value, label }))} />
          <Select allowClear aria-label="单位" placeholder="全部地方" style={{ width: 150 }} value={asked.get('unit') ?? undefined} onChange={(v) => set('unit', v)} showSearch optionFilterProp="label" options={(units.data ?? []).filter((u) => u.level === 'city').map((u) => ({ value: u.id, label: u.place }))} />
        </div>
        <Asked query={found}>{({ pages }) => {
          const rows = pages.flatMap((p) => p.rows)
          const columns = register.fields.filter((f) => f.kind !== 'creditCode' && rows.some((l) => l.data[f.name] !== undefined && l.data[f.name] !== l.party?.name)).slice(0, 3)
          return rows.length === 0 ? <Nothing say={filters.size ? '没有符合条件的条目，请放宽条件' : '还没有条目；办件办结或维护单位录入后会列在这里'} /> : (
            <>
              <div className="wide"><Table<Line> size="small" rowKey="id" dataSource={rows} pagination={false} scroll={{ x: 900 }} columns={[
                { title: register.keyLabel, key: 'key', width: 200, fixed: 'left', render: (_, l) => <><button type="button" className="as-link" onClick={() => setOpen(l.id)}>{l.keySaid ?? l.key}</button>{l.demo && <DemoMark />}</> },
                { title: '主体', key: 'party', width: 240, render: (_, l) => <>{l.party?.name}{l.party?.creditCode && l.party.creditCode !== l.key && <div className="quiet">{l.party.creditCode}</div>}</> },
                ...columns.map((f) => ({ title: f.label, key: f.name, render: (_: unknown, l: Line) => <span className="clip">{shown(f, l.data[f.name])}</span> })),
                { title: '状态', key: 'status', width: 90, render: (_, l) => register.statuses[l.status] ?? l.status },
                { title: '有效期', key: 'from', width: 190, render: (_, l) => <>{showDay(l.from)}起{l.to && <div className={l.to < here.today ? 'late' : 'quiet'}>至{showDay(l.to)}</div>}</> },
                { title: '地方', key: 'unit', width: 90, render: (_, l) => shortName(units.data, l.unit) },
              ]} /></div>
              {found.hasNextPage && <p style={{ textAlign: 'center' }}><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>再看50条</Button></p>}
            </>
          )
        }}</Asked>
      </Section>
      {open !== undefined && <Entry register={register} id={open} close={() => setOpen(undefined)} />}
      {writing === 'add' && <Write register={register} close={() => write(undefined)} />}
      {writing === 'import' && <Import register={register} close={() => write(undefined)} />}
    </>
  )
}

function Entry({ register, id, close }: { register: RegisterView; id: number; close: () => void }) {
  useFocusBack()
  const found = useQuery({ queryKey: ['entry', register.id, id], queryFn: () => get<{ line: Line; versions: EntryVersion[] }>(`/api/v1/registers/${register.id}/entries/${id}`) })
  const [changing, change] = useState(false)
  return (
    <Drawer open title={found.data ? `${found.data.line.keySaid ?? found.data.line.key}${found.data.line.party ? `　${found.data.line.party.name}` : ''}` : '名录条目'} onClose={close} size={600} destroyOnHidden extra={register.mayKeep && found.data && <Button onClick={() => change(true)}>修改</Button>}>
      <Asked query={found}>{({ line, versions }) => (
        <>
          <dl className="facts">
            <dt>{register.keyLabel}</dt><dd>{line.keySaid ?? line.key}</dd>
            {line.party && <><dt>主体</dt><dd>{line.party.name}{line.party.creditCode && `（${line.party.creditCode}）`}</dd></>}
            <dt>状态</dt><dd>{register.statuses[line.status] ?? line.status}</dd>
            <dt>有效期</dt><dd>{showDay(line.from)}起{line.to ? `至${showDay(line.to)}` : '，长期'}</dd>
            {register.fields.map((f) => { const said = shown(f, line.data[f.name]); return said ? <div key={f.name} style={{ display: 'contents' }}><dt>{f.label}</dt><dd>{said}</dd></div> : null })}
            {line.caseId && <><dt>来自办件</dt><dd><Link to={`/cases/${line.caseId}`}>打开办件</Link></dd></>}
          </dl>
          <h3 style={{ margin: '20px 0 4px' }}>历次变动</h3>
          <ul className="story">{versions.map((v) => <li key={v.version}>{showDay(v.on)}　{register.statuses[v.status] ?? v.status}　{v.by}{v.caseId && <>　<Link to={`/cases/${v.caseId}`}>由办件写入</Link></>}<div className="quiet">第{v.version}版，{showInstant(v.at)}记入{v.reason && `；理由：${v.reason}`}</div></li>)}</ul>
          {changing && <Write register={register} line={line} close={() => change(false)} />}
        </>
      )}</Asked>
    </Drawer>
  )
}

/** A line by hand. Only what is changed is sent, with the version that was on the screen, and always with a reason. */
function Write({ register, line, close }: { register: RegisterView; line?: Line; close: () => void }) {
  useFocusBack()
  const here = useHere()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const begun: Record<string, any> = line
    ? Object.fromEntries(register.fields.map((f) => [f.name, f.kind === 'money' && typeof line.data[f.name] === 'number' ? String(line.data[f.name] / 100) : line.data[f.name]]))
    : {}
  const [data, setData] = useState(begun)
  const [head, setHead] = useState({ key: line?.key ?? '', party: line?.party?.name ?? '', creditCode: line?.party?.creditCode ?? '', status: line?.status ?? Object.keys(register.statuses)[0]!, from: line?.from ?? here.today, to: line?.to ?? '', reason: '' })
  const [refusals, setRefusals] = useState<Refusal[]>([])
  const at = (name: string) => refusals.filter((r) => r.at === name)
  const save = useMutation({
    mutationFn: () => {
      const changed = Object.fromEntries(Object.entries(data).filter(([name, value]) => !line || JSON.stringify(value) !== JSON.stringify(begun[name])))
      const party = head.party.trim() ? { name: head.party.trim(), ...(head.creditCode.trim() ? { creditCode: head.creditCode.trim() } : {}) } : undefined
      const same = line?.party?.name === party?.name && line?.party?.creditCode === party?.creditCode
      return post<Line>(`/api/v1/registers/${register.id}/entries`, {
        how: line ? 'change' : 'add', reason: head.reason, data: changed, ...(line ? { id: line.id, version: line.version } : { key: head.key }),
        ...(party && !same ? { party } : {}), ...(head.status !== line?.status ? { status: head.status } : {}), ...(head.from && head.from !== line?.from ? { from: head.from } : {}), ...(head.to && head.to !== line?.to ? { to: head.to } : {}),
      })
    },
    onSuccess: async (l) => { await queries.invalidateQueries(); message.success(`已${line ? '修改' : '增加'}“${l.key}”`); close() },
    onError: (error) => setRefusals(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有保存，请再试一次' }]),
  })
  const named = new Set(['key', 'party', 'status', 'from', 'to', 'reason', ...register.fields.map((f) => `data.${f.name}`)])
  return (
    <Drawer open title={line ? `修改 ${line.keySaid ?? line.key}` : `${register.name}：增加一条`} onClose={close} size={560} destroyOnHidden
      footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>保存</Button></div>}>
      <Refusals of={refusals.filter((r) => !r.at || ![...named].some((n) => r.at === n || r.at!.startsWith(`${n}.`)))} />
      <div style={{ display: 'grid', gap: 16 }}>
        {!line && <Labelled label={register.keyLabel} wrong={at('key')}>{(p) => <Input {...p} value={head.key} onChange={(e) => setHead({ ...head, key: e.target.value })} />}</Labelled>}
        <Labelled label="主体名称" optional wrong={at('party')}>{(p) => <Input {...p} value={head.party} onChange={(e) => setHead({ ...head, party: e.target.value })} />}</Labelled>
        <Labelled label="统一社会信用代码" optional wrong={[]}>{(p) => <Input {...p} value={head.creditCode} maxLength={18} onChange={(e) => setHead({ ...head, creditCode: e.target.value })} />}</Labelled>
        <Questions fields={register.fields} values={data} onChange={setData} refusals={refusals} prefix="data." />
        <Labelled label="状态" wrong={at('status')}>{(p) => <Select {...p} value={head.status} onChange={(status) => setHead({ ...head, status })} options={Object.entries(register.statuses).map(([value, label]) => ({ value, label }))} />}</Labelled>
        <Labelled label="起始日" wrong={at('from')}>{(p) => <Input {...p} type="date" style={{ width: 180 }} value={head.from} onChange={(e) => setHead({ ...head, from: e.target.value })} />}</Labelled>
        <Labelled label="截止日" optional wrong={at('to')}>{(p) => <Input {...p} type="date" style={{ width: 180 }} value={head.to} onChange={(e) => setHead({ ...head, to: e.target.value })} />}</Labelled>
        <Labelled label="理由" help="与修改一并留存，任何人不能删改" wrong={at('reason')}>{(p) => <Input.TextArea {...p} value={head.reason} rows={3} maxLength={500} onChange={(e) => setHead({ ...head, reason: e.target.value })} />}</Labelled>
      </div>
    </Drawer>
  )
}

interface Imported { rows: number; written: number; problems: { line: number; say: string }[] }
/** A table comes in twice: first only read, with every problem by its line; then, when nothing is wrong, written. */
function Import({ register, close }: { register: RegisterView; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const picker = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState<Imported>()
  const run = useMutation({
    mutationFn: (dryRun: boolean) => send<Imported>(`/api/v1/registers/${register.id}/import?${new URLSearchParams({ dryRun: String(dryRun), reason: reason.trim() || '试读' })}`, file!, 'text/csv'),
    onSuccess: async (done, dryRun) => {
      setTried(done)
      if (dryRun) return
      await queries.invalidateQueries()
      if (done.written) message.success(`已写入${done.written}条`)
      if (done.written && !done.problems.length) close()
    },
  })
  const sound = tried && tried.problems.length === 0 && tried.written === 0 && tried.rows > 0
  return (
    <Drawer open title={`${register.name}：导入CSV`} onClose={close} size={560} destroyOnHidden
      footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button disabled={!file} loading={run.isPending && run.variables === true} onClick={() => run.mutate(true)}>试读</Button><Button type="primary" disabled={!sound || !reason.trim()} loading={run.isPending && run.variables === false} onClick={() => run.mutate(false)}>正式导入</Button></div>}>
      <p style={{ marginTop: 0 }}>列与<a href={`/api/v1/registers/${register.id}/entries?format=csv`}>导出的CSV</a>相同，UTF-8编码，首行为列名。先试读，逐行指出问题；正式导入时有一行不对就一行也不写。</p>
      <input ref={picker} type="file" accept=".csv,text/csv" hidden aria-hidden="true" tabIndex={-1} onChange={(e) => { setFile(e.target.files?.[0]); setTried(undefined); run.reset() }} />
      <Button onClick={() => picker.current!.click()}>选择文件</Button>{file && <span style={{ marginLeft: 8 }}>{file.name}（{Math.ceil(file.size / 1024)} KB）</span>}
      <div style={{ margin: '16px 0' }}><Labelled label="理由" help="写明来源，如通知文号；随每一条留存" wrong={[]}>{(p) => <Input.TextArea {...p} rows={2} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />}</Labelled></div>
      {run.isError && <Refusals of={run.error instanceof Refused ? run.error.refusals : [{ code: 'failed', say: '没有读完，请再试一次' }]} />}
      {tried && (tried.problems.length
        ? <Alert type="error" showIcon title={`读到${tried.rows}行，${tried.problems.length}处有误，没有写入`} description={<ul style={{ margin: 0, paddingLeft: 18 }}>{tried.problems.map((p, i) => <li key={i}>第{p.line}行：{p.say}</li>)}</ul>} />
        : <Alert type="success" showIcon title={tried.written ? `已写入${tried.written}条` : `读到${tried.rows}行，没有问题，可以正式导入`} />)}
    </Drawer>
  )
}
