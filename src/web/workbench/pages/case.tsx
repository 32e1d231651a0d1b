import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Tooltip } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { CaseStep, CaseView } from '../../../http/index.ts'
import type { ReadBack } from '../../../service/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Questions } from '../fields.tsx'
import { DemoMark, Due, Section, showDay, showInstant, Wide } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { CaseChain } from './chain-case.tsx'
import { Asked, Nothing, useFocusBack } from '../waits.tsx'

/** One case: what, whose, where it stands, until when, on whose clock, and what I may do now. */
export default function CasePage() {
  const { id } = useParams()
  const [asked] = useSearchParams()
  const asOf = asked.get('asOf')
  const found = useQuery({ queryKey: ['case', id, asOf], queryFn: () => get<CaseView>(`/api/v1/cases/${id}${asOf ? `?asOf=${asOf}` : ''}`) })
  return <Asked query={found} rows={12}>{(c) => <Drawn c={c} asOf={asOf} />}</Asked>
}

function Drawn({ c, asOf }: { c: CaseView; asOf: string | null }) {
  const [taking, setTaking] = useState<{ step: CaseStep; given: Record<string, unknown> }>()
  const take = (step: CaseStep, given: Record<string, unknown> = {}) => setTaking({ step, given })
  // Offered beside each paper rather than among the steps that move the case on.
  const voids = c.steps.find((s) => s.id === 'voidPaper')
  return (
    <>
      {asOf && <Alert type="info" showIcon title={`这是${showDay(asOf)}日终时的样子`} style={{ marginBottom: 16 }} action={<Link to={`/cases/${c.id}`}>看现在</Link>} />}
      <Head c={c} take={take} />
      <div className="two">
        <div>
          {c.computed.length > 0 && <Section title="测算">{c.computed.map((f) => <Working key={f.name} finding={f.finding} />)}</Section>}
          {c.panel && <Section title="专家评审"><Panel c={c} take={take} /></Section>}
          <Section title="提交内容"><Read sections={c.submitted} of={c.id} /></Section>
          <Section title="办理经过"><Story c={c} /></Section>
        </div>
        <aside>
          <Section title="期限"><Clocks c={c} /></Section>
          <Section title="文书">{c.papers.length === 0 ? <Nothing say="办理中形成的通知、决定和证书会列在这里" /> : <ul className="story">{c.papers.map((p) => <li key={p.id}><a href={`/api/v1/papers/${p.id}`} target="_blank" rel="noreferrer">{p.title}</a>{p.voided && <span className="late">（已作废：{p.voidReason}）</span>}<div className="quiet">{p.number}　{showDay(p.on)}{!p.voided && voids && !voids.blocked && <Button type="link" size="small" className="no-print" aria-label={`作废${p.title} ${p.number}`} onClick={() => take(voids, { number: p.number })}>作废</Button>}</div></li>)}</ul>}</Section>
          {c.objections.length > 0 && <Section title="异议">{c.objections.map((o) => <div key={o.no} style={{ marginBottom: 8 }}><b>第{o.no}号</b>　{showDay(o.on)}{o.name ? `　${o.name}` : ''}<div>{o.says}</div><div className="quiet">{o.answer ? `${o.answer === 'upheld' ? '成立' : '不成立'}：${o.why}` : '待答复'}</div></div>)}</Section>}
          <Section title="依据"><p style={{ margin: 0 }}>{c.item.basis}</p><p className="quiet" style={{ margin: '4px 0 0' }}>适用{showDay(c.ruleDay)}施行的规则{c.item.carries.length > 0 && `；对应清单第${c.item.carries.join('、')}项`}</p><CaseChain id={c.id} /></Section>
        </aside>
      </div>
      {taking && <StepDrawer c={c} step={taking.step} given={taking.given} close={() => setTaking(undefined)} />}
    </>
  )
}

