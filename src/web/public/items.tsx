import type { Guide as GuideOf, Page, Site } from '../../http/index.ts'
import { DayText, Empty, Lines, When } from './parts.tsx'

export function Items({ items, q }: Extract<Page, { kind: 'items' }>) {
  const groups = [...Map.groupBy(items, (i) => `${i.task}|${i.programme}`)].sort(([a], [b]) => Number(a.split('|')[0]) - Number(b.split('|')[0]))
  return (
    <>
      <h1>能办的事项</h1>
      <search><form className="search" action="/items"><label htmlFor="q">找事项</label><span><input id="q" name="q" type="search" defaultValue={q} maxLength={60} /><button>查找</button></span></form></search>
      {items.length === 0 && <Empty>没有找到含“{q}”的事项。可以换个说法，如“质押”“地理标志”“侵权”，或<a href="/items">看全部事项</a>。</Empty>}
      {groups.map(([key, of]) => (
        <section key={key}>
          <h2>{key.split('|')[1]}</h2>
          <ul className="items">
            {of.map((i) => (
              <li key={i.id}>
                <h3><a href={`/items/${i.id}`}>{i.name}</a></h3>
                <p>{i.who}</p>
                <p className="note">办成得到：{i.gives}</p>
                <p className="note">{i.promise && `承诺时限 ${i.promise} · `}{i.fee}{!i.online && ' · 由有关单位发起'}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

export function Guide({ guide, drafts, site }: Extract<Page, { kind: 'guide' }> & { site: Site }) {
  return (
    <>
      <p className="crumbs"><a href="/items">能办的事项</a> › {guide.programme}</p>
      <h1>{guide.name}</h1>
      <div className="two">
        <section aria-label="办事指南">
          <Lines lines={[
            { label: '谁可以办', value: guide.who },
            { label: '要带什么', value: <ul>{guide.brings.map((b) => <li key={b}>{b}</li>)}</ul> },
            { label: '多长时间', value: <>{guide.promise ?? '见下“怎样走”各步的期限'}{guide.promiseSource && <small>{guide.promiseSource}</small>}{guide.correction && <small>材料需补正的，一次告知，{guide.correction}内补正；补正时间不计入办理时限</small>}</> },
            { label: '多少钱', value: guide.fee },
            { label: '办成得到', value: guide.gives },
            { label: '在哪里办', value: guide.where },
            ...(guide.places ? [{ label: '适用地方', value: guide.places }] : []),
            { label: '不满意找谁', value: guide.complaint },
            { label: '依据', value: guide.basis },
            ...(guide.carries.length ? [{ label: '对应清单', value: <>{guide.carries.map((c) => <span key={c.title} className="mover"><a href={`/progress/${c.id}`}>{c.title}</a></span>)}</> }] : []),
          ]} />
        </section>
        <section aria-labelledby="apply" className="aside">
          <h2 id="apply">现在办</h2>
          {!guide.online ? <p>本事项由有关单位发起，不在网上申请。</p> : (
            <>
              {drafts.length > 0 && <><p>您有没填完的：</p><ul className="plain-list">{drafts.map((d) => <li key={d.id}><a href={d.href}>接着填</a><small><When at={d.updatedAt} />保存{d.missing > 0 && `，还有${d.missing}处待填`}</small></li>)}</ul></>}
              <form method="post" action={`/apply/${guide.id}`}><button className="button">{drafts.length ? '另填一份' : site.person ? '开始填写' : '登录并填写'}</button></form>
              <p className="note">共{guide.form.length}屏，随时可存，下次接着填。{!site.person && <>还没有账号的单位请先<a href="/register">注册</a>。</>}</p>
            </>
          )}
          <h2>怎样走</h2>
          <ol className="path">{guide.path.map((p) => <li key={p.label}><b>{p.label}</b>{p.within && <span className="tag">{p.within}内</span>}<small>{p.by.join('、')}</small></li>)}</ol>
          <p className="note">可能的结果：{guide.ends.join('、')}。{guide.clocks.length > 0 && `另有期限：${guide.clocks.map((c) => `${c.label}${c.limit}`).join('、')}。`}</p>
        </section>
      </div>
      <section aria-labelledby="form-title">
        <h2 id="form-title">要填什么</h2>
        <div className="preview">{guide.form.map((s, i) => (
          <div key={s.title}>
            <h3>第{i + 1}屏 {s.title}</h3>
            <ul>{s.questions.map((f) => <li key={f.label}>{f.label}{f.optional ? <small>可不填</small> : f.sometimes ? <small>视情况</small> : null}{f.help && <small>{f.help}</small>}</li>)}</ul>
          </div>
        ))}</div>
      </section>
      {guide.example && <Example example={guide.example} />}
      {guide.papers.length > 0 && <section><h2>会出具的文书和证书</h2><p>{guide.papers.map((p) => p.title).join('、')}。证书上有验证码，任何人都可以<a href="/verify">核验</a>。</p></section>}
    </>
  )
}

function Example({ example }: { example: NonNullable<GuideOf['example']> }) {
  return (
    <section aria-labelledby="example-title">
      <h2 id="example-title">一件办成的例子：{example.name}</h2>
      <ol className="story">{example.steps.map((s, i) => <li key={i}><DayText day={s.on} /> <span>{s.by} <b>{s.label}</b>{s.to && `，转入“${s.to}”`}</span></li>)}</ol>
      {example.computed.length > 0 && <div><h3>怎样算出来的</h3>{example.computed.map((c, i) => <ol key={i} className="working">{c.steps.map((s, j) => <li key={j}>{s}</li>)}</ol>)}</div>}
      <details><summary>例子里是怎样填的</summary>{example.answers.map((s) => <div key={s.title}><h3>{s.title}</h3><Lines lines={s.lines.map((l) => ({ label: l.label, value: <span className="asis">{l.shown}</span> }))} /></div>)}</details>
      <p className="note">例子是虚构的，用来说明怎样填、怎样走、怎样算。</p>
    </section>
  )
}
