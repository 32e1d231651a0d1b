import { useMemo, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Input, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { PatentLine, SavedQuery } from '../../../http/index.ts'
import { ask as askHouse, get } from '../../../web/workbench/api.ts'
import { Section } from '../../../web/workbench/marks.tsx'
import { queryIn, searchOf, Titled } from '../../../web/workbench/patents.tsx'
import { useUnits } from '../../../web/workbench/units.ts'
import { Asked, Nothing } from '../../../web/workbench/waits.tsx'
import type { Shown } from '../figure-thread.ts'
import { type FigureKind, figureKinds, type FigureOptions } from '../kinds.ts'
import { FigureShown, saveFile } from './figure.tsx'
import { readRules } from './rules.ts'
import { Side } from './side.tsx'

interface Drawn { figure: Shown; beside?: Shown; total: number; library: string; say?: string; simplified?: string }
const isKind = (text: string | null): text is FigureKind => text !== null && Object.hasOwn(figureKinds, text)
/** What of the address belongs to the figure; all else is the search. */
const ofFigure = ['figure', 'depth', 'level', 'of', 'by', 'city', 'techniques', 'effects', 'chain']

/** Figures over any search of the library. What is asked and how it is drawn stand in the address. */
export default function NavigationPage() {
  const [at, go] = useSearchParams()
  const kind: FigureKind = isKind(at.get('figure')) ? at.get('figure') as FigureKind : 'trend'
  const search = useMemo(() => { const n = new URLSearchParams(at); for (const name of ofFigure) n.delete(name); return n.toString() }, [at])
  const set = (change: Record<string, string | undefined>) => go((was) => { const n = new URLSearchParams(was); for (const [k, v] of Object.entries(change)) if (v) n.set(k, v); else n.delete(k); return n }, { replace: true })
  /** Another search, the same figure. */
  const ask = (address: string) => go((was) => { const n = new URLSearchParams(address); for (const name of ofFigure) { const value = was.get(name); if (value) n.set(name, value) } return n })
  return (
    <>
      <Titled title="导航工作台" extra={<Link to="/navigation/rooms">导航项目室</Link>}>
        <Search key={search} search={search} ask={ask} />
      </Titled>
      <div className="admin navigation">
        <Side label="图表" parts={(Object.keys(figureKinds) as FigureKind[]).map((id) => ({ id, say: figureKinds[id], to: withFigure(at, id), isHere: id === kind }))} />
        <div>
          <Section title={figureKinds[kind]}>
            <Choices key={kind} kind={kind} at={at} set={set} />
            {search ? <Drawing search={search} kind={kind} options={optionsIn(kind, at)} /> : <Nothing say="先写一个检索式，或者选一个保存的检索；图表、表格和 CSV 都从它得出" />}
          </Section>
        </div>
      </div>
    </>
  )
}

const withFigure = (at: URLSearchParams, kind: FigureKind): string => { const n = new URLSearchParams(at); n.set('figure', kind); return n.toString() }

function Search({ search, ask }: { search: string; ask: (address: string) => void }) {
  const query = queryIn(search)
  const [q, setQ] = useState(query.q)
  const saved = useQuery({ queryKey: ['saved-queries'], queryFn: () => get<{ rows: SavedQuery[] }>('/api/v1/saved-queries?limit=200') })
  const chosen = saved.data?.rows.find((s) => searchOf(s.asked) === search)
  const conditions = chosen?.conditions ?? []
  return (
    <form role="search" className="filters" onSubmit={(e) => { e.preventDefault(); ask(searchOf({ ...query, q: q.trim() })) }}>
      <label htmlFor="navigation-q">检索式</label><Input id="navigation-q" value={q} maxLength={2000} style={{ width: 420, maxWidth: '100%' }} onChange={(e) => setQ(e.target.value)} /><Button htmlType="submit" type="primary">作图</Button>
      <Select aria-label="保存的检索" placeholder="保存的检索" style={{ width: 220, maxWidth: '100%' }} loading={saved.isPending} value={chosen?.id} options={(saved.data?.rows ?? []).map((s) => ({ value: s.id, label: s.name }))} onChange={(id) => { const s = saved.data?.rows.find((one) => one.id === id); if (s) ask(searchOf(s.asked)) }} notFoundContent="还没有保存的检索" />
      {conditions.map((c) => <span key={c.field + c.value} className="condition">{c.label}：{c.said}</span>)}
      {search && <a href={`/patents?${search}`}>看检索结果</a>}
    </form>
  )
}

const picks = {
  depth: { label: '到哪一级', options: { city: '市', county: '县', province: '省（全国）' } }, level: { label: '到哪一级', options: { subclass: '小类', section: '部', class: '大类', group: '大组', symbol: '分类号' } },
  of: { label: '按哪些分类号', options: { all: '全部分类号', main: '主分类号' } }, by: { label: '技术按', options: { fields: '35个领域', subclass: 'IPC小类' } },
} as const
const asks: Partial<Record<FigureKind, (keyof typeof picks)[]>> = { regions: ['depth'], ipc: ['level', 'of'], advantages: ['depth', 'by'] }
const ruleFields: Partial<Record<FigureKind, { name: 'techniques' | 'effects' | 'chain'; label: string }[]>> = {
  'technique-effect': [{ name: 'techniques', label: '技术手段' }, { name: 'effects', label: '功效' }], 'gaps': [{ name: 'chain', label: '产业链环节' }],
}

/** What a figure can be asked beside the search. */
function Choices({ kind, at, set }: { kind: FigureKind; at: URLSearchParams; set: (change: Record<string, string | undefined>) => void }) {
  const units = useUnits()
  const fields = ruleFields[kind] ?? []
  const [texts, write] = useState(() => Object.fromEntries(fields.map((f) => [f.name, at.get(f.name) ?? ''])))
  if (!asks[kind] && fields.length === 0) return null
  return (
    <div className="filters" role="group" aria-label="图表的选项">
      {asks[kind]?.map((name) => <label key={name}>{picks[name].label} <select value={at.get(name) ?? ''} onChange={(e) => set({ [name]: e.target.value || undefined })}>{Object.entries(picks[name].options).map(([value, label], i) => <option key={value} value={i === 0 ? '' : value}>{label}</option>)}</select></label>)}
      {fields.map((f) => (
        <label key={f.name} htmlFor={`rules-${f.name}`} style={{ flex: '1 1 260px' }}>{f.label}<span className="quiet">（一行一个，如 正极：正极、阴极材料、H01M4）</span>
          <Input.TextArea id={`rules-${f.name}`} rows={4} maxLength={2000} value={texts[f.name]} onChange={(e) => write({ ...texts, [f.name]: e.target.value })} />
        </label>
      ))}
      {kind === 'gaps' && <label>本市 <select value={at.get('city') ?? ''} onChange={(e) => set({ city: e.target.value || undefined })}><option value="">不分市</option>{units.data?.filter((u) => u.level === 'city' && u.code).map((u) => <option key={u.id} value={u.code!}>{u.place}</option>)}</select></label>}
      {fields.length > 0 && <Button onClick={() => set(texts)}>按此归类</Button>}
    </div>
  )
}

function optionsIn(kind: FigureKind, at: URLSearchParams): FigureOptions {
  const text = (name: string) => at.get(name) ?? undefined
  const some = { depth: asks[kind]?.includes('depth') ? text('depth') : undefined, ipcLevel: kind === 'ipc' ? text('level') : undefined, ipcOf: kind === 'ipc' ? text('of') : undefined, by: kind === 'advantages' ? text('by') : undefined, city: kind === 'gaps' ? text('city') : undefined }
  const rules = Object.fromEntries((ruleFields[kind] ?? []).map((f) => [f.name, readRules(text(f.name) ?? '')]))
  return { ...Object.fromEntries(Object.entries(some).filter(([, v]) => v !== undefined)), ...rules }
}

function Drawing({ search, kind, options }: { search: string; kind: FigureKind; options: FigureOptions }) {
  const { message } = App.useApp()
  const wanted = ruleFields[kind]?.filter((f) => !options[f.name]?.length).map((f) => f.label) ?? []
  const body = { asked: queryIn(search), kind, options }
  const key = JSON.stringify(body)
  const found = useQuery({ queryKey: ['figure', key], queryFn: () => askHouse<Drawn>('POST', '/api/v1/navigation/figures', body), enabled: wanted.length === 0, staleTime: 60_000 })
  const linesOf = useMemo(() => (at: object) => askHouse<{ total: number; hits: PatentLine[] }>('POST', '/api/v1/navigation/figures/lines', { ...JSON.parse(key) as object, ...at }), [key])
  if (wanted.length) return <Nothing say={`先写${wanted.join('和')}，每行一个名称和它的词或分类号，再按“按此归类”`} />
  return (
    <Asked query={found} rows={12}>{(d) => (
      <>
        {d.say && <p className="soon">▲ {d.say}</p>}
        <FigureShown kind={kind} figure={d.figure} beside={d.beside} linesOf={linesOf} csv={() => void saveFile('/api/v1/navigation/figures/csv', body, `${figureKinds[kind]}.csv`).catch(() => message.error('没有导出，请再试一次'))} />
        <p className="quiet">检索到{d.total.toLocaleString('zh-CN')}件；专利库{d.library}{d.simplified && <>；已同时按简体“<code>{d.simplified}</code>”检索</>}</p>
      </>
    )}</Asked>
  )
}
