import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Input } from 'antd'
import type { AddedValue, ParameterView } from '../../../../http/index.ts'
import { get, post, Refused, type Refusal, remove } from '../../api.ts'
import { FilesPicker, Labelled } from '../../fields.tsx'
import { Section, showDay, showInstant } from '../../marks.tsx'
import { useHere } from '../../session.tsx'
import { useUnits } from '../../units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../../waits.tsx'

const owners: Record<string, string> = { 'sign-in': '登录', reminders: '提醒', supervision: '清单督办', scores: '考评' }

/** Every legal number with its source and versions. Two persons change one together, from a document both have seen. */
export default function Parameters() {
  const here = useHere()
  const units = useUnits()
  const [q, setQ] = useState('')
  const [proposing, propose] = useState<ParameterView>()
  const found = useQuery({ queryKey: ['parameters'], queryFn: async () => {
    const rows: ParameterView[] = []
    for (let cursor = ''; ;) {
      const page = await get<{ rows: ParameterView[]; next?: string }>(`/api/v1/parameters?limit=200${cursor && `&cursor=${cursor}`}`)
      rows.push(...page.rows)
      if (!page.next) return rows
      cursor = page.next
    }
  } })
  const items = useQuery({ queryKey: ['items'], queryFn: () => get<{ rows: { id: string; name: string }[] }>('/api/v1/items'), staleTime: 600_000 })
  // Many items have a 补正 or a 公示 of their own: a name alone does not say whose it is.
  const ownerOf = ({ id }: ParameterView) => { const [owner] = id.split('.') as [string]; return items.data?.rows.find((i) => i.id === owner)?.name ?? owners[owner] ?? '' }
  const ofProvince = here.session.seats.filter((s) => units.data?.find((u) => u.id === s.unit)?.level === 'province')
  const may = (...any: string[]) => ofProvince.some((s) => s.duties.some((d) => any.includes(d)))
  return (
    <>
      <Section title={<>法定数值{found.data && <span className="quiet">（{found.data.length}项）</span>}</>} extra={<a href="/api/v1/parameters?format=xlsx">导出表格</a>}>
        <p className="quiet" style={{ marginTop: 0 }}>旧办件按其规则日的取值，新取值只管施行日以后。提出和复核须是两个人，并附依据文件。</p>
        <div className="filters" role="search"><Input allowClear placeholder="名称、事项或依据" aria-label="查找法定数值" style={{ width: 260 }} value={q} onChange={(e) => setQ(e.target.value.trim())} /></div>
        <Asked query={found} rows={12}>{(all) => {
          const waiting = all.flatMap((p) => p.waiting.map((w) => ({ p, w })))
          const rows = all.filter((p) => !q || p.label.includes(q) || ownerOf(p).includes(q) || p.source.includes(q) || p.id.includes(q))
          return (
            <>
              {waiting.length > 0 && <Alert type="warning" style={{ marginBottom: 12 }} title={`待复核（${waiting.length}项）`} description={<ul className="story">{waiting.map(({ p, w }) => <Waiting key={w.id} p={p} w={w} mayConfirm={may('decide', 'approve') && w.proposed.by !== here.session.who!.id} mayWithdraw={may('handle', 'decide', 'approve')} own={w.proposed.by === here.session.who!.id} />)}</ul>} />}
              {rows.length === 0 ? <Nothing say="没有符合条件的法定数值" /> : (
                <div className="wide"><table className="printed params"><thead><tr><th scope="col">名称</th><th scope="col">现行取值</th><th scope="col">依据和历次取值</th>{may('handle', 'decide', 'approve') && <th scope="col"><span className="sr">办理</span></th>}</tr></thead>
                  <tbody>{rows.map((p) => {
                    const now = p.versions.findLast((v) => v.from <= here.today) ?? p.versions.at(-1)!
                    const later = p.versions.filter((v) => v.from > here.today)
                    return (
                      <tr key={p.id} title={p.id}><td>{p.label}<div className="quiet">{ownerOf(p)}</div></td>
                        <td><Shown of={now.shown} /><div className="quiet">{showDay(now.from)}起</div>{later.map((v) => <div key={v.from} className="soon">{showDay(v.from)}起改为{v.shown}</div>)}</td>
                        <td>{now.source}{p.versions.length > 1 && <details><summary>历次取值（{p.versions.length}）</summary><ul className="story">{p.versions.toReversed().map((v) => <li key={`${v.from}${v.shown}`}>{showDay(v.from)}起　<Shown of={v.shown} /><div className="quiet">{v.source}{v.added && <>；{v.added.proposed.name}提出，{v.added.confirmed?.name}复核　<a href={`/api/v1/parameters/values/${v.added.id}/document`}>依据文件</a></>}</div></li>)}</ul></details>}</td>
                        {may('handle', 'decide', 'approve') && <td><Button size="small" onClick={() => propose(p)}>提出新取值<span className="sr">：{p.label}</span></Button></td>}
                      </tr>
                    )
                  })}</tbody></table></div>
              )}
            </>
          )
        }}</Asked>
      </Section>
      {proposing && <Propose p={proposing} close={() => propose(undefined)} />}
    </>
  )
}

