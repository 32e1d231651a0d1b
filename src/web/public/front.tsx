import type { Page, Site } from '../../http/index.ts'
import { DayText, Demo, Empty } from './parts.tsx'
import { Places } from './places.tsx'
import { Printed } from './progress.tsx'

export function Front({ progress, items, published, map, site }: Extract<Page, { kind: 'front' }> & { site: Site }) {
  return (
    <>
      <section className="sentence">
        <h1>{progress ? progress.list.title : '福建省知识产权任务与办事'}</h1>
        <p className="lead">{progress ? `${progress.say}。` : `今天是${site.todaySaid}。任务清单尚未发布，发布后在这里看到每一项的进展；下列事项现在就可以网上办理。`}</p>
        <p className="acts"><a className="button" href="/items">我要办事</a> <a className="button second" href="/check">查名录和专用标志</a> <a className="button second" href="/verify">验证书和文书</a> <a className="button second" href="/patents">查专利</a></p>
      </section>
      {progress && (
        <div className="two">
          <section aria-labelledby="list-title">
            <h2 id="list-title">{progress.tasks.length}项任务</h2>
            <Printed progress={progress} />
            <p className="note">“待接入”的分解任务 {progress.pending} 项：有承办单位，但还没有事项、名录或指标自动推动。<a href="/progress">看全部分解任务</a></p>
          </section>
          <section aria-labelledby="map-title">
            <h2 id="map-title">各地</h2>
            <Places map={map} cities={progress.cities} />
          </section>
        </div>
      )}
      <div className="two even">
        <section aria-labelledby="items-title">
          <h2 id="items-title">怎样办</h2>
          <p>选事项，看指南，登录后逐屏填写，随时可存；核对无误后提交。每一步和期限都在“我的”里看得到。</p>
          <ul className="plain-list">{items.filter((i) => i.online).map((i) => <li key={i.id}><a href={`/items/${i.id}`}>{i.name}</a><small>{i.programme}{i.promise && ` · ${i.promise}`}</small></li>)}</ul>
        </section>
        <section aria-labelledby="published-title">
          <h2 id="published-title">正在公示</h2>
          {published.length === 0 ? <Empty>现在没有公示。审定的事项在作出决定前会在这里公示，任何人都可以实名提出异议。</Empty> : (
            <ul className="plain-list">{published.map((p) => <li key={p.id}><a href={`/published/${p.id}`}>{p.itemName}：{p.shows[0]?.value ?? p.number}</a> {p.demo && <Demo />}{p.until && <small>公示至<DayText day={p.until} /></small>}</li>)}</ul>
          )}
          <p><a href="/published">全部公示</a></p>
        </section>
      </div>
    </>
  )
}
