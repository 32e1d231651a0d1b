import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Above, ServingAction } from '../../../http/index.ts'
import { get } from '../api.ts'
import { DemoMark } from '../marks.tsx'
import { isOfficial, useHere } from '../session.tsx'

/** Which actions a case carries out, and which clauses stand above them; nothing is drawn when there are none. */
export function CaseChain({ id }: { id: string }) {
  const here = useHere()
  const found = useQuery({ queryKey: ['case-chain', id], queryFn: () => get<{ rows: ServingAction[] }>(`/api/v1/cases/${id}/chain`), staleTime: 60_000, enabled: isOfficial(here) })
  if (!found.data?.rows.length) return null
  return (
    <details className="fold"><summary>落实的任务和条款</summary>
      <ul className="story">{found.data.rows.map((r) => (
        <li key={`${r.list}${r.action}`}><Link to={`/lists/${r.list}/tasks/${r.task}?action=${r.action}`}>{r.action} {r.title}</Link><div className="quiet">《{r.listTitle}》{r.taskTitle}</div>{r.above.map((a) => <Line key={`${a.document}${a.clause}`} a={a} list={r.list} />)}</li>
      ))}</ul>
    </details>
  )
}
const Line = ({ a, list }: { a: Above; list: string }) => <div style={{ paddingLeft: 12 }}>↑ <Link to={`/lists/${list}/chain?document=${a.document}`}>《{a.documentTitle}》</Link>{a.demo && <DemoMark />}{a.title}{a.above.map((b) => <Line key={`${b.document}${b.clause}`} a={b} list={list} />)}</div>
