import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Input, Radio, Select } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { get, patch, post, Refused, type Refusal } from '../../../web/workbench/api.ts'
import { Labelled } from '../../../web/workbench/fields.tsx'
import { DemoMark, Due, Section, Wide } from '../../../web/workbench/marks.tsx'
import { useHere } from '../../../web/workbench/session.tsx'
import { useUnits } from '../../../web/workbench/units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../../../web/workbench/waits.tsx'
import { type BatchLine, type BatchView, outcomes, type SentDown } from '../index.ts'
import { lineWords } from './words.tsx'

const said = (error: unknown) => (error instanceof Refused ? error.message : '没有办成，请再试一次')

/** A batch: what it came to with every denominator named, and its lines, the odd ones first in need of a person. */
export function BatchPage() {
  const { id = '' } = useParams()
  const here = useHere(), queries = useQueryClient()
  const { message, modal } = App.useApp()
  const [asked, ask] = useSearchParams()
  const [settling, settle] = useState<BatchLine>()
  const batch = useQuery({ queryKey: ['filing-batch', id], queryFn: () => get<BatchView>(`/api/v1/filing-batches/${id}`) })
  const lines = useQuery({ queryKey: ['filing-batch', id, 'lines'], queryFn: async () => {
    const all: BatchLine[] = []
    for (let cursor = ''; ;) {
      const page = await get<{ rows: BatchLine[]; next?: string }>(`/api/v1/filing-batches/${id}/lines?limit=200${cursor ? `&cursor=${cursor}` : ''}`)
      all.push(...page.rows)
      if (!page.next) return all
      cursor = page.next
    }
  } })
  const again = () => queries.invalidateQueries({ queryKey: ['filing-batch', id] })
  const send = useMutation({
    mutationFn: () => post<SentDown>(`/api/v1/filing-batches/${id}/send`),
    onSuccess: async (done) => { await again(); void message.success(`已下发${done.sent}件${done.left ? `，还有${done.left}行待核对` : ''}`) },
    onError: (error) => void message.error(said(error)),
  })
  const only = asked.get('state') ?? '', outcome = asked.get('outcome') ?? ''
  const [most, setMost] = useState(100)
  return (
    <>
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/quality">申请质量</Link> › 核查批次</p>
      <Asked query={batch} rows={10}>{(b) => (
        <section className="block">
          <div className="block-head"><h1>{b.name}{b.demo && <DemoMark />}</h1><span className="row no-print">
            {b.may.send && lines.data?.some((l) => l.state === 'ready') && <Button type="primary" loading={send.isPending} onClick={() => void modal.confirm({ title: '下发没有疑点的申请？', content: '每件立一个办件，分到申请人所在的县（市、区）；有疑点的行留待核对，可以再次下发。', okText: '下发', cancelText: '取消', onOk: () => send.mutateAsync().catch(() => undefined) })}>下发</Button>}
            <Link to={`/quality?new=run&kind=batch&about=${id}`}>筛查本批次</Link><a href={`/api/v1/filing-batches/${id}/report?format=docx`}>统计表（Word）</a><a href={`/api/v1/filing-batches/${id}/report?format=xlsx`}>统计表和名单（Excel）</a>
          </span></div>
          <dl className="facts"><dt>来文</dt><dd>{b.document}</dd><dt>核查期限</dt><dd><Due due={b.due} today={here.today} /></dd><dt>名单</dt><dd>{b.fileName}，{b.lines}行，已下发{b.sent}行{b.left > 0 && `，不下发${b.left}行`}{b.odd > 0 && <>，<span className="soon">▲ 待核对{b.odd}行</span></>}</dd>
            <dt>采用的列</dt><dd>{b.taken.map((t) => (t.column === t.heading ? t.heading : `${t.heading}→${t.column}`)).join('、')}{b.untaken.length > 0 && <span className="quiet">；照存未采用：{b.untaken.join('、')}</span>}</dd></dl>
          {(send.data?.refused.length ?? 0) > 0 && <Alert type="warning" showIcon style={{ marginTop: 8 }} title={<ul style={{ margin: 0, paddingLeft: 18 }}>{send.data!.refused.slice(0, 20).map((r) => <li key={r.line}>第{r.line}行没有下发：{r.say}</li>)}</ul>} />}
          <h2 style={{ margin: '16px 0 4px' }}>统计</h2>
          <Wide label="统计"><table className="printed tight"><thead><tr><th scope="col">项目</th><th scope="col" className="num keep">件（家）</th><th scope="col">占比及其分母</th><th scope="col">计什么</th></tr></thead><tbody>
            {b.counts.map((c) => <tr key={c.id}><td className="keep">{c.id in outcomes || c.id === 'open' ? <Link to={`?outcome=${c.id}`} replace>{c.label}</Link> : c.label}</td><td className="num">{c.count}</td><td>{c.shares.map((s) => <span key={s.of} className="keep">{s.percent}<span className="quiet">（占{s.of}{s.count}）</span>　</span>)}</td><td className="quiet roomy">{c.definition}</td></tr>)}
          </tbody></table></Wide>
        </section>
      )}</Asked>
      {!batch.isError && <Section title="名单" extra={<span className="row no-print" role="group" aria-label="只看一类">{(['odd', 'ready', 'sent', 'left'] as const).map((k) => <button key={k} type="button" className="pick" aria-pressed={only === k} onClick={() => ask(only === k ? {} : { state: k }, { replace: true })}>{lineWords[k]} {lines.data?.filter((l) => l.state === k).length ?? ''}</button>)}{outcome && <button type="button" className="pick" aria-pressed onClick={() => ask({}, { replace: true })}>{outcome === 'open' ? '尚无结果' : outcomes[outcome as keyof typeof outcomes]} ×</button>}</span>}>
        <Asked query={lines}>{(all) => {
          const shown = all.filter((l) => (!only || l.state === only) && (!outcome || (outcome === 'open' ? l.caseId && !l.outcome : l.outcome === outcome)))
          return shown.length === 0 ? <Nothing say={only || outcome ? '没有这一类；再点一次按钮看全部' : '名单是空的'} /> : (
            <>
              <Wide label="名单"><table className="printed"><thead><tr><th scope="col" className="num">行</th><th scope="col">申请</th><th scope="col">申请人</th><th scope="col">核查地</th><th scope="col">状态</th><th scope="col">核对</th></tr></thead><tbody>
                {shown.slice(0, most).map((l) => (
                  <tr key={l.line}>
                    <td className="num">{l.line}</td>
                    <td className="roomy">{l.caseId ? <Link to={`/cases/${l.caseId}`}>{l.number}</Link> : l.number ?? <span className="late">没有申请号</span>}<div className="quiet">{l.title}</div></td>
                    <td className="roomy">{l.applicant}<div className="quiet">{l.agency ?? '自行申请'}</div></td>
                    <td>{l.placeName || '—'}</td>
                    <td className="roomy">{l.state === 'odd' ? <><span className="soon">▲ 待核对</span>{l.oddities.map((o, i) => <div key={i} className="quiet">{o.say}</div>)}</> : <>{lineWords[l.state]}{l.outcome && `，${outcomes[l.outcome as keyof typeof outcomes]}`}{l.leftOut && <div className="quiet">{l.leftOut}</div>}</>}</td>
                    <td>{batch.data?.may.settle && !l.caseId && <Button size="small" aria-label={`核对第${l.line}行`} onClick={() => settle(l)}>核对</Button>}</td>
                  </tr>
                ))}
              </tbody></table></Wide>
              {shown.length > most && <p style={{ textAlign: 'center' }}><Button onClick={() => setMost(most + 200)}>再看200行（共{shown.length}行）</Button></p>}
            </>
          )
        }}</Asked>
      </Section>}
      {settling && <Settle id={id} line={settling} close={() => settle(undefined)} done={again} />}
    </>
  )
}

