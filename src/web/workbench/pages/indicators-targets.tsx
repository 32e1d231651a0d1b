import { useRef, useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { TargetLine, TargetsRead } from '../../../http/index.ts'
import type { IndicatorDefinition } from '../../../service/index.ts'
import { ask, get, Refused, type Refusal } from '../api.ts'
import { showFigure } from '../figures.ts'
import { Section, showDay, Wide } from '../marks.tsx'
import { isOfficial, useHere } from '../session.tsx'
import { useUnits } from '../units.ts'
import { Asked, Nothing, Refusals } from '../waits.tsx'
import { Baselines } from './indicators-compare.tsx'

type Definition = Omit<IndicatorDefinition, 'from'>

/** What every unit is to reach in a year: one list for all indicators, that goes out as a table and comes back in by the same columns. */
export default function TargetsPage() {
  const here = useHere()
  const units = useUnits()
  const [asked, choose] = useSearchParams()
  const year = asked.get('year') ?? here.today.slice(0, 4), indicator = asked.get('indicator') ?? '', unit = asked.get('unit') ?? ''
  const of = new URLSearchParams([['year', year], ...(indicator ? [['indicator', indicator]] : []), ...(unit ? [['unit', unit]] : [])] as [string, string][])
  const set = (key: string, value: string | undefined) => choose((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const definitions = useQuery({ queryKey: ['indicators'], queryFn: () => get<{ rows: Definition[] }>('/api/v1/indicators'), staleTime: 600_000 })
  const found = useQuery({ queryKey: ['indicator-targets', of.toString()], queryFn: async () => {
    const rows: TargetLine[] = []
    for (let cursor = ''; ;) {
      const page = await get<{ rows: TargetLine[]; next?: string }>(`/api/v1/indicators/targets?${of}&limit=200${cursor && `&cursor=${cursor}`}`)
      rows.push(...page.rows)
      if (!page.next) return rows
      cursor = page.next
    }
  } })
  const unitOf = (id: string) => definitions.data?.rows.find((d) => d.id === id)?.unit ?? ''
  const thisYear = Number(here.today.slice(0, 4))
  const blank = new URLSearchParams([...of, ['blank', 'true'], ['format', 'xlsx']])
  return (
    <>
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/indicators">指标</Link> › 年度目标</p>
      <Section title={<>{year}年目标{found.data && <span className="quiet">（{found.data.length}个）</span>}</>} extra={<span className="row"><a href={`/api/v1/indicators/targets?${blank}`}>导出表格（含未下达的）</a></span>}>
        <p className="quiet" style={{ marginTop: 0 }}>各单位只与自己的目标相比。由指标的负责处室下达，设区市可以给所属县（市、区）下达；逐个下达和调整在各指标页的“各地”表里，成批的在这里导入。</p>
        <div className="filters" role="search">
          <Select aria-label="年度" style={{ width: 110 }} value={year} onChange={(v) => set('year', v)} options={Array.from({ length: 6 }, (_, i) => String(thisYear + 1 - i)).map((y) => ({ value: y, label: `${y}年` }))} />
          <Select allowClear aria-label="指标" placeholder="全部指标" style={{ width: 220 }} value={indicator || undefined} onChange={(v) => set('indicator', v)} showSearch optionFilterProp="label" options={(definitions.data?.rows ?? []).map((d) => ({ value: d.id, label: d.name }))} />
          <Select allowClear aria-label="单位" placeholder="全部单位" style={{ width: 180 }} value={unit || undefined} onChange={(v) => set('unit', v)} showSearch optionFilterProp="label" options={(units.data ?? []).filter((u) => u.place).map((u) => ({ value: u.id, label: u.place }))} />
        </div>
        <Asked query={found} rows={8}>{(rows) => rows.length === 0 ? <Nothing say={`${year}年还没有下达目标；在指标页逐个下达，或者导出表格填好后在下面导入`} /> : (
          <Wide label={`${year}年目标`}><table className="printed"><thead><tr><th scope="col">指标</th><th scope="col">单位</th><th scope="col" className="num">目标</th><th scope="col">依据和历次目标</th></tr></thead>
            <tbody>{rows.map(({ target: t, ...l }) => (
              <tr key={`${l.indicator}${l.unit}`}><td><Link to={`/indicators/${l.indicator}?${new URLSearchParams({ to: `${year}-12-31` > here.today ? here.today : `${year}-12-31` })}`}>{l.indicatorName}</Link></td><td className="keep">{l.unitName}</td>
                <td className="num">{typeof t?.value === 'number' ? showFigure(t.value, unitOf(l.indicator)) : '已撤销'}</td>
                <td>{t && <details><summary>{t.basis}{t.before.length > 0 ? `（调整过${t.before.length}次）` : ''}　<span className="quiet">{t.by.name}，{showDay(t.at)}</span></summary><Baselines of={t} unit={unitOf(l.indicator)} /></details>}</td></tr>
            ))}</tbody></table></Wide>
        )}</Asked>
      </Section>
      {isOfficial(here) && <Import year={year} />}
    </>
  )
}

function Import({ year }: { year: string }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const picker = useRef<HTMLInputElement>(null)
  const [file, pick] = useState<File>()
  const [agreed, agree] = useState(false)
  const sent = (dryRun: boolean) => { const body = new FormData(); body.append('file', file!); return ask<TargetsRead>('POST', `/api/v1/indicators/targets/import?dryRun=${dryRun}`, body) }
  const trial = useMutation({ mutationFn: () => sent(true) })
  const keep = useMutation({ mutationFn: () => sent(false), onSuccess: async (read) => { if (read.problems.length) return; await queries.invalidateQueries(); message.success(`已写入${read.changed}个目标`); choose(undefined) } })
  const choose = (f: File | undefined) => { pick(f); agree(false); trial.reset(); keep.reset(); if (!f && picker.current) picker.current.value = '' }
  const error = trial.error ?? keep.error
  const refusals: Refusal[] = error instanceof Refused ? error.refusals : error ? [{ code: 'failed', say: '没有读成，请再试一次' }] : []
  const read = keep.data?.problems.length ? keep.data : trial.data
  return (
    <Section title="导入目标">
      <p className="quiet" style={{ marginTop: 0 }}>xlsx 或 csv，列与导出的相同。先试读，有一行不对就一行也不写；目标空着的行不动，改动已有目标的行要写新的调整原因。</p>
      <Refusals of={refusals} />
      <div className="filters">
        <input ref={picker} type="file" aria-label={`选择${year}年目标的表格`} accept=".xlsx,.csv" onChange={(e) => choose(e.target.files?.[0])} />
        <Button disabled={!file} loading={trial.isPending} onClick={() => trial.mutate()}>试读</Button>
      </div>
      {read && (read.problems.length > 0
        ? <Alert type="warning" title={`${read.problems.length}处要改，一行也没有写`} description={<ul className="story">{read.problems.map((p) => <li key={`${p.line}${p.say}`}>第{p.line}行：{p.say}</li>)}</ul>} />
        : (
          <div role="status">
            <p>共{read.rows}行：{read.changed}个目标要写入，{read.same}个与现行相同，{read.blank}行空着不动。</p>
            {read.changed > 0 && <p className="row"><Checkbox checked={agreed} onChange={(e) => agree(e.target.checked)}>已与依据文件核对</Checkbox><Button type="primary" disabled={!agreed} loading={keep.isPending} onClick={() => keep.mutate()}>写入{read.changed}个目标</Button></p>}
          </div>
        ))}
    </Section>
  )
}
