import { Alert, Button, Empty, Result, Skeleton } from 'antd'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Refused, type Refusal } from './api.ts'

/** A question to the server with its three faces: waiting keeps the layout, a refusal says why and what can be done, an answer is drawn. */
export function Asked<T>({ query, rows = 6, children }: { query: UseQueryResult<T>; rows?: number; children: (value: T) => ReactNode }) {
  if (query.isPending) return <div aria-busy="true" aria-label="正在载入"><Skeleton active title={false} paragraph={{ rows }} /></div>
  if (query.isError) return <Told error={query.error} again={() => void query.refetch()} />
  return <>{children(query.data)}</>
}
export function Told({ error, again }: { error: unknown; again?: () => void }) {
  const refused = error instanceof Refused ? error : undefined
  const words = refused ? refused.refusals.map((r) => r.say).join('；') : '页面出了故障'
  const status = refused?.status === 404 ? '404' : refused?.status === 403 ? '403' : 'warning'
  return <Result status={status} title={words} subTitle={refused?.ref ? `请把编号 ${refused.ref} 告诉管理员` : undefined} extra={again && <Button onClick={again}>再试一次</Button>} />
}
/** An empty list says what will be here and how it gets here. */
export const Nothing = ({ say }: { say: string }) => <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say} />
/** Everything that was refused and has no field of its own, together and on top. */
export const Refusals = ({ of }: { of: Refusal[] }) => of.length === 0 ? null
  : <div role="alert"><Alert type="error" showIcon style={{ marginBottom: 16 }} title={of.length === 1 ? of[0]!.say : <ul style={{ margin: 0, paddingLeft: 18 }}>{of.map((r, i) => <li key={i}>{r.say}</li>)}</ul>} /></div>
