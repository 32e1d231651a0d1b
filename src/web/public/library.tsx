import type { ReactNode } from 'react'
import type { LibraryAsked, Named, Page, LineSeen, PatentStanding } from '../../http/index.ts'
import { DayText, Demo, Empty } from './parts.tsx'

type Patents = Extract<Page, { kind: 'patents' }>

/** The patent library asked from a page: what is found, how it divides, and everything that narrows it in the address. */
export function Patents(page: Patents) {
  const { asked, total, lines, fault, building, chosen, simplified } = page
  const isAsked = asked.q !== '' || chosen.length > 0
  return (
    <>
      <h1>专利检索</h1>
      <Ask {...page} />
      {building && <Building {...building} />}
      {fault ? <Fault q={asked.q} {...fault} /> : (
        <div className="found">
          <section aria-labelledby="found-title" className="hits-part">
            <h2 id="found-title" className="unseen">检索结果</h2>
            <Chosen of={chosen} />
            {simplified && <p className="note">已同时按简体“<code>{simplified}</code>”检索。</p>}
            {total > 0 && (
              <div className="found-head">
                <p><b className="number">{total.toLocaleString('zh-CN')}</b> 件{isAsked ? '' : '，全部已公开'}{page.save && <> · <a href={page.save}>保存这次检索，有变化提醒我</a></>}</p>
                <ul className="orders" aria-label="排列">{page.orders.map((o) => <li key={o.label}>{o.current ? <b aria-current="true">{o.label}</b> : <a href={o.href}>{o.label}</a>}</li>)}</ul>
              </div>
            )}
            {total === 0 ? <None {...page} isAsked={isAsked} /> : lines.length === 0
              ? <Empty>没有这么多页。<a href={page.pages.find((p) => p.href)?.href ?? '/patents'}>回第一页</a></Empty>
              : <Hits lines={lines} start={page.first} />}
            <Pages pages={page.pages} />
            {page.reach < total && <p className="note">只能翻到前{page.reach.toLocaleString('zh-CN')}件。要看后面的，请加条件缩小范围，或按公开日排列后限定公开日。</p>}
          </section>
          <Facets {...page} />
        </div>
      )}
    </>
  )
}

function Ask({ asked, places, examples }: Patents) {
  const more = [...asked.ipc, ...asked.applicant, ...asked.region, asked.from, asked.to].filter(Boolean).length
  const kept = (['kind', 'status', 'region'] as const).flatMap((name) => asked[name].slice(name === 'region' ? 1 : 0).map((value) => ({ name, value })))
  return (
    <search><form className="library-ask" action="/patents" data-tidy>
      <label htmlFor="q">名称、摘要、权利要求里的词，或者号码</label>
      <div className="ask-line"><input id="q" name="q" type="search" defaultValue={asked.q} maxLength={2000} aria-describedby="q-help" autoComplete="off" /><button className="button">检索</button></div>
      <p className="help" id="q-help">几个词用空格隔开，须同时出现；引号里的须连在一起。</p>
      {kept.map(({ name, value }) => <input key={name + value} type="hidden" name={name} value={value} />)}
      {asked.order === 'newest' && asked.q && <input type="hidden" name="order" value="newest" />}
      <details open={more > 0 || undefined}>
        <summary>更多条件{more > 0 && `（${more}项）`}</summary>
        <div className="conditions">
          <p><label htmlFor="applicant">申请人全称<span className="optional">（几个用分号隔开）</span></label><input id="applicant" name="applicant" defaultValue={asked.applicant.join('；')} maxLength={1000} autoComplete="off" /></p>
          <p><label htmlFor="ipc">分类号<span className="optional">（开头几位即可，如 H01M10）</span></label><input id="ipc" name="ipc" className="code" defaultValue={asked.ipc.join('；')} maxLength={100} autoComplete="off" spellCheck={false} /></p>
          <p><label htmlFor="region">申请人所在地</label><Region places={places} value={asked.region[0] ?? ''} /></p>
          <fieldset><legend>公开日</legend><label htmlFor="from">自</label><input id="from" name="from" type="date" defaultValue={asked.from} /><label htmlFor="to">至</label><input id="to" name="to" type="date" defaultValue={asked.to} /></fieldset>
        </div>
        <button className="button second">按条件检索</button>
      </details>
      <details>
        <summary>检索式怎样写</summary>
        <table className="examples"><thead><tr><th scope="col">写法</th><th scope="col">意思</th></tr></thead><tbody>{examples.map((e) => <tr key={e.query}><th scope="row"><Query {...e} /></th><td>{e.about}</td></tr>)}</tbody></table>
      </details>
    </form></search>
  )
}

