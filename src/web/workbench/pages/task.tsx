import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { ActionProgress, ActionView, CaseRow, Evidence, ListView, RolesView, TaskProgress, TaskView } from '../../../http/index.ts'
import { get, post, Refused } from '../api.ts'
import { taskChoices } from '../depth.ts'
import { showFigure } from '../figures.ts'
import { DemoMark, Due, LightMark, Section, showDay, showInstant, SourceMark } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing } from '../waits.tsx'
import { EvidenceFlags } from './sampling-flags.tsx'
import { Acts, Baselines } from './task-acts.tsx'
import { LeadAsked } from './task-roles.tsx'
import { Units } from './task-units.tsx'
import { ActionForecast } from './forecast-marks.tsx'

/** A task as it stands on paper, its actions as numbers in the margin, and the state of the chosen one beside it. */
export default function TaskPage() {
  const { list = '', task = '1' } = useParams()
  const [asked, ask] = useSearchParams()
  const asOf = asked.get('asOf') ?? ''
  const paper = useQuery({ queryKey: ['list', list], queryFn: () => get<ListView>(`/api/v1/lists/${list}`), staleTime: 60_000 })
  const id = paper.data && (taskAt(paper.data, task) ?? paper.data.body[0])?.id
  const progress = useQuery({ queryKey: ['task', list, id, asOf], queryFn: () => get<TaskProgress>(`/api/v1/lists/${list}/tasks/${encodeURIComponent(id!)}${asOf ? `?asOf=${asOf}` : ''}`), enabled: id !== undefined })
  const roles = useQuery({ queryKey: ['roles', list], queryFn: () => get<RolesView>(`/api/v1/lists/${list}/roles`) })
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  return (
    <Asked query={paper} rows={14}>{(l) => {
      const t = taskAt(l, task) ?? l.body[0]
      if (!t) return <Nothing say="这份清单里没有任务" />
      const chosen = asked.get('action') ?? t.actions[0]?.id
      const action = t.actions.find((a) => a.id === chosen) ?? t.actions[0]
      const at = l.body.indexOf(t)
      return (
        <>
          <div className="filters no-print">
            <Select aria-label="任务" value={t.id} style={{ width: 360, maxWidth: '100%' }} onChange={(n) => { location.assign(`/w/lists/${list}/tasks/${n}`) }} options={taskChoices(l.body)} />
            {at > 0 && <Link to={`/lists/${list}/tasks/${l.body[at - 1]!.id}`}>上一项</Link>}
            {at < l.body.length - 1 && <Link to={`/lists/${list}/tasks/${l.body[at + 1]!.id}`}>下一项</Link>}
            <Link to={`/lists/${list}/matrix?${new URLSearchParams({ task: t.id, ...(asOf ? { asOf } : {}) })}`}>各单位一览</Link>
            <Link to={`/lists/${list}/tasks/${t.id}/history`}>历年</Link>
            <label style={{ marginLeft: 'auto' }}>看某日的样子 <input type="date" value={asOf} onChange={(e) => set('asOf', e.target.value || undefined)} /></label>
          </div>
          <div className="two task">
            <Paper list={l} task={t} progress={progress.data} roles={roles.data} chosen={action?.id} choose={(id) => set('action', id)} />
            <div>{action ? <Chosen action={action} progress={progress.data?.actions.find((x) => x.id === action.id)} asOf={asOf} city={asked.get('city') ?? ''} setCity={(c) => set('city', c)} list={l} /> : <Nothing say="这项任务还没有分解" />}</div>
          </div>
        </>
      )
    }}</Asked>
  )
}

/** In a plan of two levels numbers come again; what is printed once is found by it too. */
const taskAt = (l: ListView, task: string): TaskView | undefined => l.body.find((x) => x.id === task) ?? l.body.find((x) => x.number === task)

