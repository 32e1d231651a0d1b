import { Fragment, useMemo, useRef, useState, type ReactNode } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Drawer, Input, Progress, Select } from 'antd'
import { Link, useParams } from 'react-router'
import type { ActionView, CorrectionView, ListView, Mover, OddityView, Role, SourceView, TaskView } from '../../../http/index.ts'
import { get, patch, post, Refused, type Refusal } from '../api.ts'
import { depthsOf } from '../depth.ts'
import { Labelled } from '../fields.tsx'
import { Section, showDay, showInstant, Wide } from '../marks.tsx'
import { shortName, useUnits, type UnitBrief } from '../units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'

const roles: Record<Role, string> = { lead: '牵头', cooperate: '配合', responsible: '负责' }

/** What is about to be corrected, and how it is asked. */
type Correcting =
  | { kind: 'text' | 'year'; path: string; label: string; value: string }
  | { kind: 'day'; path: string; label: string; value: string | null }
  | { kind: 'units'; path: string; label: string; value: string[] | null; say?: string; /** What is printed may be no unit that this system sends work to. */ mayBeNone?: boolean }
  | { kind: 'movers'; path: string; label: string; value: Mover[] }
  | { kind: 'awaits'; path: string; label: string; value: Mover[] }
  | { kind: 'confirm'; path: string; label: string; say: string }
  | { kind: 'parent'; path: string; label: string; value: string | null; /** Those printed before it. */ before: TaskView[] }
  | { kind: 'split'; path: string; label: string; task: TaskView }

/** A list between the paper and the office: its words on the left, what was read of them on the right, what is odd on top. */
export default function ReviewPage() {
  const { list = '' } = useParams()
  const read = useQuery({ queryKey: ['list', list], queryFn: () => get<ListView>(`/api/v1/lists/${list}`) })
  const source = useQuery({ queryKey: ['list-source', list], queryFn: () => get<SourceView>(`/api/v1/lists/${list}/source`), staleTime: 600_000 })
  return <Asked query={read} rows={14}>{(l) => <Drawn l={l} source={source.data} />}</Asked>
}

function Drawn({ l, source }: { l: ListView; source: SourceView | undefined }) {
  const [correcting, correct] = useState<Correcting>()
  const [chosen, choose] = useState<string>()
  const show = (id: string) => {
    for (const at of [`read-${id}`, `src-${id}`]) document.getElementById(at)?.scrollIntoView({ block: 'nearest' })
    choose(id)
  }
  return (
    <>
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › 核对</p>
      <Head l={l} correct={correct} />
      <ToDo l={l} correct={correct} show={show} />
      <div className="review">
        <section className="block pane" aria-label="原文" tabIndex={0}>
          <h2>原文<span className="quiet">　{l.fileName}</span></h2>
          {source ? <Source source={source} chosen={chosen} show={show} /> : <p className="quiet">正在取原文…</p>}
        </section>
        <section className="block pane" aria-label="读出的内容" tabIndex={0}>
          <h2>读出的内容</h2>
          {l.sections.length === 0 && l.body.length === 0 && <Nothing say="没有读出任务，请核对文件是否为任务清单" />}
          <Reading l={l} chosen={chosen} show={show} correct={correct} />
        </section>
      </div>
      <Section title={<>更正记录<span className="quiet">（{l.corrections.length}处）</span></>}><Corrections of={l.corrections} /></Section>
      {correcting && <Correction key={correcting.path} list={l.id} of={correcting} close={() => correct(undefined)} />}
    </>
  )
}

