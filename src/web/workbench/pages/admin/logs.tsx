import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { AdminAct, Reading } from '../../../../http/index.ts'
import { get } from '../../api.ts'
import { Section, showInstant, Wide } from '../../marks.tsx'
import { Asked, Nothing } from '../../waits.tsx'

const acts: Record<string, string> = { name: '姓名', active: '启用', auditor: '审计', admin: '管理员', partyAdmin: '单位管理员', unit: '单位', duties: '职责', from: '起始', to: '截止', basis: '依据', username: '用户名', value: '取值', source: '依据', day: '日期', on: '日期', appointment: '任职', completes: '录全年份', days: '日子', url: '地址', hosts: '主机', webhook: '接收方' }
const said = (v: unknown): string => (Array.isArray(v) ? `${v.length}项` : v === true ? '是' : v === false ? '否' : String(v ?? ''))

/** Who read what is confidential, and what administrators did; for auditors. */
export default function Logs() {
  return (
    <>
      <Log<Reading> title="查阅记录" path="/api/v1/read-log" none="还没有人查阅保密或遮掩的内容" head={['时间', '何人', '办件', '内容']} row={(r) => [showInstant(r.at), r.name, <Link key="c" to={`/cases/${r.caseId}`}>{r.number || '办件'}</Link>, r.what]} />
      <Log<AdminAct> title="管理操作记录" path="/api/v1/admin-log" none="管理员还没有做过什么" head={['时间', '何人', '做了什么', '对谁', '内容']} row={(a) => [showInstant(a.at), a.by, a.what, a.about, Object.entries(a.detail).map(([k, v]) => `${acts[k] ?? k}：${said(v)}`).join('；')]} />
    </>
  )
}

function Log<T extends { id: number }>({ title, path, none, head, row }: { title: string; path: string; none: string; head: string[]; row: (r: T) => ReactNode[] }) {
  const found = useInfiniteQuery({ queryKey: [path], initialPageParam: '', queryFn: ({ pageParam }) => get<{ rows: T[]; total: number; next?: string }>(`${path}?limit=50${pageParam && `&cursor=${pageParam}`}`), getNextPageParam: (last) => last.next })
  return (
    <Section title={<>{title}{found.data && <span className="quiet">（{found.data.pages[0]!.total}条）</span>}</>} extra={<a href={`${path}?format=xlsx`}>导出表格</a>}>
      <Asked query={found}>{({ pages }) => {
        const rows = pages.flatMap((p) => p.rows)
        return rows.length === 0 ? <Nothing say={none} /> : (
          <>
            <Wide label={title}><table className="printed"><thead><tr>{head.map((h) => <th key={h} scope="col">{h}</th>)}</tr></thead><tbody>{rows.map((r) => <tr key={r.id}>{row(r).map((cell, i) => <td key={i}>{cell}</td>)}</tr>)}</tbody></table></Wide>
            {found.hasNextPage && <p><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>再看50条</Button></p>}
          </>
        )
      }}</Asked>
    </Section>
  )
}
