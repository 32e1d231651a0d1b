import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Input, Radio } from 'antd'
import { Link } from 'react-router'
import type { EvidenceFlag, Ruling } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { showDay, showInstant } from '../marks.tsx'
import { Refusals, Told, useFocusBack } from '../waits.tsx'

const rulings: Record<Ruling, string> = { shared: '可以共用', 'not-accepted': '不予采信' }

/** Papers of an action that stand elsewhere too; a person says what that means. Nothing is drawn when there are none. */
export function EvidenceFlags({ list, action, unit }: { list: string; action: string; unit: string }) {
  const [ruling, rule] = useState<EvidenceFlag>()
  const found = useQuery({ queryKey: ['evidence-flags', list, action, unit], queryFn: () => get<{ rows: EvidenceFlag[] }>(`/api/v1/actions/${action}/evidence/flags?${new URLSearchParams({ list, ...(unit ? { unit } : {}) })}`) })
  if (found.isError) return <Told error={found.error} again={() => void found.refetch()} />
  if (!found.data?.rows.length) return null
  return (
    <div role="note" aria-label="用于不止一处的佐证" style={{ borderTop: '1px solid var(--rule)', paddingTop: 8, marginBottom: 8 }}>
      <h3>用于不止一处的佐证<span className="quiet">（{found.data.rows.length}份）</span></h3>
      <ul className="story">{found.data.rows.map((f) => (
        <li key={`${f.caseId}${f.paper}`}>
          <div className="block-head"><span><Link to={`/cases/${f.caseId}`}>{f.name}</Link>　<span className="quiet">{f.unitName}　{showDay(f.on)}</span></span>{f.may.rule && <Button size="small" className="no-print" onClick={() => rule(f)}>{f.ruling ? '重新认定' : '认定'}</Button>}</div>
          <div>{f.ruling ? <>✓ {rulings[f.ruling.verdict]}：{f.ruling.reason}<span className="quiet">　{f.ruling.by}　{showInstant(f.ruling.at)}</span></> : <span className="soon">▲ {f.say}</span>}</div>
          {f.elsewhere.length > 0 && <div className="quiet">另见：{f.elsewhere.map((e, i) => <span key={e.caseId}>{i > 0 && '、'}<Link to={`/cases/${e.caseId}`}>{e.unitName} {e.action}</Link>{e.same === 'words' && '（文字相同、文件不同）'}</span>)}{f.hidden > 0 && `；另${f.hidden}处您无权查看`}</div>}
        </li>
      ))}</ul>
      {ruling && <Rule of={ruling} close={() => rule(undefined)} />}
    </div>
  )
}

function Rule({ of, close }: { of: EvidenceFlag; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const [verdict, setVerdict] = useState<Ruling | undefined>(of.ruling?.verdict)
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post(`/api/v1/cases/${of.caseId}/evidence/rulings`, { paper: of.paper, verdict, reason }),
    onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['evidence-flags'] }); close() },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有记下，请再试一次' }]),
  })
  const submit = () => (verdict ? act.mutate() : setWrong([{ code: 'verdict-missing', at: 'verdict', say: '请选择可以共用或不予采信' }]))
  return (
    <Drawer open onClose={close} size={480} title="认定这份材料" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={submit}>认定</Button></div>}>
      <Refusals of={wrong.filter((r) => !['verdict', 'reason'].includes(r.at ?? ''))} />
      <p style={{ marginTop: 0 }}><b>{of.name}</b><br />{of.say}</p>
      <div className="narrow">
        <Labelled label="在本件中" wrong={wrong.filter((r) => r.at === 'verdict')}>{({ id }) => <Radio.Group id={id} aria-label="在本件中" value={verdict} onChange={(e) => setVerdict(e.target.value)} options={(Object.keys(rulings) as Ruling[]).map((value) => ({ value, label: rulings[value] }))} />}</Labelled>
        <Labelled label="理由" help="不予采信的，请另在办件中办理退回" wrong={wrong.filter((r) => r.at === 'reason')}>{(p) => <Input.TextArea {...p} rows={3} maxLength={1000} value={reason} onChange={(e) => setReason(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}
