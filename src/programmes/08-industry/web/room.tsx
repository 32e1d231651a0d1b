import { useMemo, useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, InputNumber, Radio, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { PatentLine } from '../../../http/index.ts'
import { get, post, put, Refused, type Refusal } from '../../../web/workbench/api.ts'
import { Labelled } from '../../../web/workbench/fields.tsx'
import { Section, showDay, showInstant, Wide } from '../../../web/workbench/marks.tsx'
import { Crumbs, PatentRow, searchOf } from '../../../web/workbench/patents.tsx'
import { useHere } from '../../../web/workbench/session.tsx'
import { Asked, Nothing, Refusals } from '../../../web/workbench/waits.tsx'
import { countsHolders, type FigureKind, figureKinds, isMatrix } from '../kinds.ts'
import type { FigureView, Measured, ModuleLine, RoomView, SampleView } from '../store.ts'
import { Behind, FigureShown, showCell } from './figure.tsx'
import { GroupsPart } from './groups.tsx'
import { type TreeLine, readTree, writeTree } from './rules.ts'
import { Side } from './side.tsx'
import { SortingPart } from './sorting.tsx'
import { hasFields, rest, searchOptions, type Working } from './working.ts'
import './navigation.css'

const parts = { tree: '技术分解', searches: '检索策略', quality: '查全查准', noise: '去噪', groups: '申请人合并', sorting: '矩阵归类', figures: '图表', modules: '模块清单' } as const
type Part = keyof typeof parts
/** What the pages ask for beside the room and is drawn from it. */
const drawnFrom = ['navigation-matrix', 'navigation-cell', 'navigation-holders']

/** One room: how the project was searched, how well, what was taken out, and the figures that came of it. */
export function Room({ id }: { id: string }) {
  const [at, go] = useSearchParams()
  const queries = useQueryClient(), { message } = App.useApp()
  const [wrong, setWrong] = useState<Refusal[]>([])
  const base = `/api/v1/navigation/rooms/${id}`
  const found = useQuery({ queryKey: ['navigation-room', id], queryFn: () => get<RoomView>(base) })
  const act = useMutation({
    mutationFn: ({ path, body, how }: { path: string; body: unknown; how?: 'PUT' }) => (how ? put<RoomView>(`${base}/${path}`, body) : post<RoomView>(`${base}/${path}`, body)),
    onSuccess: async (next) => { queries.setQueryData(['navigation-room', id], next); setWrong([]); await Promise.all(drawnFrom.map((name) => queries.invalidateQueries({ queryKey: [name, id] }))); void message.success('已记入项目室') },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有办成，请再试一次' }]),
  })
  const part: Part = Object.hasOwn(parts, at.get('part') ?? '') ? at.get('part') as Part : 'tree'
  return (
    <>
      <Crumbs to="/navigation/rooms" from="导航项目室" here={found.data?.title ?? '项目室'} />
      <Asked query={found} rows={12}>{(room) => {
        const working = { room, act, wrong, clear: () => setWrong([]) }
        return (
          <>
            <section className="block">
              <div className="block-head"><h1 style={{ margin: 0 }}>{room.title}</h1><a className="no-print" href={`${base}/report`}>导出报告（Word）</a></div>
              <p className="quiet" style={{ margin: '4px 0 0' }}>{room.kindLabel}{room.industry && `　${room.industry}`}　{room.owner}{room.caseId && <>　办件 <Link to={`/cases/${room.caseId}`}>{room.caseNumber}</Link></>}</p>
              <p style={{ margin: '8px 0 0' }}>{standing(room)}</p>
            </section>
            <div className="admin navigation">
              <Side label="项目室" parts={(Object.keys(parts) as Part[]).map((id) => ({ id, say: parts[id], to: id === 'tree' ? '' : `part=${id}`, isHere: id === part }))} onGo={() => setWrong([])} />
              <div>
                {part === 'tree' && <TreePart {...working} />}
                {part === 'searches' && <SearchPart {...working} />}
                {part === 'quality' && (at.get('sample') ? <SamplePart id={id} sample={at.get('sample')!} back={() => go({ part: 'quality' })} /> : <QualityPart {...working} open={(sample) => go({ part: 'quality', sample: `${sample}` })} />)}
                {part === 'noise' && <NoisePart {...working} />}
                {part === 'groups' && <GroupsPart {...working} />}
                {part === 'sorting' && <SortingPart {...working} />}
                {part === 'figures' && (at.get('id') ? <KeptFigure key={at.get('id')} room={room} figure={at.get('id')!} open={(figure) => go({ part: 'figures', id: `${figure}` })} /> : <FiguresPart {...working} open={(figure) => go({ part: 'figures', id: `${figure}` })} />)}
                {part === 'modules' && <ModulesPart {...working} />}
              </div>
            </div>
          </>
        )
      }}</Asked>
    </>
  )
}

/** The room in one sentence: what is still missing first. */
function standing(room: RoomView): string {
  const open = room.modules.filter((m) => m.required && !m.done)
  return open.length === 0 ? `必备模块${room.modules.filter((m) => m.required).length}项都已完成` : `必备模块还有${open.length}项未完成：${open.slice(0, 4).map((m) => m.label).join('、')}${open.length > 4 ? '等' : ''}`
}

function TreePart({ room, act, wrong }: Working) {
  const here = useHere()
  const [text, setText] = useState(() => writeTree(room.tree))
  const [of, set] = useState({ expert: '', employer: '', verdict: 'agreed' as 'agreed' | 'objected', opinion: '', day: here.today })
  const nodes: TreeLine[] = readTree(text)
  return (
    <>
      <Section title="技术分解表">
        <Refusals of={rest(wrong, ['expert', 'day'])} />
        {room.tree.length === 0 ? <Nothing say="还没有技术分解表。一行一个节点，用缩进表示下级，最多三级" /> : (
          <Wide label="技术分解表"><table className="printed"><thead><tr><th scope="col">节点</th><th scope="col">检索词</th><th scope="col">分类号</th></tr></thead><tbody>
            {room.tree.map((n) => <tr key={n.no}><td style={{ paddingLeft: 8 + 20 * (n.level - 1) }}>{n.name}</td><td>{n.terms.join('、')}</td><td>{n.ipc.join('、')}</td></tr>)}
          </tbody></table></Wide>
        )}
        {room.may.work && (
          <details className="fold" open={room.tree.length === 0}><summary>{room.tree.length ? '修改' : '填写'}</summary>
            <Labelled label="节点" help="一行一个：名称：检索词、分类号开头。下级比上级多缩进两格，最多三级。例：　　正极：正极、阴极材料、H01M4" wrong={[]}>{(p) => <Input.TextArea {...p} value={text} autoSize={{ minRows: 6, maxRows: 24 }} style={{ fontFamily: 'monospace' }} onChange={(e) => setText(e.target.value)} />}</Labelled>
            <p className="quiet">读作{nodes.length}个节点。保存后，此前的专家确认不再算数，须重新确认。</p>
            <Button type="primary" loading={act.isPending} onClick={() => act.mutate({ path: 'tree', body: { nodes }, how: 'PUT' })}>保存分解表</Button>
          </details>
        )}
      </Section>
      <Section title={<>产业专家确认<span className="quiet">（现行分解表{room.confirmed.n}名，至少{room.confirmed.least}名）</span></>}>
        {room.confirmations.length === 0 ? <Nothing say="还没有专家确认。专家看过分解表后，在下面逐人登记" /> : <ul className="story">{room.confirmations.map((c) => <li key={c.id}><b>{c.expert}</b>（{c.employer}）　<span className={c.verdict === 'agreed' ? undefined : 'soon'}>{c.verdict === 'agreed' ? '✓ 同意' : '▲ 有异议'}</span>{!c.current && <span className="quiet">　针对以前的分解表，不再算数</span>}<div>{c.opinion}</div><div className="quiet">{showDay(c.day)}　{c.by}登记于{showInstant(c.at)}</div></li>)}</ul>}
        {room.may.work && room.tree.length > 0 && (
          <div className="narrow" style={{ marginTop: 16 }}>
            <Labelled label="专家姓名" wrong={hasFields(wrong, ['expert'])}>{(p) => <Input {...p} value={of.expert} maxLength={40} onChange={(e) => set({ ...of, expert: e.target.value })} />}</Labelled>
            <Labelled label="单位" wrong={[]}>{(p) => <Input {...p} value={of.employer} maxLength={80} onChange={(e) => set({ ...of, employer: e.target.value })} />}</Labelled>
            <Radio.Group aria-label="意见" value={of.verdict} options={[{ value: 'agreed', label: '同意' }, { value: 'objected', label: '有异议' }]} onChange={(e) => set({ ...of, verdict: e.target.value as 'agreed' })} />
            <Labelled label="说明" optional wrong={[]}>{(p) => <Input.TextArea {...p} rows={2} value={of.opinion} maxLength={1000} onChange={(e) => set({ ...of, opinion: e.target.value })} />}</Labelled>
            <Labelled label="确认日期" wrong={hasFields(wrong, ['day'])}>{({ id }) => <input type="date" id={id} value={of.day} max={here.today} onChange={(e) => set({ ...of, day: e.target.value as typeof of.day })} />}</Labelled>
            <div><Button loading={act.isPending} onClick={() => act.mutate({ path: 'confirmations', body: of })}>登记确认</Button></div>
          </div>
        )}
      </Section>
    </>
  )
}

function SearchPart({ room, act, wrong }: Working) {
  const [of, set] = useState({ q: '', ipc: '', purpose: '' })
  return (
    <Section title={<>检索策略记录<span className="quiet">（{room.searches.length}条，只增不改）</span></>}>
      {room.may.work && (
        <div className="narrow" style={{ marginBottom: 16 }}>
          <Refusals of={rest(wrong, ['q', 'query', 'purpose'])} />
          <Labelled label="检索式" help="例如 (隔膜 或 电解液) 非 铅酸" wrong={hasFields(wrong, ['q', 'query'])}>{(p) => <Input.TextArea {...p} rows={2} maxLength={2000} value={of.q} onChange={(e) => set({ ...of, q: e.target.value })} />}</Labelled>
          <Labelled label="分类号开头" optional help="多个用顿号分开，例如 H01M4、H01M10" wrong={[]}>{(p) => <Input {...p} value={of.ipc} maxLength={400} onChange={(e) => set({ ...of, ipc: e.target.value })} />}</Labelled>
          <Labelled label="为什么这样检" wrong={hasFields(wrong, ['purpose'])}>{(p) => <Input {...p} value={of.purpose} maxLength={400} onChange={(e) => set({ ...of, purpose: e.target.value })} />}</Labelled>
          <div><Button type="primary" loading={act.isPending} onClick={() => act.mutate({ path: 'searches', body: { purpose: of.purpose, asked: { q: of.q.trim(), ...(of.ipc.trim() ? { ipc: of.ipc.split(/[、，,；;\s]+/).filter(Boolean) } : {}) } } })}>检索并记入</Button></div>
        </div>
      )}
      {room.searches.length === 0 ? <Nothing say="还没有检索记录。每次检索都在这里留下检索式、日期、专利库版本和件数" /> : (
        <Wide label="检索策略记录"><table className="printed rows plain"><thead><tr><th scope="col">检索式和条件</th><th scope="col">用途</th><th scope="col" className="num">件数</th><th scope="col">查全</th><th scope="col">日期和专利库</th></tr></thead><tbody>
          {room.searches.map((s) => <tr key={s.id}><td className="roomy"><a href={`/patents?${searchOf(s.asked)}`}><code>{s.asked.q || '（全部）'}</code></a>{s.asked.ipc?.length ? <span className="condition">分类号：{s.asked.ipc.join('、')}</span> : null}<div><Link to={`/navigation?${searchOf(s.asked)}`}>在工作台作图</Link></div></td><td data-label="用途"><div>{s.purpose}</div><div className="quiet">{s.by}</div></td><td className="num" data-label="件数">{s.total.toLocaleString('zh-CN')}{s.counted < s.total && <div className="soon">▲ 只留{s.counted.toLocaleString('zh-CN')}件</div>}</td><td data-label="查全">{s.recall ? <MeasuredMark of={s.recall} /> : '–'}</td><td data-label="日期"><div>{showDay(s.day)}</div><div className="quiet">第{s.id}号　专利库{s.library}</div></td></tr>)}
        </tbody></table></Wide>
      )}
    </Section>
  )
}

/** A share with its interval and whether it is enough. */
function MeasuredMark({ of }: { of: Measured }) {
  const percent = (v: number) => `${(v * 100).toFixed(1)}%`
  return <span title={of.steps.join('\n')}><span className={of.reached ? undefined : 'soon'}>{of.reached ? '✓' : '▲'} {percent(of.hits / of.of)}</span><span className="quiet">（{of.hits}/{of.of}；{percent(of.from)}至{percent(of.to)}）</span></span>
}

function QualityPart({ room, act, wrong, open }: Working & { open: (sample: number) => void }) {
  const [seeds, setSeeds] = useState({ numbers: '', source: '' })
  const latest = room.searches[0]
  const [of, set] = useState({ search: latest?.id, seed: '', size: 200 })
  return (
    <>
      <Section title={<>种子专利和查全率<span className="quiet">（{room.seeds.length}件）</span></>}>
        <p style={{ marginTop: 0 }}>{latest?.recall ? <>最近一次检索：<MeasuredMark of={latest.recall} /></> : '有了种子专利和检索记录，查全率自动算出，并给出 Wilson 置信区间。'}</p>
        {room.seeds.length === 0 ? <Nothing say="还没有种子专利。请专家或从文献给出确知属于本领域的专利，不得取自本项目自己的检索结果" /> : <ul className="story">{room.seeds.map((s) => (s.line ? <PatentRow key={s.key} of={s.line}>　来源：{s.source}</PatentRow> : <li key={s.key}>{s.key}<div className="quiet">已不在专利库　来源：{s.source}</div></li>))}</ul>}
        {room.may.work && (
          <div className="narrow" style={{ marginTop: 16 }}>
            <Refusals of={rest(wrong, ['numbers', 'source', 'seed', 'search'])} />
            <Labelled label="专利号" help="申请号或公开号，一行一个或用空格分开" wrong={hasFields(wrong, ['numbers'])}>{(p) => <Input.TextArea {...p} rows={3} value={seeds.numbers} onChange={(e) => setSeeds({ ...seeds, numbers: e.target.value })} />}</Labelled>
            <Labelled label="来源" wrong={hasFields(wrong, ['source'])}>{(p) => <Input {...p} maxLength={200} value={seeds.source} placeholder="例如 产业专家张某提供的核心专利" onChange={(e) => setSeeds({ ...seeds, source: e.target.value })} />}</Labelled>
            <div><Button loading={act.isPending} disabled={!seeds.numbers.trim()} onClick={() => act.mutate({ path: 'seeds', body: { numbers: seeds.numbers.split(/[\s、，,；;]+/).filter(Boolean), source: seeds.source } })}>登记种子专利</Button></div>
          </div>
        )}
      </Section>
      <Section title="抽样和查准率">
        {room.samples.length === 0 ? <Nothing say="还没有抽样。选一次检索、定下种子，由系统抽取后逐件判断" /> : (
          <Wide label="抽样"><table className="printed rows plain"><thead><tr><th scope="col">样本</th><th scope="col">检索</th><th scope="col" className="num">已判断</th><th scope="col">查准率</th></tr></thead><tbody>
            {room.samples.map((s) => <tr key={s.id}><td className="roomy"><button type="button" className="figure-door" onClick={() => open(s.id)}>种子“{s.seed}”，{s.size}件</button><div className="quiet">{s.by}　{showInstant(s.at)}</div></td><td data-label="检索">第{s.search}号</td><td className="num" data-label="已判断">{s.judged}/{s.size}</td><td data-label="查准率">{s.precision ? <><div><MeasuredMark of={s.precision} /></div><div className="quiet">{s.precision.steps[2]}</div></> : '–'}</td></tr>)}
          </tbody></table></Wide>
        )}
        {room.may.work && room.searches.length > 0 && (
          <div className="narrow" style={{ marginTop: 16 }}>
            <Labelled label="从哪次检索抽" wrong={hasFields(wrong, ['search'])}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} value={of.search} options={searchOptions(room)} onChange={(search) => set({ ...of, search })} />}</Labelled>
            <Labelled label="随机种子" help="写明取自哪里的公开数字；同一种子任何人都抽得同样的结果" wrong={hasFields(wrong, ['seed'])}>{(p) => <Input {...p} maxLength={100} value={of.seed} onChange={(e) => set({ ...of, seed: e.target.value })} />}</Labelled>
            <Labelled label="抽取件数" wrong={[]}>{(p) => <InputNumber {...p} min={1} max={2000} value={of.size} onChange={(size) => set({ ...of, size: size ?? 200 })} />}</Labelled>
            <div><Button loading={act.isPending} disabled={!of.seed.trim() || !of.search} onClick={() => act.mutate({ path: 'samples', body: of })}>抽样</Button></div>
          </div>
        )}
      </Section>
    </>
  )
}

