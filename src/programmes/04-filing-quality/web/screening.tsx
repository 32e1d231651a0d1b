import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Input, Radio } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { showPatentNumber } from '../../../kernel/index.ts'
import { get, post, Refused, type Refusal } from '../../../web/workbench/api.ts'
import { Labelled } from '../../../web/workbench/fields.tsx'
import { DemoMark, Section, showDay, showInstant, Wide } from '../../../web/workbench/marks.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../../../web/workbench/waits.tsx'
import { type Excerpt, outcomeWords, type ReadingView, type RunView, type SubjectView } from '../index.ts'
import { families, kinds, parts, StandingMark } from './words.tsx'

/** A run: who was looked at and how each stands, and in words what was compared and what could not be. */
export function RunPage() {
  const { id = '' } = useParams()
  const [asked, ask] = useSearchParams()
  const run = useQuery({ queryKey: ['screening', id], queryFn: () => get<RunView>(`/api/v1/screenings/${id}`) })
  const only = asked.get('standing') ?? ''
  return (
    <>
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/quality">申请质量</Link> › 筛查</p>
      <Asked query={run} rows={10}>{(r) => {
        const shown = r.rows.filter((s) => !only || s.standing === only)
        return (
          <>
            <section className="block">
              <h1>{r.title}{r.demo && <DemoMark />}</h1>
              <p style={{ marginTop: 0 }}>{kinds[r.kind]}：{r.about}。{r.by}于{showInstant(r.at)}筛查，看了{r.subjects}个主体的{r.filings}件申请，按{showDay(r.ruleDay)}的规则。</p>
              <details className="fold" open={r.subjects < 3}><summary>比对了什么，不能知道什么</summary><ul>{r.compared.map((c) => <li key={c}>{c}</li>)}</ul></details>
            </section>
            <Section title="主体" extra={<span className="row no-print" role="group" aria-label="只看一类">{(['lead', 'attention', 'hint', 'none'] as const).map((k) => <button key={k} type="button" className="pick" aria-pressed={only === k} onClick={() => ask(only === k ? {} : { standing: k }, { replace: true })}><StandingMark of={k} /> {r.rows.filter((s) => s.standing === k).length}</button>)}</span>}>
              {shown.length === 0 ? <Nothing say="没有这一类；再点一次按钮看全部" /> : (
                <Wide label="主体"><table className="printed"><thead><tr><th scope="col">主体</th><th scope="col">结果</th><th scope="col" className="num">综合分</th><th scope="col">信号族</th><th scope="col">命中的信号</th><th scope="col" className="num">申请（件）</th><th scope="col" className="num">已核对/命中</th></tr></thead><tbody>
                  {shown.map((s) => <tr key={s.no}><td className="roomy"><Link to={`/quality/screenings/${id}/${s.no}`}>{s.name}</Link></td><td><StandingMark of={s.standing} /></td><td className="num">{s.score.toFixed(2)}</td><td>{s.families.map((f) => families[f]).join('、') || '—'}</td><td className="roomy">{s.seen.join('、') || '—'}{s.blind.length > 0 && <div className="quiet">缺数据：{s.blind.join('、')}</div>}</td><td className="num">{s.filings}</td><td className="num">{s.judged}/{s.seen.length}</td></tr>)}
                </tbody></table></Wide>
              )}
            </Section>
          </>
        )
      }}</Asked>
    </>
  )
}

/** One subject: each signal with its evidence side by side, its working, and what people found of it. */
export function SubjectPage() {
  const { id = '', no = '' } = useParams()
  const [judging, judge] = useState<ReadingView>()
  const found = useQuery({ queryKey: ['screening', id, no], queryFn: () => get<SubjectView>(`/api/v1/screenings/${id}/subjects/${no}`) })
  return (
    <>
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/quality">申请质量</Link> › <Link to={`/quality/screenings/${id}`}>{found.data?.run.title ?? '筛查'}</Link> › 主体</p>
      <Asked query={found} rows={12}>{(s) => {
        const seen = s.readings.filter((r) => r.outcome === 'seen')
        return (
          <>
            <section className="block">
              <h1>{s.name}</h1>
              <p style={{ margin: 0 }}><StandingMark of={s.standing} />　综合分{s.score.toFixed(2)}，信号来自{s.families.length}族{s.families.length > 0 && `（${s.families.map((f) => families[f]).join('、')}）`}；看了{s.filings}件申请。</p>
              <p className="quiet" style={{ margin: '4px 0 0' }}>这是供人工核对的提示，不是认定。认定由国家知识产权局作出；当事人可以说明和申诉。</p>
              <details className="fold"><summary>怎样合计的</summary><ol>{s.working.map((w) => <li key={w}>{w}</li>)}</ol></details>
            </section>
            <Section title={`命中的信号（${seen.length}）`}>
              {seen.length === 0 ? <Nothing say="能比对的范围内没有信号；缺数据的列在下面" /> : seen.map((r) => <One key={r.rule} r={r} judge={s.may.judge ? () => judge(r) : undefined} />)}
            </Section>
            <Section title="没有命中和缺数据的信号">
              <ul className="story">{s.readings.filter((r) => r.outcome !== 'seen').map((r) => <li key={r.rule}><b>{r.rule} {r.label}</b>　{r.outcome === 'blind' ? '' : '未见：'}{r.say}{r.outcome === 'none' && r.gaps.map((g) => <div key={g} className="quiet">未能比对：{g}</div>)}{r.excused.length > 0 && <div className="quiet">有正当理由、不计的{r.excused.length}处：{[...new Set(r.excused.map((e) => e.why))].join('；')}</div>}</li>)}</ul>
            </Section>
            {judging && <Judge id={id} no={no} reading={judging} close={() => judge(undefined)} />}
          </>
        )
      }}</Asked>
    </>
  )
}

