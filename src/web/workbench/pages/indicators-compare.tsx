import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input } from 'antd'
import { Link } from 'react-router'
import type { ComparedPlace, StandingTarget, Target } from '../../../http/index.ts'
import type { IndicatorDefinition } from '../../../service/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { FilesPicker, Labelled } from '../fields.tsx'
import { showFigure, sourceKinds, sourceWords } from '../figures.ts'
import { DemoMark, Section, showDay, showInstant, SourceMark, Wide } from '../marks.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'

type Definition = Omit<IndicatorDefinition, 'from'>

/** The places beside one another: each with its own figures, its own target and how far it has come. */
export function Places({ id, d, period, year }: { id: string; d: Definition; period: URLSearchParams; year: number }) {
  const [setting, set] = useState<ComparedPlace>()
  const within = period.get('unit')
  const table = useQuery({ queryKey: ['indicator-compare', id, period.toString()], queryFn: () => get<{ rows: ComparedPlace[] }>(`/api/v1/indicators/${id}/compare?${new URLSearchParams([...period, ['limit', '200']])}`), placeholderData: (was) => was })
  const file = new URLSearchParams([...period, ['format', 'xlsx']])
  const isWhole = d.kind !== 'flow' || !period.get('from') || period.get('from') === `${year}-01-01`
  return (
    <Section title={<>{within ? '本地和所属各县（市、区）' : '全省和各地'}<span className="quiet">　{year}年目标</span></>} extra={<a href={`/api/v1/indicators/${id}/compare?${file}`}>导出表格</a>}>
      {!isWhole && <p className="quiet" style={{ marginTop: 0 }}>年度目标只与自1月1日起的数相比，改回起始日即显示完成率。</p>}
      <Asked query={table}>{({ rows }) => { const sources = sourceKinds.filter((s) => rows.some((r) => r.figures[s])), maySet = rows.some((r) => r.maySet); return rows.every((r) => !r.target && sources.length === 0) && !maySet ? <Nothing say="各地都还没有记录，也没有下达目标" /> : (
        <Wide label="各地数值和目标"><table className="printed"><thead><tr>
          <th scope="col">单位</th>{sources.map((s) => <th key={s} scope="col" className="num">{sourceWords[s]}<SourceMark of={s} /></th>)}<th scope="col" className="num">完成</th><th scope="col" className="num">目标</th>{maySet && <th scope="col" className="no-print" style={{ position: 'relative' }}><span className="sr">办理</span></th>}
        </tr></thead>
          <tbody>{rows.map((r) => (
            <tr key={r.unit}>
              <td className="keep"><Link to={`?${new URLSearchParams([...[...period].filter(([k]) => k !== 'unit'), ['unit', r.unit]])}`}>{r.unitName}</Link></td>
              {sources.map((s) => <td key={s} className="num keep">{r.figures[s] ? showFigure(r.figures[s]!.value, d.unit) : '–'}{(r.figures[s]?.demo ?? 0) > 0 && <DemoMark />}</td>)}
              <td className="num keep">{r.against ? <Rate of={r.against} direction={d.direction} /> : '–'}</td>
              <td className="num keep">{r.target ? <details><summary>{typeof r.target.value === 'number' ? showFigure(r.target.value, d.unit) : '已撤销'}{r.target.before.length > 0 && <span className="quiet">（原{showFigure(r.target.before[0]!.value, d.unit)}）</span>}</summary><Baselines of={r.target} unit={d.unit} /></details> : <span className="quiet">未下达</span>}</td>
              {maySet && <td className="no-print" style={{ position: 'relative' }}>{r.maySet && <Button size="small" onClick={() => set(r)}>{r.target ? '调整' : '下达'}<span className="sr">{r.unitName}的目标</span></Button>}</td>}
            </tr>
          ))}</tbody></table></Wide>
      ) }}</Asked>
      {setting && <SetTarget id={id} d={d} year={year} unit={setting.unit} unitName={setting.unitName} {...(setting.target ? { standing: setting.target } : {})} close={() => set(undefined)} />}
    </Section>
  )
}

/** How far it has come, with the one source it is reckoned by; a ceiling is kept or not. */
function Rate({ of, direction }: { of: NonNullable<ComparedPlace['against']>; direction: Definition['direction'] }) {
  const words = direction === 'down' ? (of.met ? '在目标内' : '超出') : of.rate === undefined ? (of.met ? '已完成' : '未完成') : `${(of.rate * 100).toFixed(1)}%`
  return <span className={!of.met && direction === 'down' ? 'late' : undefined}>{of.met ? '✓ ' : !of.met && direction === 'down' ? '■ ' : ''}{words}<SourceMark of={of.source} /></span>
}