function SamplePart({ id, sample, back }: { id: string; sample: string; back: () => void }) {
  const queries = useQueryClient(), { message } = App.useApp()
  const [why, setWhy] = useState('')
  const path = `/api/v1/navigation/rooms/${id}/samples/${encodeURIComponent(sample)}`
  const found = useQuery({ queryKey: ['navigation-sample', id, sample], queryFn: () => get<SampleView>(path) })
  const judge = useMutation({
    mutationFn: (of: { key: string; relevant: boolean }) => post<SampleView>(`${path}/judgements`, { ...of, why }),
    onSuccess: (next) => { queries.setQueryData(['navigation-sample', id, sample], next); setWhy(''); void queries.invalidateQueries({ queryKey: ['navigation-room', id] }) },
    onError: (error) => { void message.error(error instanceof Refused ? error.message : '没有记上，请再试一次') },
  })
  return (
    <Section title="逐件判断" extra={<Button size="small" onClick={back}>返回查全查准</Button>}>
      <Asked query={found}>{(s) => {
        const open = s.pieces.filter((p) => p.relevant === null), next = open[0]
        return (
          <>
            <p className="quiet" style={{ marginTop: 0 }}>{s.steps.join('；')}。已判{s.pieces.length - open.length}件，还有{open.length}件。</p>
            {next && s.may.work && (
              <div className="narrow" style={{ marginBottom: 16 }}>
                <ul className="story">{next.line ? <PatentRow of={next.line} /> : <li>{next.key}</li>}</ul>
                <Labelled label="理由" optional wrong={[]}>{(p) => <Input {...p} maxLength={400} value={why} onChange={(e) => setWhy(e.target.value)} />}</Labelled>
                <div className="row"><Button type="primary" loading={judge.isPending} onClick={() => judge.mutate({ key: next.key, relevant: true })}>相关</Button><Button loading={judge.isPending} onClick={() => judge.mutate({ key: next.key, relevant: false })}>不相关</Button></div>
              </div>
            )}
            <details className="fold" open={!next}><summary>已判断的</summary><ul className="story">{s.pieces.filter((p) => p.relevant !== null).map((p) => (
              <li key={p.key}>{p.line ? <a href={`/patents/${encodeURIComponent(p.key)}`}>{p.line.title.text}</a> : p.key}　<b>{p.relevant ? '✓ 相关' : '▲ 不相关'}</b>{p.why && `　${p.why}`}<div className="quiet">{p.key}　{p.by}{s.may.work && <>　<button type="button" className="figure-door" disabled={judge.isPending} onClick={() => judge.mutate({ key: p.key, relevant: !p.relevant })}>改判为{p.relevant ? '不相关' : '相关'}</button></>}</div></li>
            ))}</ul></details>
          </>
        )
      }}</Asked>
    </Section>
  )
}

