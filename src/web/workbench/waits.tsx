import { Alert, Button, Skeleton } from 'antd'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Refused, type Refusal } from './api.ts'

/** A question to the server with its three faces: waiting keeps the layout, a refusal says why and what can be done, an answer is drawn. */
export function Asked<T>({ query, rows = 6, children }: { query: UseQueryResult<T>; rows?: number; children: (value: T) => ReactNode }) {
  if (query.isPending) return <div role="status" aria-busy="true" aria-label="正在载入"><Skeleton active title={false} paragraph={{ rows }} /></div>
  if (query.isError) return <Told error={query.error} again={() => void query.refetch()} />
  return <>{children(query.data)}</>
}
export function Told({ error, again }: { error: unknown; again?: () => void }) {
  const refused = error instanceof Refused ? error : undefined
  const words = refused ? refused.refusals.map((r) => r.say).join('；') : '页面出了故障'
  return (
    <div role="alert" className="told">
      <p><b>{words}</b></p>
      {refused?.ref && <p className="quiet">请把编号 {refused.ref} 告诉管理员</p>}
      {again && <Button onClick={again}>再试一次</Button>}
    </div>
  )
}
/** An empty list says what will be here and how it gets here. */
export const Nothing = ({ say }: { say: string }) => <p className="nothing">{say}</p>
/** Everything that was refused and has no field of its own, together and on top. */
export const Refusals = ({ of }: { of: Refusal[] }) => of.length === 0 ? null
  : <div role="alert"><Alert type="error" showIcon style={{ marginBottom: 16 }} title={of.length === 1 ? of[0]!.say : <ul style={{ margin: 0, paddingLeft: 18 }}>{of.map((r, i) => <li key={i}>{r.say}</li>)}</ul>} /></div>

/** Whatever opens beside the page gives the focus back, when it closes, to where it was opened from; if that is gone, to the page. */
export function useFocusBack(): void {
  const [from] = useState(() => document.activeElement)
  useEffect(() => () => {
    setTimeout(() => { (from instanceof HTMLElement && from.isConnected && from !== document.body ? from : document.getElementById('main'))?.focus() })
  }, [from])
}
