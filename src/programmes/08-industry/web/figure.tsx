import { lazy, Suspense, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Pagination } from 'antd'
import type { PatentLine } from '../../../http/index.ts'
import { Wide } from '../../../web/workbench/marks.tsx'
import { PatentRow } from '../../../web/workbench/patents.tsx'
import { Asked, Nothing, useFocusBack } from '../../../web/workbench/waits.tsx'
import type { Shown } from '../figure-thread.ts'
import type { FigureKind } from '../kinds.ts'
import { CityShades } from './city-shades.tsx'
import './navigation.css'

const Chart = lazy(() => import('./chart.tsx'))
const first = 30, page = 20
/** Numbers, days and symbols, which are never broken over two lines. */
const isCode = /^[\w./-]{1,16}$/
export type LinesOf = (at: { line: string; column: string; skip: number; take: number }) => Promise<{ total: number; hits: PatentLine[] }>

/** A figure with the sentence it proves, the chart, the table whose numbers open, and how it was counted. */
export function FigureShown({ kind, figure, beside, linesOf, csv }: { kind: FigureKind; figure: Shown; beside?: Shown | undefined; linesOf: LinesOf; csv: () => void }) {
  const [isWhole, showWhole] = useState(false)
  const [opened, open] = useState<{ line: string; column: string; title: string }>()
  const lines = isWhole ? figure.lines : figure.lines.slice(0, first)
  return (
    <>
      <p style={{ marginTop: 0 }}><b>{figure.say}</b><span className="quiet">　统计{figure.over.toLocaleString('zh-CN')}件</span></p>
      {figure.notes?.map((note) => <p key={note} className="figure-note">{note}</p>)}
      {figure.lines.length === 0 ? <Nothing say="没有可画的数；换一个检索，或者看下面的口径" /> : (
        <>
          {kind === 'regions' && <CityShades figure={figure} />}
          <Suspense fallback={<div style={{ height: 280 }} aria-hidden="true" />}><Chart kind={kind} figure={figure} {...(beside ? { beside } : {})} /></Suspense>
          <Wide label={`${figure.title}数据`}><table className="printed figure-table"><thead><tr>{figure.columns.map((c) => <th key={c.id} scope="col" className={c.kind === 'text' ? undefined : 'num'}>{c.label}</th>)}</tr></thead><tbody>
            {lines.map((line) => (
              <tr key={line.id}>{line.cells.map((cell, i) => {
                const column = figure.columns[i]!, said = showCell(cell.value, column.kind)
                return <td key={column.id} className={column.kind !== 'text' ? 'num' : isCode.test(said) ? 'keep' : undefined} title={cell.exact}>{cell.opens ? <button type="button" className="figure-door" onClick={() => open({ line: line.id, column: column.id, title: `${nameOf(figure, line)}　${column.label}` })}>{said}</button> : said}</td>
              })}</tr>
            ))}
          </tbody></table></Wide>
        </>
      )}
      <div className="row no-print" style={{ marginTop: 8 }}>
        {figure.lines.length > first && <Button size="small" onClick={() => showWhole(!isWhole)}>{isWhole ? '收起' : `看全部${figure.lines.length}行`}</Button>}
        <Button size="small" onClick={csv}>导出 CSV</Button>
      </div>
      <p className="print-only quiet">口径：{figure.definition}</p>
      <details className="fold"><summary>口径和计算</summary><p>{figure.definition}</p><ol>{figure.steps.map((step, i) => <li key={i}>{step}</li>)}</ol>{figure.more ? <p className="quiet">另有{figure.more}行未列。</p> : null}</details>
      {opened && <Behind key={`${opened.line} ${opened.column}`} of={opened} linesOf={linesOf} close={() => open(undefined)} />}
    </>
  )
}

/** The applications behind one number. */
export function Behind({ of, linesOf, close }: { of: { line: string; column: string; title: string }; linesOf: LinesOf; close: () => void }) {
  useFocusBack()
  const [at, leaf] = useState(1)
  const found = useQuery({ queryKey: ['behind', of.line, of.column, at, linesOf], queryFn: () => linesOf({ line: of.line, column: of.column, skip: (at - 1) * page, take: page }) })
  return (
    <Drawer open onClose={close} size={560} title={of.title}>
      <Asked query={found}>{({ total, hits }) => (
        <>
          <p className="quiet">共{total.toLocaleString('zh-CN')}件</p>
          <ul className="story">{hits.map((hit) => <PatentRow key={hit.key} of={hit} />)}</ul>
          {total > page && <Pagination size="small" simple current={at} pageSize={page} total={total} onChange={leaf} />}
        </>
      )}</Asked>
    </Drawer>
  )
}

const nameOf = (figure: Shown, line: Shown['lines'][number]): string => figure.columns.flatMap((c, i) => (c.kind === 'text' ? [String(line.cells[i]!.value ?? '')] : [])).filter(Boolean).slice(0, 2).join('　')
export function showCell(value: string | number | null, kind: Shown['columns'][number]['kind']): string {
  if (value === null) return '–'
  if (typeof value === 'string') return value
  return kind === 'share' ? `${(value * 100).toFixed(2)}%` : Number.isInteger(value) ? value.toLocaleString('zh-CN') : value.toFixed(3)
}

/** Asks for a file by POST and hands it to the person. */
export async function saveFile(path: string, body: unknown, name: string): Promise<void> {
  const answer = await fetch(path, { method: 'POST', credentials: 'same-origin', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'x-zhixing': '1' } })
  if (!answer.ok) throw new Error(`${answer.status}`)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