function Head({ l, correct }: { l: ListView; correct: (c: Correcting) => void }) {
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const adopt = useMutation({
    mutationFn: () => post<ListView>(`/api/v1/lists/${l.id}/adopt`),
    onSuccess: async (after) => { queries.setQueryData(['list', l.id], after); await queries.invalidateQueries(); message.success('清单已采用，现在可以交办') },
  })
  return (
    <section className="block">
      <div className="block-head">
        <div>
          <h1 className="paper-face">{l.title}</h1>
          <p className="quiet" style={{ margin: 0 }}>{l.docNumber && `${l.docNumber}　`}{l.year}年度　{l.tasks}项任务，{l.actions}项分解任务　{l.importedBy}于{showInstant(l.importedAt)}导入{l.adoptedBy && l.adoptedAt && `；${l.adoptedBy}于${showInstant(l.adoptedAt)}采用`}</p>
        </div>
        <span className="row no-print">
          {l.may.correct && <Button size="small" onClick={() => correct({ kind: 'text', path: 'title', label: '清单名称', value: l.title })}>改名称</Button>}
          {l.may.correct && <Button size="small" onClick={() => correct({ kind: 'year', path: 'year', label: '年度', value: String(l.year) })}>改年度</Button>}
          <a href={`/api/v1/lists/${l.id}/sheet`}>导出表格</a>
          {l.may.adopt && <Button type="primary" disabled={l.blockers.length > 0} loading={adopt.isPending} onClick={() => void modal.confirm({ title: '采用这份清单？', content: '采用后原文、拆分和责任单位不能再改，即可交办各单位。', okText: '采用', cancelText: '再看看', onOk: () => adopt.mutate() })}>采用清单</Button>}
          {l.may.dispatch && <DispatchAll l={l} />}
          {l.status === 'adopted' && <Link to={`/lists/${l.id}/tasks/${l.body[0]?.id ?? 1}`}>看进展</Link>}
        </span>
      </div>
      {adopt.isError && <Refusals of={adopt.error instanceof Refused ? adopt.error.refusals : [{ code: 'failed', say: '没有采用，请再试一次' }]} />}
    </section>
  )
}

/** Action by action, so that one sees how far it is; asked again it goes on where it stopped. */
function DispatchAll({ l }: { l: ListView }) {
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const [done, setDone] = useState(0)
  const actions = l.body.flatMap((t) => t.actions)
  const all = useMutation({
    mutationFn: async () => {
      let opened = 0
      for (const [i, a] of actions.entries()) {
        setDone(i)
        opened += (await post<{ opened: unknown[] }>(`/api/v1/actions/${a.id}/dispatch`, { list: l.id })).opened.length
      }
      return opened
    },
    onSuccess: async (opened) => { await queries.invalidateQueries(); message.success(opened ? `新交办${opened}件` : '此前都已交办，没有新的') },
    onError: (error) => { void message.error(`交办到第${done + 1}项时停下：${error instanceof Refused ? error.message : '网络中断'}；再按一次可接着办`) },
  })
  return all.isPending
    ? <span role="status" style={{ width: 220 }}>正在交办 {done}/{actions.length}<Progress aria-label="交办进度" percent={Math.round((done / actions.length) * 100)} showInfo={false} size="small" /></span>
    : <Button onClick={() => void modal.confirm({ title: `交办整份清单的${actions.length}项分解任务？`, content: '各责任单位会立即收到通知，须限期签收；已交办的不会重复交办。', okText: '交办', cancelText: '再看看', onOk: () => all.mutate() })}>交办整份清单</Button>
}

