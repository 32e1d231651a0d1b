import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Input, Select, Table } from 'antd'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { CaseRow } from '../../../http/index.ts'
import { get } from '../api.ts'
import { DemoMark, Due, Section, showDay } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing } from '../waits.tsx'
import { keys } from './work.tsx'

/** Every case I may see. What is filtered stands in the address, so that it can be sent to a colleague. */
export default function CasesPage() {
  const here = useHere()
  const go = useNavigate()
  const [asked, ask] = useSearchParams()
  const items = useQuery({ queryKey: ['items'], queryFn: () => get<{ rows: { id: string; name: string }[] }>('/api/v1/items'), staleTime: 600_000 })
  const filters = new URLSearchParams([...asked].filter(([k]) => ['q', 'item', 'state', 'open', 'overdue', 'unit'].includes(k)))
  const found = useInfiniteQuery({
    queryKey: ['cases', filters.toString()], initialPageParam: '',
    queryFn: ({ pageParam }) => get<{ rows: CaseRow[]; total: number; next?: string }>(`/api/v1/cases?${new URLSearchParams([...filters, ['limit', '50'], ...(pageParam ? [['cursor', pageParam]] : [])] as [string, string][])}`),
    getNextPageParam: (last) => last.next,
  })
  const set = (key: string, value: string | undefined) => ask((was) => { const next = new URLSearchParams(was); if (value) next.set(key, value); else next.delete(key); return next }, { replace: true })
  const total = found.data?.pages[0]?.total
  return (
    <Section title={<>办件{total === undefined ? null : <span className="quiet">（共{total}件）</span>}</>} extra={<span><a href={`/api/v1/cases?${new URLSearchParams([...filters, ['format', 'xlsx']])}`}>导出表格</a>　<a href={`/api/v1/cases?${new URLSearchParams([...filters, ['format', 'csv']])}`}>CSV</a></span>}>
      <div className="filters" role="search">
        <Input.Search allowClear defaultValue={asked.get('q') ?? ''} placeholder="办件号、名称或单位" aria-label="查找办件" style={{ width: 260 }} onSearch={(v) => set('q', v.trim() || undefined)} />
        <Select allowClear aria-label="事项" placeholder="全部事项" style={{ width: 240 }} value={asked.get('item') ?? undefined} onChange={(v) => set('item', v)} options={(items.data?.rows ?? []).map((i) => ({ value: i.id, label: i.name }))} />
        <Select allowClear aria-label="办理情况" placeholder="在办和办结" style={{ width: 140 }} value={asked.get('overdue') ? 'overdue' : asked.get('open') ?? undefined}
          onChange={(v) => ask((was) => { const n = new URLSearchParams(was); n.delete('open'); n.delete('overdue'); if (v === 'overdue') n.set('overdue', 'true'); else if (v) n.set('open', v); return n }, { replace: true })}
          options={[{ value: 'true', label: '在办' }, { value: 'false', label: '办结和在效' }, { value: 'overdue', label: '逾期' }]} />
      </div>
      <Asked query={found}>{({ pages }) => {
        const rows = pages.flatMap((p) => p.rows)
        return rows.length === 0 ? <Nothing say={filters.size ? '没有符合条件的办件，请放宽条件' : '还没有您能看到的办件；提交或收到后会出现在这里'} /> : (
          <>
            <div className="wide"><Table<CaseRow> size="small" rowKey="id" dataSource={rows} pagination={false} scroll={{ x: 960 }}
              onRow={(r) => ({ onClick: () => void go(`/cases/${r.id}`), onKeyDown: (e) => keys(e, () => void go(`/cases/${r.id}`)), tabIndex: 0, style: { cursor: 'pointer' } })}
              columns={[
                { title: '办件', key: 'title', fixed: 'left', width: innerWidth < 640 ? 180 : 320, render: (_, r) => <><Link to={`/cases/${r.id}`} onClick={(e) => e.stopPropagation()}>{r.title}</Link>{r.demo && <DemoMark />}<div className="quiet">{r.number}</div></> },
                { title: '事项', dataIndex: 'itemName', width: 180 },
                { title: '状态', key: 'state', width: 120, dataIndex: 'stateLabel' },
                { title: '期限', key: 'due', width: 210, render: (_, r) => (r.closedOn ? <span className="quiet">{showDay(r.closedOn)}办结</span> : r.stoppedSince ? <span className="quiet">自{showDay(r.stoppedSince)}中止</span> : <Due due={r.dueAt ?? r.dueOn} today={here.today} />) },
                { title: '地方', dataIndex: 'place', width: 100 },
                { title: '提交', key: 'at', width: 120, render: (_, r) => showDay(r.submittedAt) },
              ]} /></div>
            {found.hasNextPage && <p style={{ textAlign: 'center' }}><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>再看50件</Button></p>}
          </>
        )
      }}</Asked>
    </Section>
  )
}
