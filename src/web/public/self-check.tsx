import type { Page } from '../../http/index.ts'
import { DayText, Faults } from './parts.tsx'

type SelfCheck = Extract<Page, { kind: 'selfCheck' }>
type Excerpt = NonNullable<SelfCheck['checked']>['alike'][number]['texts'][number]

/** Before filing: what in the public library reads like one's own text, what that says, and what it cannot say. */
export function SelfCheck({ abstract, claims, faults, checked }: SelfCheck) {
  const at = (href: string) => faults.find((f) => f.href === href)?.say
  return (
    <>
      <h1>申请前自查</h1>
      <p className="lead">提交申请之前，把摘要与专利库里已经公开的相比，看看有没有太像的。不需要登录；<b>您填的文字只用来比这一次，不保存，不记录</b>。</p>
      <Faults faults={faults} />
      {checked && <Result {...checked} hasClaims={claims !== ''} />}
      <form method="post" action="/self-check" autoComplete="off">
        <Area name="abstract" label="摘要" help="30字以上，说明书摘要原文" rows={6} most={4000} value={abstract} error={at('#q-abstract')} />
        <Area name="claims" label="权利要求" optional help="一项一段。填了会另看：权利要求1与比得的文献特征是否重合、是否过长" rows={8} most={20_000} value={claims} error={at('#q-claims')} />
        <p><button className="button">{checked ? '再比一次' : '比对'}</button></p>
      </form>
      <section aria-labelledby="cannot"><h2 id="cannot">这个页面不能告诉您的</h2><Limits /></section>
    </>
  )
}

function Area({ name, label, help, rows, most, value, error, optional }: { name: string; label: string; help: string; rows: number; most: number; value: string; error: string | undefined; optional?: boolean }) {
  const id = `q-${name}`
  return (
    <div className={`ask ask-longText${error ? ' wrong' : ''}`}>
      <label htmlFor={id}>{label}{optional && <span className="optional">（可不填）</span>}</label>
      <p className="help" id={`${id}-help`}>{help}</p>
      {error && <p className="error" id={`${id}-error`}><span className="unseen">有误：</span>{error}</p>}
      <textarea id={id} name={name} rows={rows} maxLength={most} defaultValue={value} autoComplete="off" spellCheck={false} aria-describedby={`${id}-help${error ? ` ${id}-error` : ''}`} aria-invalid={error ? true : undefined} />
    </div>
  )
}

function Result({ compared, partial, alike, readings, hasClaims }: NonNullable<SelfCheck['checked']> & { hasClaims: boolean }) {
  return (
    <section aria-labelledby="found" className="self-check">
      <h2 id="found">{alike.length ? `有${alike.length}件读起来相近，请逐件对照` : compared === 0 ? '还没有可比的专利' : '没有比到明显相近的'}</h2>
      <p>{compared === 0 ? '专利库里还没有带摘要的专利，这次什么也没有比；请过些时候再来' : `与专利库中${compared.toLocaleString('zh-CN')}件已公开专利的摘要作了比对`}{partial && '；专利库正在装载，这里只比了已装入的部分，请稍后再比一次'}。{alike.length > 0 && '相近不等于相同，也不说明您的申请有问题：如果本来就是您自己的在先申请、分案或者同日申请，属于正常；如果是别人的，请在申请前写清您的改进，并把它列为背景技术。'}</p>
      {alike.length > 0 && <ol className="alike">{alike.map((a) => (
        <li key={a.key}>
          <h3><a href={`/patents/${encodeURIComponent(a.key)}`}>{a.title}</a></h3>
          <p className="note">{a.applicants.join('、')}{a.day && <>　公开日<DayText day={a.day} /></>}　相似度{a.likeness.toFixed(2)}</p>
          <div className="sides">{a.texts.map((t) => <figure key={t.key}><figcaption>{t.key === '本申请' ? '您的摘要' : '它的摘要'}，相同处已标出</figcaption><p><Marked of={t} /></p></figure>)}</div>
        </li>
      ))}</ol>}
      {hasClaims && readings.map((r) => (
        <div key={r.rule}>
          <h3>权利要求：{r.label}</h3>
          <p>{r.say}。</p>
          {r.evidence.length > 0 && <ul>{r.evidence.map((e, i) => <li key={i}>{e.say}</li>)}</ul>}
          <details><summary>怎样得出的</summary><ol>{r.steps.map((s) => <li key={s}>{s}</li>)}</ol></details>
        </div>
      ))}
    </section>
  )
}

function Marked({ of }: { of: Excerpt }) {
  const ends = of.marks.map(([, to]) => to)
  return <>{of.marks.map(([from, to], i) => [of.text.slice(i ? ends[i - 1] : 0, from), <mark key={i}>{of.text.slice(from, to)}</mark>])}{of.text.slice(ends.at(-1) ?? 0)}</>
}

const Limits = () => (
  <ul>
    <li>还没有公开的申请比不到：发明专利申请一般自申请日起十八个月才公开。</li>
    <li>只比摘要和权利要求；说明书、附图、外文文献、论文、产品和网上内容都没有比。</li>
    <li>专利库里没有导入的专利比不到。</li>
    <li>结果不是新颖性、创造性的结论，不代替检索和专业意见，也不预示任何核查或审查的结果。</li>
  </ul>
)