/** A structured value is long; its beginning is enough until someone wants the whole. */
const Shown = ({ of }: { of: string }) => (of.length <= 60 ? <b>{of}</b> : <details><summary><b>{of.slice(0, 40)}…</b></summary><span style={{ overflowWrap: 'anywhere' }}>{of}</span></details>)

function Waiting({ p, w, mayConfirm, mayWithdraw, own }: { p: ParameterView; w: AddedValue; mayConfirm: boolean; mayWithdraw: boolean; own: boolean }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const said = { onError: (e: unknown) => { void message.error(e instanceof Refused ? e.message : '没有办成，请再试一次') } }
  const confirm = useMutation({ mutationFn: () => post(`/api/v1/parameters/values/${w.id}/confirm`), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['parameters'] }); message.success(`“${p.label}”自${showDay(w.from)}起为${w.shown}`) }, ...said })
  const withdraw = useMutation({ mutationFn: () => remove(`/api/v1/parameters/values/${w.id}`), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['parameters'] }); message.success('已撤回') }, ...said })
  return (
    <li>{p.label}：自{showDay(w.from)}起改为 <b>{w.shown}</b>（现行{p.versions.at(-1)!.shown}）
      <div className="quiet">{w.proposed.name}于{showInstant(w.proposed.at)}提出；依据：{w.source}　<a href={`/api/v1/parameters/values/${w.id}/document`}>依据文件</a></div>
      <span className="row">{mayConfirm && <Button size="small" type="primary" loading={confirm.isPending} onClick={() => confirm.mutate()}>对照文件复核无误</Button>}{mayWithdraw && <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>撤回</Button>}{own && <span className="quiet">由您提出，须另一人复核</span>}</span>
    </li>
  )
}

function Propose({ p, close }: { p: ParameterView; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [v, setV] = useState({ from: '', value: p.typed ?? '', source: '', files: [] as { hash: string }[] })
  const save = useMutation({
    mutationFn: () => post<AddedValue>('/api/v1/parameters/values', { parameter: p.id, from: v.from, value: v.value, source: v.source, documentHash: v.files[0]?.hash ?? '' }),
    onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['parameters'] }); message.success('已提出，经另一人复核后生效'); close() },
  })
  const refusals: Refusal[] = save.error instanceof Refused ? save.error.refusals : []
  const at = (name: string) => refusals.filter((r) => r.at === name)
  return (
    <Drawer open title={`${p.label}：提出新取值`} onClose={close} size={520} destroyOnHidden footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>提出</Button></div>}>
      <p style={{ marginTop: 0 }}>现行：<b>{p.versions.at(-1)!.shown}</b>，{showDay(p.versions.at(-1)!.from)}起，依据{p.versions.at(-1)!.source}</p>
      <div style={{ display: 'grid', gap: 16 }}>
        <Refusals of={refusals.filter((r) => !['from', 'value', 'source', 'documentHash'].includes(r.at ?? ''))} />
        <Labelled label="新取值" help={p.asks} wrong={at('value')}>{(f) => <Input.TextArea {...f} autoSize={{ minRows: 1, maxRows: 12 }} value={v.value} onChange={(e) => setV({ ...v, value: e.target.value })} />}</Labelled>
        <Labelled label="施行日" wrong={at('from')}>{(f) => <Input {...f} type="date" style={{ width: 180 }} value={v.from} onChange={(e) => setV({ ...v, from: e.target.value })} />}</Labelled>
        <Labelled label="依据" help="文件名称和文号" wrong={at('source')}>{(f) => <Input {...f} maxLength={200} value={v.source} onChange={(e) => setV({ ...v, source: e.target.value })} />}</Labelled>
        <Labelled label="依据文件" wrong={at('documentHash')}>{(f) => <FilesPicker id={f.id} value={v.files} onChange={(files) => setV({ ...v, files: files.slice(-1) })} accept={['pdf', 'docx', 'ofd', 'png', 'jpg']} />}</Labelled>
      </div>
    </Drawer>
  )
}
