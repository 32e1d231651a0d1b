import type { CaseView, Page, Site, StepForm } from '../../http/index.ts'
import type { Day } from '../../kernel/index.ts'
import { DayText, Demo, Done, Empty, encodingOf, Faults, Lines, Questions, size, When } from './parts.tsx'

const said: Record<string, string> = { kept: '已保存，可随时从“没填完的”接着填。', dropped: '草稿已删除。' }

export function Mine({ waiting, drafts, cases, total, next, notices, done, site }: Extract<Page, { kind: 'mine' }> & { site: Site }) {
  return (
    <>
      <h1>我的办件</h1>
      {done && said[done] && <Done>{said[done]}</Done>}
      <section aria-labelledby="waiting-title">
        <h2 id="waiting-title">等您办的{waiting.length > 0 && `（${waiting.length}）`}</h2>
        {waiting.length === 0 ? <Empty>现在没有等您办的事。需要补正、答复或按期报送时，会列在这里，并发消息给您。</Empty> : (
          <ul className="plain-list">{waiting.map((w) => <li key={`${w.id}-${w.waitsFor}`}><a href={`/my/cases/${w.id}`}>{w.waitsFor}：{w.title || w.itemName}</a> {w.demo && <Demo />}<small>{w.number}{w.dueOn && <> · 期限<DayText day={w.dueOn} />{w.overdue && <b className="late">（已过期）</b>}</>}</small></li>)}</ul>
        )}
      </section>
      {drafts.length > 0 && (
        <section aria-labelledby="drafts-title">
          <h2 id="drafts-title">没填完的</h2>
          <ul className="plain-list">{drafts.map((d) => <li key={d.id}><a href={d.href}>{d.itemName}{d.amends && `（补正 ${d.amends}）`}</a><small><When at={d.updatedAt} />保存 · {d.missing ? `还有${d.missing}处待填` : '已填完，待核对提交'}</small></li>)}</ul>
        </section>
      )}
      {notices.length > 0 && (
        <section aria-labelledby="notices-title">
          <h2 id="notices-title">未读消息</h2>
          <ul className="plain-list">{notices.map((n) => <li key={n.id}>{n.caseId ? <a href={`/my/cases/${n.caseId}`}>{n.title}</a> : n.title}<small>{n.say}</small></li>)}</ul>
          <p><a href="/notices">全部消息</a></p>
        </section>
      )}
      <section aria-labelledby="cases-title">
        <h2 id="cases-title">全部办件{total > 0 && `（${total}）`}</h2>
        {cases.length === 0 ? <Empty>还没有办件。<a href="/items">选一个事项</a>开始办理，提交后在这里看到它走到哪一步、期限到哪天。</Empty> : (
          <div className="table-frame">
            <table>
              <thead><tr><th scope="col">办件</th><th scope="col">事项</th><th scope="col">现在</th><th scope="col">期限</th><th scope="col">提交</th></tr></thead>
              <tbody>{cases.map((c) => (
                <tr key={c.id}>
                  <th scope="row"><a href={`/my/cases/${c.id}`}>{c.title || c.number}</a> {c.demo && <Demo />}<small className="number">{c.number}</small></th>
                  <td>{c.itemName}</td><td>{c.stateLabel}</td>
                  <td>{c.stoppedSince ? '已中止计时' : c.dueOn ? <><DayText day={c.dueOn} />{c.overdue && <b className="late"> 已超期</b>}</> : c.closedOn ? '已办结' : '—'}</td>
                  <td><DayText day={dayIn(c.submittedAt)} /></td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        )}
        {next && <p><a href={`/my?cursor=${encodeURIComponent(next)}`}>更早的办件</a></p>}
        {site.person?.official && <p className="note">办理他人的申请请到<a href="/w">工作台</a>。</p>}
      </section>
    </>
  )
}

/** The day of an instant in China. */
const dayIn = (at: string): Day => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10) as Day

export function Case({ view, steps, faults, done }: Extract<Page, { kind: 'case' }>) {
  const open = view.clocks.filter((c) => !c.done)
  const soonest = view.waiting.map((w) => w.due).filter((d) => d !== undefined).sort()[0]
  const waited = view.waiting.length > 0 ? `等${view.waiting.map((w) => w.who).filter((w, i, all) => all.indexOf(w) === i).join('、')}` : view.state.final ? '已办结' : view.state.standing ? '有效存续中' : ''
  return (
    <>
      <p className="crumbs"><a href="/my">我的办件</a> › {view.item.name}</p>
      {done && <Done>已办理“{done}”。{view.waiting.length > 0 && <>下一步{waited}{soonest && <>，期限<DayText day={soonest} /></>}。</>}</Done>}
      <Faults faults={faults} />
      <header className="case-head">
        <h1>{view.title || view.item.name} {view.demo && <Demo />}</h1>
        <p className="lead"><b className={`state-word ${view.outcome ?? ''}`}>{view.state.label}</b>{waited && ` · ${waited}`}{soonest && <> · 期限<DayText day={soonest} /></>}{view.stopped && <> · 自<DayText day={view.stopped.since} />起中止计时（{view.stopped.reason}）</>}</p>
        <Lines lines={[
          { label: '办件编号', value: <span className="number">{view.number}</span> },
          { label: '当事人', value: view.parties.map((p) => `${p.label}：${p.name}${p.mine ? '（您）' : ''}`).join('；') || '（评审时不显示）' },
          ...(view.handler.name ? [{ label: '办理单位', value: view.handler.name }] : []),
          { label: '提交', value: <When at={view.submittedAt} /> },
          ...open.map((c) => ({ label: c.label, value: <>{c.limit}，{c.of === 'office' ? '算办理单位的时间' : '算当事人的时间'}；{c.stoppedSince ? <>自<DayText day={c.stoppedSince} />起停止计算{c.because && `（${c.because}）`}</> : c.at ? <>至<When at={c.at} /></> : c.legal ? <>至<DayText day={c.legal} /></> : c.unknown}</> })),
          ...view.duties.map((d) => ({ label: `${d.label}（${d.of}）`, value: <>每期按时报送，本期截止<DayText day={d.due} /></> })),
        ]} />
      </header>
      <ol className="line" aria-label="办理路径">{view.line.map((l) => <li key={l.id} className={l.at} aria-current={l.at === 'now' ? 'step' : undefined}><span aria-hidden="true">{l.at === 'done' ? '✓' : l.at === 'now' ? '●' : '○'}</span> {l.label}{l.at !== 'ahead' && <span className="unseen">{l.at === 'done' ? '（已过）' : '（现在）'}</span>}</li>)}</ol>
      <section aria-labelledby="steps-title" className="now-acts">
        <h2 id="steps-title">您现在可以办的</h2>
        {steps.length === 0 ? <Empty>{view.state.final ? '本件已办结，没有要办的。' : `现在没有要您办的${waited ? `，${waited}` : ''}。有变化时会发消息给您。`}</Empty> : steps.map((s) => <StepBox key={s.id} step={s} view={view} />)}
      </section>
      {view.papers.length > 0 && (
        <section aria-labelledby="papers-title">
          <h2 id="papers-title">文书和证书</h2>
          <ul className="plain-list">{view.papers.map((p) => <li key={p.id}><a href={`/api/v1/papers/${p.id}`}>{p.title}</a> {p.voided && <b className="late">已作废</b>}<small>{p.number} · <DayText day={p.on} /> · <a href={`/verify/${p.verifyCode}`}>核验</a></small></li>)}</ul>
        </section>
      )}
      {view.objections.length > 0 && <section><h2>异议</h2><ul className="plain-list">{view.objections.map((o) => <li key={o.no}>第{o.no}号，<DayText day={o.on} />收到{o.answer ? `，${o.answer === 'upheld' ? '成立' : '不成立'}：${o.why}` : '，答复中'}</li>)}</ul></section>}
      <section aria-labelledby="submitted-title">
        <h2 id="submitted-title">提交的内容</h2>
        {view.submitted.map((s) => <div key={s.title}><h3>{s.title}</h3><ReadLines lines={s.lines} of={view} /></div>)}
      </section>
      {view.computed.filter((c) => c.finding.steps.length > 0).length > 0 && (
        <section><h2>计算依据</h2>{view.computed.filter((c) => c.finding.steps.length > 0).map((c) => <details key={c.name} open={view.computed.length === 1}><summary>{c.finding.steps.at(-1)}</summary><ol className="working">{c.finding.steps.map((s, i) => <li key={i}>{s}</li>)}</ol></details>)}</section>
      )}
      <section aria-labelledby="history-title">
        <h2 id="history-title">经过</h2>
        <ol className="story">{view.history.map((e) => (
          <li key={e.seq}>
            <When at={e.at} />
            <div>
              <p>{e.as}{e.by && e.by !== e.as && `（${e.by}）`} <b>{e.label}</b>{e.from !== e.to && `，转入“${e.to}”`}{e.hidden && <span className="note">（内容不公开）</span>}</p>
              {e.read.length > 0 && e.step !== 'submit' && <details><summary>当时填写的内容</summary>{e.read.map((s, i) => <div key={i}>{s.title && <h4>{s.title}</h4>}<ReadLines lines={s.lines} of={view} /></div>)}</details>}
            </div>
          </li>
        ))}</ol>
      </section>
      <p className="note">依据：{view.item.basis}。按<DayText day={view.ruleDay} />有效的规定办理。</p>
    </>
  )
}

const ReadLines = ({ lines, of }: { lines: CaseView['submitted'][number]['lines']; of: CaseView }) => (
  <Lines lines={lines.map((l) => ({ label: l.label, value: l.files ? <ul className="files-read">{l.files.map((f) => <li key={f.hash}><a href={`/api/v1/files/${f.hash}?case=${of.id}`}>{f.name}</a> <span className="size">{size(f.size)}</span></li>)}</ul> : <span className="asis">{l.shown}</span> }))} />
)

function StepBox({ step, view }: { step: StepForm; view: CaseView }) {
  if (step.blocked) return <div className="step blocked"><b>{step.label}</b><p className="note">现在还不能办：{step.blocked}</p></div>
  if (step.whole) {
    const back = view.history.findLast((e) => e.from !== e.to && e.to === view.state.label && !e.hidden)
    return (
      <form className="step" method="post" action={`/my/cases/${view.id}/amend/${step.id}`}>
        {back?.read.map((r, i) => <ReadLines key={i} lines={r.lines} of={view} />)}
        <b>{step.label}</b> <button className="button">打开填写</button>
      </form>
    )
  }
  const body = (
    <form id={`step-${step.id}`} method="post" action={`/my/cases/${view.id}/steps/${step.id}`} encType={encodingOf(step.questions)} noValidate>
      <input type="hidden" name="expect" value={view.version} />
      <button className="unseen" tabIndex={-1} aria-hidden="true">{step.label}</button>
      <Questions questions={step.questions} />
      {step.danger && <p className="warn">{step.danger}</p>}
      <p className="acts"><button className={step.danger ? 'danger' : 'button'}>{step.label}</button></p>
    </form>
  )
  // What ends something, or is rarely wanted, is one look away.
  return <details className="step" open={step.open || undefined}><summary>{step.label}{step.seat && <small>以{step.seat}的身份</small>}</summary>{body}</details>
}

export function Notices({ notices, next }: Extract<Page, { kind: 'notices' }>) {
  return (
    <>
      <h1>消息</h1>
      {notices.some((n) => !n.readAt) && <form method="post" action="/notices/read"><button className="button second">全部标为已读</button></form>}
      {notices.length === 0 ? <Empty>还没有消息。办件有进展、需要您补正或报送时，会在这里告诉您。</Empty> : (
        <ul className="notices">{notices.map((n) => <li key={n.id} className={n.readAt ? undefined : 'unread'}><p>{!n.readAt && <span className="tag">未读</span>} {n.caseId ? <a href={`/my/cases/${n.caseId}`}>{n.title}</a> : <b>{n.title}</b>} {n.demo && <Demo />}</p><p>{n.say}</p><small><When at={n.at as never} /></small></li>)}</ul>
      )}
      {next && <p><a href={`/notices?before=${next}`}>更早的消息</a></p>}
    </>
  )
}
