import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Select } from 'antd'
import type { RolesView } from '../../../http/index.ts'
import { post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { Refusals } from '../waits.tsx'

/** Asks once who leads a task for which the list names nobody; the answer is kept with who gave it and on what ground. */
export function LeadAsked({ list, asked, may }: { list: string; asked: RolesView['asks'][number]; may: boolean }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false), [said, say] = useState<string>(), [why, setWhy] = useState('')
  const [refusals, setRefusals] = useState<Refusal[]>([])
  const decide = useMutation({
    mutationFn: () => post<RolesView>(`/api/v1/lists/${list}/roles`, { ...(said === 'first' ? { kind: 'first' } : said === 'none' ? { kind: 'none', task: asked.task } : { kind: 'lead', task: asked.task, unit: said ?? '' }), why }),
    onSuccess: async () => { await queries.invalidateQueries(); void message.success('已确定，以后不再询问') },
    onError: (error) => setRefusals(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有办成，请再试一次' }]),
  })
  const at = (name: string) => refusals.filter((r) => r.at === name)
  if (!may) return <p className="quiet">清单没有写明由谁牵头，尚未确定</p>
  if (!open) return <p><span className="soon">清单没有写明由谁牵头。</span><Button type="link" size="small" className="no-print" onClick={() => setOpen(true)}>确定牵头单位</Button></p>
  return (
    <div className="parts" style={{ display: 'grid', gap: 12 }}>
      <Refusals of={refusals.filter((r) => !['unit', 'why'].includes(r.at ?? ''))} />
      <Labelled label="由谁牵头" wrong={at('unit')}>{(p) => <Select {...p} value={said} placeholder="请选一项" onChange={say} options={[...asked.units.map((u) => ({ value: u.unit, label: u.name })), { value: 'none', label: '本项各负其责，不设牵头' }, { value: 'first', label: '全清单：列首位的单位牵头' }]} />}</Labelled>
      <Labelled label="由谁、依据什么确定" wrong={at('why')}>{(p) => <Input {...p} value={why} maxLength={200} onChange={(e) => setWhy(e.target.value)} />}</Labelled>
      <div className="row"><Button onClick={() => setOpen(false)}>取消</Button><Button type="primary" disabled={!said} loading={decide.isPending} onClick={() => decide.mutate()}>确定</Button></div>
    </div>
  )
}