function Paper({ list, task, progress: of, roles, chosen, choose }: { list: ListView; task: TaskView; progress: TaskProgress | undefined; roles: RolesView | undefined; chosen: string | undefined; choose: (id: string) => void }) {
  const lead = task.actions[0]?.lead, asked = roles?.asks.find((a) => a.task === task.id)
  const section = list.sections.find((s) => s.id === task.section), above = list.body.find((t) => t.id === task.parent), under = list.body.filter((t) => t.parent === task.id)
  return (
    <section className="block sheet">
      <p className="quiet" style={{ margin: 0 }}>{list.title}</p>
      {section && <p className="paper-face" style={{ margin: '4px 0' }}>{section.number ? `${section.number}、` : ''}{section.title}</p>}
      {above && <p className="paper-face" style={{ margin: '4px 0' }}><Link to={`/lists/${list.id}/tasks/${above.id}`}>{above.number}. {above.title}</Link></p>}
      <h1 className="paper-face">{task.number}. {task.title}</h1>
      {under.length > 0 && <ul className="paper-face" style={{ margin: '0 0 8px', paddingLeft: '1.5em', listStyle: 'none' }}>{under.map((t) => <li key={t.id}><Link to={`/lists/${list.id}/tasks/${t.id}`}>{t.number}. {t.title}</Link></li>)}</ul>}
      {of && <p><LightMark light={of.light.light} />　{of.light.say}</p>}
      <p className="paper-face measures">{task.pieces.map((p, i) => p.action ? (
        <span key={i}><button type="button" className={p.action === chosen ? 'mark chosen' : 'mark'} onClick={() => choose(p.action!)} aria-pressed={p.action === chosen}>{p.action}</button><span className={p.action === chosen ? 'words chosen' : 'words'}>{p.words}</span></span>
      ) : <span key={i}>{p.words}</span>)}</p>
      <p className="paper-face">{!/^责任(单位|部门)[：:]/.test(task.unitsPrinted) && <span className="quiet">责任部门　</span>}{task.unitsPrinted}</p>
      {lead && <p>牵头：{lead.name}<span className="quiet">（{lead.of === 'list' ? '全清单' : '本项'}由{lead.by}于{showDay(lead.on)}确定：{lead.why}）</span></p>}
      {asked && roles && <LeadAsked list={list.id} asked={asked} may={roles.may} />}
      <table className="printed" aria-label="分解任务"><thead><tr><th scope="col">项</th><th scope="col">分解任务</th><th scope="col">进展</th></tr></thead><tbody>
        {task.actions.map((a) => { const p = of?.actions.find((x) => x.id === a.id); return (
          <tr key={a.id}><td><button type="button" className={a.id === chosen ? 'mark chosen' : 'mark'} onClick={() => choose(a.id)}>{a.id}</button></td><td>{a.title}{a.pending && <span className="quiet">　待接入</span>}</td><td>{p ? <LightMark light={p.light.light} say={p.light.say} /> : '…'}</td></tr>
        ) })}
      </tbody></table>
    </section>
  )
}

function Chosen({ list: l, action, progress, asOf, city, setCity }: { list: ListView; action: ActionView; progress: ActionProgress | undefined; asOf: string; city: string; setCity: (c: string | undefined) => void }) {
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const list = l.id
  const dispatch = useMutation({
    mutationFn: () => post<{ opened: unknown[]; already: number; refused: { say: string }[] }>(`/api/v1/actions/${action.id}/dispatch`, { list }),
    onSuccess: async (r) => { await queries.invalidateQueries(); if (r.refused.length) message.warning(r.refused[0]!.say); else message.success(`新交办${r.opened.length}个单位，此前已交办${r.already}个`) },
    onError: (error) => { void message.error(error instanceof Refused ? error.message : '交办没有完成') },
  })
  const now = !asOf
  return (
    <>
      <Section title={`${action.id} ${action.title}`} extra={<span className="row no-print">
        {now && l.may.act && !action.ended && <Acts list={l} action={action} />}
        {now && l.may.dispatch && !action.ended && <Button size="small" loading={dispatch.isPending} onClick={() => void modal.confirm({ title: `交办“${action.id} ${action.title}”？`, content: '各责任单位会立即收到通知，须限期签收；已交办的单位不会重复交办。', okText: '交办', cancelText: '再看看', onOk: () => dispatch.mutate() })}>交办</Button>}
      </span>}>
        {progress && <p style={{ marginTop: 0 }}><LightMark light={progress.light.light} />　{progress.light.say}<br /><span className="quiet">{progress.light.change}</span></p>}
        {progress && progress.waits.length > 0 && <p>等待　{progress.waits.slice(0, 6).map((w, i) => <span key={`${w.name}${w.for}`}>{i > 0 && '；'}{w.name}{w.for}{w.n > 1 && `（${w.n}处）`}</span>)}{progress.waits.length > 6 && `；另有${progress.waits.length - 6}方`}</p>}
        <dl className="facts">
          {l.adoptedAt && <><dt>立项</dt><dd>{showInstant(l.adoptedAt).split(' ')[0]}采用清单{l.adoptedBy && `（${l.adoptedBy}）`}</dd></>}
          <dt>期限</dt><dd>{showDay(progress?.dueOn ?? action.dueOn)}<span className="quiet">（{progress?.dueSaid ?? action.dueSaid}）</span></dd>
          {progress?.sides && <><dt>双方</dt><dd>{progress.sides.map((s) => <div key={s.side}>{s.name}　<LightMark light={s.light.light} say={s.light.say} />　{s.units.length}个单位{s.closed && '，已销号'}</div>)}</dd></>}
          <dt>能否完成</dt><dd><ActionForecast list={list} action={action.id} asOf={asOf} /></dd>
          <dt>由什么推动</dt><dd>{action.movedBy.length === 0 ? '' : action.movedBy.map((m) => <div key={`${m.kind}${m.id}`}>{m.say}</div>)}{action.awaits.map((m) => <div key={`${m.kind}${m.id}`} className="soon">{m.say}</div>)}</dd>
          <dt>系统生成<SourceMark of="system" /></dt><dd>{progress ? <>{progress.system.events}件事件，{progress.system.lines}条名录{progress.system.last && <span className="quiet">，最近{showDay(progress.system.last)}</span>}{progress.system.figures.filter((f) => !f.reported && f.value !== null).map((f) => <div key={f.id}><Link to={`/indicators/${f.id}`} title={f.definition}>{f.name} {showFigure(f.value, f.unit)}</Link></div>)}</> : '…'}</dd>
          {progress?.system.figures.some((f) => f.reported) && <><dt>自报<SourceMark of="reported" /></dt><dd>{progress.system.figures.filter((f) => f.reported).map((f) => <div key={f.id}>{f.name} {f.value === null ? '未报' : showFigure(f.value, f.unit)}</div>)}</dd></>}
          {progress?.continues && <><dt>承接</dt><dd>{progress.continues.map((c) => <div key={`${c.list}${c.action}`}><Link to={`/lists/${c.list}/tasks/${c.action.split('.')[0]}?action=${c.action}`}>上年 {c.action} {c.title}</Link></div>)}</dd></>}
          {progress?.continuedBy && <><dt>转下年度</dt><dd><Link to={`/lists/${progress.continuedBy.list}/tasks/${progress.continuedBy.action.split('.')[0]}?action=${progress.continuedBy.action}`}>{progress.continuedBy.action} {progress.continuedBy.title}</Link></dd></>}
          {progress?.mergedFrom && <><dt>并入本项</dt><dd>{progress.mergedFrom.map((m) => <div key={m.action}><Link to={`/lists/${list}/tasks/${m.action.split('.')[0]}?action=${m.action}`}>{m.action} {m.title}</Link><span className="quiet">（{m.doc}；佐证仍在原任务）</span></div>)}</dd></>}
        </dl>
        {progress && <Baselines acts={progress.acts} />}
      </Section>
      <Units list={l} action={action} progress={progress} city={city} setCity={setCity} maySheet={now && l.may.dispatch} />
      <EvidenceList list={list} action={action.id} asOf={asOf} unit={city} />
    </>
  )
}