/** A query to press, kept as it is typed whatever characters the page is read in. */
const Query = ({ query, href }: { query: string; href: string }) => <code><a href={href}>{query}</a></code>

function Region({ places, value }: { places: Patents['places']; value: string }) {
  const groups = [...new Set(places.map((p) => p.group ?? ''))]
  const isKnown = !value || places.some((p) => p.value === value)
  return (
    <select id="region" name="region" defaultValue={value}>
      <option value="">不限</option>
      {!isKnown && <option value={value}>{value}</option>}
      {groups.map((g) => {
        const of = places.filter((p) => (p.group ?? '') === g).map((p) => <option key={p.value} value={p.value}>{p.label}</option>)
        return g ? <optgroup key={g} label={g}>{of}</optgroup> : of
      })}
    </select>
  )
}

/** The query with its first letter that cannot be read marked, so that nobody has to count. */
function Fault({ q, say, at }: { q: string; say: string; at?: number }) {
  const letters = [...q], place = at === undefined ? -1 : Math.min(at, letters.length + 1) - 1
  return (
    <section className="faults" role="alert" aria-labelledby="fault-title">
      <h2 id="fault-title">这个检索式读不懂</h2>
      <p>{say}</p>
      {place >= 0 && q && <p className="bad-query"><code>{letters.slice(0, place).join('')}<mark>{letters[place] ?? '　'}</mark>{letters.slice(place + 1).join('')}</code></p>}
      <p>请改好后再检索；上面“检索式怎样写”里有例子。只想找这些字本身的，用引号括起来。</p>
    </section>
  )
}

export const Building = ({ say, done, of }: { say: string; done: number; of: number }) => (
  <output className="building"><p>{say}</p>{of > 0 && <progress max={of} value={done} aria-label="检索库建立进度" />}</output>
)

const Chosen = ({ of }: { of: Patents['chosen'] }) => (of.length === 0 ? null : (
  <ul className="chosen" aria-label="现在的条件">
    {of.map((c) => <li key={c.label + c.value}><a href={c.href} aria-label={`去掉条件：${c.label} ${c.value}`}>{c.label}：{c.value} <span aria-hidden="true">×</span></a></li>)}
    {of.length > 1 && <li><a className="clear" href="/patents">全部去掉</a></li>}
  </ul>
))

function None({ isAsked, building, chosen, asked }: Patents & { isAsked: boolean }) {
  if (building) return <Empty>检索库还没有建好，建好后在这里列出结果。</Empty>
  if (!isAsked) return <Empty>专利库里还没有记录。导入公开的专利数据后，任何人都可以在这里检索。</Empty>
  return (
    <section className="empty">
      <p>没有查到。可以这样试：</p>
      <ul>
        {chosen.length > 0 && <li>去掉一两个条件</li>}
        {/\d{7}/.test(asked.q) && <li>查号码的，写全申请号（如 201510163325.6）或公开号（如 CN104751825A）</li>}
        {asked.q && <li>换一个说法，或者少写几个词；多个词只要有一个，中间写“或”</li>}
        {/^["“].*["”]$/.test(asked.q.trim()) && <li>去掉引号，词不必连在一起</li>}
        <li>未公开的申请查不到：发明专利申请一般自申请日起满18个月公开，实用新型和外观设计在授权时公开</li>
      </ul>
    </section>
  )
}

