import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox } from 'antd'
import { Link, useNavigate } from 'react-router'
import type { WorkRow } from '../../../http/index.ts'
import { get, post, Refused } from '../api.ts'
import { DemoMark, Section, WorkDue } from '../marks.tsx'
import { isOfficial, useHere } from '../session.tsx'
import { Asked, Nothing } from '../waits.tsx'
import { Escalations } from './notices-escalations.tsx'

/** What waits for me, what hurts soonest first; arrow keys and Enter are enough. */
export default function WorkPage() {
  const here = useHere()
  const work = useQuery({ queryKey: ['worklist'], queryFn: () => get<{ rows: WorkRow[]; total: number }>('/api/v1/worklist?limit=200') })
  return (
    <>
      <Escalations />
      <Section title={<>待我办理{work.data ? <span className="quiet">（{work.data.total}件）</span> : null}</>} extra={<span>{isOfficial(here) && <><Link to="/open">新建办件</Link>　</>}<a href="/api/v1/worklist?format=xlsx">导出表格</a></span>}>
        <Asked query={work}>{({ rows, total }) => rows.length === 0 ? <Nothing say="现在没有等您办理的事。新的办件到您的席位时会出现在这里，并发通知。" /> : <>
          <Rows rows={rows} today={here.today} />
          {total > rows.length && <p className="quiet">先列最急的{rows.length}件，办完后其余随之列出；全部见导出的表格。</p>}
        </>}</Asked>
      </Section>
    </>
  )
}

function Rows({ rows, today }: { rows: WorkRow[]; today: string }) {
  const go = useNavigate()
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const offered = rows.some((r) => r.bulk)
  return (
    <>
      {offered && <Together rows={rows} chosen={chosen} choose={choose} />}
      <table className="printed rows">
        <thead><tr>{offered && <th scope="col"><span className="sr">选定</span></th>}<th scope="col">期限</th><th scope="col">办件</th><th scope="col">事项</th><th scope="col">等待</th><th scope="col">地方</th></tr></thead>
        <tbody>{rows.map((r) => (
          <tr key={`${r.id}${r.seat}`} tabIndex={0} onClick={() => void go(`/cases/${r.id}`)} onKeyDown={(e) => keys(e, () => void go(`/cases/${r.id}`))}>
            {offered && <td className="choose" onClick={(e) => e.stopPropagation()}>{r.bulk && <Checkbox aria-label={`选定${r.title}`} checked={chosen.has(r.id)} onChange={(e) => choose(e.target.checked ? new Set([...chosen, r.id]) : new Set([...chosen].filter((id) => id !== r.id)))} />}</td>}
            <td className="when"><WorkDue of={r} today={today} /></td>
            <td className="what"><Link to={`/cases/${r.id}`} onClick={(e) => e.stopPropagation()}>{r.title}</Link>{r.demo && <DemoMark />}<div className="quiet">{r.number}</div></td>
            <td data-label="事项">{r.itemName}</td>
            <td data-label="等待">{r.waitsFor}</td>
            <td data-label="地方">{r.place}</td>
          </tr>
        ))}</tbody>
      </table>
    </>
  )
}

/** Steps that may be done to several cases at once; each case answers for itself. */
function Together({ rows, chosen, choose }: { rows: WorkRow[]; chosen: ReadonlySet<string>; choose: (ids: ReadonlySet<string>) => void }) {
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const kinds = [...Map.groupBy(rows.filter((r) => r.bulk), (r) => r.bulk!.label)].map(([label, all]) => ({ label, all, picked: all.filter((r) => chosen.has(r.id)) }))
  const act = useMutation({
    mutationFn: async ({ cases }: { label: string; cases: WorkRow[] }) => {
      const told: { done: number; results: { id: string; ok: boolean; say?: string }[] } = { done: 0, results: [] }
      // Steps of several items may have one name.
      for (const [step, of] of Map.groupBy(cases.slice(0, 100), (r) => r.bulk!.step)) {
        const { done, results } = await post<typeof told>(`/api/v1/cases/steps/${step}`, { cases: of.map((r) => ({ id: r.id, expect: r.version })) })
        told.done += done
        told.results.push(...results)
      }
      return told
    },
    onSuccess: async ({ done, results }, { label, cases }) => {
      choose(new Set())
      await queries.invalidateQueries()
      const failed = results.filter((r) => !r.ok)
      if (!failed.length) return void message.success(`已${label}${done}件`)
      modal.warning({ title: `已${label}${done}件，${failed.length}件没有办成`, content: <ul style={{ paddingLeft: 18 }}>{failed.map((f) => <li key={f.id}>{cases.find((c) => c.id === f.id)?.title}：{f.say}</li>)}</ul> })
    },
    onError: (error) => void message.error(error instanceof Refused ? error.message : '没有办成，请再试一次'),
  })
  return (
    <div className="row no-print" role="group" aria-label="批量办理" style={{ marginBottom: 8 }}>
      {kinds.map(({ label, all, picked }) => (
        <span key={label} className="row">
          <Button size="small" onClick={() => choose(new Set([...chosen, ...all.map((r) => r.id)]))}>选定可办“{label}”的{all.length}件</Button>
          <Button size="small" type="primary" disabled={picked.length === 0} loading={act.isPending} onClick={() => void modal.confirm({ title: `${label}选定的${Math.min(picked.length, 100)}件？`, content: '逐件办理，各自记入办理经过。', okText: label, cancelText: '取消', onOk: () => act.mutate({ label, cases: picked }) })}>{label}{picked.length > 0 && `（${picked.length}件）`}</Button>
        </span>
      ))}
      {chosen.size > 0 && <Button size="small" type="link" onClick={() => choose(new Set())}>不选</Button>}
    </div>
  )
}

/** Up and down move between rows, Enter opens. */
export function keys(e: React.KeyboardEvent<HTMLElement>, open: () => void): void {
  if (e.key === 'Enter' && e.target === e.currentTarget) open()
  const to = e.key === 'ArrowDown' ? e.currentTarget.nextElementSibling : e.key === 'ArrowUp' ? e.currentTarget.previousElementSibling : null
  if (to instanceof HTMLElement && to.tabIndex === 0) { e.preventDefault(); to.focus() }
}
