import { useState } from 'react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Drawer, Input, Select, Tag } from 'antd'
import type { MemberLine, PartyLine } from '../../../../http/index.ts'
import { get, patch, post, Refused, type Refusal } from '../../api.ts'
import { Labelled } from '../../fields.tsx'
import { DemoMark, Section, showDay } from '../../marks.tsx'
import { useHere } from '../../session.tsx'
import { useUnits } from '../../units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../../waits.tsx'
import { duties } from './account.tsx'

const refusalsOf = (error: unknown): Refusal[] => (error instanceof Refused ? error.refusals : error ? [{ code: 'failed', say: '没有办成，请再试一次' }] : [])

/** Who has an account, where they sit, since when and on what ground. */
export default function People() {
  const units = useUnits()
  const [q, setQ] = useState('')
  const [unit, setUnit] = useState<string>()
  const [open, setOpen] = useState<string>()
  const [adding, add] = useState(false)
  const asked = new URLSearchParams([...(q ? [['q', q]] : []), ...(unit ? [['unit', unit]] : [])] as [string, string][])
  const found = useInfiniteQuery({
    queryKey: ['members', asked.toString()], initialPageParam: '',
    queryFn: ({ pageParam }) => get<{ rows: MemberLine[]; total: number; next?: string }>(`/api/v1/members?${new URLSearchParams([...asked, ['limit', '50'], ...(pageParam ? [['cursor', pageParam]] : [])] as [string, string][])}`),
    getNextPageParam: (last) => last.next,
  })
  const shown = found.data?.pages.flatMap((p) => p.rows) ?? []
  const chosen = shown.find((m) => m.id === open)
  return (
    <Section title={<>人员{found.data && <span className="quiet">（{found.data.pages[0]!.total}人）</span>}</>} extra={<span className="row"><a href={`/api/v1/members?${new URLSearchParams([...asked, ['format', 'xlsx']])}`}>导出表格</a><Button size="small" type="primary" onClick={() => add(true)}>添加人员</Button></span>}>
      <div className="filters" role="search">
        <Input.Search allowClear placeholder="姓名或用户名" aria-label="查找人员" style={{ width: 220 }} onSearch={(v) => setQ(v.trim())} />
        <Select allowClear aria-label="单位" placeholder="全部单位" style={{ width: 260, maxWidth: '100%' }} value={unit} onChange={setUnit} showSearch optionFilterProp="label" options={(units.data ?? []).map((u) => ({ value: u.id, label: u.name }))} />
      </div>
      <Asked query={found}>{() => shown.length === 0 ? <Nothing say="没有符合条件的人员" /> : (
        <>
          <table className="printed rows">
            <thead><tr><th scope="col">姓名</th><th scope="col">用户名</th><th scope="col">任职</th><th scope="col">所属主体</th><th scope="col"><span className="sr">身份</span></th></tr></thead>
            <tbody>{shown.map((m) => (
              <tr key={m.id} onClick={() => setOpen(m.id)}>
                <td className="keep"><button type="button" className="as-link" onClick={() => setOpen(m.id)}>{m.name}</button>{m.demo && <DemoMark />}</td>
                <td data-label="用户名">{m.username}</td>
                <td data-label="任职">{m.seats.filter((s) => !s.to).map((s) => <div key={s.id}>{s.unitName}：{s.duties.map((d) => duties[d] ?? d).join('、')}</div>)}</td>
                <td data-label="所属主体">{m.partyName}</td>
                <td>{m.admin && <Tag>管理员</Tag>}{m.auditor && <Tag>审计</Tag>}{!m.active && <span className="late">已停用</span>}</td>
              </tr>
            ))}</tbody>
          </table>
          {found.hasNextPage && <p style={{ textAlign: 'center' }}><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>再看50人</Button></p>}
        </>
      )}</Asked>
      {chosen && <Person m={chosen} close={() => setOpen(undefined)} />}
      {adding && <Add close={() => add(false)} />}
    </Section>
  )
}

function Add({ close }: { close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [v, setV] = useState({ name: '', username: '', password: '', partyId: undefined as string | undefined, auditor: false, admin: false })
  const [q, setQ] = useState('')
  const parties = useQuery({ queryKey: ['parties', q], queryFn: () => get<{ rows: PartyLine[] }>(`/api/v1/parties?${new URLSearchParams({ q, limit: '20' })}`) })
  const save = useMutation({ mutationFn: () => post('/api/v1/members', v), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['members'] }); message.success(`已添加${v.name}，请另行任职`); close() } })
  const wrong = refusalsOf(save.error), at = (name: string) => wrong.filter((r) => r.at === name)
  return (
    <Drawer open title="添加人员" onClose={close} size={480} destroyOnHidden footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>添加</Button></div>}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Refusals of={wrong.filter((r) => !['name', 'username', 'password', 'partyId'].includes(r.at ?? ''))} />
        <Labelled label="姓名" wrong={at('name')}>{(p) => <Input {...p} value={v.name} onChange={(e) => setV({ ...v, name: e.target.value })} />}</Labelled>
        <Labelled label="用户名" help="登录用，小写字母、数字、点" wrong={at('username')}>{(p) => <Input {...p} autoComplete="off" value={v.username} onChange={(e) => setV({ ...v, username: e.target.value })} />}</Labelled>
        <Labelled label="初始口令" help="请当面交给本人，并提醒其登录后修改" wrong={at('password')}>{(p) => <Input.Password {...p} autoComplete="new-password" value={v.password} onChange={(e) => setV({ ...v, password: e.target.value })} />}</Labelled>
        <Labelled label="所属主体" optional help="企业、高校、机构的人员；机关人员不填，添加后任职" wrong={at('partyId')}>{(p) => <Select {...p} allowClear showSearch={{ onSearch: setQ, filterOption: false }} value={v.partyId} onChange={(partyId) => setV({ ...v, partyId })} loading={parties.isPending} options={(parties.data?.rows ?? []).map((x) => ({ value: x.id, label: x.name }))} />}</Labelled>
        <div><Checkbox checked={v.auditor} onChange={(e) => setV({ ...v, auditor: e.target.checked })}>审计：可查阅全部，不办理任何事项</Checkbox></div>
        <div><Checkbox checked={v.admin} onChange={(e) => setV({ ...v, admin: e.target.checked })}>系统管理员：管理人员和日历，不办理办件</Checkbox></div>
      </div>
    </Drawer>
  )
}

