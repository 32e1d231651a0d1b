import { useState } from 'react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { Alerts, PatentLine, PatentsFound, QueryRun, QueryRunLine, SavedQuery } from '../../../http/index.ts'
import { get, patch, post, Refused, type Refusal, remove } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { DemoMark, Section, showInstant, Wide } from '../marks.tsx'
import { Asking, Crumbs, PatentRow, queryIn, searchOf, Titled } from '../patents.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing, Refusals } from '../waits.tsx'

const alertWords: Record<Alerts, string> = { off: '不提醒', daily: '每天看一次，有变化就提醒', weekly: '每周一看一次，有变化就提醒' }
const alertShort: Record<Alerts, string> = { off: '不提醒', daily: '每天', weekly: '每周一' }
const alertChoices = (['daily', 'weekly', 'off'] as const).map((value) => ({ value, label: alertWords[value] }))
const refusalsOf = (error: unknown): Refusal[] => (error instanceof Refused ? error.refusals : error ? [{ code: 'failed', say: '没有办成，请再试一次' }] : [])
const n = (of: number) => of.toLocaleString('zh-CN')

/** Questions to the library that are kept: one's own and those of one's units, and what has changed since each was last asked. */
export default function SavedPage() {
  const [at] = useSearchParams()
  const id = at.get('id'), keep = at.get('keep')
  return id ? <One key={id} id={id} run={at.get('run')} /> : <>{keep !== null && <Keep key={keep} address={keep} />}<All isBelow={keep !== null} /></>
}

function All({ isBelow }: { isBelow: boolean }) {
  const found = useQuery({ queryKey: ['saved-queries'], queryFn: () => get<{ rows: SavedQuery[]; total: number }>('/api/v1/saved-queries?limit=200') })
  return (
    <Titled title={isBelow ? '已经保存的' : '保存的检索'} isBelow={isBelow} extra={<a href="/patents">新的检索</a>}>
      <Asked query={found}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有保存的检索。在“专利检索”里查好以后，点“保存这次检索，有变化提醒我”，就列在这里" /> : (
        <Wide label="保存的检索"><table className="printed rows plain"><thead><tr><th scope="col">名称和条件</th><th scope="col" className="num">件数</th><th scope="col">上一次看</th><th scope="col">有什么变化</th><th scope="col">提醒</th></tr></thead><tbody>
          {rows.map((s) => (
            <tr key={s.id}>
              <td className="roomy"><Link to={`/library/saved?id=${s.id}`}>{s.name}</Link>{s.demo && <DemoMark />}{s.unitName && <span className="condition">{s.unitName}</span>}<div className="quiet"><Asking of={s} /></div></td>
              <td className="num" data-label="件数"><a href={`/patents?${searchOf(s.asked)}`}>{s.last ? n(s.last.total) : '–'}</a></td>
              <td className="keep" data-label="上一次看">{s.last ? showInstant(s.last.at) : '–'}</td>
              <td data-label="有什么变化">{s.last ? <Link to={`/library/saved?id=${s.id}&run=${s.last.id}`}><Change of={s.last} /></Link> : '–'}</td>
              <td data-label="提醒">{alertShort[s.alerts]}</td>
            </tr>
          ))}
        </tbody></table></Wide>
      )}</Asked>
    </Titled>
  )
}

const Change = ({ of: r }: { of: QueryRunLine }) => {
  const parts = [r.added && `新进入${n(r.added)}件`, r.gone && `不再符合${n(r.gone)}件`, r.changed && `状态变化${n(r.changed)}件`].filter(Boolean)
  return <>{r.first ? '初次保存' : parts.length ? parts.join('，') : '没有变化'}</>
}