export function Hits({ lines, start = 1 }: { lines: readonly LineSeen[]; start?: number }) {
  return (
    <ol className="hits" start={start}>
      {lines.map((l) => (
        <li key={l.href}>
          <h3><a href={l.href}><Marks {...l.title} /></a> {l.demo && <Demo />}</h3>
          <p className="hit-line"><Stands of={l.standing} /><span>{l.type}</span><span className="code">{l.number}</span>{l.day && <span><DayText day={l.day} />公开</span>}<Names of={l.applicants} />{l.ipc && <span className="code"><Link {...l.ipc} /></span>}</p>
          {l.snippet && <p className="snippet"><Marks {...l.snippet} /></p>}
        </li>
      ))}
    </ol>
  )
}

const Pages = ({ pages }: { pages: Patents['pages'] }) => (pages.length < 2 ? null : (
  <nav aria-label="翻页"><ul className="pages">{pages.map((p, i) => <li key={i}>{p.current ? <b aria-current="page">{p.label}</b> : p.href ? <a href={p.href}>{p.label}</a> : <span aria-hidden="true">{p.label}</span>}</li>)}</ul></nav>
))

const firstShown = 8

function Facets({ facets, total }: Patents) {
  const shown = facets.filter((f) => f.values.length > 0)
  if (total === 0 || shown.length === 0) return null
  return (
    <details className="facets">
      <summary>按类型、状态、地区等缩小范围</summary>
      {shown.map((f) => {
        const rest = f.values.slice(firstShown)
        return (
          <section key={f.field} aria-labelledby={`facet-${f.field}`}>
            <h3 id={`facet-${f.field}`}>{f.label}</h3>
            <Values of={f.values.slice(0, firstShown)} />
            {rest.length > 0 && <details><summary>再看{rest.length}项</summary><Values of={rest} /></details>}
          </section>
        )
      })}
    </details>
  )
}

const Values = ({ of }: { of: Patents['facets'][number]['values'] }) => (
  <ul>{of.map((v) => <li key={v.label}><a href={v.href} title={v.title} aria-current={v.chosen ? 'true' : undefined}>{v.label}</a><span className="number">{v.count.toLocaleString('zh-CN')}</span></li>)}</ul>
)

/** A text with what was searched for marked. */
export function Marks({ text, marks }: LineSeen['title']) {
  const pieces: ReactNode[] = []
  let at = 0
  for (const [from, to] of marks) {
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>)
    at = to
  }
  return <>{pieces}{text.slice(at)}</>
}

export const Link = ({ label, href }: Named) => (href ? <a href={href}>{label}</a> : <>{label}</>)
export const Names = ({ of }: { of: readonly Named[] }) => (of.length === 0 ? null : <span>{of.map((n, i) => <span key={n.label + String(i)}>{i > 0 && '、'}<Link {...n} /></span>)}</span>)

/** How a right stands, in a shape and a word beside the colour. */
const shapes: Record<PatentStanding['value'], [string, string]> = {
  granted: ['green', '●'], pending: ['blue', '○'], ceased: ['grey', '×'], expired: ['grey', '×'], withdrawn: ['grey', '×'], abandoned: ['grey', '×'], refused: ['seal', '■'], invalidated: ['seal', '■'], unknown: ['grey', '–'],
}
export function Stands({ of }: { of: PatentStanding }) {
  const [colour, shape] = shapes[of.value]
  return <span className={`stands ${colour}`}><span aria-hidden="true">{shape}</span> {of.label}</span>
}

export const showAsked = (asked: LibraryAsked): string => [asked.q, ...asked.applicant, ...asked.ipc].filter(Boolean).join(' · ')
