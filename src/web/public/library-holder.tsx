import type { Page } from '../../http/index.ts'
import { DayText, Empty } from './parts.tsx'
import { Building, Hits, Names } from './library.tsx'

/** What a holder has in the library. Every count is a search that yields exactly these records. */
export function Holder({ name, about, total, all, counts, newest, moves, others, building }: Extract<Page, { kind: 'holder' }>) {
  return (
    <>
      <p className="crumbs"><a href="/patents">专利检索</a> › 持有人</p>
      <h1>{name || '按持有人看专利'}</h1>
      {about.length > 0 && <p>{about.join('　')}</p>}
      {building && <Building {...building} />}
      {total === 0 && (
        <>
          <search><form className="search" action="/holders"><label htmlFor="name">申请人或专利权人的名称</label><span><input id="name" name="name" type="search" defaultValue={name} maxLength={200} autoComplete="off" required /><button>查看</button></span></form></search>
          {name && <Empty>{others.length > 0 ? `没有名称正好是“${name}”的持有人，名称里有这些字的见下。` : `公开的专利里没有“${name}”。名称改过的，请用申请时的名称再查；个人只能用全名。`}</Empty>}
        </>
      )}
      {others.length > 0 && <section aria-labelledby="others-title"><h2 id="others-title">{name ? '名称相近的' : '专利最多的'}</h2><ul className="plain-list counted">{others.map((o) => <li key={o.name}><a href={o.href}>{o.name}</a><span className="number">{o.count.toLocaleString('zh-CN')}件</span></li>)}</ul></section>}
      {total > 0 && (
        <>
          <p className="lead">共 <a className="number" href={all}>{total.toLocaleString('zh-CN')}件</a> 公开的专利和申请。</p>
          <div className="three">
            {counts.map((c) => (
              <section key={c.label} aria-label={c.label}>
                <table><caption>{c.label}</caption><Rows of={c.rows.slice(0, firstRows)} /></table>
                {c.rows.length > firstRows && <details><summary>再看{c.rows.length - firstRows}项</summary><table><Rows of={c.rows.slice(firstRows)} /></table></details>}
              </section>
            ))}
          </div>
          <div className="two">
            <section aria-labelledby="newest-title"><h2 id="newest-title">最近公开</h2><Hits lines={newest} />{total > newest.length && <p><a href={all}>全部{total.toLocaleString('zh-CN')}件</a></p>}</section>
            <section className="aside" aria-labelledby="moves-title"><h2 id="moves-title">转让、许可和质押</h2>
              {moves.length === 0 ? <Empty>它的专利没有转让、许可或质押的公开记录。</Empty> : (
                <ul className="plain-list">{moves.map((m, i) => <li key={i}><b>{m.label}</b>　<a href={m.href}>{m.title}</a><small><DayText day={m.day} />{m.from.length > 0 && <>　由<Names of={m.from} /></>}{m.to.length > 0 && <>到<Names of={m.to} /></>}{m.text && `　${m.text}`}</small></li>)}</ul>
              )}
            </section>
          </div>
        </>
      )}
    </>
  )
}

const firstRows = 10
const Rows = ({ of }: { of: readonly { label: string; count: number; href: string }[] }) => (
  <tbody>{of.map((r) => <tr key={r.label}><th scope="row">{r.label}</th><td className="figure"><a href={r.href}>{r.count.toLocaleString('zh-CN')}</a></td></tr>)}</tbody>
)
