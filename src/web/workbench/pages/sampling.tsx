import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Input, Radio, Select } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { DrawnPiece, ListView, SamplingRow, SamplingView, Verdict } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { DemoMark, Section, showDay, showInstant, SourceMark, Wide } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'

const sources = { file: '佐证材料', case: '办件', entry: '名录条目', event: '自报事件' } as const
const strata = { unit: '责任单位', action: '分解任务', source: '来源' } as const
const verdicts: Record<Verdict, { word: string; mark: string; colour?: string }> = { true: { word: '属实', mark: '✓' }, partly: { word: '部分属实', mark: '▲', colour: 'soon' }, untrue: { word: '不实', mark: '■', colour: 'late' } }

/** Evidence drawn for checking: the frame is fixed, the seed comes in public, each piece is judged, and the result says how sure it is. */
export default function SamplingPage() {
  const { list = '', sampling } = useParams()
  const paper = useQuery({ queryKey: ['list', list], queryFn: () => get<ListView>(`/api/v1/lists/${list}`), staleTime: 60_000 })
  return (
    <>
      <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/tasks/1`}>{paper.data?.title ?? '清单'}</Link> › {sampling ? <Link to={`/lists/${list}/sampling`}>佐证核查</Link> : '佐证核查'}</p>
      {sampling ? <One key={sampling} id={sampling} list={list} /> : <All list={list} />}
    </>
  )
}

function All({ list }: { list: string }) {
  const found = useQuery({ queryKey: ['samplings', list], queryFn: () => get<{ rows: SamplingRow[]; may: { lock: boolean } }>(`/api/v1/lists/${list}/samplings?limit=200`) })
  const [locking, lock] = useState(false)
  return (
    <section className="block">
      <div className="block-head"><h1>佐证核查</h1><span className="row no-print"><a href={`/api/v1/lists/${list}/samplings?format=xlsx`}>导出</a>{found.data?.may.lock && <Button type="primary" onClick={() => lock(true)}>锁定抽样框</Button>}</span></div>
      <p className="quiet" style={{ marginTop: 0 }}>先锁定从哪些佐证中抽、抽多少、种子从何而来，再公开取得种子抽取。同一抽样框和种子，任何人、任何时候都抽得同样的结果。</p>
      <Asked query={found}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有做过佐证核查；由省局、业务处室或领导小组办公室锁定抽样框后，列在这里" /> : (
        <Wide label="佐证核查一览"><table className="printed"><thead><tr><th scope="col">核查</th><th scope="col">佐证日期</th><th scope="col" className="num">抽样框（份）</th><th scope="col" className="num">抽取（份）</th><th scope="col">种子</th><th scope="col" className="num">已判断（份）</th></tr></thead><tbody>
          {rows.map((r) => <tr key={r.id}><td className="roomy"><Link to={`/lists/${list}/sampling/${r.id}`}>{r.title}</Link>{r.demo && <DemoMark />}<div className="quiet">{r.lockedBy}　{showInstant(r.lockedAt)}锁定</div></td><td className="keep">{showDay(r.from)}<br />至{showDay(r.to)}</td><td className="num">{r.frame}</td><td className="num">{r.size}</td><td>{r.seed ?? <span className="soon">▲ 待取：{r.seedFrom}</span>}</td><td className="num">{r.judged}</td></tr>)}
        </tbody></table></Wide>
      )}</Asked>
      {locking && <Lock list={list} close={() => lock(false)} />}
    </section>
  )
}

function Lock({ list, close }: { list: string; close: () => void }) {
  useFocusBack()
  const here = useHere(), queries = useQueryClient()
  const [of, set] = useState({ title: '', from: `${here.today.slice(0, 4)}-01-01`, to: here.today, sources: ['file'], by: ['unit', 'action', 'source'], seedFrom: '' })
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<SamplingView>(`/api/v1/lists/${list}/samplings`, of),
    onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['samplings', list] }); close() },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有锁定，请再试一次' }]),
  })
  const at = (place: string) => wrong.filter((r) => r.at === place)
  return (
    <Drawer open onClose={close} size={480} title="锁定抽样框" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={() => act.mutate()}>锁定</Button></div>}>
      <Refusals of={wrong.filter((r) => !['title', 'from', 'to', 'sources', 'seedFrom'].includes(r.at ?? ''))} />
      <div className="narrow">
        <Labelled label="名称" wrong={at('title')}>{(p) => <Input {...p} value={of.title} maxLength={120} placeholder="例如 二季度佐证抽查" onChange={(e) => set({ ...of, title: e.target.value })} />}</Labelled>
        <Labelled label="佐证日期自" wrong={at('from')}>{({ id }) => <input type="date" id={id} value={of.from} max={here.today} onChange={(e) => set({ ...of, from: e.target.value })} />}</Labelled>
        <Labelled label="至" wrong={at('to')}>{({ id }) => <input type="date" id={id} value={of.to} max={here.today} onChange={(e) => set({ ...of, to: e.target.value })} />}</Labelled>
        <Labelled label="从哪些来源抽" wrong={at('sources')}>{(p) => <Select {...p} mode="multiple" value={of.sources} options={Object.entries(sources).map(([value, label]) => ({ value, label }))} onChange={(v) => set({ ...of, sources: v })} />}</Labelled>
        <Labelled label="按什么分层" optional help="各层按份数比例抽取" wrong={[]}>{(p) => <Select {...p} mode="multiple" value={of.by} options={Object.entries(strata).map(([value, label]) => ({ value, label }))} onChange={(v) => set({ ...of, by: v })} />}</Labelled>
        <Labelled label="种子从何而来" help="锁定时还不知道、以后人人可查的数，例如指定某一期开奖号码" wrong={at('seedFrom')}>{(p) => <Input.TextArea {...p} rows={2} value={of.seedFrom} maxLength={200} onChange={(e) => set({ ...of, seedFrom: e.target.value })} />}</Labelled>
      </div>
    </Drawer>
  )
}

function One({ id, list }: { id: string; list: string }) {
  const [asked, ask] = useSearchParams()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const [judging, judge] = useState<DrawnPiece>()
  const found = useQuery({ queryKey: ['sampling', id], queryFn: () => get<SamplingView>(`/api/v1/samplings/${id}`) })
  const keep = (next: SamplingView) => { queries.setQueryData(['sampling', id], next) }
  const failed = (error: unknown) => { void message.error(error instanceof Refused ? error.message : '没有办成，请再试一次') }
  const replay = useMutation({ mutationFn: () => get<{ frameSame: boolean; drawnSame: boolean; say: string; steps: string[] }>(`/api/v1/samplings/${id}/replay`), onError: failed })
  const lower = useMutation({ mutationFn: (piece: string) => post<SamplingView>(`/api/v1/samplings/${id}/returns`, { piece, to: 'accept' }), onSuccess: keep, onError: failed })
  const only = asked.get('verdict') ?? ''
  return (
    <Asked query={found} rows={12}>{(s) => {
      const shown = s.pieces.filter((p) => !only || (only === 'open' ? !p.judgement : p.judgement?.verdict === only))
      const count = (v: string) => s.pieces.filter((p) => (v === 'open' ? !p.judgement : p.judgement?.verdict === v)).length
      return (
        <>
          <section className="block">
            <h1>{s.title}{s.demo && <DemoMark />}</h1>
            <dl className="facts">
              <dt>抽样框</dt><dd>{showDay(s.from)}至{showDay(s.to)}的佐证{s.frame}份，{s.stratifiers.length ? `按${s.stratifiers.map((x) => strata[x]).join('、')}分层` : '不分层'}；{s.lockedBy}于{showInstant(s.lockedAt)}锁定</dd>
              <dt>抽样框指纹</dt><dd className="hash">{s.frameHash}</dd>
              <dt>抽取份数</dt><dd>{s.size}份：{s.rule}</dd>
              <dt>种子</dt><dd>{s.seed === null ? <>待取：{s.seedFrom}</> : <>{s.seed}（{s.seedFrom}；{s.drawnBy}于{showInstant(s.drawnAt!)}填入）</>}</dd>
            </dl>
            {s.may.draw && <Draw id={id} from={s.seedFrom} keep={keep} />}
            {s.seed !== null && (
              <div style={{ marginTop: 8 }}>
                <span className="row no-print"><Button loading={replay.isPending} onClick={() => replay.mutate()}>复核抽取</Button><a href={`/api/v1/samplings/${id}/pieces?format=xlsx`}>导出抽中的佐证</a></span>
                {replay.data && <Alert style={{ marginTop: 8 }} showIcon type={replay.data.frameSame && replay.data.drawnSame ? 'success' : 'error'} title={replay.data.say} />}
                <details className="fold"><summary>怎样抽的、各层几份</summary><ol>{s.steps.map((x) => <li key={x}>{x}</li>)}</ol>
                  <Wide label="各层份数"><table className="printed"><thead><tr><th scope="col">层</th><th scope="col" className="num">共（份）</th><th scope="col" className="num">抽（份）</th></tr></thead><tbody>{s.strata.map((x) => <tr key={x.key}><td>{x.name || '全部'}</td><td className="num">{x.of}</td><td className="num">{x.drawn}</td></tr>)}</tbody></table></Wide>
                </details>
              </div>
            )}
          </section>
          {s.result && (
            <Section title="结果">
              <p style={{ marginTop: 0 }}>{s.result.say}</p>
              <div className="figures">{(Object.keys(verdicts) as Verdict[]).map((v) => { const r = s.result!.verdicts[v]; return (
                <div key={v}><div className="quiet">{verdicts[v].word}</div><div className="figure"><span className={verdicts[v].colour}>{verdicts[v].mark}</span> {r.share}%</div><div className="quiet">{r.hits}/{r.of}份　{s.result!.confidence}%区间 {r.from}%–{r.to}%</div></div>
              ) })}</div>
            </Section>
          )}
          {s.seed !== null && (
            <Section title={<>抽中的佐证<span className="quiet">（{s.pieces.length === s.size ? '' : `您可看${s.pieces.length}份，共`}{s.size}份）</span></>} extra={<span className="row" role="group" aria-label="只看一类">{([['open', '未判断'], ['true', '属实'], ['partly', '部分属实'], ['untrue', '不实']] as const).map(([k, word]) => <button key={k} type="button" className="pick" aria-pressed={only === k} onClick={() => ask(only === k ? {} : { verdict: k }, { replace: true })}>{word} {count(k)}</button>)}</span>}>
              {shown.length === 0 ? <Nothing say={only ? '没有这一类；再点一次按钮看全部' : '抽中的佐证都不在您可查看的范围内'} /> : (
                <ul className="story">{shown.map((p) => (
                  <li key={p.id}>
                    <div className="block-head">
                      <div><b>{p.caseId ? <Link to={`/cases/${p.caseId}`}>{p.title}</Link> : p.title}</b>{p.source === 'file' || p.source === 'event' ? <SourceMark of="reported" /> : <SourceMark of="system" />}<div className="quiet">{p.unitName}　<Link to={`/lists/${list}/tasks/${p.action.split('.')[0]}?action=${p.action}`}>{p.action}</Link>　{sources[p.source]}　{showDay(p.on)}</div></div>
                      <span className="row no-print">{p.may.lower && <Button size="small" danger loading={lower.isPending} onClick={() => void modal.confirm({ title: '退回重新核查？', content: `${p.unitName}的这件办件退回到“核查”，理由写明核查结论；核查单位随后重新核定进度。现已核${p.lowered?.now ?? 0}%。`, okText: '退回', cancelText: '取消', onOk: () => lower.mutateAsync(p.id).catch(() => undefined) })}>退回核减</Button>}{p.may.judge && <Button size="small" onClick={() => judge(p)}>{p.judgement ? '重新判断' : '判断'}</Button>}</span>
                    </div>
                    {p.judgement ? <div><span className={verdicts[p.judgement.verdict].colour}>{verdicts[p.judgement.verdict].mark} {verdicts[p.judgement.verdict].word}</span>　{p.judgement.reason}<div className="quiet">{p.judgement.by}　{showInstant(p.judgement.at)}{p.lowered && <>　<b>{p.lowered.say}</b></>}</div></div> : <div className="quiet">未判断</div>}
                  </li>
                ))}</ul>
              )}
            </Section>
          )}
          {judging && <Judge id={id} piece={judging} keep={keep} close={() => judge(undefined)} />}
        </>
      )
    }}</Asked>
  )
}

function Draw({ id, from, keep }: { id: string; from: string; keep: (next: SamplingView) => void }) {
  const [seed, setSeed] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<SamplingView>(`/api/v1/samplings/${id}/draw`, { seed }),
    onSuccess: keep, onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有抽取，请再试一次' }]),
  })
  return (
    <div className="narrow" style={{ marginTop: 12 }}>
      <Labelled label="种子" help={`取自${from}；只能抽一次，填前请核对`} wrong={wrong}>{(p) => <Input {...p} value={seed} maxLength={100} onChange={(e) => setSeed(e.target.value)} />}</Labelled>
      <div><Button type="primary" loading={act.isPending} onClick={() => act.mutate()}>抽取</Button></div>
    </div>
  )
}

function Judge({ id, piece, keep, close }: { id: string; piece: DrawnPiece; keep: (next: SamplingView) => void; close: () => void }) {
  useFocusBack()
  const [verdict, setVerdict] = useState<Verdict | undefined>(piece.judgement?.verdict)
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<Refusal[]>([])
  const act = useMutation({
    mutationFn: () => post<SamplingView>(`/api/v1/samplings/${id}/judgements`, { piece: piece.id, verdict, reason }),
    onSuccess: (next) => { keep(next); close() },
    onError: (error) => setWrong(error instanceof Refused ? error.refusals : [{ code: 'failed', say: '没有记下，请再试一次' }]),
  })
  const submit = () => (verdict ? act.mutate() : setWrong([{ code: 'verdict-missing', at: 'verdict', say: '请选择属实、部分属实或不实' }]))
  return (
    <Drawer open onClose={close} size={480} title="判断这份佐证" footer={<div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={act.isPending} onClick={submit}>记下</Button></div>}>
      <Refusals of={wrong.filter((r) => !['verdict', 'reason'].includes(r.at ?? ''))} />
      <p style={{ marginTop: 0 }}><b>{piece.title}</b><br /><span className="quiet">{piece.unitName}　{piece.action}　{showDay(piece.on)}</span></p>
      <div className="narrow">
        <Labelled label="判断" wrong={wrong.filter((r) => r.at === 'verdict')}>{({ id: at }) => <Radio.Group id={at} aria-label="判断" value={verdict} onChange={(e) => setVerdict(e.target.value)} options={(Object.keys(verdicts) as Verdict[]).map((value) => ({ value, label: verdicts[value].word }))} />}</Labelled>
        <Labelled label="核对了什么、依据什么" help="留名留理由；后说的算，先说的留存" wrong={wrong.filter((r) => r.at === 'reason')}>{(p) => <Input.TextArea {...p} rows={4} maxLength={1000} value={reason} onChange={(e) => setReason(e.target.value)} />}</Labelled>
      </div>
    </Drawer>
  )
}
