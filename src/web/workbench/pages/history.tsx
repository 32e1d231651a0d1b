import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { HistoryLine, Light, ListView } from '../../../http/index.ts'
import { get } from '../api.ts'
import { LightMark, lightColour, lightShape, lightWord, Section, showDay } from '../marks.tsx'
import { Asked, Nothing } from '../waits.tsx'

const order: Light[] = ['red', 'yellow', 'green', 'blue', 'grey']

/** What a task was in the lists before this one, and how each of them ended. */
export default function HistoryPage() {
  const { list = '', task = '' } = useParams()
  const paper = useQuery({ queryKey: ['list', list], queryFn: () => get<ListView>(`/api/v1/lists/${list}`), staleTime: 60_000 })
  const found = useQuery({ queryKey: ['history', list, task], queryFn: () => get<{ rows: HistoryLine[] }>(`/api/v1/lists/${list}/tasks/${encodeURIComponent(task)}/history`) })
  return (
    <Asked query={paper} rows={10}>{(l) => {
      const now = l.body.find((t) => t.id === task)
      return (
        <>
          <section className="block">
            <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/tasks/${task}`}>{l.title}</Link> › 历年</p>
            <h1 className="paper-face">{now ? `${now.number}. ${now.title}` : `第${task}项`}</h1>
            <p className="quiet" style={{ marginBottom: 0 }}>沿已经人确认的承接关系查回，各年给出年末的灯；当年的给出今天的。承接关系在<Link to={`/lists/${list}/compare`}>清单比较</Link>中确认。</p>
          </section>
          <Section title="历年">
            <Asked query={found}>{({ rows }) => rows.length === 0 ? <Nothing say="这项任务没有承接以前的任务，或承接关系还没有确认" /> : (
              <ol className="story">{rows.map((r) => (
                <li key={`${r.list.id}${r.task.id}`}>
                  <div className="block-head"><h3 className="paper-face">{r.list.year}年　<Link to={`/lists/${r.list.id}/tasks/${r.task.id}?asOf=${r.asOf}`}>{r.task.number}. {r.task.title}</Link></h3><LightMark light={r.light} /></div>
                  <div>{showDay(r.asOf)}：{r.say}</div>
                  <div>{order.filter((k) => r.lights[k] > 0).map((k) => <span key={k} className="unit" style={{ color: lightColour(k) }}>{lightShape(k)} {lightWord(k)}{r.lights[k]}</span>)}</div>
                  <div className="quiet">{r.list.title}　{r.how === 'kept' ? '原样承接' : '改动后承接'}　{r.reasons.join('；')}</div>
                </li>
              ))}</ol>
            )}</Asked>
          </Section>
        </>
      )
    }}</Asked>
  )
}
