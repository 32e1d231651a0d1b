import type { FoundLine, Page, Site } from '../../http/index.ts'
import { DayText, Demo, Done, Empty, encodingOf, Faults, Lines, Questions } from './parts.tsx'

export function Check({ q, register, registers, exact, others, total, asked }: Extract<Page, { kind: 'check' }>) {
  return (
    <>
      <h1>名录和专用标志核查</h1>
      <p>输入单位名称、统一社会信用代码、产品名称或证书编号，查它在不在名录里、现在有没有效。查一件专利现在是否有效，请到<a href="/patents">专利检索</a>。</p>
      <search><form className="search" action="/check">
        <label htmlFor="q">名称、代码或编号</label>
        <span><input id="q" name="q" type="search" defaultValue={q} maxLength={100} /><button>核查</button></span>
        <label htmlFor="register">只查一个名录</label>
        <select id="register" name="register" defaultValue={register}><option value="">全部公开名录</option>{registers.map((r) => <option key={r.id} value={r.id}>{r.name}</option>)}</select>
      </form></search>
      {!asked && <section><h2>可以核查的名录</h2>{registers.length === 0 ? <Empty>还没有公开的名录。</Empty> : <ul className="plain-list">{registers.map((r) => <li key={r.id}>{r.name}<small>按{r.keyLabel}或名称查</small></li>)}</ul>}</section>}
      {asked && exact.map((l) => <Answer key={`${l.register}-${l.key}`} line={l} />)}
      {asked && exact.length === 0 && others.length === 0 && (
        <section className="answer no"><p className="big"><span aria-hidden="true">■</span> 没有查到“{q}”</p><p>公开名录中没有这个名称、代码或编号。请核对是否有错字；确认无误仍查不到的，不能视为名录内单位或合法使用人，可向所在地知识产权局核实。</p><p>要查的是专利的，<a href={`/patents?q=${encodeURIComponent(q)}`}>到专利检索里查“{q}”</a>。</p></section>
      )}
      {others.length > 0 && <section><h2>{exact.length ? '另有相近的' : '没有完全相同的，相近的有'}{total > others.length + exact.length && `（共${total}条，列出前${others.length}条）`}</h2><ul className="plain-list">{others.map((l) => <li key={`${l.register}-${l.key}`}><a href={`/check?q=${encodeURIComponent(l.key)}&register=${l.register}`}>{l.party ?? l.shown[0]?.value ?? l.key}</a> {l.demo && <Demo />}<small>{l.registerName} · {l.isInForce ? l.statusLabel : `${l.statusLabel}（现在无效）`} · {l.keyLabel} {l.keySaid}</small></li>)}</ul></section>}
    </>
  )
}

/** One big answer: true or not, since when, until when, for what. */
function Answer({ line }: { line: FoundLine }) {
  return (
    <section className={`answer ${line.isInForce ? 'yes' : 'no'}`}>
      <p className="big"><span aria-hidden="true">{line.isInForce ? '✓' : '■'}</span> {line.isInForce ? `在名录内：${line.statusLabel}` : `现在无效：${line.statusLabel}`} {line.demo && <Demo />}</p>
      <p className="lead">{line.party ?? line.shown[0]?.value}</p>
      <Lines lines={[
        { label: '名录', value: line.registerName },
        { label: line.keyLabel, value: <span className="number">{line.keySaid}</span> },
        { label: '起始', value: <DayText day={line.from} /> },
        { label: '截止', value: line.to ? <DayText day={line.to} /> : '未定' },
        ...line.shown.filter((s) => s.value !== line.party && s.value !== line.keySaid).map((s) => ({ label: s.label, value: s.value })),
      ]} />
      {line.patents && <p>专利库里有它的<a href={`/holders?name=${encodeURIComponent(line.party!)}`}>{line.patents}件专利和申请</a>。</p>}
    </section>
  )
}

type Verified = NonNullable<Extract<Page, { kind: 'verify' }>['verified']>
/** A true paper whose right has ended does not read as good. */
const isGood = (v: Verified) => v.status === 'valid' && !v.standing.some((s) => !s.isInForce)

