import type { Applying, Page } from '../../http/index.ts'
import { encodingOf, Faults, Lines, Questions } from './parts.tsx'

/** Where one is among the screens; the names are buttons of the form, so that going elsewhere keeps what was typed. */
function Screens({ applying, inForm }: { applying: Applying; inForm: boolean }) {
  return (
    <nav className="screens" aria-label="填写步骤">
      <ol>{applying.sections.map((s, i) => (
        <li key={s.name} className={s.state} aria-current={s.state === 'now' ? 'step' : undefined}>
          <span className="nth" aria-hidden="true">{s.state === 'done' ? '✓' : i + 1}</span>
          {s.state === 'now' ? <b>{s.title}</b> : inForm ? <button className="quiet" form="ask" name="act" value={`go:${s.name}`} formNoValidate>{s.title}</button> : <a href={`/drafts/${applying.draft}/${s.name}`}>{s.title}</a>}
          {s.state === 'done' && <span className="unseen">已填好</span>}
        </li>
      ))}</ol>
    </nav>
  )
}

const Head = ({ applying }: { applying: Applying }) => (
  <>
    <p className="crumbs">{applying.amends ? <>{applying.amends.label} <a href={`/my/cases/${applying.amends.id}`}>{applying.amends.number}</a></> : <a href={`/items/${applying.item.id}`}>{applying.item.name}</a>} › 填写</p>
    {applying.amends?.asked && <section className="asked-back"><h2>{applying.amends.asked.label}</h2><Lines lines={applying.amends.asked.lines.map((l) => ({ label: l.label, value: <span className="asis">{l.shown}</span> }))} /></section>}
  </>
)

export function Section({ applying, title, questions, faults, savedAt, before, isLast }: Extract<Page, { kind: 'section' }>) {
  return (
    <>
      <Head applying={applying} />
      {/* The first button of the form is the one that Enter presses: it goes on, and takes nothing away. */}
      <button className="unseen" form="ask" name="act" value="next" tabIndex={-1} aria-hidden="true">继续</button>
      <Screens applying={applying} inForm />
      <Faults faults={faults} />
      <h1>{title}</h1>
      <form id="ask" method="post" encType={encodingOf(questions)} noValidate data-keeps>
        <input type="hidden" name="version" value={applying.version} />
        <Questions questions={questions} />
        <p className="acts">
          <button className="button" name="act" value="next">{isLast ? '保存，去核对' : '保存并继续'}</button>
          {before && <button className="button second" name="act" value={`go:${before}`}>上一屏</button>}
          <button className="button second" name="act" value="later">先存着，以后再填</button>
        </p>
        <output className="note" data-saved>{savedAt && <>已保存的内容不会丢失。</>}</output>
      </form>
      <form method="post" action={`/drafts/${applying.draft}/drop`} className="drop"><details><summary>不办了，删除这份草稿</summary><p>删除后不能恢复，已上传的文件也不再随草稿保留。</p><button className="danger">删除草稿</button></details></form>
    </>
  )
}

export function Review({ applying, answers, faults, starts }: Extract<Page, { kind: 'review' }>) {
  return (
    <>
      <Head applying={applying} />
      <Screens applying={applying} inForm={false} />
      <Faults faults={faults} />
      <h1>核对并提交</h1>
      <p>以下就是将要提交的内容，提交后按原样存档。有误的请点“修改”。</p>
      {answers.map((s) => (
        <section key={s.name} className="answers">
          <h2>{s.title} <a className="edit" href={`/drafts/${applying.draft}/${s.name}`}>修改<span className="unseen">{s.title}</span></a></h2>
          <dl className="lines">{s.lines.map((l) => <div key={l.at}><dt>{l.label}</dt><dd className="asis">{l.shown}</dd></div>)}</dl>
        </section>
      ))}
      <form method="post" action={`/drafts/${applying.draft}/submit`}>
        <input type="hidden" name="version" value={applying.version} />
        {applying.amends || starts.length < 2 ? <p className="acts"><button className="button" disabled={faults.length > 0 && answers.length === 0}>{applying.amends ? applying.amends.label : '提交申请'}</button></p>
          : <p className="acts">{starts.map((s) => <button key={s.id} className="button" name="step" value={s.id}>{s.label}</button>)}</p>}
        <p className="note">{applying.amends ? '提交后由办理单位接着办' : '提交后会得到办件编号；办理单位'}{applying.amends ? '；' : '、'}期限和每一步的经过在“我的”里查看。</p>
      </form>
    </>
  )
}
