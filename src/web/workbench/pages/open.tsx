import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { CaseView } from '../../../http/index.ts'
import type { AskedField } from '../../../service/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Questions } from '../fields.tsx'
import { Section } from '../marks.tsx'
import { Asked, Nothing } from '../waits.tsx'

interface Offered { id: string; name: string; basis: string; atMySeat: boolean; gives: string; guide?: { gives: string }; form?: { name: string; title: string; fields: (AskedField & { sometimes: boolean })[] }[] }

/** Cases that an office opens itself: which ones, and the form of one. What the address carries is filled in already. */
export default function OpenPage() {
  const { item } = useParams()
  return item ? <OpenOne item={item} /> : <Choose />
}

function Choose() {
  const items = useQuery({ queryKey: ['items'], queryFn: () => get<{ rows: Offered[] }>('/api/v1/items') })
  return (
    <Section title="新建办件">
      <Asked query={items}>{({ rows }) => {
        const mine = rows.filter((i) => i.atMySeat)
        return mine.length === 0 ? <Nothing say="您的席位没有由机关发起的事项；申请人从公众页面提交的办件会到您的待办里" /> : <ul className="story">{mine.map((i) => <li key={i.id}><Link to={`/open/${i.id}`}>{i.name}</Link><div className="quiet">{i.gives}</div></li>)}</ul>
      }}</Asked>
    </Section>
  )
}

function OpenOne({ item }: { item: string }) {
  const found = useQuery({ queryKey: ['item', item], queryFn: () => get<Offered>(`/api/v1/items/${encodeURIComponent(item)}`) })
  return <Asked query={found}>{(i) => i.atMySeat ? <Fill item={i} /> : <Nothing say={`“${i.name}”不由您的席位发起`} />}</Asked>
}

function Fill({ item }: { item: Offered }) {
  const [asked] = useSearchParams()
  const go = useNavigate()
  const queries = useQueryClient()
  const sections = item.form ?? []
  const [values, setValues] = useState<Record<string, Record<string, any>>>(() => Object.fromEntries(sections.map((s) => [s.name, Object.fromEntries(s.fields.flatMap((f) => { const given = asked.get(`${s.name}.${f.name}`); return given ? [[f.name, given]] : [] }))])))
  const [refusals, setRefusals] = useState<Refusal[]>([])
  const open = useMutation({
    mutationFn: () => post<CaseView>('/api/v1/cases', { item: item.id, answers: values }),
    onSuccess: async (made) => { await queries.invalidateQueries(); void go(`/cases/${made.id}`) },
    onError: (error) => { setRefusals(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有办成，请再试一次' }]); window.scrollTo(0, 0) },
  })
  return (
    <>
      <h1>{item.name}</h1>
      {refusals.length > 0 && <Alert type="error" showIcon style={{ marginBottom: 16 }} title={<ul style={{ margin: 0, paddingLeft: 18 }}>{refusals.map((r) => <li key={`${r.at}${r.say}`}>{r.say}</li>)}</ul>} />}
      {sections.map((s) => (
        <Section key={s.name} title={s.title}>
          <Questions fields={s.fields.map((f) => (f.sometimes ? { ...f, optional: true, help: [f.help, '视前面的回答而定，不适用时留空'].filter(Boolean).join('；') } : f))} values={values[s.name] ?? {}} onChange={(v) => setValues({ ...values, [s.name]: v })} refusals={refusals} prefix={`${s.name}.`} />
        </Section>
      ))}
      <p><Button type="primary" loading={open.isPending} onClick={() => open.mutate()}>提交</Button>　<span className="quiet">依据：{item.basis}</span></p>
    </>
  )
}