function NoisePart({ room, act, wrong }: Working) {
  const [of, set] = useState<{ what: string; why: string; before?: number; after?: number }>({ what: '', why: '', ...(room.searches[1] ? { before: room.searches[1].id } : {}), ...(room.searches[0] ? { after: room.searches[0].id } : {}) })
  const options = searchOptions(room)
  return (
    <Section title={<>去噪记录<span className="quiet">（{room.noise.length}条）</span></>}>
      {room.noise.length === 0 ? <Nothing say="还没有去噪记录。去噪前后各检一次，写明去掉了什么、依据什么；去掉多少由两次检索算出" /> : <ul className="story">{room.noise.map((n) => <li key={n.id}><b>{n.what}</b>　去掉{n.removed.toLocaleString('zh-CN')}件{n.added ? `，另增${n.added.toLocaleString('zh-CN')}件` : ''}<div>{n.why}</div><div className="quiet">第{n.before}号到第{n.after}号　{n.by}　{showInstant(n.at)}</div></li>)}</ul>}
      {room.may.work && (room.searches.length < 2 ? <p className="quiet">至少有两次检索记录后才能记去噪。</p> : (
        <div className="narrow" style={{ marginTop: 16 }}>
          <Refusals of={rest(wrong, ['what', 'why', 'before', 'after'])} />
          <Labelled label="去掉了什么" wrong={hasFields(wrong, ['what'])}>{(p) => <Input {...p} maxLength={200} value={of.what} onChange={(e) => set({ ...of, what: e.target.value })} />}</Labelled>
          <Labelled label="依据" wrong={hasFields(wrong, ['why'])}>{(p) => <Input.TextArea {...p} rows={2} maxLength={1000} value={of.why} onChange={(e) => set({ ...of, why: e.target.value })} />}</Labelled>
          <Labelled label="去噪前的检索" wrong={hasFields(wrong, ['before'])}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} value={of.before} options={options} onChange={(before) => set({ ...of, before })} />}</Labelled>
          <Labelled label="去噪后的检索" wrong={hasFields(wrong, ['after'])}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} value={of.after} options={options} onChange={(after) => set({ ...of, after })} />}</Labelled>
          <div><Button loading={act.isPending} onClick={() => act.mutate({ path: 'noise', body: of })}>记入去噪</Button></div>
        </div>
      ))}
    </Section>
  )
}

