import { useState } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Table, Upload } from 'antd'
import { Link, useNavigate } from 'react-router'
import type { ListRow } from '../../../http/index.ts'
import { get, post, Refused } from '../api.ts'
import { Section, showInstant } from '../marks.tsx'
import { Asked, Nothing } from '../waits.tsx'

/** The lists of this installation, and the door by which another one comes in as it was issued. */
export default function ListsPage() {
  const lists = useQuery({ queryKey: ['lists'], queryFn: () => get<{ rows: ListRow[] }>('/api/v1/lists') })
  return (
    <Section title="任务清单" extra={<span className="row"><Link to="/burden">填报负担</Link><Import /></span>}>
      <Asked query={lists}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有清单。按印发的原样导入 txt、docx、xlsx 或 html 文件，逐项核对后采用。" /> : (
        <div className="wide"><Table<ListRow> size="small" rowKey="id" dataSource={rows} pagination={false} scroll={{ x: 860 }} columns={[
          { title: '清单', key: 'title', render: (_, r) => <><Link className="paper-face" to={r.status === 'adopted' ? `/lists/${r.id}/tasks/1` : `/lists/${r.id}/review`}>{r.title}</Link>{r.docNumber && <div className="quiet">{r.docNumber}</div>}</> },
          { title: '年度', dataIndex: 'year', width: 70 },
          { title: '任务', dataIndex: 'tasks', width: 70, className: 'num' },
          { title: '分解任务', dataIndex: 'actions', width: 90, className: 'num' },
          { title: '状态', key: 'status', width: 150, render: (_, r) => (r.status === 'adopted' ? '已采用' : <>核对中{r.open > 0 && <span className="soon">，{r.open}项待定</span>}</>) },
          { title: '导入', key: 'by', width: 200, render: (_, r) => <>{r.importedBy}<div className="quiet">{showInstant(r.importedAt)}</div></> },
          { title: '', key: 'do', width: 210, render: (_, r, i) => <div className="doors">
            {r.status === 'adopted' && <><Link to={`/lists/${r.id}/matrix`}>任务与单位</Link><Link to={`/lists/${r.id}/dispatch`}>整份交办</Link><Link to={`/lists/${r.id}/reports`}>通报和台账</Link><Link to={`/lists/${r.id}/sampling`}>佐证核查</Link><Link to={`/lists/${r.id}/chain`}>条款链</Link><Link to={`/lists/${r.id}/forecast`}>预测</Link><Link to={`/lists/${r.id}/scores`}>考评</Link></>}
            {rows[i + 1] && <Link to={`/lists/${rows[i + 1]!.id}/compare/${r.id}`}>与上一份比较</Link>}<Link to={`/lists/${r.id}/review`}>核对记录</Link><a href={`/api/v1/lists/${r.id}/sheet`}>导出</a>
          </div> },
        ]} /></div>
      )}</Asked>
    </Section>
  )
}

function Import() {
  const go = useNavigate()
  const queries = useQueryClient()
  const [doing, setDoing] = useState(false)
  const [wrong, setWrong] = useState('')
  return (
    <div>
      <Upload showUploadList={false} accept=".txt,.docx,.xlsx,.html,.htm" customRequest={async ({ file, onSuccess, onError }) => {
        const body = new FormData()
        body.append('file', file as File)
        setDoing(true)
        setWrong('')
        try {
          const list = await post<{ id: string }>('/api/v1/lists', body)
          await queries.invalidateQueries({ queryKey: ['lists'] })
          onSuccess?.(list)
          void go(`/lists/${list.id}/review`)
        } catch (error) {
          setWrong(error instanceof Refused ? error.message : '导入没有完成，请再试一次')
          onError?.(error as Error)
        } finally { setDoing(false) }
      }}><Button loading={doing}>{doing ? '正在读取清单' : '导入清单'}</Button></Upload>
      {wrong && <Alert type="error" title={wrong} style={{ marginTop: 8 }} showIcon />}
    </div>
  )
}