/** The target that stands and every one before it: what, who, when, on what paper, why. */
export function Baselines({ of, unit }: { of: StandingTarget; unit: string }) {
  const line = (t: Target, name: string) => (
    <li key={t.id}><b>{name} {typeof t.value === 'number' ? showFigure(t.value, unit) : '撤销'}</b>
      <div className="quiet">{t.by.name}于{showInstant(t.at)}{name === '原' ? '设定' : of.before.length ? '调整' : '设定'}；依据{t.basis}{t.documentHash && <>　<a href={`/api/v1/indicators/targets/${t.id}/document`}>依据文件</a></>}{t.reason && <>；{t.reason}</>}</div></li>
  )
  return <ul className="story" style={{ textAlign: 'left', minWidth: 220, whiteSpace: 'normal' }}>{line(of, '现')}{of.before.map((t) => line(t, '原'))}</ul>
}

export function SetTarget({ id, d, year, unit, unitName, standing, close }: { id: string; d: Pick<Definition, 'name' | 'unit' | 'direction'>; year: number; unit: string; unitName: string; standing?: StandingTarget; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const now = typeof standing?.value === 'number' ? standing.value : undefined
  const written = now === undefined ? '' : d.unit === '分' ? (now / 100).toFixed(2) : d.unit === '%' ? String(Number((now * 100).toFixed(6))) : String(now)
  const [v, setV] = useState({ value: written, basis: '', reason: '', files: [] as { hash: string }[] })
  const save = useMutation({
    mutationFn: () => post<Target>(`/api/v1/indicators/${id}/targets`, { unit, year, value: v.value, basis: v.basis, ...(v.reason ? { reason: v.reason } : {}), ...(v.files[0] ? { documentHash: v.files[0].hash } : {}), instead: standing?.id ?? 0 }),
    onSuccess: async () => { await queries.invalidateQueries(); message.success(`${unitName}${year}年的目标已${standing ? '调整，原目标仍会列出' : '下达'}`); close() },
  })
  const refusals: Refusal[] = save.error instanceof Refused ? save.error.refusals : save.error ? [{ code: 'failed', say: '没有保存，请再试一次' }] : []
  const at = (name: string) => refusals.filter((r) => r.at === name)
  const measure = d.unit === '分' ? '元' : d.unit
  return (
    <Drawer open title={`${unitName}：${year}年“${d.name}”目标`} onClose={close} size={480} destroyOnHidden footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>{standing ? '调整' : '下达'}</Button></div>}>
      {standing && <Baselines of={standing} unit={d.unit} />}
      <div style={{ display: 'grid', gap: 16, marginTop: 12 }}>
        <Refusals of={refusals.filter((r) => !['value', 'basis', 'reason', 'documentHash'].includes(r.at ?? ''))} />
        <Labelled label="目标" help={`以${measure}计${d.direction === 'down' ? '，不超过此数为完成' : ''}${standing ? '；清空即撤销目标' : ''}`} wrong={at('value')}>{(f) => <Input {...f} inputMode="decimal" suffix={measure} value={v.value} onChange={(e) => setV({ ...v, value: e.target.value })} />}</Labelled>
        <Labelled label="依据" help="文件名称和文号" wrong={at('basis')}>{(f) => <Input {...f} maxLength={200} value={v.basis} onChange={(e) => setV({ ...v, basis: e.target.value })} />}</Labelled>
        <Labelled label="依据文件" optional wrong={at('documentHash')}>{(f) => <FilesPicker id={f.id} value={v.files} onChange={(files) => setV({ ...v, files: files.slice(-1) })} accept={['pdf', 'docx', 'ofd', 'png', 'jpg']} />}</Labelled>
        {standing && <Labelled label="调整原因" wrong={at('reason')}>{(f) => <Input.TextArea {...f} maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} value={v.reason} onChange={(e) => setV({ ...v, reason: e.target.value })} />}</Labelled>}
      </div>
      {standing && <p className="quiet">现行目标自{showDay(standing.at)}起。调整后，原目标、依据和原因都留在这里。</p>}
    </Drawer>
  )
}