function FiguresPart({ room, open }: Working & { open: (figure: number) => void }) {
  const queries = useQueryClient()
  const [of, set] = useState<{ search: number | undefined; kind: FigureKind; note: string; level: number }>({ search: room.searches[0]?.id, kind: 'trend', note: '', level: 2 })
  const [wrong, setWrong] = useState<Refusal[]>([])
  const make = useMutation({
    mutationFn: () => post<FigureView>(`/api/v1/navigation/rooms/${room.id}/figures`, { search: of.search, kind: of.kind, note: of.note, ...(isMatrix(of.kind) ? { level: of.level } : {}) }),
    onSuccess: async (made) => { await queries.invalidateQueries({ queryKey: ['navigation-room', room.id] }); open(made.id) },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有作成，请再试一次' }]),
  })
  const newest = room.figures.filter((f) => !room.figures.some((n) => n.replaces === f.id))
  return (
    <Section title={<>图表<span className="quiet">（{newest.length}张）</span></>}>
      {newest.length === 0 ? <Nothing say="还没有图表。选一次检索和一种图表，连同检索式、日期、专利库版本和算出的数据一起留下" /> : (
        <ul className="story">{newest.map((f) => <li key={f.id}><Link to={{ search: `part=figures&id=${f.id}` }}>{f.title}</Link>{f.replaces !== null && <span className="quiet">　重跑过</span>}<div>{f.say}</div><div className="quiet">{f.note && `${f.note}　`}检索第{f.search}号　{showDay(f.day)}　专利库{f.library}　{f.by}</div></li>)}</ul>
      )}
      {room.may.work && (room.searches.length === 0 ? <p className="quiet">先在“检索策略”里检索。</p> : (
        <div className="narrow" style={{ marginTop: 16 }}>
          <Refusals of={wrong} />
          <Labelled label="检索" wrong={[]}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} value={of.search} options={searchOptions(room)} onChange={(search) => set({ ...of, search })} />}</Labelled>
          <Labelled label="图表" help="两种矩阵用本室的技术分解表、功效词和人工归类" wrong={[]}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} value={of.kind} options={(Object.keys(figureKinds) as FigureKind[]).map((value) => ({ value, label: figureKinds[value] }))} onChange={(kind) => set({ ...of, kind })} />}</Labelled>
          {isMatrix(of.kind) && <Labelled label="分解表第几级" wrong={[]}>{(p) => <InputNumber {...p} min={1} max={3} value={of.level} onChange={(level) => set({ ...of, level: level ?? 2 })} />}</Labelled>}
          <Labelled label="说明" optional wrong={[]}>{(p) => <Input {...p} maxLength={1000} value={of.note} onChange={(e) => set({ ...of, note: e.target.value })} />}</Labelled>
          <div><Button type="primary" loading={make.isPending} onClick={() => make.mutate()}>作图并保存</Button></div>
        </div>
      ))}
    </Section>
  )
}

