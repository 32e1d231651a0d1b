import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress } from 'antd'
import { Link, useParams } from 'react-router'
import type { ListRow, RunView } from '../../../http/index.ts'
import { get, post, Refused } from '../api.ts'
import { Section, showInstant } from '../marks.tsx'
import { Asked, Nothing, Told } from '../waits.tsx'

/** The dispatch of a whole list: begun here, watched while it goes on, and what could not be dispatched. */
export default function DispatchPage() {
  const { list = '' } = useParams()
  const queries = useQueryClient()
  const { modal } = App.useApp()
  const head = useQuery({ queryKey: ['list', list], queryFn: () => get<ListRow>(`/api/v1/lists/${list}`), staleTime: 60_000 })
  const run = useQuery({ queryKey: ['run', list], queryFn: () => get<RunView>(`/api/v1/lists/${list}/dispatch`).catch((error: unknown) => { if (error instanceof Refused && error.refusals[0]?.code === 'no-such-run') return null; throw error }), refetchInterval: (q) => (q.state.data && !q.state.data.endedAt ? 1_000 : false) })
  const start = useMutation({ mutationFn: () => post<RunView>(`/api/v1/lists/${list}/dispatch`), onSuccess: (r) => { queries.setQueryData(['run', list], r); void queries.invalidateQueries({ queryKey: ['run', list] }) } })
  const isGoing = Boolean(run.data && !run.data.endedAt)
  return (
    <>
      <section className="block">
        <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › {head.data && <Link to={`/lists/${list}/tasks/1`}>{head.data.title}</Link>} › 整份交办</p>
        <h1>整份交办</h1>
        <p>每项分解任务在每个责任单位各立一件；已交办的不重复，中途停下会自动接着办，可以离开本页。</p>
        <Button type="primary" disabled={isGoing} loading={start.isPending} onClick={() => void modal.confirm({ title: '交办整份清单？', content: '各责任单位会立即收到通知，须限期签收；已交办的单位不会重复交办。', okText: '交办', cancelText: '再看看', onOk: () => start.mutate() })}>{isGoing ? '正在交办' : '开始交办'}</Button>
        {start.isError && <Told error={start.error} />}
      </section>
      <Section title="最近一次"><Asked query={run}>{(r) => r === null ? <Nothing say="还没有整份交办过；也可以在任务页逐项交办" /> : <Going r={r} list={list} />}</Asked></Section>
    </>
  )
}

function Going({ r, list }: { r: RunView; list: string }) {
  const percent = r.total ? Math.floor((r.done * 100) / r.total) : 0
  return (
    <>
      <div role="status" aria-live="polite">
        <p style={{ marginTop: 0 }}>{r.endedAt ? <>已办完：新交办{r.opened}处，此前已交办{r.already}处{r.refused.length > 0 && <span className="late">，{r.refused.length}处没有办成</span>}</> : <>正在交办：{r.done}/{r.total}处</>}</p>
      </div>
      <Progress percent={r.endedAt ? 100 : percent} status={r.endedAt ? (r.refused.length ? 'exception' : 'success') : 'active'} aria-label="交办进度" />
      <p className="quiet">{r.by}于{showInstant(r.startedAt)}发起{r.endedAt && `，${showInstant(r.endedAt)}办完`}　<Link to={`/lists/${list}/matrix`}>任务与单位</Link></p>
      {r.refused.length > 0 && <ul className="story">{r.refused.map((x, i) => <li key={i}>{x.action && <Link to={`/lists/${list}/tasks/${x.action.split('.')[0]}?action=${x.action}`}>{x.action} {x.name}</Link>}<div className="late">{x.say}</div></li>)}</ul>}
    </>
  )
}
