import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input, Select } from 'antd'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { ListComparison, ListRow, Role } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { Section, showInstant } from '../marks.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'

type Pair = ListComparison['pairs'][number]
type Alone = ListComparison['dropped'][number]
type Side = 'before' | 'after'
const kinds = { kept: '保留', changed: '改动', dropped: '取消', added: '新增' } as const
type Kind = keyof typeof kinds
const roles: Record<Role, string> = { lead: '牵头', cooperate: '配合', responsible: '负责' }

/** Two lists side by side: what goes on, what was reworded, what ended and what is new; a person has the last word. */
export default function ComparePage() {
  const { list = '', other = '' } = useParams()
  const go = useNavigate()
  const lists = useQuery({ queryKey: ['lists'], queryFn: () => get<{ rows: ListRow[] }>('/api/v1/lists') })
  const found = useQuery({ queryKey: ['compare', list, other], queryFn: () => get<ListComparison>(`/api/v1/lists/${list}/compare/${other}`), enabled: Boolean(other) })
  const options = (not: string) => (lists.data?.rows ?? []).filter((l) => l.id !== not).map((l) => ({ value: l.id, label: `${l.year}　${l.title}${l.status === 'adopted' ? '' : '（核对中）'}` }))
  return (
    <>
      <section className="block">
        <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › 比较</p>
        <h1>两份清单比较</h1>
        <div className="sides">
          <Labelled label="前一份" wrong={[]}>{(p) => <Select {...p} value={list} loading={lists.isPending} options={options(other)} onChange={(id) => void go(`/lists/${id}/compare/${other}`)} />}</Labelled>
          <Labelled label="后一份" wrong={[]}>{(p) => <Select {...p} value={other || undefined} placeholder="请选一份清单" loading={lists.isPending} options={options(list)} onChange={(id) => void go(`/lists/${list}/compare/${id}`)} />}</Labelled>
        </div>
      </section>
      {other ? <Asked query={found} rows={12}>{(c) => <Drawn c={c} />}</Asked> : <Nothing say="选定后一份清单后，这里逐项列出保留、改动、取消和新增" />}
    </>
  )
}

interface Correcting { side: Side; task: { id: string; number: string; title: string }; now: string | null }

function Drawn({ c }: { c: ListComparison }) {
  const [asked, ask] = useSearchParams()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const [correcting, correct] = useState<Correcting>()
  const path = `/api/v1/lists/${c.before.id}/compare/${c.after.id}`
  const keep = (next: ListComparison) => { queries.setQueryData(['compare', c.before.id, c.after.id], next) }
  const confirm = useMutation({
    mutationFn: () => post<ListComparison>(`${path}/confirm`),
    onSuccess: (next) => { keep(next); void message.success(`已确认${next.pairs.length}项承接`) },
    onError: (error) => { void message.error(error instanceof Refused ? error.message : '没有确认，请再试一次') },
  })
  const only = (Object.keys(kinds) as Kind[]).find((k) => k === asked.get('kind'))
  const show = (k: Kind) => c.counts[k] > 0 && (!only || only === k)
  const waiting = c.pairs.filter((p) => !p.confirmed).length
  const wrongWay = c.before.year > c.after.year
  const change = c.may.correct ? correct : undefined
  return (
    <>
      <section className="block">
        <div className="block-head">
          <span className="row" role="group" aria-label="只看一类">{(Object.keys(kinds) as Kind[]).map((k) => <button key={k} type="button" className="pick" aria-pressed={only === k} onClick={() => ask(only === k ? {} : { kind: k }, { replace: true })}>{kinds[k]} {c.counts[k]}</button>)}</span>
          {c.may.correct && !wrongWay && c.pairs.length > 0 && (waiting === 0 ? <span>✓ 承接关系已确认</span> : <Button loading={confirm.isPending} onClick={() => void modal.confirm({ title: `确认${c.pairs.length}项承接关系？`, content: '按现在的对应，把后一份清单的任务接到前一份；历年情况由此查回。以后改了对应，可再确认一次。', okText: '确认承接', cancelText: '取消', onOk: () => confirm.mutate() })}>确认承接关系</Button>)}
        </div>
        <p className="quiet" style={{ margin: 0 }}>对应由系统按标题、举措和序号的相近程度给出，人的认定优先。<del>删去的字</del>，<ins>增加的字</ins>。{wrongWay && <span className="soon">前一份晚于后一份，<Link to={`/lists/${c.after.id}/compare/${c.before.id}`}>对调</Link></span>}</p>
      </section>
      {(['changed', 'kept'] as const).filter(show).map((k) => <Section key={k} title={<>{kinds[k]}<span className="quiet">（{c.counts[k]}项）</span></>}><ul className="story">{c.pairs.filter((p) => p.kind === k).map((p) => <Together key={`${p.before.id} ${p.after.id}`} p={p} change={change} />)}</ul></Section>)}
      {show('dropped') && <Section title={<>取消<span className="quiet">（{c.counts.dropped}项，只在前一份）</span></>}><ul className="story">{c.dropped.map((x) => <Lone key={x.task.id} x={x} side="before" change={change} />)}</ul></Section>}
      {show('added') && <Section title={<>新增<span className="quiet">（{c.counts.added}项，只在后一份）</span></>}><ul className="story">{c.added.map((x) => <Lone key={x.task.id} x={x} side="after" change={change} />)}</ul></Section>}
      {c.corrections.length > 0 && <Section title={<>人的认定<span className="quiet">（{c.corrections.length}次）</span></>}><ul className="story">{c.corrections.map((x, i) => <li key={i}>{x.before && x.after ? `前一份第${x.before}项与后一份第${x.after}项是同一任务` : x.before ? `前一份第${x.before}项没有对应` : `后一份第${x.after}项没有对应`}：{x.why}<div className="quiet">{x.by}　{showInstant(x.at)}</div></li>)}</ul></Section>}
      {correcting && <Correction c={c} of={correcting} path={path} keep={keep} close={() => correct(undefined)} />}
    </>
  )
}

