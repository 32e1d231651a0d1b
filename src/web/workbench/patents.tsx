import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { PatentLine, PatentQuery, SavedQuery } from '../../http/index.ts'
import { DemoMark, showDay } from './marks.tsx'
import { type Here, isOfficial, levelOf } from './session.tsx'

/** The address of a search of the library, as the public page reads it. */
export function searchOf({ q, from, to, ...lists }: PatentQuery): string {
  const said = new URLSearchParams(q ? { q } : {})
  for (const [name, values] of Object.entries(lists)) for (const value of values ?? []) said.append(name, value)
  if (from) said.set('from', from)
  if (to) said.set('to', to)
  return said.toString()
}

/** The same address read back as the question to keep. */
export function queryIn(address: string): PatentQuery {
  const said = new URLSearchParams(address)
  const list = (name: string) => { const values = said.getAll(name); return values.length ? { [name]: values } : {} }
  const day = (name: 'from' | 'to') => { const value = said.get(name); return value ? { [name]: value } : {} }
  return { q: said.get('q') ?? '', ...list('ipc'), ...list('applicant'), ...list('region'), ...list('status'), ...list('kind'), ...day('from'), ...day('to') }
}

/** What is asked, as it reads. */
export function Asking({ of }: { of: Pick<SavedQuery, 'asked' | 'conditions'> }) {
  return <>{of.asked.q && <code>{of.asked.q}</code>}{of.conditions.map((c) => <span key={c.field + c.value} className="condition">{c.label}：{c.said}</span>)}{!of.asked.q && of.conditions.length === 0 && '全部专利'}</>
}

/** A record in a list; it opens where everybody reads it. */
export function PatentRow({ of, children }: { of: PatentLine; children?: ReactNode }) {
  return (
    <li>
      <a href={`/patents/${encodeURIComponent(of.key)}`}>{of.title.text}</a>{of.demo && <DemoMark />}
      <div className="quiet">{of.statusLabel}　{of.number}{of.day && `　${showDay(of.day)}公开`}　{of.applicants.join('、')}{children}</div>
    </li>
  )
}

/** A block of a page with the page's own heading, or with one below it. */
export const Titled = ({ title, extra, isBelow = false, children }: { title: string; extra?: ReactNode; isBelow?: boolean; children: ReactNode }) => (
  <section className="block"><div className="block-head">{isBelow ? <h2>{title}</h2> : <h1>{title}</h1>}{extra}</div>{children}</section>
)

export const Crumbs = ({ to, from, here }: { to: string; from: string; here: string }) => <p className="quiet crumbs"><Link to={to}>{from}</Link> › {here}</p>

/** What comes into the library is for the province's offices and the administrator; the server has the last word. */
export const mayImport = (here: Here): boolean => here.session.who!.admin || (isOfficial(here) && levelOf(here) === 'province')
