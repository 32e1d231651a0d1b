import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input, Select, Upload } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Above, ChainDocument, ChainView, ClauseSeen, Coverage, Level, ListView, ServingAction } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { DemoMark, LightMark, showDay, showInstant } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'

const levels: Record<Level, string> = { national: '国家条款', province: '省级条款', plan: '计划条目' }
const coverages: Record<Coverage, { word: string; mark: string; look: string }> = {
  uncovered: { word: '未落实', mark: '■', look: 'late' }, linked: { word: '已对应，未交办', mark: '▲', look: 'soon' }, underway: { word: '已交办', mark: '●', look: '' }, done: { word: '已办结', mark: '✓', look: '' }, nobody: { word: '不需本省落实', mark: '–', look: 'quiet' },
}
const kinds = Object.keys(coverages) as Coverage[]

/** From a clause down to the cases that carry it out, and from an action up to the clauses it carries out. */
export default function ChainPage() {
  const { list = '' } = useParams()
  const [asked, ask] = useSearchParams()
  const up = asked.get('way') === 'up'
  const paper = useQuery({ queryKey: ['list', list], queryFn: () => get<ListView>(`/api/v1/lists/${list}`), staleTime: 60_000 })
  return (
    <>
      <section className="block">
        <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/tasks/1`}>{paper.data?.title ?? '清单'}</Link> › 条款链</p>
        <h1>条款链</h1>
        <div className="filters no-print" role="group" aria-label="方向" style={{ marginBottom: 0 }}>
          <button type="button" className="pick" aria-pressed={!up} onClick={() => ask({}, { replace: true })}>从条款往下：由谁落实</button>
          <button type="button" className="pick" aria-pressed={up} onClick={() => ask({ way: 'up' }, { replace: true })}>从任务往上：落实哪一条</button>
        </div>
      </section>
      {up ? <Up list={list} /> : <Down list={list} />}
    </>
  )
}

function Down({ list }: { list: string }) {
  const here = useHere()
  const [asked, ask] = useSearchParams()
  const [entering, enter] = useState(false)
  const documents = useQuery({ queryKey: ['chain-documents'], queryFn: () => get<{ rows: ChainDocument[]; may: { enter: boolean } }>('/api/v1/chain/documents?limit=200') })
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  return (
    <Asked query={documents}>{({ rows, may }) => {
      const id = rows.find((d) => d.id === asked.get('document'))?.id ?? rows[0]?.id
      return (
        <>
          <section className="block">
            <div className="filters no-print" style={{ marginBottom: 0 }}>
              <Select aria-label="条款文件" style={{ width: 420, maxWidth: '100%' }} value={id} placeholder="还没有条款文件" onChange={(d) => set('document', d)} options={(Object.keys(levels) as Level[]).flatMap((l) => { const own = rows.filter((d) => d.level === l); return own.length ? [{ label: levels[l], options: own.map((d) => ({ value: d.id, label: d.title })) }] : [] })} />
              <label>看某日的认定 <input type="date" value={asked.get('asOf') ?? ''} max={here.today} onChange={(e) => set('asOf', e.target.value || undefined)} /></label>
              {may.enter && <Button onClick={() => enter(true)}>录入条款文件</Button>}
            </div>
          </section>
          {id ? <Clauses key={id} id={id} list={list} /> : <Nothing say="录入国家、省的条款或推进计划后，这里逐条列出由哪些任务落实、还有哪些没有落实" />}
          {entering && <Enter close={() => enter(false)} done={(d) => { enter(false); set('document', d) }} />}
        </>
      )
    }}</Asked>
  )
}

type Linking = { clause: ClauseSeen; to?: { kind: 'clause' | 'task' | 'action'; in: string; id: string; title: string }; reasons: string[]; verdict: 'linked' | 'not' } | { clause: ClauseSeen; nobody: true; verdict: 'linked' | 'not' }

function Clauses({ id, list }: { id: string; list: string }) {
  const [asked, ask] = useSearchParams()
  const queries = useQueryClient()
  const [linking, link] = useState<Linking>()
  const asOf = asked.get('asOf') ?? '', against = asked.get('against') ?? list, only = kinds.find((k) => k === asked.get('only'))
  const of = new URLSearchParams({ against, ...(asOf ? { asOf } : {}) }).toString()
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const found = useQuery({ queryKey: ['chain', id, of], queryFn: () => get<ChainView>(`/api/v1/chain/documents/${id}?${of}`), placeholderData: (was) => was })
  return (
    <Asked query={found} rows={12}>{(v) => {
      const may = v.may.link && !asOf
      // A roof is drawn when something under it is.
      const wanted = new Set(v.clauses.filter((c) => c.leaf && (!only || c.coverage === only)).map((c) => c.id))
      for (const c of v.clauses.toReversed()) if (wanted.has(c.id) && c.parent) wanted.add(c.parent)
      const shown = v.clauses.filter((c) => wanted.has(c.id))
      const parents = new Map(v.clauses.map((c) => [c.id, c.parent]))
      const depth = (c: string): number => { const p = parents.get(c); return p ? 1 + depth(p) : 0 }
      return (
        <section className="block">
          <div className="block-head">
            <h2 className="paper-face" style={{ fontSize: 18 }}>{v.document.title}{v.document.demo && <DemoMark />}</h2>
            <span className="row no-print"><a href={`/api/v1/chain/documents/${id}/clauses?${of}${only ? `&only=${only}` : ''}&format=csv`}>CSV</a><a href={`/api/v1/chain/documents/${id}/clauses?${of}${only ? `&only=${only}` : ''}&format=xlsx`}>Excel</a></span>
          </div>
          <p className="quiet" style={{ margin: '0 0 8px' }}>{levels[v.document.level]}{v.document.docNumber && `　${v.document.docNumber}`}{v.document.issuedOn && `　${showDay(v.document.issuedOn)}`}　须落实{v.document.leaves}条　截至{showDay(v.asOf)}</p>
          <div className="filters no-print">
            <span className="row" role="group" aria-label="只看一类">{kinds.map((k) => <button key={k} type="button" className="pick" aria-pressed={only === k} onClick={() => set('only', only === k ? undefined : k)}>{coverages[k].mark} {coverages[k].word} {v.counts[k]}</button>)}</span>
            <span className="row">可能的对应从<Select aria-label="在哪里找可能的对应" style={{ width: 260, maxWidth: '100%' }} value={v.against.find((a) => a.id === against)?.id ?? v.against[0]?.id} onChange={(a) => set('against', a)} options={v.against.map((a) => ({ value: a.id, label: a.title }))} />找</span>
          </div>
          {shown.length === 0 ? <Nothing say={only === 'uncovered' ? '没有未落实的条款' : '没有这一类'} /> : <ul className="story">{shown.map((c) => <One key={c.id} c={c} depth={depth(c.id)} list={list} may={may} link={link} />)}</ul>}
          {linking && <Say document={id} of={linking} list={list} against={v.against} close={() => link(undefined)} done={async () => { link(undefined); await queries.invalidateQueries({ queryKey: ['chain'] }) }} />}
        </section>
      )
    }}</Asked>
  )
}

function One({ c, depth, list, may, link }: { c: ClauseSeen; depth: number; list: string; may: boolean; link: (of: Linking) => void }) {
  const head = `${c.number ? `${c.number} ` : ''}${c.title}`
  const look = c.coverage ? coverages[c.coverage] : undefined
  return (
    <li style={{ paddingLeft: depth * 20 }}>
      <div className="block-head"><h3 className="paper-face">{head}</h3>{look && <span className={`${look.look} keep`}>{look.mark} {look.word}</span>}</div>
      {c.words && <p className="paper-face" style={{ margin: '0 0 4px' }}>{c.words}</p>}
      {c.nobody && <div className="quiet">{c.nobody.by}：{c.nobody.why}</div>}
      {c.links.map((l) => (
        <div key={`${l.kind}${l.in}${l.id}`} className="row" style={{ width: '100%' }}>
          <span>→ {l.kind === 'clause' ? <Link to={`/lists/${list}/chain?document=${l.in}`}>{l.title}</Link> : <Link to={`/lists/${l.in}/tasks/${l.task}${l.kind === 'action' ? `?action=${l.id}` : ''}`}>{l.title}</Link>}</span>
          {l.light && <LightMark light={l.light} {...(l.say ? { say: l.say } : {})} />}
          <span className="quiet">《{l.inTitle}》{l.cases !== undefined && `　办件${l.cases}件，已销号${l.closed}件`}　{l.by} {showInstant(l.at)}：{l.why}</span>
          {may && <Button size="small" className="no-print" aria-label={`不对应：${l.title}`} onClick={() => link({ clause: c, to: l, reasons: l.reasons, verdict: 'not' })}>不对应</Button>}
        </div>
      ))}
      {c.proposals.map((p) => (
        <div key={`${p.kind}${p.in}${p.id}`} className="row" style={{ width: '100%' }}>
          <span className="quiet">可能：{p.title}（相近{Math.round(p.likeness * 100)}%；{p.reasons[0]}）</span>
          {may && <span className="row no-print"><Button size="small" aria-label={`对应：${head}与${p.title}`} onClick={() => link({ clause: c, to: p, reasons: p.reasons, verdict: 'linked' })}>对应</Button><Button size="small" aria-label={`不对应：${head}与${p.title}`} onClick={() => link({ clause: c, to: p, reasons: p.reasons, verdict: 'not' })}>不对应</Button></span>}
        </div>
      ))}
      {may && c.leaf && <span className="row no-print">{!c.nobody && <Button size="small" type="link" style={{ padding: 0 }} aria-label={`指定由谁落实：${head}`} onClick={() => link({ clause: c, reasons: [], verdict: 'linked' })}>指定由谁落实</Button>}<Button size="small" type="link" style={{ padding: 0 }} aria-label={`${c.nobody ? '改为需落实' : '不需本省落实'}：${head}`} onClick={() => link({ clause: c, nobody: true, verdict: c.nobody ? 'not' : 'linked' })}>{c.nobody ? '改为需落实' : '不需本省落实'}</Button></span>}
    </li>
  )
}

function Say({ document, of, list, against, close, done }: { document: string; of: Linking; list: string; against: ChainView['against']; close: () => void; done: () => Promise<void> }) {
  useFocusBack()
  const { message } = App.useApp()
  const fixed = 'nobody' in of || of.to !== undefined
  const [inside, choose] = useState(list)
  const [to, setTo] = useState<string>()
  const [why, setWhy] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const kind = against.find((a) => a.id === inside)?.kind
  const options = useQuery({
    queryKey: ['chain-targets', inside], enabled: !fixed,
    queryFn: async () => kind === 'document'
      ? (await get<ChainView>(`/api/v1/chain/documents/${inside}`)).clauses.filter((c) => c.leaf).map((c) => ({ value: `clause ${c.id}`, label: `${c.number ? `${c.number} ` : ''}${c.title}` }))
      : (await get<ListView>(`/api/v1/lists/${inside}`)).body.flatMap((t) => [{ value: `task ${t.id}`, label: `${t.number}. ${t.title}（整项任务）` }, ...t.actions.map((a) => ({ value: `action ${a.id}`, label: `${a.id} ${a.title}` }))]),
  })
  const act = useMutation({
    mutationFn: () => {
      const target = 'nobody' in of ? 'nobody' : of.to ? { kind: of.to.kind, in: of.to.in, id: of.to.id } : { kind: to!.split(' ')[0], in: inside, id: to!.slice(to!.indexOf(' ') + 1) }
      return post(`/api/v1/chain/documents/${document}/links`, { clause: of.clause.id, to: target, verdict: of.verdict, why, ...('reasons' in of && of.reasons.length ? { reasons: of.reasons } : {}) })
    },
    onSuccess: async () => { void message.success('已认定'); await done() },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有记下，请再试一次' }]),
  })
  const title = 'nobody' in of ? (of.verdict === 'linked' ? '不需本省落实' : '改为需要落实') : of.verdict === 'linked' ? '认定由谁落实' : '认定不对应'
  const submit = () => (!fixed && !to ? setWrong([{ code: 'to-missing', at: 'to', say: '请选出落实它的任务、分解任务或条款' }]) : act.mutate())
  return (
    <Drawer open onClose={close} size={480} title={title} footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={submit}>认定</Button></div>}>
      <Refusals of={wrong.filter((r) => !['to', 'why'].includes(r.at ?? ''))} />
      <p style={{ marginTop: 0 }} className="paper-face"><b>{of.clause.number} {of.clause.title}</b></p>
      {'to' in of && of.to && <p>{of.verdict === 'linked' ? '由' : '不由'}“{of.to.title}”落实</p>}
      {'reasons' in of && of.reasons.length > 0 && <ul>{of.reasons.map((r) => <li key={r}>{r}</li>)}</ul>}
      <div className="narrow">
        {!fixed && <Labelled label="所在清单或文件" wrong={[]}>{(p) => <Select {...p} value={inside} onChange={(v) => { choose(v); setTo(undefined) }} options={against.map((a) => ({ value: a.id, label: a.title }))} />}</Labelled>}
        {!fixed && <Labelled label="由什么落实" wrong={wrong.filter((r) => r.at === 'to')}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} loading={options.isPending} value={to} placeholder="输入名称或编号查找" options={options.data ?? []} onChange={setTo} />}</Labelled>}
        <Labelled label="理由或依据" help="认定留名留理由，后说的算" wrong={wrong.filter((r) => r.at === 'why')}>{(p) => <Input.TextArea {...p} rows={3} maxLength={1000} value={why} onChange={(e) => setWhy(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}

function Enter({ close, done }: { close: () => void; done: (id: string) => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const [of, set] = useState({ level: 'national' as Level, title: '', docNumber: '', issuedOn: '', text: '' })
  const [file, setFile] = useState<File>()
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => {
      const head = { level: of.level, ...(of.title ? { title: of.title } : {}), ...(of.docNumber ? { docNumber: of.docNumber } : {}), ...(of.issuedOn ? { issuedOn: of.issuedOn } : {}) }
      if (!file) return post<ChainDocument>('/api/v1/chain/documents', { ...head, text: of.text })
      const body = new FormData()
      body.append('file', file)
      return post<ChainDocument>(`/api/v1/chain/documents/file?${new URLSearchParams(head)}`, body)
    },
    onSuccess: async (made) => { await queries.invalidateQueries({ queryKey: ['chain-documents'] }); done(made.id) },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有录入，请再试一次' }]),
  })
  const at = (...places: string[]) => wrong.filter((r) => places.includes(r.at ?? ''))
  return (
    <Drawer open onClose={close} size={560} title="录入条款文件" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={() => act.mutate()}>录入</Button></div>}>
      <Refusals of={wrong.filter((r) => !['title', 'docNumber', 'issuedOn', 'text', 'file'].includes(r.at ?? ''))} />
      <div className="narrow" style={{ maxWidth: 'none' }}>
        <Labelled label="层级" wrong={[]}>{(p) => <Select {...p} value={of.level} onChange={(level) => set({ ...of, level })} options={(Object.keys(levels) as Level[]).map((value) => ({ value, label: levels[value] }))} />}</Labelled>
        <Labelled label="标题" optional help="不填即用文件自己的标题" wrong={at('title')}>{(p) => <Input {...p} value={of.title} maxLength={200} onChange={(e) => set({ ...of, title: e.target.value })} />}</Labelled>
        <Labelled label="文号" optional wrong={at('docNumber')}>{(p) => <Input {...p} value={of.docNumber} maxLength={60} onChange={(e) => set({ ...of, docNumber: e.target.value })} />}</Labelled>
        <Labelled label="印发日" optional wrong={at('issuedOn')}>{({ id: at }) => <input type="date" id={at} value={of.issuedOn} onChange={(e) => set({ ...of, issuedOn: e.target.value })} />}</Labelled>
        <Labelled label="文件" optional help="txt、docx、xlsx 或 html；或者在下面粘贴正文" wrong={at('file')}>{({ id }) => <Upload id={id} maxCount={1} accept=".txt,.docx,.xlsx,.html,.htm" beforeUpload={(f) => { setFile(f); return false }} onRemove={() => setFile(undefined)}><Button>选择文件</Button></Upload>}</Labelled>
        {!file && <Labelled label="正文" help="条款要有“第一条”“（一）”“1.”一类的编号" wrong={at('text')}>{(p) => <Input.TextArea {...p} rows={10} value={of.text} onChange={(e) => set({ ...of, text: e.target.value })} />}</Labelled>}
      </div>
    </Drawer>
  )
}

function Up({ list }: { list: string }) {
  const [asked, ask] = useSearchParams()
  const only = asked.get('only')
  const found = useQuery({ queryKey: ['chain-up', list], queryFn: () => get<{ rows: ServingAction[]; may: { link: boolean } }>(`/api/v1/lists/${list}/chain?limit=200`) })
  const [sharing, share] = useState<ServingAction>()
  const queries = useQueryClient()
  return (
    <section className="block">
      <div className="block-head"><h2>分解任务落实的条款</h2><span className="row no-print"><a href={`/api/v1/lists/${list}/chain?format=csv`}>CSV</a><a href={`/api/v1/lists/${list}/chain?format=xlsx`}>Excel</a></span></div>
      <Asked query={found} rows={12}>{({ rows, may }) => rows.length === 0 ? <Nothing say="这份清单还没有分解任务" /> : (
        <>
        <div className="filters no-print" role="group" aria-label="只看一类">{([['with', '有对应条款'], ['none', '没有对应条款']] as const).map(([k, word]) => <button key={k} type="button" className="pick" aria-pressed={only === k} onClick={() => ask(only === k ? { way: 'up' } : { way: 'up', only: k }, { replace: true })}>{word} {rows.filter((r) => (k === 'with') === r.above.length > 0).length}</button>)}</div>
        <ul className="story">{rows.filter((r) => !only || (only === 'with') === r.above.length > 0).map((r) => (
          <li key={r.action}>
            <div className="block-head"><h3><Link to={`/lists/${list}/tasks/${r.task}?action=${r.action}`}>{r.action} {r.title}</Link></h3>{may.link && <Button size="small" className="no-print" aria-label={`同时落实另一份清单：${r.action}`} onClick={() => share(r)}>同时落实另一份清单</Button>}</div>
            {r.above.length === 0 ? <div className="quiet">没有对应的条款</div> : r.above.map((a) => <Upward key={`${a.document}${a.clause}`} a={a} list={list} />)}
            {r.serves.map((s) => <div key={`${s.list}${s.task}`}>同时落实《{s.listTitle}》<Link to={`/lists/${s.list}/tasks/${s.task}`}>{s.title}</Link><span className="quiet">　{s.why}</span></div>)}
            {r.servedBy.map((s) => <div key={`${s.list}${s.action}`}>由《{s.listTitle}》<Link to={`/lists/${s.list}/tasks/${s.action.split('.')[0]}?action=${s.action}`}>{s.action} {s.title}</Link>一并落实<span className="quiet">　{s.why}</span></div>)}
          </li>
        ))}</ul>
        </>
      )}</Asked>
      {sharing && <Share list={list} of={sharing} close={() => share(undefined)} done={async () => { share(undefined); await queries.invalidateQueries({ queryKey: ['chain-up'] }) }} />}
    </section>
  )
}
const Upward = ({ a, list }: { a: Above; list: string }) => (
  <div>↑ <span className="quiet">{levels[a.level]}</span>　<Link to={`/lists/${list}/chain?document=${a.document}`}>《{a.documentTitle}》</Link>{a.demo && <DemoMark />}{a.title}{a.above.length > 0 && <div style={{ paddingLeft: 20 }}>{a.above.map((b) => <Upward key={`${b.document}${b.clause}`} a={b} list={list} />)}</div>}</div>
)

function Share({ list, of, close, done }: { list: string; of: ServingAction; close: () => void; done: () => Promise<void> }) {
  useFocusBack()
  const lists = useQuery({ queryKey: ['lists'], queryFn: () => get<{ rows: { id: string; title: string }[] }>('/api/v1/lists') })
  const [other, choose] = useState<string>()
  const [task, setTask] = useState<string>()
  const [why, setWhy] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const tasks = useQuery({ queryKey: ['list', other], queryFn: () => get<ListView>(`/api/v1/lists/${other}`), enabled: Boolean(other) })
  const act = useMutation({
    mutationFn: () => post(`/api/v1/lists/${list}/chain/shared`, { action: of.action, with: { list: other, task }, verdict: 'linked', why }),
    onSuccess: done, onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有记下，请再试一次' }]),
  })
  const submit = () => (other && task ? act.mutate() : setWrong([{ code: 'with-missing', at: 'with', say: '请选出另一份清单和它的任务' }]))
  return (
    <Drawer open onClose={close} size={480} title="同时落实另一份清单的任务" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={submit}>认定</Button></div>}>
      <Refusals of={wrong.filter((r) => !['with', 'why'].includes(r.at ?? ''))} />
      <p style={{ marginTop: 0 }}><b>{of.action} {of.title}</b></p>
      <div className="narrow">
        <Labelled label="另一份清单" wrong={wrong.filter((r) => r.at === 'with')}>{(p) => <Select {...p} value={other} placeholder="请选择" onChange={(v) => { choose(v); setTask(undefined) }} options={(lists.data?.rows ?? []).filter((l) => l.id !== list).map((l) => ({ value: l.id, label: l.title }))} />}</Labelled>
        <Labelled label="它的任务" wrong={[]}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} disabled={!other} loading={tasks.isFetching} value={task} placeholder="请选择" onChange={setTask} options={(tasks.data?.body ?? []).map((t) => ({ value: t.id, label: `${t.number}. ${t.title}` }))} />}</Labelled>
        <Labelled label="理由或依据" wrong={wrong.filter((r) => r.at === 'why')}>{(p) => <Input.TextArea {...p} rows={3} maxLength={1000} value={why} onChange={(e) => setWhy(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}
