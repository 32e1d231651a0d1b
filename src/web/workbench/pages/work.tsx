import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import { Link, useNavigate } from 'react-router'
import type { WorkRow } from '../../../http/index.ts'
import { get } from '../api.ts'
import { DemoMark, Due, Section } from '../marks.tsx'
import { isOfficial, useHere } from '../session.tsx'
import { Asked, Nothing } from '../waits.tsx'

/** What waits for me, what hurts soonest first; arrow keys and Enter are enough. */
export default function WorkPage() {
  const here = useHere()
  const go = useNavigate()
  const work = useQuery({ queryKey: ['worklist'], queryFn: () => get<{ rows: WorkRow[]; total: number }>('/api/v1/worklist?limit=200') })
  return (
    <Section title={<>待我办理{work.data ? <span className="quiet">（{work.data.total}件）</span> : null}</>} extra={<span>{isOfficial(here) && <><Link to="/open">新建办件</Link>　</>}<a href="/api/v1/worklist?format=xlsx">导出表格</a></span>}>
      <Asked query={work}>{({ rows }) => rows.length === 0 ? <Nothing say="现在没有等您办理的事。新的办件到您的席位时会出现在这里，并发通知。" /> : (
        <div className="wide">
          <Table<WorkRow> size="small" rowKey={(r) => `${r.id}${r.seat}`} dataSource={rows} pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false} scroll={{ x: 720 }}
            onRow={(r) => ({ onClick: () => void go(`/cases/${r.id}`), onKeyDown: (e) => keys(e, () => void go(`/cases/${r.id}`)), tabIndex: 0, style: { cursor: 'pointer' } })}
            columns={[
              { title: '期限', key: 'due', width: 150, render: (_, r) => (r.stoppedSince ? <span className="quiet">中止中</span> : <Due due={r.dueAt ?? r.dueOn} today={here.today} />) },
              { title: '办件', key: 'title', width: 300, render: (_, r) => <><Link to={`/cases/${r.id}`} onClick={(e) => e.stopPropagation()}>{r.title}</Link>{r.demo && <DemoMark />}<div className="quiet">{r.number}</div></> },
              { title: '事项', dataIndex: 'itemName', width: 180 },
              { title: '等待', dataIndex: 'waitsFor', width: 140 },
              { title: '地方', dataIndex: 'place', width: 100 },
            ]} />
        </div>
      )}</Asked>
    </Section>
  )
}

/** Up and down move between rows, Enter opens. */
export function keys(e: React.KeyboardEvent<HTMLElement>, open: () => void): void {
  if (e.key === 'Enter' && e.target === e.currentTarget) open()
  const to = e.key === 'ArrowDown' ? e.currentTarget.nextElementSibling : e.key === 'ArrowUp' ? e.currentTarget.previousElementSibling : null
  if (to instanceof HTMLElement && to.tabIndex === 0) { e.preventDefault(); to.focus() }
}
