import { useState } from 'react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import type { PartyLine } from '../../../../http/index.ts'
import { get } from '../../api.ts'
import { DemoMark, Section } from '../../marks.tsx'
import { useUnits } from '../../units.ts'
import { Asked, Nothing } from '../../waits.tsx'

const kinds: Record<string, string> = { enterprise: '企业', person: '个人', university: '高校', agency: '机构', authority: '机关', bank: '银行', organiser: '主办方', producer: '生产者' }

/** The parties known here: those that registered and those that cases have named. */
export default function Parties() {
  const units = useUnits()
  const [q, setQ] = useState('')
  const found = useInfiniteQuery({
    queryKey: ['parties', 'all', q], initialPageParam: '',
    queryFn: ({ pageParam }) => get<{ rows: PartyLine[]; total: number; next?: string }>(`/api/v1/parties?${new URLSearchParams([['limit', '50'], ...(q ? [['q', q]] : []), ...(pageParam ? [['cursor', pageParam]] : [])] as [string, string][])}`),
    getNextPageParam: (last) => last.next,
  })
  return (
    <Section title={<>主体{found.data && <span className="quiet">（{found.data.pages[0]!.total}个）</span>}</>} extra={<a href="/api/v1/parties?format=xlsx">导出表格</a>}>
      <div className="filters" role="search"><Input.Search allowClear placeholder="名称或统一社会信用代码" aria-label="查找主体" style={{ width: 280 }} onSearch={(v) => setQ(v.trim())} /></div>
      <Asked query={found}>{({ pages }) => {
        const rows = pages.flatMap((p) => p.rows)
        return rows.length === 0 ? <Nothing say={q ? '没有符合条件的主体' : '还没有主体；单位注册或办件提及后会列在这里'} /> : (
          <>
            <table className="printed rows still"><thead><tr><th scope="col">名称</th><th scope="col">统一社会信用代码</th><th scope="col">类别</th><th scope="col">地区</th><th scope="col" className="num">账号</th></tr></thead>
              <tbody>{rows.map((p) => <tr key={p.id}><td>{p.name}{p.demo && <DemoMark />}</td><td data-label="信用代码">{p.creditCode ?? <span className="quiet">未登记</span>}</td><td data-label="类别">{kinds[p.kind] ?? p.kind}</td><td data-label="地区">{units.data?.find((u) => u.code === p.region)?.place ?? p.region}</td><td className="num" data-label="账号">{p.members}</td></tr>)}</tbody></table>
            {found.hasNextPage && <p><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>再看50个</Button></p>}
          </>
        )
      }}</Asked>
    </Section>
  )
}