function One({ r, judge }: { r: ReadingView; judge: (() => void) | undefined }) {
  return (
    <article className="reading">
      <div className="block-head"><h3>{r.rule} {r.label}<span className="quiet" style={{ fontWeight: 400 }}>　{families[r.family]}　强度{r.strength.toFixed(2)}</span></h3>{judge && <Button size="small" className="no-print" aria-label={`${r.outcomes.length ? '更正核对结果' : '记录核对结果'}：${r.rule}`} onClick={judge}>{r.outcomes.length ? '更正核对结果' : '记录核对结果'}</Button>}</div>
      <div>{r.say}</div>
      <div className="quiet">可能涉及{r.behaviours[0]?.version}所列：{r.behaviours.map((b) => `${b.mark}${b.text}`).join('；')}</div>
      {r.evidence.map((e, i) => (
        <div key={i} style={{ marginTop: 8 }}>
          <div>{e.say}</div>
          {e.numbers && e.numbers.length > 1 && <div className="quiet">{e.numbers.map((n) => `${n.label} ${n.value}`).join('　')}</div>}
          {((!e.texts && !e.text) || e.records.length > 2) && e.records.length > 0 && <details className="fold"><summary>{e.records.length}件申请</summary><p style={{ margin: 0 }}>{e.records.map((k) => <span key={k} className="keep"><a href={`/patents/${encodeURIComponent(k)}`}>{showPatentNumber(k)}</a>　</span>)}</p></details>}
          {e.texts && <div className="beside">{e.texts.map((t) => <Side key={t.key} of={t} />)}</div>}
          {e.text && <div className="beside"><Side of={e.text} /></div>}
        </div>
      ))}
      {r.excused.length > 0 && <details className="fold"><summary>有正当理由、不计的{r.excused.length}处</summary><ul>{r.excused.slice(0, 50).map((e, i) => <li key={i}>{e.records.length > 0 && `${e.records.map(showPatentNumber).join('、')}：`}{e.why}</li>)}</ul></details>}
      {r.gaps.length > 0 && <p className="quiet" style={{ margin: '4px 0 0' }}>未能比对：{r.gaps.join('；')}</p>}
      <details className="fold"><summary>怎样得出的</summary><ol>{r.steps.map((x) => <li key={x}>{x}</li>)}</ol></details>
      {r.outcomes.length > 0 && <ul>{r.outcomes.map((o, i) => <li key={i} className={i < r.outcomes.length - 1 ? 'quiet' : undefined}><b>{outcomeWords[o.outcome]}</b>　{o.reason}　<span className="quiet">{o.by}　{showInstant(o.at)}{i < r.outcomes.length - 1 && '　已更正'}</span></li>)}</ul>}
    </article>
  )
}

/** A text with the words on which the two agree marked. */
function Side({ of }: { of: Excerpt }) {
  const pieces: { text: string; marked: boolean }[] = []
  let at = 0
  for (const [from, to] of of.marks) {
    if (from > at) pieces.push({ text: of.text.slice(at, from), marked: false })
    pieces.push({ text: of.text.slice(from, to), marked: true })
    at = to
  }
  pieces.push({ text: of.text.slice(at), marked: false })
  return <figure><figcaption><a href={`/patents/${encodeURIComponent(of.key)}`}>{showPatentNumber(of.key)}</a>　{parts[of.part]}{of.marks.length > 0 && '　相同处已标出'}</figcaption><p tabIndex={0}>{pieces.map((p, i) => (p.marked ? <mark key={i}>{p.text}</mark> : p.text))}</p></figure>
}

function Judge({ id, no, reading, close }: { id: string; no: string; reading: ReadingView; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const [outcome, setOutcome] = useState<keyof typeof outcomeWords>()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<SubjectView>(`/api/v1/screenings/${id}/subjects/${no}/outcomes`, { rule: reading.rule, outcome, reason }),
    onSuccess: async (next) => { queries.setQueryData(['screening', id, no], next); await queries.invalidateQueries({ queryKey: ['screening-figures'] }); close() },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有记下，请再试一次' }]),
  })
  return (
    <Drawer open onClose={close} size={480} title={`${reading.rule} ${reading.label}：核对结果`} footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={() => (outcome ? act.mutate() : setWrong([{ code: 'missing', at: 'outcome', say: '请选择确认线索、排除或存疑' }]))}>记下</Button></div>}>
      <Refusals of={wrong.filter((r) => !['outcome', 'reason'].includes(r.at ?? ''))} />
      <p style={{ marginTop: 0 }}>{reading.say}</p>
      <div className="narrow">
        <Labelled label="核对结果" help="“确认线索”只说明值得移送核查，不是认定" wrong={wrong.filter((r) => r.at === 'outcome')}>{({ id: at }) => <Radio.Group id={at} aria-label="核对结果" value={outcome} onChange={(e) => setOutcome(e.target.value)} options={Object.entries(outcomeWords).map(([value, label]) => ({ value, label }))} />}</Labelled>
        <Labelled label="核对了什么、依据什么" help="留名留理由；后说的算，先说的留存" wrong={wrong.filter((r) => r.at === 'reason')}>{(p) => <Input.TextArea {...p} rows={4} maxLength={1000} value={reason} onChange={(e) => setReason(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}