function Settle({ id, line, close, done }: { id: string; line: BatchLine; close: () => void; done: () => Promise<void> }) {
  useFocusBack()
  const units = useUnits()
  const [of, set] = useState({ number: line.number ?? '', applicant: line.applicant ?? '', place: line.place ?? '', leaveOut: line.leftOut !== null, reason: '' })
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => patch<BatchLine>(`/api/v1/filing-batches/${id}/lines/${line.line}`, of.leaveOut ? { leaveOut: true, reason: of.reason } : { number: of.number, applicant: of.applicant, ...(of.place ? { place: of.place } : {}), reason: of.reason }),
    onSuccess: async (after) => { await done(); if (after.state === 'odd') setWrong(after.oddities.map((o) => ({ code: 'odd', at: o.at, say: o.say }))); else close() },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有记下，请再试一次' }]),
  })
  const at = (place: string) => wrong.filter((r) => r.at === place)
  return (
    <Drawer open onClose={close} size={520} title={`核对第${line.line}行`} footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={() => act.mutate()}>记下</Button></div>}>
      <Refusals of={wrong.filter((r) => !['number', 'applicant', 'place', 'reason'].includes(r.at ?? ''))} />
      <h3>来文所载</h3>
      <dl className="facts">{line.cells.map((c, i) => [<dt key={`t${i}`}>{c.heading || `第${i + 1}列`}</dt>, <dd key={`d${i}`}>{c.text || '—'}</dd>])}</dl>
      <div className="narrow" style={{ marginTop: 16 }}>
        <Radio.Group aria-label="怎样处理" value={of.leaveOut} onChange={(e) => set({ ...of, leaveOut: e.target.value })} options={[{ value: false, label: '改正后下发' }, { value: true, label: '不下发' }]} />
        {!of.leaveOut && <>
          <Labelled label="申请号" wrong={at('number')}>{(p) => <Input {...p} value={of.number} maxLength={60} onChange={(e) => set({ ...of, number: e.target.value })} />}</Labelled>
          <Labelled label="申请人" wrong={at('applicant')}>{(p) => <Input {...p} value={of.applicant} maxLength={120} onChange={(e) => set({ ...of, applicant: e.target.value })} />}</Labelled>
          <Labelled label="核查地" wrong={at('place')}>{(p) => <Select {...p} value={of.place || undefined} showSearch optionFilterProp="label" placeholder="输入市、县名称" options={(units.data ?? []).filter((u) => u.code && u.level !== 'province').map((u) => ({ value: u.code!, label: `${u.level === 'county' ? units.data?.find((c) => c.id === u.parent)?.place ?? '' : ''}${u.place}` }))} onChange={(place: string) => set({ ...of, place })} />}</Labelled>
        </>}
        <Labelled label={of.leaveOut ? '为什么不下发' : '依据什么改'} help="原来的写法留存" wrong={at('reason')}>{(p) => <Input.TextArea {...p} rows={3} maxLength={500} value={of.reason} onChange={(e) => set({ ...of, reason: e.target.value })} />}</Labelled>
      </div>
    </Drawer>
  )
}