function KeptFigure({ room, figure, open }: { room: RoomView; figure: string; open: (figure: number) => void }) {
  const queries = useQueryClient(), { message } = App.useApp()
  const path = `/api/v1/navigation/rooms/${room.id}/figures/${encodeURIComponent(figure)}`
  const found = useQuery({ queryKey: ['navigation-figure', room.id, figure], queryFn: () => get<FigureView>(path) })
  const linesOf = useMemo(() => (at: { line: string; column: string; skip: number; take: number }) => get<{ total: number; hits: PatentLine[] }>(`${path}/lines?${new URLSearchParams(Object.entries(at).map(([k, v]) => [k, `${v}`]))}`), [path])
  const again = useMutation({
    mutationFn: () => post<FigureView>(`${path}/rerun`, {}),
    onSuccess: async (made) => { await queries.invalidateQueries({ queryKey: ['navigation-room', room.id] }); open(made.id) },
    onError: (error) => { void message.error(error instanceof Refused ? error.message : '没有重跑，请再试一次') },
  })
  return (
    <Asked query={found} rows={12}>{(f) => (
      <Section title={f.title} extra={<span className="row no-print"><Link to={{ search: 'part=figures' }}>全部图表</Link>{f.newer !== null ? <Button size="small" onClick={() => open(f.newer!)}>看重跑后的图</Button> : room.may.work && <Button size="small" loading={again.isPending} onClick={() => again.mutate()}>重跑</Button>}</span>}>
        {f.note && <p style={{ marginTop: 0 }}>{f.note}</p>}
        {(isMatrix(f.kind) || countsHolders(f.kind)) && room.may.work && <p className="quiet no-print" style={{ marginTop: 0 }}>{isMatrix(f.kind) ? <Link to={{ search: `part=sorting&matrix=${f.kind}` }}>逐格归类</Link> : <Link to={{ search: 'part=groups' }}>合并申请人</Link>}后重跑，新图按当时的名单和归类。</p>}
        {f.changes && <Changes of={f.changes} path={path} />}
        <FigureShown kind={f.kind} figure={f.figure} linesOf={linesOf} csv={() => { location.assign(`${path}/csv`) }} />
        <p className="quiet">检索第{f.search}号：<code>{f.asked.q || '（全部）'}</code>{f.asked.ipc?.length ? `　分类号${f.asked.ipc.join('、')}` : ''}　{showDay(f.day)}　专利库{f.library}　{f.by}{f.replaces !== null && <>　<Link to={{ search: `part=figures&id=${f.replaces}` }}>重跑前的图</Link></>}</p>
      </Section>
    )}</Asked>
  )
}

