import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input, Select } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { EditionRow, EditionView, ScoreView, UnitScore } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { FilesPicker, Labelled } from '../fields.tsx'
import { Section, showDay } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../waits.tsx'

const colours = { blue: '蓝色', orange: '橙色', red: '红色' } as const
const states: Record<EditionRow['state'], string> = { published: '公示中', deciding: '公示期满，待定稿', final: '已定稿', recalled: '已撤回' }
const kinds = { praise: '国家级表扬', practice: '可复制推广的做法' } as const

/** The scores as they stand, or as they were laid open and settled; every figure opens what it was made from. */
export default function ScoresPage() {
  const { list = '' } = useParams()
  const here = useHere()
  const [asked, ask] = useSearchParams()
  const asOf = asked.get('asOf') ?? '', edition = asked.get('edition')
  const set = (key: string, value: string | undefined) => ask((was) => { const n = new URLSearchParams(was); if (value) n.set(key, value); else n.delete(key); return n }, { replace: true })
  const live = useQuery({ queryKey: ['scores', list, asOf], queryFn: () => get<ScoreView>(`/api/v1/lists/${list}/scores${asOf ? `?asOf=${asOf}` : ''}`) })
  const frozen = useQuery({ queryKey: ['scores-edition', list, edition], queryFn: () => get<EditionView>(`/api/v1/lists/${list}/scores/editions/${edition}`), enabled: edition !== null })
  return (
    <Asked query={live} rows={14}>{(now) => (
      <>
        <section className="block">
          <p className="quiet" style={{ margin: '0 0 8px' }}><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/tasks/1`}>{now.list.title}</Link> › 考评</p>
          <h1>{edition && frozen.data ? `${frozen.data.edition.number}：截至${showDay(frozen.data.asOf)}` : `截至${showDay(now.asOf)}，${now.rows.filter((r) => r.rank !== null).length}个单位参加排名`}</h1>
          <p className="quiet" style={{ margin: 0 }}>只在机关内部公示，不对外公开。点开单位看原始分项，每个分项都能打开办件。</p>
          <details><summary>公布的考评办法</summary><ul style={{ margin: 0, paddingLeft: 18 }}>{((edition && frozen.data) || now).formula.map((f) => <li key={f}>{f}</li>)}</ul><p className="quiet" style={{ margin: 0 }}>办法中的数都带施行日和出处，见<Link to="/admin/parameters">法定数值</Link>；现行取值为业务惯例（待按正式文件核定）。</p></details>
          <div className="filters no-print" role="search" style={{ margin: '12px 0 0' }}>
            <Select aria-label="版本" style={{ width: 300, maxWidth: '100%' }} value={edition ?? ''} onChange={(v) => set('edition', v || undefined)} options={[{ value: '', label: '实时计算' }, ...now.editions.map((e) => ({ value: e.caseId, label: `${e.number}（截至${showDay(e.asOf)}，${states[e.state]}）` }))]} />
            {!edition && <label>截至 <input type="date" value={asOf || here.today} max={here.today} onChange={(e) => set('asOf', e.target.value && e.target.value !== here.today ? e.target.value : undefined)} /></label>}
            <a href={edition ? `/api/v1/lists/${list}/scores/editions/${edition}?format=xlsx` : `/api/v1/lists/${list}/scores?format=xlsx${asOf ? `&asOf=${asOf}` : ''}`}>导出 Excel</a>
            {now.may.simulate && <Link to={`/lists/${list}/scores/simulate${asOf ? `?asOf=${asOf}` : ''}`}>模拟改动</Link>}
            {now.may.simulate && <Link to={`/open/score-entry?${new URLSearchParams({ 'entry.list': list, 'entry.listTitle': now.list.title })}`}>录入加分或弄虚作假</Link>}
            {!edition && now.may.publish && <Publish list={list} asOf={now.asOf} done={(id) => set('edition', id)} />}
          </div>
          {now.waiting.entries + now.waiting.objections > 0 && <p style={{ margin: '8px 0 0' }}>{now.waiting.entries > 0 && <Link to="/cases?item=score-entry">{now.waiting.entries}件认定待复核，尚未计入</Link>}　{now.waiting.objections > 0 && <Link to="/cases?item=score-objection">{now.waiting.objections}件异议待答复</Link>}</p>}
        </section>
        {edition ? <Asked query={frozen} rows={10}>{(e) => <><Edition list={list} e={e} mayFinalise={now.may.finalise} /><Table rows={e.rows} list={list} open={e.edition.state === 'published' ? { edition, units: now.may.object } : undefined} /></>}</Asked> : <Table rows={now.rows} list={list} open={undefined} />}
      </>
    )}</Asked>
  )
}

function Publish({ list, asOf, done }: { list: string; asOf: string; done: (id: string) => void }) {
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const publish = useMutation({
    mutationFn: () => post<EditionView>(`/api/v1/lists/${list}/scores/editions`, { asOf }),
    onSuccess: async (e) => { await queries.invalidateQueries({ queryKey: ['scores'] }); message.success(`已公示${e.edition.number}，异议期至${showDay(e.edition.until)}`); done(e.edition.caseId) },
    onError: (error) => void message.error(error instanceof Refused ? error.message : '没有公示，请再试一次'),
  })
  return <Button loading={publish.isPending} onClick={() => void modal.confirm({ title: `公示截至${showDay(asOf)}的考评？`, content: '全部参评单位都能看到全表；公示期内可以逐项提出异议。', okText: '公示', cancelText: '再看看', onOk: () => publish.mutate() })}>向参评单位公示</Button>
}

function Edition({ list, e, mayFinalise }: { list: string; e: EditionView; mayFinalise: boolean }) {
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const finalise = useMutation({
    mutationFn: () => post<EditionView>(`/api/v1/lists/${list}/scores/editions/${e.edition.caseId}/finalise`),
    onSuccess: async () => { await queries.invalidateQueries(); message.success('已定稿') },
    onError: (error) => void message.error(error instanceof Refused ? error.message : '没有定稿，请再试一次'),
  })
  const { edition } = e
  return (
    <Section title={states[edition.state]} extra={<span className="row">{mayFinalise && edition.state === 'deciding' && <Button type="primary" loading={finalise.isPending} onClick={() => void modal.confirm({ title: '定稿？', content: '按异议答复重算一次后冻结，此后不再改动。', okText: '定稿', cancelText: '取消', onOk: () => finalise.mutate() })}>定稿</Button>}{edition.paper && <a href={`/api/v1/papers/${edition.paper}/pdf`}>文书</a>}</span>}>
      <dl className="facts">
        <dt>公示</dt><dd>{showDay(edition.publishedOn)}至{showDay(edition.until)}</dd>
        <dt>校验值</dt><dd className="hash">{edition.finalHash ?? edition.hash}</dd>
        <dt>今天重算</dt><dd>{e.same ? '✓ 与冻结的全表一致' : <span className="soon">▲ 与冻结的全表不同：此后有更正的记录或补记的事实，冻结的全表不受影响</span>}</dd>
      </dl>
      {e.objections.length > 0 && <><h3 style={{ marginTop: 12 }}>异议（{e.objections.length}件）</h3><ul className="story">{e.objections.map((o) => <li key={o.caseId}><Link to={`/cases/${o.caseId}`}>{o.number}</Link>　{o.unitName}　{o.state === 'answering' ? <span className="soon">待答复</span> : o.state === 'upheld' ? '异议成立，不计入' : '异议不成立'}<div>{o.say}</div>{o.answer && <div className="quiet">答复：{o.answer}</div>}</li>)}</ul></>}
    </Section>
  )
}

interface OpenFor { edition: string; units: string[] }
function Table({ rows, list, open }: { rows: UnitScore[]; list: string; open: OpenFor | undefined }) {
  const [asked, ask] = useSearchParams()
  const group = asked.get('group')
  const groups = [...new Set(rows.map((r) => r.group))]
  if (rows.length === 0) return <Section title="得分"><Nothing say="还没有交办的任务；交办、反馈并经核查后，到第一个核查节点即有得分" /></Section>
  return (
    <>
      {groups.length > 1 && <div className="filters no-print"><span className="row" role="group" aria-label="只看一组">{groups.map((g) => <button key={g} type="button" className="pick" aria-pressed={group === g} onClick={() => ask((was) => { const n = new URLSearchParams(was); if (group === g) n.delete('group'); else n.set('group', g); return n }, { replace: true })}>{g} {rows.filter((r) => r.group === g).length}</button>)}</span></div>}
      {groups.filter((g) => !group || g === group).map((g) => (
        <Section key={g} title={g}>
          <table className="printed rows plain">
            <thead><tr><th scope="col" className="num slim">名次</th><th scope="col">单位</th><th scope="col" className="num slim">得分</th><th scope="col" className="num slim">基础分</th><th scope="col" className="num slim">加分</th><th scope="col" className="num slim">扣分</th><th scope="col" className="num slim">计入任务</th></tr></thead>
            <tbody>{rows.filter((r) => r.group === g).map((r) => <Row key={r.unit} r={r} list={list} open={open} />)}</tbody>
          </table>
        </Section>
      ))}
    </>
  )
}

function Row({ r, list, open }: { r: UnitScore; list: string; open: OpenFor | undefined }) {
  const [asked, ask] = useSearchParams()
  const isOpen = asked.get('unit') === r.unit
  const turn = () => ask((was) => { const n = new URLSearchParams(was); if (isOpen) n.delete('unit'); else n.set('unit', r.unit); return n }, { replace: true })
  return (
    <>
      <tr>
        <td className="num" data-label="名次">{r.rank ?? '–'}</td>
        <td className="beside"><button type="button" className="as-link" aria-expanded={isOpen} onClick={turn}>{r.name}</button>{r.rank === null && <div className="quiet">{r.total ? '没有牵头或负责的任务，不排名' : '尚未到考评节点'}</div>}</td>
        <td className="num" data-label="得分"><b title={r.total ? `精确值 ${r.total.exact}` : undefined}>{r.total?.shown ?? '–'}</b></td>
        <td className="num" data-label="基础分">{r.base?.shown ?? '–'}</td>
        <td className="num" data-label="加分">{r.bonus.shown === '0' ? '' : `+${r.bonus.shown}`}</td>
        <td className="num" data-label="扣分">{r.deduction.shown === '0' ? '' : `−${r.deduction.shown}`}</td>
        <td className="num" data-label="计入任务">{r.counted}</td>
      </tr>
      {isOpen && <tr><td colSpan={7}><Parts r={r} list={list} open={open && open.units.includes(r.unit) ? open : undefined} /></td></tr>}
    </>
  )
}

function Parts({ r, list, open }: { r: UnitScore; list: string; open: OpenFor | undefined }) {
  const [objecting, object] = useState<{ part: string; say: string }>()
  const door = (part: string, say: string) => open && <Button size="small" onClick={() => object({ part, say })}>提出异议<span className="sr">：{say}</span></Button>
  return (
    <div className="parts">
      <p className="quiet" style={{ margin: '0 0 4px' }}>{r.steps.join('；')}</p>
      <table className="printed rows plain" aria-label={`${r.name}的任务分项`}>
        <thead><tr><th scope="col">任务</th><th scope="col" className="num">权重</th><th scope="col" className="num">质量</th><th scope="col" className="num">时效</th><th scope="col" className="num">质量×时效</th><th scope="col">怎么来的</th>{open && <th scope="col"><span className="sr">办理</span></th>}</tr></thead>
        <tbody>{r.actions.map((a) => (
          <tr key={a.part} className={a.counted ? undefined : 'quiet'}>
            <td className="roomy"><Link to={`/cases/${a.caseId}`}>{a.action} {a.title}</Link></td><td className="num" data-label="权重">{a.weight.shown}</td><td className="num" data-label="质量" title={a.quality?.exact}>{a.quality?.shown ?? '–'}</td><td className="num" data-label="时效" title={a.timeliness?.exact}>{a.timeliness?.shown ?? '–'}</td><td className="num" data-label="质量×时效" title={a.value?.exact}>{a.value?.shown ?? '不计'}</td>
            <td className="roomy">{a.say}{a.falsehood && <> <Link to={`/cases/${a.falsehood.caseId}`}>认定</Link></>}{a.waived && <> <Link to={`/cases/${a.waived.caseId}`}>异议</Link></>}</td>
            {open && <td>{door(a.part, `${a.action} ${a.title}`)}{a.falsehood && door(`falsehood:${a.falsehood.number}`, `弄虚作假认定${a.falsehood.number}`)}</td>}
          </tr>
        ))}</tbody>
      </table>
      {r.sheets.length > 0 && <ul className="story">{r.sheets.map((s) => <li key={s.part}><Link to={`/cases/${s.caseId}`}>{colours[s.colour]}督办单 {s.number}</Link>　{s.action}　{showDay(s.issuedOn)}　{s.waived ? <>异议成立，不扣 <Link to={`/cases/${s.waived.caseId}`}>异议</Link></> : `扣${s.points.shown}分`} {door(s.part, `督办单${s.number}`)}</li>)}</ul>}
      {r.bonuses.length > 0 && <ul className="story">{r.bonuses.map((b) => <li key={b.part}><Link to={`/cases/${b.caseId}`}>{kinds[b.kind]}</Link>　{b.what}　加{b.points.shown}分<div className="quiet">依据：{b.document}</div></li>)}</ul>}
      {objecting && open && <Objection list={list} edition={open.edition} unit={r.unit} of={objecting} close={() => object(undefined)} />}
    </div>
  )
}

function Objection({ list, edition, unit, of, close }: { list: string; edition: string; unit: string; of: { part: string; say: string }; close: () => void }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [reason, setReason] = useState(''), [files, setFiles] = useState<{ hash: string; name: string; size: number }[]>([])
  const send = useMutation({
    mutationFn: () => post<{ number: string }>(`/api/v1/lists/${list}/scores/editions/${edition}/objections`, { unit, part: of.part, reason, ...(files.length ? { evidence: files } : {}) }),
    onSuccess: async (o) => { await queries.invalidateQueries({ queryKey: ['scores-edition'] }); message.success(`已提出${o.number}，由领导小组办公室说明理由答复`); close() },
  })
  const refusals: Refusal[] = send.error instanceof Refused ? send.error.refusals : []
  return (
    <Drawer open onClose={close} size={480} title={`异议：${of.say}`} footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={send.isPending} onClick={() => send.mutate()}>提出异议</Button></div>}>
      <Refusals of={refusals.filter((x) => !x.at?.endsWith('reason'))} />
      <div className="narrow">
        <Labelled label="异议的事实和理由" wrong={refusals.filter((x) => x.at?.endsWith('reason'))}>{(p) => <Input.TextArea {...p} rows={5} maxLength={4000} value={reason} onChange={(e) => setReason(e.target.value)} />}</Labelled>
        <Labelled label="证明材料" optional wrong={[]}>{(p) => <FilesPicker id={p.id} value={files} onChange={setFiles} />}</Labelled>
      </div>
    </Drawer>
  )
}