function Head({ c, take }: { c: CaseView; take: (s: CaseStep) => void }) {
  const here = useHere()
  const running = c.clocks.find((k) => !k.done && !k.least && k.legal)
  // A publication runs out without anyone being late.
  const least = c.clocks.find((k) => !k.done && k.least && k.legal)
  const steps = c.steps.filter((s) => s.id !== 'voidPaper')
  const open = steps.filter((s) => !s.blocked), closed = steps.filter((s) => s.blocked)
  return (
    <section className="block">
      <div className="quiet">{c.item.name}　{c.number}{c.demo && <DemoMark />}{c.confidential && <span className="late">　保密办件，查阅留痕</span>}</div>
      <h1>{c.title}</h1>
      <div>{c.blind ? '（匿名评审，不显示当事人）' : [...c.parties.map((p) => `${p.label}：${p.name}`), ...(c.handler.name ? [`办理单位：${c.handler.name}`] : [])].join('　')}</div>
      <ol className="line" aria-label="办理进程">{c.line.map((l) => <li key={l.id} className={l.at} aria-current={l.at === 'now' ? 'step' : undefined}>{l.label}</li>)}</ol>
      <p style={{ margin: '4px 0' }}>
        现处于<b>“{c.state.label}”</b>
        {c.stopped ? <>，自{showDay(c.stopped.since)}起中止（{c.stopped.reason}），期限暂停计算</> : running ? <>，{running.label === c.state.label ? '期限' : running.label}至 <Due due={running.at ?? running.legal} today={here.today} />（{running.of === 'office' ? '办理机关' : '当事人'}的期限）</> : least ? `，至${showDay(least.legal)}，期满后继续办理` : c.state.final ? '，已办结' : ''}
        {c.waiting.length > 0 && <>；等待 {[...new Set(c.waiting.map((w) => w.who))].join('、')}</>}
      </p>
      <div className="no-print" style={{ display: 'flex', gap: 8, flexWrap: 'wrap', marginTop: 8 }}>
        {open.map((s, i) => <Button key={s.id} type={i === 0 && !s.danger && !c.state.standing ? 'primary' : 'default'} danger={Boolean(s.danger)} onClick={() => take(s)}>{s.label}</Button>)}
        {closed.map((s) => <Tooltip key={s.id} title={s.blocked}><Button disabled>{s.label}</Button></Tooltip>)}
        {steps.length === 0 && <span className="quiet">此时没有由您办理的步骤</span>}
      </div>
      {closed.length > 0 && <ul className="quiet" style={{ margin: '8px 0 0', paddingLeft: 18 }}>{closed.map((s) => <li key={s.id}>“{s.label}”暂不能办：{s.blocked}</li>)}</ul>}
    </section>
  )
}

function Clocks({ c }: { c: CaseView }) {
  const here = useHere()
  if (c.clocks.length === 0 && c.duties.length === 0) return <Nothing say="本件现无期限" />
  return (
    <ul className="story">
      {c.clocks.map((k) => (
        <li key={k.name}>
          <b>{k.label}</b>　{k.limit}<span className="quiet">（{k.of === 'office' ? '办理机关' : '当事人'}）</span>
          <div>{k.done ? <span className="quiet">{showDay(k.startedOn)}起，{showDay(k.done)}止</span> : k.stoppedSince ? <span className="soon">自{showDay(k.stoppedSince)}停止计算{k.because ? `：${k.because}` : ''}</span> : k.unknown ? <span className="soon">{k.unknown}</span> : k.at ? <>至 {showInstant(k.at)}</> : k.least ? <>至{showDay(k.legal)}，期满后继续办理</> : <Due due={k.legal} today={here.today} />}</div>
          {!k.done && k.target && k.legal !== k.target && <div className="quiet">期末为{showDay(k.target)}，顺延至工作日</div>}
        </li>
      ))}
      {c.duties.map((d) => <li key={d.label}><b>{d.label}</b><span className="quiet">（{d.of}）</span><div><Due due={d.due} today={here.today} /></div></li>)}
    </ul>
  )
}

export function Read({ sections, of }: { sections: ReadBack[]; of: string }) {
  return <>{sections.filter((s) => s.lines.length > 0).map((s) => <div key={s.title} style={{ marginBottom: 12 }}><h3 style={{ marginBottom: 4 }}>{s.title}</h3><dl className="facts">{s.lines.map((l) => <div key={l.at} style={{ display: 'contents' }}><dt>{l.label}</dt><dd>{l.files ? l.files.map((f) => <div key={f.hash}><a href={`/api/v1/files/${f.hash}?case=${of}`} target="_blank" rel="noreferrer">{f.name}</a></div>) : l.shown}</dd></div>)}</dl></div>)}</>
}

function Story({ c }: { c: CaseView }) {
  return (
    <ol className="story">{[...c.history].reverse().map((e) => (
      <li key={e.seq}>
        <time dateTime={e.at} title={e.at}>{showInstant(e.at)}</time>　{e.by ? `${e.by}（${e.as}）` : e.as}<b>{e.label}</b>{e.from !== e.to && <span className="quiet">　{e.from} → {e.to}</span>}
        {e.hidden && <span className="quiet">　内容仅供办理机关查阅</span>}
        {e.read.length > 0 && (e.read.flatMap((r) => r.lines).length > 8 ? <details><summary>当时的填报内容</summary><Read sections={e.read} of={c.id} /></details> : <Read sections={e.read.map((r) => ({ ...r, title: '' }))} of={c.id} />)}
      </li>
    ))}</ol>
  )
}