function Changes({ of, path }: { of: NonNullable<FigureView['changes']>; path: string }) {
  const [opened, open] = useState<{ line: string; column: string; which: 'came' | 'gone'; title: string }>()
  const linesOf = useMemo(() => (at: object) => get<{ total: number; hits: PatentLine[] }>(`${path}/changes/lines?${new URLSearchParams({ ...Object.fromEntries(Object.entries(at).map(([k, v]) => [k, `${v}`])), which: opened?.which ?? 'came' })}`), [path, opened])
  const door = (c: (typeof of)[number], which: 'came' | 'gone', say: string) => (c[which] === 0 ? 0 : <button type="button" className="figure-door" onClick={() => open({ line: c.id, column: c.column, which, title: `${c.name}　${c.column}　${say}` })}>{c[which]}</button>)
  if (of.length === 0) return <p>与重跑前相比，没有一个数变化。</p>
  return (
    <details className="fold" open><summary>与重跑前相比，{of.length}个数有变化</summary>
      <Wide label="重跑前后的变化"><table className="printed rows plain"><thead><tr><th scope="col">名称</th><th scope="col">指标</th><th scope="col" className="num">重跑前</th><th scope="col" className="num">现在</th><th scope="col" className="num">新进入（件）</th><th scope="col" className="num">不再计入（件）</th></tr></thead><tbody>
        {of.slice(0, 100).map((c) => <tr key={`${c.id} ${c.column}`}><td className="roomy">{c.name}</td><td data-label="指标">{c.column}</td><td className="num" data-label="重跑前">{showCell(c.before, c.kind)}</td><td className="num" data-label="现在">{showCell(c.now, c.kind)}</td><td className="num" data-label="新进入">{door(c, 'came', '新进入')}</td><td className="num" data-label="不再计入">{door(c, 'gone', '不再计入')}</td></tr>)}
      </tbody></table></Wide>
      {of.length > 100 && <p className="quiet">列出前100个。</p>}
      {opened && <Behind key={`${opened.line} ${opened.column} ${opened.which}`} of={opened} linesOf={linesOf} close={() => open(undefined)} />}
    </details>
  )
}

