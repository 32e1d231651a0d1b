import type { ReactNode } from 'react'
import { Tooltip } from 'antd'
import type { Light, WorkRow } from '../../http/index.ts'

/** A light is a shape and a word beside its colour. */
const lights: Record<Light, { shape: string; word: string; colour: string }> = {
  green: { shape: '●', word: '正常', colour: '#2e7d32' },
  yellow: { shape: '▲', word: '注意', colour: '#8f5600' },
  red: { shape: '■', word: '滞后', colour: '#b3261e' },
  grey: { shape: '–', word: '未动', colour: '#5b616b' },
  blue: { shape: '✓', word: '办结', colour: '#1f4e79' },
}
export function LightMark({ light, say, short = false }: { light: Light; say?: string; short?: boolean }) {
  const l = lights[light]
  const mark = <span className="light" style={{ color: l.colour }} aria-label={say ? `${l.word}：${say}` : l.word} role="img">{l.shape}{short ? '' : <span aria-hidden="true"> {l.word}</span>}</span>
  return say ? <Tooltip title={say}>{mark}</Tooltip> : mark
}
export const lightColour = (light: Light) => lights[light].colour
export const lightShape = (light: Light) => lights[light].shape
export const lightWord = (light: Light) => lights[light].word

/** Where a figure comes from: three small marks, the same everywhere. */
const sources = { system: { mark: '系', say: '系统生成：由办件和名录自动得出' }, verified: { mark: '核', say: '已核：由报送单位以外的单位核查认可' }, reported: { mark: '报', say: '自报：由责任单位自行填报，未经核查' } }
export function SourceMark({ of }: { of: keyof typeof sources }) {
  return <Tooltip title={sources[of].say}><span className={`source source-${of}`} role="img" aria-label={sources[of].say}>{sources[of].mark}</span></Tooltip>
}
export const DemoMark = () => <span className="demo">演示</span>

/** The reason of a light without its colour and its day, where the page has said both. */
export const reasonOfLight = (say: string): string => say.replace(/^[绿黄红灰蓝]：/, '').replace(/^截至\d+年\d+月\d+日/, '')

/** 2022-05-07 as 2022年5月7日. */
export const showDay = (day: string | null | undefined): string => {
  if (!day) return ''
  const [y, m, d] = day.slice(0, 10).split('-')
  return `${y}年${Number(m)}月${Number(d)}日`
}
/** An instant on the office's clock. */
export const showInstant = (at: string): string => {
  const t = new Date(Date.parse(at) + 8 * 3_600_000).toISOString()
  return `${showDay(t)} ${t.slice(11, 16)}`
}
/** How far a day lies from today, in words that help. */
export function showDue(due: string | null | undefined, today: string): { text: string; late: boolean; soon: boolean } {
  if (!due) return { text: '无期限', late: false, soon: false }
  const days = Math.round((Date.parse(due.slice(0, 10)) - Date.parse(today)) / 86_400_000)
  const near = days === 0 ? '今天' : days === 1 ? '明天' : days < 0 ? `逾期${-days}天` : `还有${days}天`
  return { text: `${showDay(due)}（${near}）`, late: days < 0, soon: days >= 0 && days <= 3 }
}
export const Due = ({ due, today }: { due: string | null | undefined; today: string }) => {
  const d = showDue(due, today)
  const [day, near] = d.text.split(/(?=（)/)
  return <span className={d.late ? 'late' : d.soon ? 'soon' : undefined} title={due ?? undefined}><span className="keep">{d.late ? '■ ' : d.soon ? '▲ ' : ''}{day}</span><wbr /><span className="keep">{near}</span></span>
}
/** When a line of work hurts, or since when it can be done. */
export function WorkDue({ of: r, today }: { of: WorkRow; today: string }) {
  if (r.stoppedSince) return <span className="quiet">中止中</span>
  if (!r.opensOn) return <Due due={r.dueAt ?? r.dueOn} today={today} />
  return r.opensOn <= today
    ? <span className="soon"><span className="keep">▲ 可以办理</span><wbr /><span className="keep">（自{showDay(r.opensOn)}）</span></span>
    : <span className="quiet keep">{showDay(r.opensOn)}起可办</span>
}
export const Section = ({ title, extra, children }: { title: ReactNode; extra?: ReactNode; children: ReactNode }) => (
  <section className="block"><div className="block-head"><h2>{title}</h2>{extra}</div>{children}</section>
)
/** A table wider than its window scrolls in its own frame, by keyboard too. */
export const Wide = ({ label, children }: { label: string; children: ReactNode }) => <div className="wide" tabIndex={0} role="region" aria-label={label}>{children}</div>