/** Keeping what was just searched: a name, whose it is, and how often to look. */
function Keep({ address }: { address: string }) {
  const here = useHere(), queries = useQueryClient()
  const [, go] = useSearchParams()
  const asked = queryIn(address)
  const [of, set] = useState<{ name: string; unit: string; alerts: Alerts }>({ name: asked.q || asked.applicant?.[0] || asked.ipc?.[0] || '', unit: '', alerts: 'weekly' })
  const now = useQuery({ queryKey: ['patents-now', address], queryFn: () => get<PatentsFound>(`/api/v1/patents?${address}&take=0`) })
  const act = useMutation({
    mutationFn: () => post<SavedQuery>('/api/v1/saved-queries', { name: of.name, asked, alerts: of.alerts, ...(of.unit ? { unit: of.unit } : {}) }),
    onSuccess: async (kept) => { await queries.invalidateQueries({ queryKey: ['saved-queries'] }); go({ id: kept.id }) },
  })
  const wrong = refusalsOf(act.error), units = [...new Map(here.session.seats.map((s) => [s.unit, s.unitName])).entries()]
  return (
    <Titled title="保存这次检索" extra={<a href={`/patents?${address}`}>回到检索结果</a>}>
      <Asked query={now} rows={1}>{(found) => <p style={{ marginTop: 0 }}>现在有 <b>{n(found.total)}</b> 件。保存后，新公开的、不再符合的、法律状态有变化的，都从现在比起。</p>}</Asked>
      <Refusals of={wrong.filter((r) => r.at !== 'name')} />
      <form className="narrow" onSubmit={(e) => { e.preventDefault(); act.mutate() }}>
        <Labelled label="名称" wrong={wrong.filter((r) => r.at === 'name')}>{(p) => <Input {...p} value={of.name} maxLength={80} onChange={(e) => set({ ...of, name: e.target.value })} />}</Labelled>
        {units.length > 0 && <Labelled label="归谁用" help="存为单位的，本单位的人都能看、都收到提醒" wrong={[]}>{(p) => <Select {...p} value={of.unit} options={[{ value: '', label: '我自己' }, ...units.map(([value, label]) => ({ value, label }))]} onChange={(unit) => set({ ...of, unit })} />}</Labelled>}
        <Labelled label="提醒" wrong={[]}>{(p) => <Select {...p} value={of.alerts} options={alertChoices} onChange={(alerts) => set({ ...of, alerts })} />}</Labelled>
        <div><Button type="primary" htmlType="submit" loading={act.isPending}>保存</Button></div>
      </form>
    </Titled>
  )
}

function One({ id, run }: { id: string; run: string | null }) {
  const queries = useQueryClient(), { message, modal } = App.useApp()
  const [, go] = useSearchParams()
  const found = useQuery({ queryKey: ['saved-query', id], queryFn: () => get<SavedQuery>(`/api/v1/saved-queries/${id}`) })
  const again = () => Promise.all([['saved-query', id], ['saved-runs', id], ['saved-queries']].map((queryKey) => queries.invalidateQueries({ queryKey })))
  const failed = (e: unknown) => { void message.error(refusalsOf(e).map((r) => r.say).join('；')) }
  const ask = useMutation({ mutationFn: () => post<QueryRun>(`/api/v1/saved-queries/${id}/runs`, {}), onSuccess: async (made) => { await again(); go({ id, run: String(made.id) }) }, onError: failed })
  const change = useMutation({ mutationFn: (to: { name?: string; alerts?: Alerts }) => patch<SavedQuery>(`/api/v1/saved-queries/${id}`, to), onSuccess: again, onError: failed })
  const drop = useMutation({ mutationFn: () => remove(`/api/v1/saved-queries/${id}`), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['saved-queries'] }); go({}) }, onError: failed })
  return (
    <>
      <Crumbs to="/library/saved" from="保存的检索" here={found.data?.name ?? ''} />
      <Asked query={found}>{(s) => (
        <>
          <section className="block">
            <h1>{s.name}{s.demo && <DemoMark />}</h1>
            <p><Asking of={s} /></p>
            <div className="row no-print">
              <Button type="primary" loading={ask.isPending} onClick={() => ask.mutate()}>现在再看一次</Button>
              <a href={`/patents?${searchOf(s.asked)}`}>看现在的结果</a>
              <span className="row">提醒 <Select aria-label="提醒" size="small" style={{ width: 230 }} value={s.alerts} loading={change.isPending} options={alertChoices} onChange={(alerts) => change.mutate({ alerts })} /></span>
              <Rename name={s.name} save={(name) => change.mutateAsync({ name })} />
              <Button type="text" danger onClick={() => { void modal.confirm({ title: `删去“${s.name}”？`, content: '历次的变化一并删去，不能恢复。', okText: '删去', okButtonProps: { danger: true }, cancelText: '不删', onOk: () => drop.mutateAsync() }) }}>删去</Button>
            </div>
            <p className="quiet">{s.unitName ? `${s.unitName}的检索` : '只有自己能看'}{s.nextAt && `；下一次自动看在${showInstant(s.nextAt)}`}</p>
          </section>
          {(run ?? s.last?.id) && <Changes id={id} run={String(run ?? s.last!.id)} isLast={!run || run === String(s.last?.id)} />}
          <Runs id={id} now={String(run ?? s.last?.id ?? '')} />
        </>
      )}</Asked>
    </>
  )
}

