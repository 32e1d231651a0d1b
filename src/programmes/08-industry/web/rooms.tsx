import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Input, Select } from 'antd'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { get, post, Refused, type Refusal } from '../../../web/workbench/api.ts'
import { Labelled } from '../../../web/workbench/fields.tsx'
import { showInstant, Wide } from '../../../web/workbench/marks.tsx'
import { Titled } from '../../../web/workbench/patents.tsx'
import { useUnits } from '../../../web/workbench/units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../../../web/workbench/waits.tsx'
import { kinds } from '../items/navigation-project/parameters.ts'
import type { RoomRow, RoomView } from '../store.ts'
import { Room } from './room.tsx'

/** The rooms in which navigation projects are worked on, and one of them. */
export default function RoomsPage() {
  const { room } = useParams()
  return room ? <Room key={room} id={room} /> : <All />
}

function All() {
  const [at, go] = useSearchParams()
  const found = useQuery({ queryKey: ['navigation-rooms'], queryFn: () => get<{ rows: RoomRow[] }>('/api/v1/navigation/rooms?limit=200') })
  const isMaking = at.get('new') !== null
  return (
    <Titled title="导航项目室" extra={<span className="row"><Link to="/navigation">导航工作台</Link><a href="/api/v1/navigation/rooms?format=csv">导出</a><Button type="primary" onClick={() => go({ new: '' }, { replace: true })}>建立项目室</Button></span>}>
      <p className="quiet" style={{ marginTop: 0 }}>项目室留下一项导航是怎样检索的、查全查准多少、去掉了什么，每张图表用的检索式、日期和专利库版本；以后重跑，逐数说明变化。</p>
      <Asked query={found}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有项目室。专利导航项目立项后，由承担单位或主管部门在这里建立，可以关联办件" /> : (
        <Wide label="导航项目室"><table className="printed rows plain"><thead><tr><th scope="col">项目</th><th scope="col">类别</th><th scope="col">单位</th><th scope="col" className="num">检索</th><th scope="col" className="num">图表</th><th scope="col">建立</th></tr></thead><tbody>
          {rows.map((r) => <tr key={r.id}><td className="roomy"><Link to={`/navigation/rooms/${r.id}`}>{r.title}</Link><div className="quiet">{[r.industry, r.caseNumber].filter(Boolean).join('　')}</div></td><td data-label="类别">{r.kindLabel}</td><td data-label="单位">{r.owner}</td><td className="num" data-label="检索">{r.searchCount}</td><td className="num" data-label="图表">{r.figureCount}</td><td data-label="建立"><div>{r.madeBy}</div><div className="quiet">{showInstant(r.madeAt)}</div></td></tr>)}
        </tbody></table></Wide>
      )}</Asked>
      {isMaking && <Make caseId={at.get('case') ?? undefined} close={() => go({}, { replace: true })} />}
    </Titled>
  )
}

function Make({ caseId, close }: { caseId: string | undefined; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient(), go = useNavigate(), units = useUnits()
  const [of, set] = useState<{ title: string; kind: keyof typeof kinds; industry: string; city: string; caseId: string | undefined }>({ title: '', kind: 'industry', industry: '', city: '', caseId })
  const cases = useQuery({ queryKey: ['cases', 'navigation-project'], queryFn: () => get<{ rows: { id: string; number: string; title: string }[] }>('/api/v1/cases?item=navigation-project&limit=100') })
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<RoomView>('/api/v1/navigation/rooms', { title: of.title, kind: of.kind, industry: of.industry, ...(of.city ? { city: of.city } : {}), ...(of.caseId ? { caseId: of.caseId } : {}) }),
    onSuccess: async (made) => { await queries.invalidateQueries({ queryKey: ['navigation-rooms'] }); void go(`/navigation/rooms/${made.id}`) },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有建立，请再试一次' }]),
  })
  const at = (place: string) => wrong.filter((r) => r.at === place)
  return (
    <Drawer open onClose={close} size={480} title="建立项目室" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={() => act.mutate()}>建立</Button></div>}>
      <Refusals of={wrong.filter((r) => !['title', 'city', 'caseId'].includes(r.at ?? ''))} />
      <div className="narrow">
        <Labelled label="项目名称" wrong={at('title')}>{(p) => <Input {...p} value={of.title} maxLength={80} onChange={(e) => set({ ...of, title: e.target.value })} />}</Labelled>
        <Labelled label="导航类别" wrong={[]}>{(p) => <Select {...p} value={of.kind} options={Object.entries(kinds).map(([value, label]) => ({ value: value as keyof typeof kinds, label }))} onChange={(kind) => set({ ...of, kind })} />}</Labelled>
        <Labelled label="面向的产业或技术" optional wrong={[]}>{(p) => <Input {...p} value={of.industry} maxLength={80} onChange={(e) => set({ ...of, industry: e.target.value })} />}</Labelled>
        <Labelled label="关联的办件" optional help="关联后承担单位也能在本室工作，采用台账列在这里" wrong={at('caseId')}>{(p) => <Select {...p} allowClear loading={cases.isPending} value={of.caseId} options={(cases.data?.rows ?? []).map((c) => ({ value: c.id, label: `${c.number} ${c.title}` }))} onChange={(id) => set({ ...of, caseId: id })} notFoundContent="没有您能看到的专利导航项目办件" />}</Labelled>
        <Labelled label="面向的市" optional help="强弱缺矩阵比到这一市" wrong={at('city')}>{(p) => <Select {...p} allowClear value={of.city || undefined} options={(units.data ?? []).filter((u) => u.level === 'city' && u.code).map((u) => ({ value: u.code, label: u.place }))} onChange={(city) => set({ ...of, city: city ?? '' })} />}</Labelled>
      </div>
    </Drawer>
  )
}
