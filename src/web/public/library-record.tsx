import type { Page } from '../../http/index.ts'
import { Demo, DayText, Empty, Lines } from './parts.tsx'
import { Link, Names, Stands } from './library.tsx'

type Patent = Extract<Page, { kind: 'patent' }>

/** One application: how it stands on a day and why, what happened to it, what it says, and what it is related to. */
export function Patent(page: Patent) {
  const { standing, now, on, today } = page
  const isPast = on !== today
  return (
    <article className="patent">
      <p className="crumbs"><a href="/patents">专利检索</a> › {page.type.label} › <span className="code">{page.number}</span></p>
      <h1>{page.title} {page.demo && <Demo />}</h1>
      <section className="answer standing" id="standing" aria-labelledby="standing-title">
        <h2 id="standing-title" className="unseen">法律状态</h2>
        <p className="big"><Stands of={standing} />{isPast && <small><DayText day={on} />当天</small>}</p>
        <p>{standing.sentence}</p>
        {now && <p className="note">今天：{now.label}。{now.sentence} <a href={`${page.href}#standing`}>看今天的状态</a></p>}
        {standing.flags.length > 0 && <p>{standing.flags.map((f) => <span key={f} className="tag">{f}</span>)}</p>}
        <details><summary>怎样得出</summary><ol className="working">{standing.steps.map((s, i) => <li key={i}>{s}</li>)}</ol></details>
        <form className="on-day" action={page.href}><label htmlFor="on">看哪一天的状态</label><input id="on" name="on" type="date" defaultValue={on} max={today} required /><button className="button second">查看</button></form>
      </section>
      <div className="two">
        <div>
          <section aria-labelledby="data-title"><h2 id="data-title">著录项目</h2>
            <Lines lines={page.lines.map((l) => ({ label: l.label, value: <ul className={l.values.every((v) => !v.note && v.label.length < 8) ? 'values in-line' : 'values'}>{l.values.map((v, i) => <li key={i}><Link {...v} />{v.note && <small>{v.note}</small>}</li>)}</ul> }))} />
          </section>
          {page.abstract && <section aria-labelledby="abstract-title"><h2 id="abstract-title">摘要</h2><p className="text">{page.abstract}</p></section>}
          <section aria-labelledby="claims-title"><h2 id="claims-title">权利要求{page.claims.length > 0 && <small className="beside-title">共{page.claims.length}项</small>}</h2>
            {page.claims.length === 0 ? <Empty>导入的数据里没有权利要求书；可凭公开号到国家知识产权局公布公告系统查阅。</Empty> : <Claims claims={page.claims} />}
          </section>
        </div>
        <div className="aside">
          <section aria-labelledby="events-title"><h2 id="events-title">法律事件</h2><Timeline {...page} /></section>
          <section aria-labelledby="publications-title"><h2 id="publications-title">公开文本</h2>
            {page.publications.length === 0 ? <p className="note">没有公开文本的记录。</p> : <ul className="plain-list">{page.publications.map((p) => <li key={p.number}><span className="code">{p.number}</span><small>{p.kind}{p.day && <>，<DayText day={p.day} /></>}</small></li>)}</ul>}
          </section>
          <section aria-labelledby="family-title"><h2 id="family-title">同族和分案</h2>
            {page.family.length === 0 ? <p className="note">库里没有它的同族或分案申请。</p> : <ul className="plain-list">{page.family.map((f) => <li key={f.number}><Link label={f.title || f.number} {...(f.href ? { href: f.href } : {})} /><small><span className="code">{f.number}</span>{f.how && `，${f.how}`}{f.standing && <>　<Stands of={f.standing} /></>}</small></li>)}</ul>}
          </section>
          <section aria-labelledby="cites-title"><h2 id="cites-title">引用的文献{page.cites.length > 0 && <small className="beside-title">{page.cites.length}件</small>}</h2>
            {page.cites.length === 0 ? <p className="note">导入的数据里没有它引用的文献。</p> : <Papers of={page.cites} />}
          </section>
          <section aria-labelledby="cited-title"><h2 id="cited-title">被引用{page.citedBy.total > 0 && <small className="beside-title">{page.citedBy.total}次</small>}</h2>
            {page.citedBy.total === 0 ? <p className="note">库里还没有专利引用它。</p> : <><Papers of={page.citedBy.rows} />{page.citedBy.total > page.citedBy.rows.length && <p className="note">列出最近的{page.citedBy.rows.length}件。</p>}</>}
          </section>
        </div>
      </div>
    </article>
  )
}

const firstClaims = 3
/** The claims one by one; the first are read, the rest are one press away. */
function Claims({ claims }: { claims: readonly string[] }) {
  const rest = claims.slice(firstClaims)
  return (
    <>
      <ol className="claims">{claims.slice(0, firstClaims).map((c, i) => <li key={i}>{c}</li>)}</ol>
      {rest.length > 0 && <details><summary>其余{rest.length}项</summary><ol className="claims" start={firstClaims + 1}>{rest.map((c, i) => <li key={i}>{c}</li>)}</ol></details>}
    </>
  )
}

/** What happened, oldest first; each day leads to how things stood on it. What had not happened on the chosen day comes after a line that says so. */
function Timeline({ events, on, today, standing }: Patent) {
  if (events.length === 0) return <Empty>导入的数据里没有法律事件，状态未知。</Empty>
  const before = events.filter((e) => !e.isLater), later = events.filter((e) => e.isLater)
  return (
    <ol className="story events">
      {before.map((e, i) => <Event key={i} e={e} />)}
      <li className="chosen-day"><DayText day={on} /><p>{on === today ? '今天' : '所选的这一天'}：<Stands of={standing} /></p></li>
      {later.map((e, i) => <Event key={`later-${i}`} e={e} />)}
    </ol>
  )
}
function Event({ e }: { e: Patent['events'][number] }) {
  return (
    <li className={e.isLater ? 'later' : undefined}>
      {e.href ? <a href={e.href} title="看这一天的状态"><DayText day={e.day} /></a> : <DayText day={e.day} />}
      <div><p><b>{e.label}</b>{e.text && <>　{e.text}</>}</p>
        {(e.from.length > 0 || e.to.length > 0) && <p>{e.from.length > 0 && <>由 <Names of={e.from} /> </>}{e.to.length > 0 && <>{e.from.length > 0 ? '到 ' : ''}<Names of={e.to} /></>}</p>}
        <small>来源：{e.source}</small></div>
    </li>
  )
}

const Papers = ({ of }: { of: readonly { number: string; title?: string; href?: string; note?: string }[] }) => (
  <ul className="plain-list">{of.map((c) => <li key={c.number}><Link label={c.title ?? c.number} {...(c.href ? { href: c.href } : {})} /><small>{c.title && <span className="code">{c.number}</span>}{c.title && c.note ? '，' : ''}{c.note}</small></li>)}</ul>
)