function EvidenceList({ list, action, asOf, unit }: { list: string; action: string; asOf: string; unit: string }) {
  const here = useHere()
  const asked = new URLSearchParams([['list', list], ...(asOf ? [['asOf', asOf]] : []), ...(unit ? [['unit', unit]] : [])] as [string, string][])
  const found = useInfiniteQuery({
    queryKey: ['evidence', list, action, asOf, unit], initialPageParam: '',
    queryFn: ({ pageParam }) => get<Evidence>(`/api/v1/actions/${action}/evidence?${new URLSearchParams([...asked, ...(pageParam ? [['cursor', pageParam]] : [])] as [string, string][])}`),
    getNextPageParam: (last) => last.next,
  })
  return (
    <Section title="佐证">
      <EvidenceFlags list={list} action={action} unit={unit} />
      <Asked query={found}>{({ pages }) => {
        const first = pages[0]!, cases = pages.flatMap((p) => p.cases)
        return (
          <>
            <p className="quiet" style={{ marginTop: 0 }}>数字由{first.totals.cases}件办件、{first.totals.events}件事件、{first.totals.lines}条名录得出{first.visible.cases < first.totals.cases ? `；您能查看其中${first.visible.cases}件办件` : ''}</p>
            {cases.length + first.entries.length + first.documents.length === 0 ? <Nothing say="还没有佐证；办件推进后会自动列在这里" /> : (
              <ul className="story">
                {cases.map((c: CaseRow) => <li key={c.id}><Link to={`/cases/${c.id}`}>{c.title}</Link>{c.demo && <DemoMark />}<div className="quiet">{c.itemName}　{c.stateLabel}　{c.closedOn ? `${showDay(c.closedOn)}办结` : <Due due={c.dueOn} today={here.today} />}</div></li>)}
                {first.entries.map((e) => <li key={`${e.register}${e.key}`}>{e.name}：{e.party ?? e.key}<div className="quiet">{e.key}　自{showDay(e.from)}</div></li>)}
                {first.documents.slice(0, 10).map((d) => <li key={`${d.caseId}${d.title}${d.number ?? d.hash}`}><Link to={`/cases/${d.caseId}`}>{d.title}</Link><div className="quiet">{d.number ?? '附件'}　{showInstant(d.at)}收存{d.hash && <span title={d.hash}>　指纹{d.hash.slice(0, 12)}</span>}</div></li>)}
              </ul>
            )}
            {found.hasNextPage && <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>再看一页</Button>}
          </>
        )
      }}</Asked>
    </Section>
  )
}
