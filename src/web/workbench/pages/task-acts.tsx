import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input, Radio, Select } from 'antd'
import type { ActionView, ActKind, ActView, ListRow, ListView } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { showDay } from '../marks.tsx'
import { shortName, useUnits } from '../units.ts'
import { Refusals, useFocusBack } from '../waits.tsx'

const words: Record<ActKind, string> = { adjust: '调整', merge: '合并', terminate: '终止', carry: '转下年度' }
const helps: Record<ActKind, string> = {
  adjust: '调整完成期限或责任单位；原定的与调整后的并存', merge: '并入本清单的另一项，本项到此为止，佐证留在本项', terminate: '本项不再办理', carry: '转入下年度清单中承接它的一项；须先在清单比较页确认承接关系',
}

/** What was approved about an action, with what was there before and what is there now. */
export function Baselines({ acts }: { acts: ActView[] }) {
  const units = useUnits()
  if (!acts.length) return null
  const names = (ids: string[]) => ids.map((u) => shortName(units.data, u)).join('、')
  return (
    <div style={{ marginTop: 12 }}>
      <h3 style={{ margin: '0 0 4px' }}>经批准的变动</h3>
      <ul className="story">{acts.map((a) => {
        const gone = a.before.units.filter((u) => !a.after.units.includes(u)), came = a.after.units.filter((u) => !a.before.units.includes(u))
        return (
          <li key={a.id}><b>{words[a.kind]}</b>　{a.doc}<span className="quiet">　{showDay(a.on)}，{a.by}</span>
            {a.before.due !== a.after.due && <div>完成期限：原定{showDay(a.before.due)}，调整为{showDay(a.after.due)}</div>}
            {gone.length > 0 && <div>减去责任单位：{names(gone)}</div>}
            {came.length > 0 && <div>增加责任单位：{names(came)}</div>}
            {a.into && <div>由{a.into.action} {a.into.title}承接</div>}
            <div className="quiet">{a.reason}</div>
            {a.open && <div className="soon">还有办件没有随之变动，系统会继续办理；中止中的办件恢复后变动</div>}
          </li>
        )
      })}</ul>
    </div>
  )
}

/** The way to approve an act on an action. */
export function Acts({ list, action }: { list: ListView; action: ActionView }) {
  const [open, setOpen] = useState(false)
  return <><Button size="small" onClick={() => setOpen(true)}>调整、合并、终止</Button>{open && <ActDrawer list={list} action={action} close={() => setOpen(false)} />}</>
}

function ActDrawer({ list, action, close }: { list: ListView; action: ActionView; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const units = useUnits()
  const own = action.units.filter((u) => !u.until).map((u) => u.unit)
  const [kind, setKind] = useState<ActKind>('adjust')
  const [doc, setDoc] = useState(''), [reason, setReason] = useState(''), [due, setDue] = useState<string>(action.dueOn), [after, setAfter] = useState<string[]>(own)
  const [into, setInto] = useState<string>(), [other, setOther] = useState<string>()
  const [refusals, setRefusals] = useState<Refusal[]>([])
  const lists = useQuery({ queryKey: ['lists'], queryFn: () => get<{ rows: ListRow[] }>('/api/v1/lists'), enabled: kind === 'carry' })
  const next = useQuery({ queryKey: ['list', other], queryFn: () => get<ListView>(`/api/v1/lists/${other}`), enabled: kind === 'carry' && Boolean(other) })
  const targets = (kind === 'carry' ? next.data?.body ?? [] : list.body).flatMap((t) => t.actions).filter((a) => !a.ended && !(kind === 'merge' && a.id === action.id))
  const act = useMutation({
    mutationFn: () => post<{ refused: { name: string; say: string }[] }>(`/api/v1/lists/${list.id}/actions/${action.id}/acts`, {
      kind, doc, reason, ...(kind === 'adjust' ? { ...(due && due !== action.dueOn ? { due } : {}), add: after.filter((u) => !own.includes(u)), remove: own.filter((u) => !after.includes(u)) } : {}),
      ...(kind === 'merge' ? { into: { action: into ?? '' } } : kind === 'carry' ? { into: { list: other ?? '', action: into ?? '' } } : {}),
    }),
    onSuccess: async ({ refused }) => {
      await queries.invalidateQueries()
      if (refused.length) void message.warning(`已批准；${refused.map((r) => `${r.name}：${r.say}`).join('；')}`)
      else void message.success(`已办理“${words[kind]}”`)
      close()
    },
    onError: (error) => setRefusals(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有办成，请再试一次' }]),
  })
  const at = (...names: string[]) => refusals.filter((r) => names.includes(r.at ?? ''))
  const known = ['doc', 'reason', 'due', 'add', 'remove', 'into']
  return (
    <Drawer open title={`${action.id} ${action.title}`} onClose={close} size={560} destroyOnHidden
      footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" danger={kind !== 'adjust'} loading={act.isPending} onClick={() => act.mutate()}>批准{words[kind]}</Button></div>}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Refusals of={refusals.filter((r) => !known.includes(r.at ?? ''))} />
        <div><Radio.Group aria-label="变动的种类" value={kind} onChange={(e) => { setKind(e.target.value); setInto(undefined); setRefusals([]) }} options={(Object.keys(words) as ActKind[]).map((k) => ({ value: k, label: words[k] }))} /><div className="quiet">{helps[kind]}</div></div>
        <Labelled label="批准文件文号" wrong={at('doc')}>{(p) => <Input {...p} value={doc} maxLength={60} onChange={(e) => setDoc(e.target.value)} />}</Labelled>
        {kind === 'adjust' && <>
          <Labelled label="完成期限" help={`现为${showDay(action.dueOn)}`} wrong={at('due')}>{(p) => <Input {...p} type="date" value={due} style={{ width: 180 }} onChange={(e) => setDue(e.target.value)} />}</Labelled>
          <Labelled label="责任单位" wrong={at('add', 'remove')}>{(p) => <Select {...p} mode="multiple" value={after} onChange={setAfter} optionFilterProp="label" options={(units.data ?? []).filter((u) => u.level !== 'county').map((u) => ({ value: u.id, label: shortName(units.data, u.id) }))} />}</Labelled>
        </>}
        {kind === 'carry' && <Labelled label="下年度清单" wrong={[]}>{(p) => <Select {...p} value={other} placeholder="请选一份清单" loading={lists.isFetching} onChange={(v) => { setOther(v); setInto(undefined) }} options={(lists.data?.rows ?? []).filter((l) => l.year > list.year).map((l) => ({ value: l.id, label: `${l.year}　${l.title}` }))} notFoundContent="还没有以后年度的清单，请先导入" />}</Labelled>}
        {(kind === 'merge' || kind === 'carry') && <Labelled label={kind === 'merge' ? '并入' : '由哪一项承接'} wrong={at('into')}>{(p) => <Select {...p} value={into} placeholder="请选一项分解任务" showSearch optionFilterProp="label" onChange={setInto} options={targets.map((a) => ({ value: a.id, label: `${a.id} ${a.title}` }))} />}</Labelled>}
        <Labelled label="理由" wrong={at('reason')}>{(p) => <Input.TextArea {...p} value={reason} maxLength={2000} autoSize={{ minRows: 3, maxRows: 8 }} onChange={(e) => setReason(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}
