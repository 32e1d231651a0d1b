import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { Link } from 'react-router'
import type { LedgerReport } from '../../../../http/index.ts'
import { get, post } from '../../api.ts'
import { Section, showInstant, Wide } from '../../marks.tsx'
import { useHere } from '../../session.tsx'
import { Asked, Nothing, Told } from '../../waits.tsx'

interface Seal { id: number; at: string; cases: number; actions: number; root: string; prevRoot: string }

/** The seals that anyone may note down, and the walk that names the first byte changed. */
export default function Ledger() {
  const { session } = useHere()
  const walk = useMutation({ mutationFn: () => post<LedgerReport>('/api/v1/ledger/verify') })
  const seals = useInfiniteQuery({ queryKey: ['seals'], initialPageParam: '', queryFn: ({ pageParam }) => get<{ rows: Seal[]; next?: string }>(`/api/v1/ledger/seals?limit=30${pageParam && `&cursor=${pageParam}`}`), getNextPageParam: (last) => last.next })
  return (
    <>
      <Section title="核对台账" extra={session.who!.auditor && <Button type="primary" loading={walk.isPending} onClick={() => walk.mutate()}>{walk.isPending ? '正在逐链核对' : '核对全部办件'}</Button>}>
        <p style={{ margin: 0 }}>每个办件的步骤前后相连成链，链头定期封存成根。核对时从头走一遍，改过的地方会指到第几步、第几字节。{!session.who!.auditor && '核对由审计人员发起。'}</p>
        <div role="status">{walk.isError ? <Told error={walk.error} /> : walk.data && (walk.data.faults.length === 0
          ? <Alert type="success" showIcon style={{ marginTop: 12 }} title={`全部相符：${walk.data.cases}件办件、${walk.data.actions}个步骤、${walk.data.seals}次封存，没有一处被改动`} description={walk.data.lastRoot && <>最近的根　<code className="hash">{walk.data.lastRoot}</code></>} />
          : <Alert type="error" showIcon style={{ marginTop: 12 }} title={`发现${walk.data.faults.length}处不符`} description={<ul style={{ margin: 0, paddingLeft: 18 }}>{walk.data.faults.map((f, i) => <li key={i}>{f.caseId ? <Link to={`/cases/${f.caseId}`}>{f.say}</Link> : f.say}</li>)}</ul>} />)}</div>
      </Section>
      <Section title="封存的根" extra={<a href="/api/v1/ledger/seals?format=csv">导出</a>}>
        <Asked query={seals}>{({ pages }) => {
          const rows = pages.flatMap((p) => p.rows)
          return rows.length === 0 ? <Nothing say="还没有封存；每小时自动封存一次，可抄存备查" /> : (
            <>
              <Wide label="封存的根"><table className="printed"><thead><tr><th scope="col">号</th><th scope="col">时间</th><th scope="col" className="num">办件</th><th scope="col" className="num">步骤</th><th scope="col">根</th></tr></thead>
                <tbody>{rows.map((s) => <tr key={s.id}><td>{s.id}</td><td>{showInstant(s.at)}</td><td className="num">{s.cases}</td><td className="num">{s.actions}</td><td><code className="hash">{s.root}</code></td></tr>)}</tbody></table></Wide>
              {seals.hasNextPage && <p><Button loading={seals.isFetchingNextPage} onClick={() => void seals.fetchNextPage()}>再看30次</Button></p>}
            </>
          )
        }}</Asked>
      </Section>
    </>
  )
}
