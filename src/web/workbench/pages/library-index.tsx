import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress } from 'antd'
import type { EngineState } from '../../../http/index.ts'
import { get, post, Refused } from '../api.ts'
import { Titled } from '../patents.tsx'
import { Asked } from '../waits.tsx'

const n = (of: number) => of.toLocaleString('zh-CN')
const size = (bytes: number) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(bytes ? 1 : 0, Math.round(bytes / 1e3))} KB`)

/** What the library is searched with: how far it is, and making it anew without anybody waiting. */
export default function IndexPage() {
  const queries = useQueryClient(), { message } = App.useApp()
  const found = useQuery({ queryKey: ['search-index'], queryFn: () => get<EngineState>('/api/v1/search-index'), refetchInterval: ({ state }) => (state.data?.rebuilding && !state.data.rebuilding.stopped ? 1000 : 15_000) })
  const act = useMutation({
    mutationFn: (what: 'rebuild' | 'stop') => post<EngineState>(`/api/v1/search-index/${what}`, {}),
    onSuccess: (now) => { queries.setQueryData(['search-index'], now) }, onError: (e) => { void message.error(e instanceof Refused ? e.message : '没有办成，请再试一次') },
  })
  return (
    <Titled title="检索库">
      <Asked query={found}>{({ size: docs, bytes, complete, rebuilding: r }) => {
        const minutes = r && r.perSecond > 0 ? Math.ceil((r.of - r.done) / r.perSecond / 60) : undefined
        return (
          <>
            <p style={{ marginTop: 0 }}><b>{complete ? `已收进全部${n(docs)}件，检索结果完整。` : `只收进${n(docs)}件，检索结果还不完整。`}</b>{r && !r.stopped && complete && '正在重建，重建期间照常检索。'}</p>
            <dl className="facts"><dt>收进</dt><dd>{n(docs)}件</dd><dt>占用</dt><dd>{size(bytes)}</dd></dl>
            {r && (
              <div role="status" style={{ margin: '12px 0' }}>
                <Progress percent={r.of ? Math.min(100, Math.floor((r.done / r.of) * 100)) : 0} status={r.stopped ? 'normal' : 'active'} aria-label="重建进度" />
                <p style={{ margin: 0 }}>{r.stopped ? '重建已停下：' : '正在重建：'}{n(r.done)}／{n(r.of)}件{r.stopped ? '，已收进的都留着，可以接着建' : `，每秒${n(Math.round(r.perSecond))}件${minutes ? `，约需${minutes}分钟` : ''}`}</p>
              </div>
            )}
            <div className="row" style={{ marginTop: 12 }}>
              {r && !r.stopped ? <Button loading={act.isPending} onClick={() => act.mutate('stop')}>停下重建</Button> : <Button type={r || !complete ? 'primary' : 'default'} loading={act.isPending} onClick={() => act.mutate('rebuild')}>{r ? '接着建' : '重建检索库'}</Button>}
            </div>
            <p className="quiet">新导入和有变化的记录几秒内自动收进，平时不必重建。文件损坏、换了分词词典或字段后需要重建。</p>
          </>
        )
      }}</Asked>
    </Titled>
  )
}
