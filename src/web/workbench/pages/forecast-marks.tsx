import { Input, Tooltip } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { BackTest, Band, FigureOutlook, ListForecast, Outlook } from '../../../http/index.ts'
import { get } from '../api.ts'
import { plottedIn, showFigure } from '../figures.ts'
import { Section, Wide } from '../marks.tsx'
import { Asked } from '../waits.tsx'

/** A call is a shape and a word beside its colour, as a light is. */
export const bands: Record<Band, { shape: string; word: string; colour: string }> = {
  unlikely: { shape: '■', word: '难完成', colour: '#b3261e' }, risk: { shape: '▲', word: '有风险', colour: '#8f5600' }, unknown: { shape: '–', word: '依据不足', colour: '#5b616b' },
  likely: { shape: '●', word: '会完成', colour: '#2e7d32' }, met: { shape: '✓', word: '已达到', colour: '#1f4e79' },
}
export function BandMark({ of, say }: { of: Band; say?: string }) {
  const b = bands[of]
  const mark = <span className="light" style={{ color: b.colour }}><span aria-hidden="true">{b.shape}</span> {b.word}</span>
  return say ? <Tooltip title={say}>{mark}</Tooltip> : mark
}

/** The sentence without the word that the mark already says. */
export const reasonOf = (o: Outlook): string => o.say.replace(/^[^：；]{3,4}：/, '')

/** How the call was reached: the working, folded until someone asks. */
export const Why = ({ steps, test, show }: { steps: string[]; test?: BackTest | undefined; show?: (v: number) => string }) => (
  <details><summary>为什么</summary><ol style={{ margin: 0, paddingLeft: 18 }}>{steps.map((s) => <li key={s}>{s}</li>)}</ol>{test && <Scores of={test} {...(show ? { show } : {})} />}</details>
)

/** A method beside two plain ones, and how often the range held. */
export function Scores({ of: t, show = (v) => v.toLocaleString('zh-CN', { maximumFractionDigits: 1 }) }: { of: BackTest; show?: (v: number) => string }) {
  if (t.origins === 0) return null
  return (
    <Wide label="回测"><table className="printed"><thead><tr><th scope="col">方法</th><th scope="col" className="num">平均误差</th><th scope="col" className="num">判断正确</th></tr></thead>
      <tbody>{t.scores.map((s) => <tr key={s.method}><td>{s.method}{s.method === t.chosen && <span className="quiet">　采用</span>}</td><td className="num">{show(s.error)}</td><td className="num">{Math.round(s.hits * 100)}%</td></tr>)}
        <tr><td>80%区间实际包住</td><td className="num">{t.held.of ? `${t.held.inside}/${t.held.of}` : '–'}</td><td className="num">{t.held.of ? `${Math.round((t.held.inside / t.held.of) * 100)}%` : '年度太少'}</td></tr></tbody></table></Wide>
  )
}

/** One line on a task's page: what is in doubt among its units, and why. */
export function ActionForecast({ list, action, asOf }: { list: string; action: string; asOf: string }) {
  const found = useQuery({ queryKey: ['forecast', list, action, asOf], queryFn: () => get<ListForecast>(`/api/v1/lists/${list}/forecast?${new URLSearchParams({ action, ...(asOf ? { asOf } : {}) })}`), staleTime: 60_000 })
  if (found.isPending) return <span className="quiet">…</span>
  if (found.isError) return <span className="quiet">{found.error.message}</span>
  const { rows, figures } = found.data
  const first = rows[0]
  return (
    <>
      {first ? <><BandMark of={first.outlook.band} />　{first.unitName}：{reasonOf(first.outlook)}{rows.length > 1 && <div className="quiet">{(Object.keys(bands) as Band[]).filter((b) => found.data.counts[b]).map((b) => `${bands[b].word}${found.data.counts[b]}处`).join('、')}</div>}<Why steps={first.steps} /></> : <span className="quiet">交办后可以预测</span>}
      {figures.filter((f) => f.outlook.low !== undefined).map((f) => <p key={f.id} style={{ margin: 0 }}><Link to={`/indicators/${f.id}`}>{f.name}</Link>：{f.outlook.say}</p>)}
      <p style={{ margin: '2px 0' }}><Link style={{ display: 'inline-block', minHeight: 24 }} to={`/lists/${list}/forecast?action=${action}`}>各单位的预测和回测</Link></p>
    </>
  )
}

/** One line on an indicator's page, with the range and why; a target may be tried without being kept. */
export function FigureForecast({ id, measure, unit, asOf, target, setTarget }: { id: string; measure: string; unit: string | null; asOf: string | null; target: string | null; setTarget: (v: string | undefined) => void }) {
  // Money is kept in fen and shares as parts of one; people type yuan and percent.
  const kept = target === null ? NaN : Number(target) * (measure === '分' ? 100 : measure === '%' ? 0.01 : 1)
  const q = new URLSearchParams([...(unit ? [['unit', unit]] : []), ...(asOf ? [['asOf', asOf]] : []), ...(Number.isFinite(kept) ? [['target', String(kept)]] : [])] as [string, string][])
  const found = useQuery({ queryKey: ['forecast-figure', id, q.toString()], queryFn: () => get<FigureOutlook>(`/api/v1/indicators/${id}/forecast?${q}`), staleTime: 60_000 })
  const type = (text: string) => setTarget(text.trim() && Number.isFinite(Number(text)) ? text.trim() : undefined)
  return (
    <Section title="年末能到多少" extra={<Input aria-label={`试一个目标值（${plottedIn(measure)}），不保存`} placeholder="试一个目标值" suffix={plottedIn(measure)} size="small" style={{ width: 170 }} inputMode="decimal" defaultValue={target ?? ''} onBlur={(e) => type(e.target.value)} onPressEnter={(e) => type(e.currentTarget.value)} />}>
      <Asked query={found} rows={2}>{(f) => <><p style={{ margin: 0 }}>{f.target === null ? f.outlook.say : <><BandMark of={f.outlook.band} />　{reasonOf(f.outlook)}</>}</p><Why steps={f.steps} test={f.outlook.test} show={(v) => showFigure(measure === '%' ? v : Math.round(v), measure)} /></>}</Asked>
    </Section>
  )
}