const where = { scored: '已评分', recused: '申请回避', waiting: '待评分' } as const
/** Those drawn, how they came to be drawn, and how their sheets were summed; who is to be replaced is named from here. */
function Panel({ c, take }: { c: CaseView; take: (s: CaseStep, given: Record<string, unknown>) => void }) {
  const p = c.panel!
  const replace = c.steps.find((s) => s.id === 'replace' && !s.blocked)
  const summed = p.total !== undefined
  return (
    <>
      {summed && <p style={{ marginTop: 0 }}>评审得分 <b>{p.total}</b></p>}
      <Wide label="评审专家"><table className="printed">
        <thead><tr><th scope="col">专家</th><th scope="col">状态</th>{summed && <><th scope="col" className="num">原始总分</th><th scope="col" className="num">校正后</th></>}{replace && <th scope="col">办理</th>}</tr></thead>
        <tbody>{p.drawn.map((e) => (
          <tr key={e.id}>
            <td>{e.name}</td><td className={e.at === 'recused' ? 'late' : undefined}>{where[e.at]}{e.dropped && '（最高或最低，去掉）'}</td>
            {summed && <><td className="num">{e.total}</td><td className="num">{e.corrected}</td></>}
            {replace && <td>{e.at !== 'scored' && <Button type="link" size="small" aria-label={`更换${e.name}`} onClick={() => take(replace, { expert: e.id })}>更换</Button>}</td>}
          </tr>
        ))}</tbody>
      </table></Wide>
      {p.out.length > 0 && <><h3 style={{ margin: '12px 0 4px' }}>回避</h3><ul className="story">{p.out.map((o, i) => <li key={i}>{o.name}<div className="quiet">{o.why}</div></li>)}</ul></>}
      <details style={{ marginBottom: 8 }}><summary><b>抽取过程（种子“{p.seed}”）</b></summary><ol style={{ margin: '4px 0 0', paddingLeft: 22 }}>{p.how.map((s) => <li key={s}>{s}</li>)}</ol></details>
      {p.working.length > 0 && <Working finding={{ value: p.total, steps: p.working }} />}
    </>
  )
}

function Working({ finding }: { finding: { value: unknown; steps: string[] } }) {
  const last = finding.steps.at(-1)
  return <details style={{ marginBottom: 8 }}><summary><b>{last ?? '测算结果'}</b></summary><ol style={{ margin: '4px 0 0', paddingLeft: 22 }}>{finding.steps.map((s, i) => <li key={i}>{s}</li>)}</ol></details>
}

function StepDrawer({ c, step, given, close }: { c: CaseView; step: CaseStep; given: Record<string, unknown>; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [values, setValues] = useState<Record<string, any>>(given)
  const [refusals, setRefusals] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<CaseView>(`/api/v1/cases/${c.id}/steps/${step.id}`, { input: step.asks ? values : undefined, expect: c.version }),
    onSuccess: async (after) => {
      queries.setQueryData(['case', c.id, null], after)
      await queries.invalidateQueries()
      message.success(`已办理“${step.label}”，现处于“${after.state.label}”`)
      close()
    },
    onError: (error) => {
      setRefusals(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有办成，请再试一次' }])
      if (error instanceof Refused && error.status === 409) void queries.invalidateQueries({ queryKey: ['case', c.id] })
    },
  })
  const general = refusals.filter((r) => !Array.isArray(step.asks) || !step.asks.some((f) => r.at === f.name || r.at?.startsWith(`${f.name}.`)))
  return (
    <Drawer open title={`${step.label}${step.seat ? `（${step.seat}）` : ''}`} onClose={close} size={560} destroyOnHidden
      footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" danger={Boolean(step.danger)} loading={act.isPending} disabled={step.asks === 'form'} onClick={() => act.mutate()}>{step.label}</Button></div>}>
      {step.danger && <Alert type="warning" showIcon title={step.danger} style={{ marginBottom: 16 }} />}
      {step.decides && <p className="quiet">这一步作出决定，办理后即生效并通知当事人。</p>}
      {general.length > 0 && <Alert type="error" showIcon title={<ul style={{ margin: 0, paddingLeft: 18 }}>{general.map((r, i) => <li key={i}>{r.say}</li>)}</ul>} style={{ marginBottom: 16 }} />}
      {step.asks === 'form' ? <p>请到<a href={`/my/cases/${c.id}`}>我的办件</a>页面修改填报内容后提交。</p>
        : step.asks ? <Questions fields={step.asks} values={values} onChange={setValues} refusals={refusals} />
          : <p>确认对“{c.title}”办理“{step.label}”？</p>}
    </Drawer>
  )
}