function ToDo({ l, correct, show }: { l: ListView; correct: (c: Correcting) => void; show: (id: string) => void }) {
  // In the order of the paper, settled or not, so that nothing moves under the reader's hand.
  const oddities = useMemo(() => l.oddities.toSorted((a, b) => a.no - b.no), [l.oddities])
  const others = l.blockers.filter((b) => !b.at.startsWith('oddities.'))
  const open = oddities.filter((o) => !o.settledAt).length
  const settle = (o: OddityView): Correcting => o.kind === 'reading'
    ? { kind: 'confirm', path: `oddities.${o.no}`, label: `疑点${o.no}`, say: o.say }
    : { kind: 'units', path: `oddities.${o.no}`, label: `疑点${o.no}：${o.printed ?? ''}`, value: null, say: o.say, mayBeNone: o.kind === 'unknown-unit' }
  // The id of a task or of an action of it, between the first word of a place and its last.
  const taskOf = (at: string) => { const id = at.replace(/^[a-z]+\.|\.[a-z]+$/g, ''); return l.body.find((t) => t.id === id) ?? l.body.find((t) => t.actions.some((a) => a.id === id)) }
  const answers = (b: ListView['blockers'][number]): Correcting | undefined => {
    const t = taskOf(b.at)
    if (!l.may.correct || !t) return undefined
    if (b.at.endsWith('.confirmed')) return confirming(t)
    return b.at.endsWith('.units') ? { kind: 'units', path: b.at, label: b.say, value: [] } : { kind: 'split', path: b.at, label: `第${t.number}项拆分`, task: t }
  }
  return (
    <Section title={<>待处理{l.status === 'adopted' ? null : <span className="quiet">（疑点{open}处未看，采用前还有{l.blockers.length}项）</span>}</>}>
      {oddities.length + others.length === 0 ? <Nothing say="没有疑点，也没有待确认的拆分" /> : (
        <ol className="todo">
          {oddities.map((o) => (
            <li key={o.no} className={o.settledAt ? 'done' : o.blocks ? 'blocks' : undefined}>
              <span className="tick" role="img" aria-label={o.settledAt ? '已处理' : o.blocks ? '采用前须处理' : '请看一眼'}>{o.settledAt ? '✓' : o.blocks ? '■' : '○'}</span>
              <span><button type="button" className="as-link" onClick={() => show(o.source ? `oddity-${o.no}` : `task-${o.task}`)}>疑{o.no}　{o.at}</button>　{o.say}
                {o.settledAt && <span className="quiet">　{o.settledBy ? `${o.settledBy}：${o.how ?? ''}` : '已处理'}</span>}</span>
              {l.may.correct && (l.status === 'review' || o.kind === 'reading') && <Button size="small" onClick={() => correct(settle(o))}>{o.kind === 'reading' ? (o.settledAt ? '补记' : '已核对') : o.settledAt ? '重定' : '指定单位'}</Button>}
            </li>
          ))}
          {others.map((b) => { const how = answers(b); return (
            <li key={b.at} className="blocks"><span className="tick" role="img" aria-label="采用前须处理">■</span><span><button type="button" className="as-link" onClick={() => show(`task-${taskOf(b.at)?.id}`)}>{b.say}</button></span>
              {how && <Button size="small" onClick={() => correct(how)}>{how.kind === 'confirm' ? '确认' : how.kind === 'units' ? '指定单位' : '拆分'}</Button>}</li>
          ) })}
        </ol>
      )}
    </Section>
  )
}

const confirming = (t: TaskView): Correcting => ({
  kind: 'confirm', path: `tasks.${t.id}.confirmed`, label: `确认第${t.number}项的拆分和推动者`,
  say: t.actions.filter((a) => !a.confirmedBy).map((a) => `${a.id} ${a.title}${a.reasons.length ? `：${a.reasons.join('；')}` : ''}`).join('\n'),
})

/** The paper's words, with a small button where a task begins and where something is odd. */
function Source({ source, chosen, show }: { source: SourceView; chosen: string | undefined; show: (id: string) => void }) {
  const pieces = useMemo(() => {
    const marks = source.spans.map((s) => ({ ...s, key: s.kind === 'oddity' ? `oddity-${s.oddity}` : `${s.kind}-${s.id}` }))
    const cuts = [...new Set([0, source.text.length, ...marks.flatMap((m) => [m.from, m.to])])].filter((c) => c >= 0 && c <= source.text.length).sort((a, b) => a - b)
    return cuts.slice(0, -1).map((from, i) => ({ from, text: source.text.slice(from, cuts[i + 1]), in: marks.filter((m) => m.from <= from && m.to > from), begins: marks.filter((m) => m.from === from) }))
  }, [source])
  return (
    <div className="source-text paper-face">{pieces.map((p) => (
      <Fragment key={p.from}>
        {p.begins.map((m) => m.kind === 'section' ? <span key={m.key} id={`src-${m.key}`} /> : (
          <button key={m.key} id={`src-${m.key}`} type="button" className={`mark ${m.kind} ${m.key === chosen ? 'chosen' : ''}`} title={m.read} onClick={() => show(m.key)}>{m.kind === 'task' ? m.read.split('.')[0] : `疑${m.oddity}`}<span className="sr">{m.read}</span></button>
        ))}
        <span className={p.in.map((m) => `in-${m.kind}${m.key === chosen ? ' here' : ''}`).join(' ')}>{p.text}</span>
      </Fragment>
    ))}</div>
  )
}