function Person({ m, close }: { m: MemberLine; close: () => void }) {
  useFocusBack()
  const here = useHere()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const [password, setPassword] = useState('')
  const again = async (say: string) => { await queries.invalidateQueries({ queryKey: ['members'] }); message.success(say) }
  const change = useMutation({ mutationFn: (to: Partial<Pick<MemberLine, 'name' | 'active' | 'auditor' | 'admin'>>) => patch(`/api/v1/members/${m.id}`, to), onSuccess: () => again('已修改') })
  const reset = useMutation({ mutationFn: () => post(`/api/v1/members/${m.id}/password`, { password }), onSuccess: () => { setPassword(''); return again('口令已重置，请当面告知本人') } })
  const end = useMutation({ mutationFn: (id: number) => post(`/api/v1/appointments/${id}/end`, {}), onSuccess: () => again('任职今日止') })
  return (
    <Drawer open title={`${m.name}（${m.username}）`} onClose={close} size={600} destroyOnHidden>
      <Refusals of={refusalsOf(change.error ?? end.error)} />
      <h3>任职</h3>
      {m.seats.length === 0 ? <Nothing say="还没有任职；机关人员须有任职才能办件" /> : <ul className="story">{m.seats.map((s) => (
        <li key={s.id}>{s.unitName}：{s.duties.map((d) => duties[d] ?? d).join('、')}<div className="quiet">{showDay(s.from)}起{s.to && `，至${showDay(s.to)}`}；依据：{s.basis}</div>
          {(!s.to || s.to > here.today) && <Button size="small" danger onClick={() => void modal.confirm({ title: `结束${m.name}在${s.unitName}的任职？`, content: '自明日起不能再以这个席位办件，经过仍留在记录里。', okText: '今日止', cancelText: '取消', onOk: () => end.mutate(s.id) })}>结束任职</Button>}
        </li>
      ))}</ul>}
      <Appoint m={m} />
      <h3 style={{ margin: '20px 0 8px' }}>账号</h3>
      <div style={{ display: 'grid', gap: 8 }}>
        <div><Checkbox checked={m.active} onChange={(e) => change.mutate({ active: e.target.checked })}>启用（停用即退出登录）</Checkbox></div>
        <div><Checkbox checked={m.auditor} onChange={(e) => change.mutate({ auditor: e.target.checked })}>审计</Checkbox></div>
        <div><Checkbox checked={m.admin} onChange={(e) => change.mutate({ admin: e.target.checked })}>系统管理员</Checkbox></div>
        <Labelled label="重置口令" wrong={refusalsOf(reset.error)}>{(p) => <span className="row"><Input.Password {...p} autoComplete="new-password" style={{ width: 260 }} value={password} onChange={(e) => setPassword(e.target.value)} /><Button loading={reset.isPending} disabled={!password} onClick={() => reset.mutate()}>重置</Button></span>}</Labelled>
      </div>
    </Drawer>
  )
}

function Appoint({ m }: { m: MemberLine }) {
  const here = useHere()
  const units = useUnits()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const empty = { unit: undefined as string | undefined, duties: [] as string[], from: here.today, basis: '' }
  const [v, setV] = useState(empty)
  const save = useMutation({ mutationFn: () => post(`/api/v1/members/${m.id}/appointments`, v), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['members'] }); setV(empty); message.success('已任职') } })
  const wrong = refusalsOf(save.error), at = (name: string) => wrong.filter((r) => r.at === name || r.at?.startsWith(`${name}.`))
  return (
    <details style={{ marginTop: 8 }}>
      <summary>新任职</summary>
      <div style={{ display: 'grid', gap: 12, marginTop: 8 }}>
        <Refusals of={wrong.filter((r) => !['unit', 'duties', 'from', 'basis'].some((n) => r.at?.startsWith(n)))} />
        <Labelled label="单位" wrong={at('unit')}>{(p) => <Select {...p} showSearch optionFilterProp="label" value={v.unit} onChange={(unit) => setV({ ...v, unit })} options={(units.data ?? []).map((u) => ({ value: u.id, label: u.name }))} />}</Labelled>
        <fieldset className="bare"><legend>职责</legend><Checkbox.Group value={v.duties} onChange={(d) => setV({ ...v, duties: d })} options={Object.entries(duties).map(([value, label]) => ({ value, label }))} />{at('duties').map((r) => <div key={r.say} role="alert" className="late">{r.say}</div>)}</fieldset>
        <Labelled label="起始日" wrong={at('from')}>{(p) => <Input {...p} type="date" style={{ width: 180 }} value={v.from} onChange={(e) => setV({ ...v, from: e.target.value })} />}</Labelled>
        <Labelled label="依据" help="任命文件名称和文号" wrong={at('basis')}>{(p) => <Input {...p} maxLength={200} value={v.basis} onChange={(e) => setV({ ...v, basis: e.target.value })} />}</Labelled>
        <div><Button type="primary" loading={save.isPending} disabled={!v.unit || v.duties.length === 0} onClick={() => save.mutate()}>任职</Button></div>
      </div>
    </details>
  )
}