function Rename({ name, save }: { name: string; save: (name: string) => Promise<unknown> }) {
  const [to, set] = useState<string>()
  if (to === undefined) return <Button type="text" onClick={() => set(name)}>改名</Button>
  return <form className="row" onSubmit={(e) => { e.preventDefault(); void save(to).then(() => set(undefined)) }}><Input size="small" aria-label="名称" style={{ width: 220 }} maxLength={80} value={to} onChange={(e) => set(e.target.value)} /><Button size="small" htmlType="submit">改好</Button></form>
}

/** One asking: what came in, what went out and what changed against the one before. */
function Changes({ id, run, isLast }: { id: string; run: string; isLast: boolean }) {
  const found = useQuery({ queryKey: ['saved-run', id, run], queryFn: () => get<QueryRun>(`/api/v1/saved-queries/${id}/runs/${run}`) })
  return (
    <Asked query={found}>{(r) => (
      <Section title={`${isLast ? '最近一次' : '这一次'}的变化（${showInstant(r.at)}${r.byJob ? '，自动' : ''}）`} extra={<span className="quiet">当时共{n(r.total)}件</span>}>
        {r.first ? <p style={{ margin: 0 }}>初次保存，以后的变化与这一次的{n(r.total)}件相比。</p> : r.added.total + r.gone.total + r.changed.total === 0 ? <p style={{ margin: 0 }}>与上一次相比没有变化。</p> : (
          <>
            <Part title="新进入" of={r.added} />
            <Part title="法律状态有变化" of={r.changed} say={(l) => <>　<b>{l.from} → {l.to}</b></>} />
            <Part title="不再符合" of={r.gone} say={(l) => (l.known ? null : '　已不在库中')} />
          </>
        )}
      </Section>
    )}</Asked>
  )
}
function Part<L extends PatentLine>({ title, of, say }: { title: string; of: { total: number; lines: L[] }; say?: (line: L) => React.ReactNode }) {
  if (of.total === 0) return null
  return <><h3>{title}{n(of.total)}件</h3><ul className="story">{of.lines.map((l) => <PatentRow key={l.key} of={l}>{say?.(l)}</PatentRow>)}</ul>{of.total > of.lines.length && <p className="quiet">列出前{of.lines.length}件。</p>}</>
}

function Runs({ id, now }: { id: string; now: string }) {
  const found = useInfiniteQuery({
    queryKey: ['saved-runs', id], initialPageParam: '', getNextPageParam: (last: { rows: QueryRunLine[]; next?: string }) => last.next,
    queryFn: ({ pageParam }) => get<{ rows: QueryRunLine[]; next?: string }>(`/api/v1/saved-queries/${id}/runs?limit=20${pageParam ? `&cursor=${pageParam}` : ''}`),
  })
  return (
    <Section title="历次" extra={<a href={`/api/v1/saved-queries/${id}/runs?format=xlsx`}>导出</a>}>
      <Asked query={found}>{({ pages }) => (
        <>
          <Wide label="历次运行"><table className="printed"><thead><tr><th scope="col">时间</th><th scope="col" className="num">件数</th><th scope="col">与前一次相比</th></tr></thead><tbody>
            {pages.flatMap((p) => p.rows).map((r) => <tr key={r.id} aria-current={String(r.id) === now ? 'true' : undefined}><td className="keep"><Link to={`/library/saved?id=${id}&run=${r.id}`}>{showInstant(r.at)}</Link>{r.byJob && <span className="quiet">　自动</span>}</td><td className="num">{n(r.total)}</td><td><Change of={r} /></td></tr>)}
          </tbody></table></Wide>
          {found.hasNextPage && <Button style={{ marginTop: 8 }} onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>再看20次</Button>}
        </>
      )}</Asked>
    </Section>
  )
}