function Reading({ l, chosen, show, correct }: { l: ListView; chosen: string | undefined; show: (id: string) => void; correct: (c: Correcting) => void }) {
  const may = l.may.correct, open = l.status === 'review'
  const heads = new Set<string>(), depths = depthsOf(l.body)
  return <>{l.body.map((t, i) => {
    const section = l.sections.find((s) => s.id === t.section)
    const isFirst = section && !heads.has(section.id)
    if (section) heads.add(section.id)
    const unconfirmed = t.actions.filter((a) => !a.confirmedBy)
    return (
      <Fragment key={t.id}>
        {isFirst && <h3 id={`read-section-${section.id}`} className="paper-face" style={{ margin: '16px 0 4px' }}>{section.number ? `${section.number}、` : ''}{section.title}{may && <Edit onClick={() => correct({ kind: 'text', path: `sections.${section.id}.title`, label: '标题', value: section.title })} />}</h3>}
        <article id={`read-task-${t.id}`} className={`read-task ${chosen === `task-${t.id}` ? 'here' : ''}`} style={{ marginLeft: `${depths.get(t.id)! * 1.5}em` }}>
          <h4><button type="button" className="mark" onClick={() => show(`task-${t.id}`)} title="看原文">{t.number}</button>{t.title}{may && <Edit onClick={() => correct({ kind: 'text', path: `tasks.${t.id}.title`, label: `第${t.number}项标题`, value: t.title })} />}</h4>
          <p className="quiet" style={{ margin: '0 0 4px' }}>{/^责任(单位|部门)[：:]/.test(t.unitsPrinted) ? '' : '责任部门：'}{t.unitsPrinted || '未写'}{t.deadlines.length > 0 && `　期限：${t.deadlines.join('、')}`}</p>
          <ul className="story">{t.actions.map((a) => <ActionLine key={a.id} a={a} may={may} open={open} correct={correct} />)}</ul>
          <span className="row no-print" style={{ marginTop: 4 }}>
            {may && unconfirmed.length > 0 && <Button size="small" type="primary" ghost onClick={() => correct(confirming(t))}>确认拆分和推动者</Button>}
            {may && open && i > 0 && <Button size="small" onClick={() => correct({ kind: 'parent', path: `tasks.${t.id}.parent`, label: `第${t.number}项的上级任务`, value: t.parent, before: l.body.slice(0, i) })}>改上级</Button>}
            {may && open && <Button size="small" onClick={() => correct({ kind: 'split', path: `tasks.${t.id}.split`, label: `第${t.number}项重新拆分`, task: t })}>重新拆分</Button>}
          </span>
        </article>
      </Fragment>
    )
  })}</>
}

const Edit = ({ onClick, what = '更正' }: { onClick: () => void; what?: string }) => <Button type="link" size="small" className="no-print" onClick={onClick}>{what}</Button>

function ActionLine({ a, may, open, correct }: { a: ActionView; may: boolean; open: boolean; correct: (c: Correcting) => void }) {
  return (
    <li>
      <b>{a.id}</b>　{a.title}{may && <Edit onClick={() => correct({ kind: 'text', path: `actions.${a.id}.title`, label: `${a.id} 名称`, value: a.title })} />}
      {a.confirmedBy ? <span className="quiet">　{a.confirmedBy}已确认</span> : <span className="soon">　建议，待确认</span>}
      <div className="words-of">{a.words.join('……')}</div>
      <dl className="facts">
        <dt>单位</dt><dd>{a.units.length === 0 ? <span className="late">没有责任单位</span> : a.units.map((u) => <span key={u.unit} className="unit" title={u.basis === 'chosen' ? `${u.chosenBy ?? ''}指定：${u.why ?? ''}` : u.basis === 'expanded' ? `由“${u.printed}”展开` : `原文“${u.printed}”`}>{u.name}{u.role !== 'responsible' && `（${roles[u.role]}）`}{u.basis === 'chosen' && '＊'}</span>)}{may && open && <Edit onClick={() => correct({ kind: 'units', path: `actions.${a.id}.units`, label: `${a.id} 责任单位`, value: a.units.map((u) => u.unit) })} />}</dd>
        <dt>期限</dt><dd>{showDay(a.dueOn)}<span className="quiet">{a.dueSaid && `（${a.dueSaid}）`}</span>{may && <Edit onClick={() => correct({ kind: 'day', path: `actions.${a.id}.due`, label: `${a.id} 期限`, value: a.dueWritten ? a.dueOn : null })} />}</dd>
        <dt>推动</dt><dd>{a.movedBy.map((m) => <div key={`${m.kind}${m.id}`}>{m.say}</div>)}{may && <Edit onClick={() => correct({ kind: 'movers', path: `actions.${a.id}.movedBy`, label: `${a.id} 由什么推动`, value: a.movedBy })} />}</dd>
        {(a.awaits.length > 0 || a.pending) && <><dt>待接入</dt><dd className="soon">{a.awaits.map((m) => <div key={`${m.kind}${m.id}`}>{m.say}</div>)}{may && <Edit onClick={() => correct({ kind: 'awaits', path: `actions.${a.id}.awaits`, label: `${a.id} 待接入`, value: a.awaits })} />}</dd></>}
      </dl>
    </li>
  )
}

