import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, InputNumber, Select } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Adjustable, Simulation } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { FilesPicker, Labelled } from '../fields.tsx'
import { Section, showDay } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Refusals } from '../waits.tsx'

/** What a changed number of the formula would do, unit by unit, before anyone adopts it. Nothing is kept but the proposal that two persons decide. */
export default function SimulatePage() {
  const { list = '' } = useParams()
  const [asked, ask] = useSearchParams()
  const asOf = asked.get('asOf') ?? ''
  const found = useQuery({ queryKey: ['adjustable', asOf], queryFn: () => get<{ rows: Adjustable[] }>(`/api/v1/scores/adjustable${asOf ? `?asOf=${asOf}` : ''}`) })
  return (
    <Asked query={found} rows={10}>{({ rows }) => {
      const chosen = rows.find((r) => r.id === asked.get('parameter')) ?? rows[0]!
      return (
        <>
          <section className="block">
            <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/scores`}>考评</Link> › 模拟</p>
            <h1>改动一个数，名次会怎样</h1>
            <p className="quiet" style={{ margin: 0 }}>同一批事实按现行和拟议取值各算一遍。试算不保存；要采用，须附依据文件提出，由另一人复核。</p>
          </section>
          <Trial key={chosen.id} list={list} asOf={asOf} of={chosen} all={rows} choose={(id) => ask((was) => { const n = new URLSearchParams(was); n.set('parameter', id); return n }, { replace: true })} setAsOf={(day) => ask((was) => { const n = new URLSearchParams(was); if (day) n.set('asOf', day); else n.delete('asOf'); return n }, { replace: true })} />
        </>
      )
    }}</Asked>
  )
}

function Trial({ list, asOf, of, all, choose, setAsOf }: { list: string; asOf: string; of: Adjustable; all: Adjustable[]; choose: (id: string) => void; setAsOf: (day: string) => void }) {
  const here = useHere()
  const [typed, type] = useState(of.typed)
  const run = useMutation({ mutationFn: () => post<Simulation>(`/api/v1/lists/${list}/scores/simulate`, { parameter: of.id, value: typed, ...(asOf ? { asOf } : {}) }) })
  const refusals: Refusal[] = run.error instanceof Refused ? run.error.refusals : run.error ? [{ code: 'failed', say: '没有算成，请再试一次' }] : []
  return (
    <>
      <Section title="拟议取值">
        <div style={{ display: 'grid', gap: 16, maxWidth: 640 }}>
          <Labelled label="改哪一个" wrong={refusals.filter((r) => r.at === 'parameter')}>{(p) => <Select {...p} value={of.id} onChange={choose} options={all.map((r) => ({ value: r.id, label: r.label }))} />}</Labelled>
          <div><b>现行</b>　{of.shown}<div className="quiet">{of.source}</div></div>
          <Value of={of} typed={typed} type={type} wrong={refusals.filter((r) => r.at === 'value')} />
          <label>截至 <input type="date" value={asOf || here.today} max={here.today} onChange={(e) => setAsOf(e.target.value === here.today ? '' : e.target.value)} /></label>
          <Refusals of={refusals.filter((r) => !['parameter', 'value'].includes(r.at ?? ''))} />
          <div><Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>试算</Button></div>
        </div>
      </Section>
      {run.data && <Outcome s={run.data} />}
      {run.data && run.data.parameter === of.id && <Adopt of={of} typed={typed} />}
    </>
  )
}

const words: Record<string, string> = { lead: '牵头', responsible: '负责', cooperate: '配合', praise: '国家级表扬', practice: '可复制推广的做法', most: '合计上限', blue: '蓝色', orange: '橙色', red: '红色', of: '对象', weight: '权重', days: '逾期日数不超过', share: '按百分之' }
/** Points are kept in hundredths; people type points. */
const inHundredths = new Set(['scores.bonusPoints', 'supervision.sheetDeduction'])

/** A structured value by its own numbers; what has no structure as it is typed in a proposal. */
function Value({ of, typed, type, wrong }: { of: Adjustable; typed: string; type: (v: string) => void; wrong: Refusal[] }) {
  const value: unknown = /^[[{]/.test(typed) ? JSON.parse(typed) : undefined
  const scale = inHundredths.has(of.id) ? 100 : 1
  const said = wrong.length > 0 && <div role="alert" className="late">{wrong.map((r) => r.say).join('；')}</div>
  if (Array.isArray(value)) {
    const rows = value as Record<string, string | number>[]
    const put = (i: number, key: string, v: string | number) => type(JSON.stringify(rows.map((r, at) => (at === i ? { ...r, [key]: v } : r))))
    return (
      <fieldset className="bare"><legend>拟议{of.label}</legend>
        {of.id === 'scores.weights' && <div className="quiet">对象写分解任务编号（如 7.3）、任务编号（如 7）或“全部”；编号越具体越优先</div>}
        {rows.map((r, i) => <div key={i} className="row" style={{ display: 'flex', marginTop: 8 }}>{Object.entries(r).map(([key, v]) => <label key={key}>{words[key] ?? key} {typeof v === 'number' ? <InputNumber value={v} min={0} aria-label={`第${i + 1}行${words[key] ?? key}`} onChange={(n) => put(i, key, n ?? 0)} /> : <Input value={v} style={{ width: 120 }} aria-label={`第${i + 1}行${words[key] ?? key}`} onChange={(e) => put(i, key, e.target.value)} />}</label>)}{rows.length > 1 && <Button size="small" onClick={() => type(JSON.stringify(rows.filter((_, at) => at !== i)))}>移除第{i + 1}行</Button>}</div>)}
        <Button size="small" style={{ marginTop: 8 }} onClick={() => type(JSON.stringify([...rows, { ...rows.at(-1)!, ...('of' in rows[0]! ? { of: '' } : {}) }]))}>增加一行</Button>{said}
      </fieldset>
    )
  }
  if (value) {
    const held = value as Record<string, number>
    return <fieldset className="bare"><legend>拟议{of.label}{scale === 100 && <span className="quiet">（分）</span>}</legend><div className="row" style={{ marginTop: 4 }}>{Object.entries(held).map(([key, v]) => <label key={key}>{words[key] ?? key} <InputNumber value={v / scale} min={0} step={scale === 100 ? 0.5 : 0.1} aria-label={words[key] ?? key} onChange={(n) => type(JSON.stringify({ ...held, [key]: Math.round((n ?? 0) * scale * 1000) / 1000 }))} /></label>)}</div>{said}</fieldset>
  }
  return <Labelled label={`拟议${of.label}`} help="比例，例如 10% 或 1/10" wrong={wrong}>{(p) => <Input {...p} style={{ width: 160 }} value={typed} onChange={(e) => type(e.target.value)} />}</Labelled>
}

function Outcome({ s }: { s: Simulation }) {
  return (
    <Section title={s.say}>
      <p className="quiet" style={{ marginTop: 0 }}>截至{showDay(s.asOf)}。{s.label}：{s.now} → {s.proposed}</p>
      <table className="printed rows plain">
        <thead><tr><th scope="col">单位</th><th scope="col" className="num">现行得分</th><th scope="col" className="num">拟议得分</th><th scope="col" className="num">变化</th><th scope="col" className="num">现行名次</th><th scope="col" className="num">拟议名次</th></tr></thead>
        <tbody>{s.rows.map((r) => (
          <tr key={r.unit}><td>{r.name}<span className="quiet">　{r.group}</span></td><td className="num" data-label="现行得分">{r.before.total?.shown ?? '–'}</td><td className="num" data-label="拟议得分">{r.after.total?.shown ?? '–'}</td><td className="num" data-label="变化">{r.change === '0' ? '不变' : r.change}</td>
            <td className="num" data-label="现行名次">{r.before.rank ?? '–'}</td><td className="num" data-label="拟议名次">{r.after.rank ?? '–'}{r.moved !== 0 && <b>　{r.moved > 0 ? `↑${r.moved}` : `↓${-r.moved}`}</b>}</td></tr>
        ))}</tbody>
      </table>
    </Section>
  )
}

/** Adopting is the ordinary change of a number: proposed with its document here, confirmed by another among the legal numbers. */
function Adopt({ of, typed }: { of: Adjustable; typed: string }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [v, setV] = useState({ from: '', source: '', files: [] as { hash: string; name: string; size: number }[] })
  const propose = useMutation({
    mutationFn: () => post('/api/v1/parameters/values', { parameter: of.id, from: v.from, value: typed, source: v.source, documentHash: v.files[0]?.hash ?? '' }),
    onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['parameters'] }); message.success('已提出，经另一人在“管理—法定数值”中复核后自施行日起生效') },
  })
  const refusals: Refusal[] = propose.error instanceof Refused ? propose.error.refusals : []
  const at = (name: string) => refusals.filter((r) => r.at === name)
  return (
    <Section title="提出采用">
      <div className="narrow">
        <Refusals of={refusals.filter((r) => !['from', 'source', 'documentHash'].includes(r.at ?? ''))} />
        <Labelled label="施行日" help="只管施行日以后的考评" wrong={at('from')}>{(p) => <Input {...p} type="date" style={{ width: 180 }} value={v.from} onChange={(e) => setV({ ...v, from: e.target.value })} />}</Labelled>
        <Labelled label="依据" help="文件名称和文号" wrong={at('source')}>{(p) => <Input {...p} maxLength={200} value={v.source} onChange={(e) => setV({ ...v, source: e.target.value })} />}</Labelled>
        <Labelled label="依据文件" wrong={at('documentHash')}>{(p) => <FilesPicker id={p.id} value={v.files} onChange={(files) => setV({ ...v, files: files.slice(-1) })} accept={['pdf', 'docx', 'ofd', 'png', 'jpg']} />}</Labelled>
        <div><Button loading={propose.isPending} onClick={() => propose.mutate()}>提出采用这个取值</Button></div>
      </div>
    </Section>
  )
}
