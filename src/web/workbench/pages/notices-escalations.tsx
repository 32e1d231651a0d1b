import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { Escalation } from '../../../http/index.ts'
import { get, post, Refused } from '../api.ts'
import { DemoMark, Section, showDay, showInstant } from '../marks.tsx'
import { Asked, Nothing } from '../waits.tsx'

const showDue = (due: string) => (due.length > 10 ? showInstant(due) : showDay(due))

/** Delays that were told upwards to me and want my acknowledgement; on pages of other things it is drawn only when there are any. */
export function Escalations({ always = false }: { always?: boolean }) {
  const [address, setAddress] = useSearchParams()
  const all = always && address.get('escalations') === 'all'
  const showAll = (on: boolean) => { const to = new URLSearchParams(address); if (on) to.set('escalations', 'all'); else to.delete('escalations'); setAddress(to, { replace: true }) }
  const found = useQuery({ queryKey: ['escalations', all], queryFn: () => get<{ rows: Escalation[] }>(`/api/v1/escalations?limit=100${all ? '' : '&open=true'}`) })
  if (!always && !found.data?.rows.length) return null
  return (
    <Section title={<>提级提醒{found.data && !all && found.data.rows.length > 0 && <span className="quiet">（{found.data.rows.length}件待知悉）</span>}</>}
      extra={always && <button type="button" className="as-link" aria-pressed={all} onClick={() => showAll(!all)}>{all ? '只看待知悉' : '也看已知悉的'}</button>}>
      <Asked query={found} rows={2}>{({ rows }) => rows.length === 0 ? <Nothing say={all ? '还没有提级提醒；本单位或下级超期较久的事会告知到负责人' : '没有待知悉的提级提醒'} /> : <ul className="story">{rows.map((x) => <One key={x.id} x={x} />)}</ul>}</Asked>
    </Section>
  )
}

function One({ x }: { x: Escalation }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [note, setNote] = useState('')
  const know = useMutation({
    mutationFn: () => post(`/api/v1/escalations/${x.id}/acknowledge`, note.trim() ? { note: note.trim() } : {}),
    onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['escalations'] }); message.success('已记下知悉，不再重复提醒') },
    onError: (e) => { void message.error(e instanceof Refused ? e.message : '没有记下，请再试一次'); void queries.invalidateQueries({ queryKey: ['escalations'] }) },
  })
  const name = x.title ? `${x.title}（${x.number}）` : `办件${x.number}`
  return (
    <li>
      {x.caseId ? <Link to={`/cases/${x.caseId}`}>{name}</Link> : <b>{name}</b>}{x.demo && <DemoMark />}
      <div><span className={x.state === 'open' ? 'late' : undefined}>{x.state === 'open' && '■ '}{x.lateBy}“{x.label}”{x.state === 'settled' ? '曾超期' : `超期${x.late}`}</span>，期限至{showDue(x.due)}</div>
      {x.state === 'open'
        ? <div className="row" style={{ marginTop: 4 }}><Input size="small" aria-label={`${name}怎样处理`} placeholder="怎样处理（选填）" maxLength={500} style={{ width: 240, maxWidth: '100%' }} value={note} onChange={(e) => setNote(e.target.value)} /><Button size="small" type="primary" loading={know.isPending} aria-label={`知悉${name}`} onClick={() => know.mutate()}>知悉</Button><span className="quiet">{showInstant(x.at)}告知{x.toUnit}</span></div>
        : <div className="quiet">{x.state === 'acknowledged' ? `${x.acknowledgedBy}知悉于${showInstant(x.acknowledgedAt!)}${x.note ? `：${x.note}` : ''}` : `已于${showInstant(x.settledAt!)}办理或改期，无需知悉`}</div>}
    </li>
  )
}