function Corrections({ of }: { of: CorrectionView[] }) {
  const units = useUnits()
  if (of.length === 0) return <Nothing say="更正以后，改前、改后、何人、为何都留在这里" />
  return (
    <Wide label="更正记录"><table className="printed"><thead><tr><th scope="col">何处</th><th scope="col">改前</th><th scope="col">改后</th><th scope="col">何人何时</th><th scope="col">为何</th></tr></thead>
      <tbody>{of.map((c, i) => <tr key={i}><td>{placeSaid(c.path)}</td><td>{valueSaid(c.before, units.data)}</td><td>{valueSaid(c.after, units.data)}</td><td>{c.by}<div className="quiet">{showInstant(c.at)}</div></td><td>{c.why}</td></tr>)}</tbody></table></Wide>
  )
}

const names: Record<string, string> = { title: '名称', split: '拆分', parent: '上级任务', confirmed: '确认', due: '期限', movedBy: '推动者', awaits: '待接入', units: '责任单位' }
function placeSaid(path: string): string {
  const [, kind, id, name] = /^(sections|tasks|actions|oddities)\.(.+?)(?:\.([A-Za-z]+))?$/.exec(path) ?? []
  if (!kind) return { title: '清单名称', year: '年度' }[path] ?? path
  return `${kind === 'tasks' ? `第${id}项` : kind === 'oddities' ? `疑点${id}` : kind === 'sections' ? '标题' : id}${name && kind !== 'sections' ? names[name] ?? name : ''}`
}
function valueSaid(value: unknown, units: UnitBrief[] | undefined): ReactNode {
  if (value === null || value === undefined || value === '') return <span className="quiet">无</span>
  if (Array.isArray(value)) {
    if (value.every((v) => typeof v === 'string')) return value.map((v) => shortName(units, v)).join('、')
    if (value.every((v) => typeof v?.words === 'string')) return `${value.filter((v) => v.action).length}项分解任务`
    if (value.every((v) => typeof v?.say === 'string')) return value.length ? value.map((v) => v.say).join('；') : <span className="quiet">无</span>
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** One correction: what it becomes and why. The reason is kept with it. */
function Correction({ list, of, close }: { list: string; of: Correcting; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [value, setValue] = useState<unknown>(of.kind === 'confirm' ? true : of.kind === 'split' ? of.task.pieces.map((p) => ({ words: p.words, action: Boolean(p.action), title: of.task.actions.find((a) => a.id === p.action)?.title })) : of.value)
  const [why, setWhy] = useState(of.kind === 'confirm' ? '已核对' : '')
  const [refusals, setRefusals] = useState<Refusal[]>([])
  const save = useMutation({
    mutationFn: () => patch<ListView>(`/api/v1/lists/${list}`, { path: of.path, value: of.kind === 'year' ? Number(value) : value, why }),
    onSuccess: (after) => { queries.setQueryData(['list', list], after); void queries.invalidateQueries({ queryKey: ['lists'] }); void queries.invalidateQueries({ queryKey: ['progress', list] }); message.success('已记下'); close() },
    onError: (error) => setRefusals(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有保存，请再试一次' }]),
  })
  return (
    <Drawer open title={of.label} onClose={close} size={of.kind === 'split' ? 720 : 560} destroyOnHidden
      footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>{of.kind === 'confirm' ? '确认' : '保存更正'}</Button></div>}>
      <Refusals of={refusals.filter((r) => r.at !== 'why')} />
      {'say' in of && of.say && <Alert type="info" title={<span style={{ whiteSpace: 'pre-wrap' }}>{of.say}</span>} style={{ marginBottom: 16 }} />}
      <div style={{ display: 'grid', gap: 16 }}>
        <Ask of={of} value={value} setValue={setValue} />
        <Labelled label="理由或依据" help="随更正留存" wrong={refusals.filter((r) => r.at === 'why')}>{(p) => <Input.TextArea {...p} rows={3} maxLength={1000} value={why} onChange={(e) => setWhy(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}

function Ask({ of, value, setValue }: { of: Correcting; value: any; setValue: (v: unknown) => void }) {
  const units = useUnits()
  const none = of.kind === 'units' && of.mayBeNone === true && Array.isArray(value) && value.length === 0
  if (of.kind === 'text') return <Labelled label="改为" wrong={[]}>{(p) => <Input.TextArea {...p} autoSize={{ minRows: 1, maxRows: 6 }} maxLength={300} value={value} onChange={(e) => setValue(e.target.value)} />}</Labelled>
  if (of.kind === 'year') return <Labelled label="改为" wrong={[]}>{(p) => <Input {...p} inputMode="numeric" maxLength={4} value={value} onChange={(e) => setValue(e.target.value)} />}</Labelled>
  if (of.kind === 'day') return <Labelled label="期限" help="留空即清单未写期限，按年末计" wrong={[]}>{(p) => <Input {...p} type="date" style={{ width: 180 }} value={value ?? ''} onChange={(e) => setValue(e.target.value || null)} />}</Labelled>
  if (of.kind === 'units') return (
    <Labelled label="单位" help="县（市、区）的任务由所在市分解" wrong={[]}>{(p) => <>
      <Select {...p} mode="multiple" value={value ?? []} disabled={none} onChange={setValue} optionFilterProp="label" options={(units.data ?? []).filter((u) => u.level !== 'county').map((u) => ({ value: u.id, label: u.level === 'province' ? u.name : u.place }))} />
      <Button type="link" size="small" style={{ justifySelf: 'start' }} disabled={none} onClick={() => setValue([...new Set([...(value ?? []), ...(units.data ?? []).filter((u) => u.level === 'city').map((u) => u.id)])])}>全部市（含平潭）</Button>
      {of.mayBeNone && <Checkbox checked={none} onChange={(e) => setValue(e.target.checked ? [] : null)}>不由本系统派发，由该单位自行落实</Checkbox>}
    </>}</Labelled>
  )
  if (of.kind === 'movers') return <Movers value={value} setValue={setValue} />
  if (of.kind === 'awaits') return <Awaits was={of.value} setValue={setValue} />
  if (of.kind === 'parent') return <Labelled label="上级任务" help="留空即没有上级；排在它下面的任务跟着它走" wrong={[]}>{(p) => <Select {...p} allowClear showSearch optionFilterProp="label" value={value ?? undefined} onChange={(v) => setValue(v ?? null)} options={of.before.map((t) => ({ value: t.id, label: `${t.number} ${t.title}` }))} />}</Labelled>
  if (of.kind === 'split') return <Pieces value={value} setValue={setValue} />
  return null
}

/** What the house has that can move an action. */
function Movers({ value, setValue }: { value: Mover[]; setValue: (v: Mover[]) => void }) {
  const ask = (path: string) => ({ queryKey: [path], queryFn: () => get<{ rows: { id: string; name: string }[] }>(`/api/v1/${path}`), staleTime: 600_000 })
  const items = useQuery(ask('items')), registers = useQuery(ask('registers')), indicators = useQuery(ask('indicators'))
  const of = (kind: Mover['kind'], label: string, rows: { id: string; name: string }[] | undefined, say: (name: string) => string) => ({
    label, options: (rows ?? []).map((r) => ({ value: `${kind}:${r.id}`, label: r.name, mover: { kind, id: r.id, say: value.find((m) => m.kind === kind && m.id === r.id)?.say ?? say(r.name) } })),
  })
  const groups = [of('item', '事项', items.data?.rows, (n) => `${n}：办件推进即推进`), of('register', '名录', registers.data?.rows, (n) => `${n}：条目增加即推进`), of('indicator', '指标', indicators.data?.rows, (n) => `${n}：指标变化即推进`)]
  const known = groups.flatMap((g) => g.options)
  return <Labelled label="由什么推动" help="办件、名录或指标一动，任务随之推进，不用人填百分比" wrong={[]}>{(p) => (
    <Select {...p} mode="multiple" optionFilterProp="label" options={groups} value={value.map((m) => ({ value: `${m.kind}:${m.id}`, label: known.find((k) => k.value === `${m.kind}:${m.id}`)?.label ?? m.say }))} labelInValue
      onChange={(chosen: { value: string }[]) => setValue(chosen.flatMap(({ value: v }) => known.find((k) => k.value === v)?.mover ?? value.find((m) => `${m.kind}:${m.id}` === v) ?? []))} />
  )}</Labelled>
}

function Awaits({ was, setValue }: { was: Mover[]; setValue: (v: Mover[]) => void }) {
  const [text, setText] = useState(was.map((m) => m.say).join('\n'))
  return <Labelled label="待接入的推动者" help="每行一项，写明等什么接入；全部删去即不再等待" wrong={[]}>{(p) => <Input.TextArea {...p} rows={4} value={text} onChange={(e) => {
    setText(e.target.value)
    setValue(e.target.value.split('\n').map((say) => say.trim()).filter(Boolean).map((say, i) => was.find((m) => m.say === say) ?? { kind: 'event', id: `awaited-${i + 1}`, say }))
  }} />}</Labelled>
}

interface Piece { words: string; action: boolean; title?: string }
/** The measure in pieces. The words cannot be typed over: a piece is cut where the caret stands, or joined to the one before. */
function Pieces({ value, setValue }: { value: Piece[]; setValue: (v: Piece[]) => void }) {
  const boxes = useRef<(HTMLTextAreaElement | null)[]>([])
  const put = (i: number, to: Partial<Piece>) => setValue(value.map((p, at) => (at === i ? { ...p, ...to } : p)))
  const cut = (i: number) => {
    const at = boxes.current[i]?.selectionStart ?? 0, p = value[i]!
    if (at > 0 && at < p.words.length) setValue([...value.slice(0, i), { ...p, words: p.words.slice(0, at) }, { words: p.words.slice(at), action: p.action }, ...value.slice(i + 1)])
  }
  const join = (i: number) => setValue([...value.slice(0, i - 1), { ...value[i - 1]!, words: value[i - 1]!.words + value[i]!.words, action: value[i - 1]!.action || value[i]!.action }, ...value.slice(i + 1)])
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <p className="quiet" style={{ margin: 0 }}>把光标放在要断开的地方，按“在光标处断开”。勾选的段是分解任务，没有勾选的是连接语。拆分后须重新确认推动者。</p>
      {value.map((p, i) => (
        <fieldset key={i} className="piece">
          <legend>第{i + 1}段</legend>
          <textarea ref={(el) => { boxes.current[i] = el }} aria-label={`第${i + 1}段原文`} readOnly value={p.words} rows={Math.max(1, Math.ceil(p.words.length / 42))} className="paper-face" />
          <span className="row">
            <Checkbox checked={p.action} onChange={(e) => put(i, { action: e.target.checked })}>分解任务</Checkbox>
            {p.action && <Input size="small" aria-label={`第${i + 1}段名称`} placeholder="名称（选填）" style={{ width: 260 }} value={p.title ?? ''} onChange={(e) => put(i, { title: e.target.value })} />}
            <Button size="small" onClick={() => cut(i)}>在光标处断开</Button>
            {i > 0 && <Button size="small" onClick={() => join(i)}>并入上一段</Button>}
          </span>
        </fieldset>
      ))}
    </div>
  )
}