export function Verify({ code, verified, fault }: Extract<Page, { kind: 'verify' }>) {
  return (
    <>
      <h1>证书和文书核验</h1>
      {verified && (
        <section className={`answer ${isGood(verified) ? 'yes' : 'no'}`}>
          <p className="big"><span aria-hidden="true">{isGood(verified) ? '✓' : '■'}</span> {verified.status === 'void' ? '已作废' : isGood(verified) ? '真实有效' : `文书真实，所载资格现在无效：${verified.standing.find((s) => !s.isInForce)!.say}`} {verified.paper.demo && <Demo />}</p>
          <p className="lead">{verified.say}</p>
          <Lines lines={[{ label: '名称', value: verified.paper.title }, { label: '编号', value: <span className="number">{verified.paper.number}</span> }, { label: '出具单位', value: verified.paper.organName }, { label: '日期', value: <DayText day={verified.paper.on} /> }, ...verified.standing.map((s) => ({ label: '名录现状', value: `${s.register}：${s.say}` })), ...(verified.paper.signer ? [{ label: '签发', value: verified.paper.signer }] : [])]} />
          {verified.paper.lines && <div className="paper">{verified.paper.lines.map((l, i) => <p key={i}>{l}</p>)}</div>}
        </section>
      )}
      {fault && <section className="answer no"><p className="big"><span aria-hidden="true">■</span> 没有核验通过</p><p>{fault}</p></section>}
      <form className="search" action="/verify"><label htmlFor="code">{code ? '再验一份' : '验证码（证书或文书下方的16位字母和数字）'}</label><span><input id="code" name="code" className="code" defaultValue={verified ? '' : code} maxLength={60} autoComplete="off" spellCheck={false} /><button>核验</button></span></form>
      <p className="note">也可以用手机扫描证书上的二维码直接打开核验结果。要查某单位在不在名录里，请到<a href="/check">名录核查</a>。</p>
    </>
  )
}

type Case = Extract<Page, { kind: 'publication' }>['case']
const isOver = (p: Case, site: Site) => p.until !== null && p.until < site.today
const Days = ({ of: p }: { of: Case }) => <><DayText day={p.since} />{p.until ? <>至<DayText day={p.until} /></> : '起（截止日待工作日历公布后确定）'}</>

export function Published({ cases, site }: Extract<Page, { kind: 'published' }> & { site: Site }) {
  return (
    <>
      <h1>正在公示</h1>
      <p>公示期内，任何人都可以登录后实名提出异议并附上证据。</p>
      {cases.length === 0 ? <Empty>现在没有公示。需要公示的事项审定后会列在这里，写明起止日期。</Empty> : (
        <ul className="items">{cases.map((p) => (
          <li key={p.id}>
            <h2><a href={`/published/${p.id}`}>{p.itemName}：{p.shows[0]?.value ?? p.number}</a> {p.demo && <Demo />}</h2>
            <p className="note"><Days of={p} />{isOver(p, site) && ' · 公示期已满，等待确认'} · {p.number}</p>
          </li>
        ))}</ul>
      )}
    </>
  )
}

export function Publication({ case: p, objection, faults, done, site }: Extract<Page, { kind: 'publication' }> & { site: Site }) {
  const over = isOver(p, site)
  return (
    <>
      <p className="crumbs"><a href="/published">正在公示</a> › {p.itemName}</p>
      {done && <Done>异议已收到。处理结果会通过消息告诉您；异议人的信息不对外公开。</Done>}
      <Faults faults={faults} />
      <article className="paper">
        <h1 className="printed-title">{p.itemName}公示 {p.demo && <Demo />}</h1>
        <Lines lines={[...p.shows, { label: '公示期', value: <><Days of={p} />{over && '（已满，等待确认）'}</> }, { label: '办件编号', value: <span className="number">{p.number}</span> }]} />
      </article>
      {objection && over && <p className="note">异议期已过。其他意见请向办理单位反映。</p>}
      {objection && !over && (
        <section aria-labelledby="object-title">
          <h2 id="object-title">{objection.label}</h2>
          {!site.person ? <p><a className="button second" href={`/sign-in?to=${encodeURIComponent(`/published/${p.id}`)}`}>登录后提出异议</a></p> : (
            <details open={objection.open || undefined}>
              <summary>填写异议</summary>
              <form method="post" action={`/published/${p.id}/object`} encType={encodingOf(objection.questions)} noValidate><Questions questions={objection.questions} /><p className="acts"><button className="button">{objection.label}</button></p></form>
            </details>
          )}
        </section>
      )}
    </>
  )
}