function Together({ p, change }: { p: Pair; change: ((of: Correcting) => void) | undefined }) {
  const { title, measures, units, deadlines, number } = p.changes
  return (
    <li>
      <div className="block-head">
        <h3 className="paper-face">{number && number.before !== number.after ? <><del>{p.before.number}.</del> <ins>{p.after.number}.</ins></> : `${p.after.number}.`} {title ? <Words of={title} /> : p.after.title}</h3>
        <span className="row no-print">{p.confirmed && <span className="quiet">✓ 已确认承接</span>}{change && <Button size="small" aria-label={`更正对应：${p.before.title}`} onClick={() => change({ side: 'before', task: p.before, now: p.after.id })}>更正对应</Button>}</span>
      </div>
      {measures && <p className="paper-face compared"><Words of={measures} /></p>}
      {units && units.length > 0 && <p className="compared"><span className="quiet">责任部门　</span>{units.map((u, i) => <span key={i} className="unit">{u.kind === 'gone' ? <del>{u.text}</del> : u.kind === 'new' ? <ins>{u.text}</ins> : <>{u.text}由<del>{roles[u.before!]}</del>改为<ins>{roles[u.after!]}</ins></>}</span>)}</p>}
      {deadlines && <p className="compared"><span className="quiet">时限　</span>{deadlines.before.length > 0 && <del>{deadlines.before.join('、')}</del>} {deadlines.after.length > 0 && <ins>{deadlines.after.join('、')}</ins>}</p>}
      <div className="quiet">{p.reasons.join('；')}</div>
    </li>
  )
}

const Words = ({ of }: { of: NonNullable<Pair['changes']['measures']> }) => of.map((w, i) => (w.kind === 'gone' ? <del key={i}>{w.words}</del> : w.kind === 'new' ? <ins key={i}>{w.words}</ins> : <span key={i}>{w.words}</span>))

const Lone = ({ x, side, change }: { x: Alone; side: Side; change: ((of: Correcting) => void) | undefined }) => (
  <li>
    <div className="block-head">
      <h3 className="paper-face">{x.task.number}. {x.task.title}</h3>
      {change && <Button size="small" className="no-print" aria-label={`指定对应：${x.task.title}`} onClick={() => change({ side, task: x.task, now: null })}>指定对应</Button>}
    </div>
    <div className="quiet">{x.why ? `由人认定：${x.why}` : x.nearest ? `最相近的是${x.nearest.task.number}. ${x.nearest.task.title}，相近程度${Math.round(x.nearest.likeness * 100)}%` : '另一份清单中没有相近的任务'}</div>
  </li>
)

const none = ' '
function Correction({ c, of, path, keep, close }: { c: ListComparison; of: Correcting; path: string; keep: (next: ListComparison) => void; close: () => void }) {
  useFocusBack()
  const [other, choose] = useState<string | undefined>(of.now ?? undefined)
  const [why, setWhy] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => { const to = other === none ? null : other!; return post<ListComparison>(`${path}/matches`, { before: of.side === 'before' ? of.task.id : to, after: of.side === 'after' ? of.task.id : to, why }) },
    onSuccess: (next) => { keep(next); close() },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有记下，请再试一次' }]),
  })
  const candidates = of.side === 'before' ? [...c.added.map((x) => x.task), ...c.pairs.map((p) => p.after)] : [...c.dropped.map((x) => x.task), ...c.pairs.map((p) => p.before)]
  const options = [{ value: none, label: '没有对应' }, ...candidates.map((t) => ({ value: t.id, label: `${t.number}. ${t.title}` }))]
  const submit = () => (other === undefined ? setWrong([{ code: 'other-missing', at: 'other', say: '请选出对应的任务，或选“没有对应”' }]) : act.mutate())
  return (
    <Drawer open onClose={close} size={480} title="认定对应关系" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={submit}>认定</Button></div>}>
      <Refusals of={wrong.filter((r) => !['other', 'why'].includes(r.at ?? ''))} />
      <p style={{ marginTop: 0 }}><span className="quiet">{of.side === 'before' ? '前一份' : '后一份'}　</span><b>{of.task.number}. {of.task.title}</b></p>
      <div className="narrow">
        <Labelled label={of.side === 'before' ? '后一份中对应的任务' : '前一份中对应的任务'} wrong={wrong.filter((r) => r.at === 'other')}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} value={other} placeholder="请选择" options={options} onChange={choose} />}</Labelled>
        <Labelled label="理由或依据" help="认定留名留理由，后说的算" wrong={wrong.filter((r) => r.at === 'why')}>{(p) => <Input.TextArea {...p} rows={3} maxLength={1000} value={why} onChange={(e) => setWhy(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}