function ModulesPart({ room, act, wrong }: Working) {
  return (
    <Section title="GB/T 39551 模块清单">
      <Refusals of={wrong} />
      <p className="quiet" style={{ marginTop: 0 }}>{room.kindLabel}的必备模块；验收时按此核对。本室自动显示的情况供填写时参考。</p>
      <ul className="story">{room.modules.map((m) => <ModuleRow key={`${m.module} ${m.at ?? ''}`} of={m} may={room.may.work} pending={act.isPending} tick={(body) => act.mutate({ path: 'modules', body })} />)}</ul>
      {room.adoptions.length > 0 && <><h3>采用台账</h3><ul className="story">{room.adoptions.map((a) => <li key={`${a.document} ${a.on}`}><b>{a.document}</b>　{a.status}<div>{a.how}</div><div className="quiet">{a.body}　{showDay(a.on)}</div></li>)}</ul></>}
      {room.caseId && room.adoptions.length === 0 && <p className="quiet">成果入库发布后，在<Link to={`/cases/${room.caseId}`}>办件</Link>里登记采用，列在这里。</p>}
    </Section>
  )
}

function ModuleRow({ of: m, may, pending, tick }: { of: ModuleLine; may: boolean; pending: boolean; tick: (body: { module: string; done: boolean; note: string }) => void }) {
  const [note, setNote] = useState(m.note)
  return (
    <li>
      <div className="block-head"><b>{m.done ? '✓ ' : '○ '}{m.label}{!m.required && <span className="quiet">（选做）</span>}</b>{may && <span className="row no-print"><Input aria-label={`${m.label}的说明`} placeholder="说明或所在章节" value={note} maxLength={1000} style={{ width: 220 }} onChange={(e) => setNote(e.target.value)} /><Button size="small" loading={pending} onClick={() => tick({ module: m.module, done: !m.done, note })}>{m.done ? '改为未完成' : '标为完成'}</Button></span>}</div>
      {m.shown && <div className="quiet">{m.shown}</div>}
      {m.by && <div className="quiet">{m.note && `${m.note}　`}{m.by}　{showInstant(m.at!)}</div>}
    </li>
  )
}
