import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Radio } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { Notice } from '../../../http/index.ts'
import { get, post } from '../api.ts'
import { DemoMark, Section, showInstant } from '../marks.tsx'
import { Asked, Nothing } from '../waits.tsx'
import { Escalations } from './notices-escalations.tsx'

/** What waits for my acknowledgement, and what I was told, unread first to the eye; opening a case marks its notice read. */
export default function NoticesPage() {
  const queries = useQueryClient()
  const [address, setAddress] = useSearchParams()
  const only = address.get('only') === 'unread' ? 'unread' : 'all'
  const choose = (value: 'all' | 'unread') => { const to = new URLSearchParams(address); if (value === 'unread') to.set('only', value); else to.delete('only'); setAddress(to, { replace: true }) }
  const found = useInfiniteQuery({
    queryKey: ['notices', only], initialPageParam: '',
    queryFn: ({ pageParam }) => get<{ rows: Notice[]; next?: string }>(`/api/v1/notices?${new URLSearchParams([['limit', '30'], ...(only === 'unread' ? [['unread', 'true']] : []), ...(pageParam ? [['cursor', pageParam]] : [])] as [string, string][])}`),
    getNextPageParam: (last) => last.next,
  })
  const read = useMutation({
    mutationFn: (ids?: number[]) => post<{ unread: number }>('/api/v1/notices/read', ids ? { ids } : {}),
    onSuccess: async (now) => { queries.setQueryData(['unread'], now); await queries.invalidateQueries({ queryKey: ['notices'] }) },
  })
  return (
    <>
      <Escalations always />
      <Section title="通知" extra={<span className="row">
        <Link to="/notices/settings">提醒设置</Link>
        <Radio.Group size="small" aria-label="范围" value={only} onChange={(e) => choose(e.target.value)} optionType="button" options={[{ value: 'all', label: '全部' }, { value: 'unread', label: '未读' }]} />
        <Button size="small" loading={read.isPending} onClick={() => read.mutate(undefined)}>全部标为已读</Button>
      </span>}>
        <Asked query={found}>{({ pages }) => {
          const rows = pages.flatMap((p) => p.rows)
          return rows.length === 0 ? <Nothing say={only === 'unread' ? '没有未读的通知' : '还没有通知；办件受理、补正、送达和临近到期时会在这里告诉您'} /> : (
            <>
              <ul className="story">{rows.map((n) => (
                <li key={n.id}>
                  {n.readAt ? null : <span className="unread">未读</span>}
                  {(n.caseId ?? n.link) ? <Link to={n.link ?? `/cases/${n.caseId}`} onClick={() => { if (!n.readAt) read.mutate([n.id]) }} style={{ fontWeight: n.readAt ? 400 : 600 }}>{n.title}</Link> : <b>{n.title}</b>}{n.demo && <DemoMark />}
                  <div>{n.say}</div>
                  <div className="quiet">{showInstant(n.at)}{n.readAt ? <>　已读于{showInstant(n.readAt)}</> : <>　<button type="button" className="as-link" onClick={() => read.mutate([n.id])}>标为已读</button></>}</div>
                </li>
              ))}</ul>
              {found.hasNextPage && <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>再看30条</Button>}
            </>
          )
        }}</Asked>
      </Section>
    </>
  )
}
