import { useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Input, InputNumber, Pagination } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { get } from '../../../web/workbench/api.ts'
import { Labelled } from '../../../web/workbench/fields.tsx'
import { Section, showDay, showInstant, Wide } from '../../../web/workbench/marks.tsx'
import { PatentRow } from '../../../web/workbench/patents.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../../../web/workbench/waits.tsx'
import { drawn, shadeOf } from '../drawn.ts'
import { figureKinds, isMatrix, matrixKinds, type MatrixKind } from '../kinds.ts'
import type { CellView, MatrixView } from '../sorting.ts'
import { readRules, writeRules } from './rules.ts'
import { hasFields, rest, searchOptions, type Working } from './working.ts'

const page = 20

/** The matrices of a project as they stand now: each cell opens, and what belongs in it is put there or taken out by hand, with a reason. */
export function SortingPart(working: Working) {
  const { room } = working
  const [at, go] = useSearchParams()
  const asked = at.get('matrix'), kind: MatrixKind = asked && isMatrix(asked as MatrixKind) ? asked as MatrixKind : 'technique-effect'
  const level = ['1', '3'].includes(at.get('level') ?? '') ? Number(at.get('level')) : 2, search = at.get('search')
  const set = (change: Record<string, string | undefined>) => go((was) => { const n = new URLSearchParams(was); for (const [k, v] of Object.entries(change)) if (v) n.set(k, v); else n.delete(k); return n }, { replace: true })
  const ask = new URLSearchParams({ kind, level: `${level}`, ...(search ? { search } : {}) })
  const isReady = room.tree.length > 0 && room.searches.length > 0 && (kind === 'gaps' || room.effects.rules.length > 0)
  const found = useQuery({ queryKey: ['navigation-matrix', room.id, ask.toString()], queryFn: () => get<MatrixView>(`/api/v1/navigation/rooms/${room.id}/matrix?${ask}`), enabled: isReady, placeholderData: keepPreviousData })
  return (
    <>
      <Section title="矩阵归类" extra={<Link className="no-print" to={{ search: 'part=figures' }}>去作图</Link>}>
        <p className="quiet" style={{ marginTop: 0 }}>词和分类号先归一遍，人再逐格加入或移出；谁、何时、为什么都留下。作图和重跑时按这里的归类。</p>
        <div className="filters" role="group" aria-label="哪个矩阵">
          <label>矩阵 <select value={kind} onChange={(e) => set({ matrix: e.target.value, search: undefined })}>{matrixKinds.map((k) => <option key={k} value={k}>{figureKinds[k]}</option>)}</select></label>
          <label>分解表第几级 <select value={level} onChange={(e) => set({ level: e.target.value === '2' ? undefined : e.target.value })}>{[1, 2, 3].map((n) => <option key={n} value={n}>{n}级</option>)}</select></label>
          {room.searches.length > 0 && <label className="room-search">检索 <select value={search ?? ''} onChange={(e) => set({ search: e.target.value || undefined })}><option value="">最近一次</option>{searchOptions(room).map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}</select></label>}
        </div>
        {room.tree.length === 0 ? <Nothing say="还没有技术分解表。先在“技术分解”里写，矩阵的行从它来" />
          : room.searches.length === 0 ? <Nothing say="还没有检索记录。先在“检索策略”里检索，矩阵从检索结果归类" />
            : !isReady ? <Nothing say="还没有功效词。在下面写，一行一个，例如 散热：散热、导热、温升" />
              : <Asked query={found} rows={8}>{(m) => <Matrix working={working} kind={kind} of={m} ask={ask.toString()} />}</Asked>}
      </Section>
      {kind === 'technique-effect' ? <Effects key={room.effects.at} {...working} /> : <Limits key={room.thresholds.own?.why} {...working} />}
      <Placed {...working} />
    </>
  )
}

function Matrix({ working, kind, of: { figure }, ask }: { working: Working; kind: MatrixKind; of: MatrixView; ask: string }) {
  const [opened, open] = useState<{ line: string; column: string; effect?: string; title: string }>()
  const of = drawn[kind](figure)
  if (of.as !== 'matrix') return null
  const columns = kind === 'gaps' ? ['global', 'national', 'province', 'city'].filter((id) => figure.columns.some((c) => c.id === id)) : figure.columns.slice(1).map((c) => c.id)
  const countAt = (column: string) => figure.columns.findIndex((c) => c.id === (kind === 'gaps' ? `${column}-n` : column))
  return (
    <>
      <p style={{ marginTop: 0 }}><b>{figure.say}</b><span className="quiet">　统计{figure.over.toLocaleString('zh-CN')}件</span></p>
      {figure.notes?.map((note) => <p key={note} className="figure-note">{note}</p>)}
      <Wide label={figure.title}><table className="printed figure-table sorting"><thead><tr><th scope="col">{kind === 'gaps' ? '环节' : '技术＼功效'}</th>{of.across.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead><tbody>
        {figure.lines.map((line, y) => (
          <tr key={line.id}><th scope="row">{of.down[y]}</th>{columns.map((column, x) => {
            const n = line.cells[countAt(column)]?.value, cell = of.cells[y]![x]!, title = `${of.down[y]}　${of.across[x]}`
            return <td key={column} style={{ background: `#${shadeOf(of.scale, of.range, cell.tone)}` }}><button type="button" className="figure-door" aria-label={kind === 'gaps' ? `${title}：${cell.said}，${n}件` : `${title}：${n}件`} onClick={() => open({ line: line.id, column: kind === 'gaps' ? `${column}-n` : column, title, ...(kind === 'gaps' ? {} : { effect: column }) })}>{kind === 'gaps' ? `${cell.said} ${n}` : n}</button></td>
          })}</tr>
        ))}
      </tbody></table></Wide>
      {kind === 'gaps' && <p className="quiet small">字为强、弱、缺，数为件数。点开可归入或移出；归入某环节的，按其申请人所在地计入各级。</p>}
      {opened && <Cell key={`${opened.line} ${opened.column}`} working={working} of={opened} ask={ask} close={() => { working.clear(); open(undefined) }} />}
    </>
  )
}

/** One cell: what is in it, what people said of it, and a hand to put in or take out. */
function Cell({ working: { room, act, wrong }, of, ask, close }: { working: Working; of: { line: string; column: string; effect?: string; title: string }; ask: string; close: () => void }) {
  useFocusBack()
  const [at, leaf] = useState(1), [why, setWhy] = useState(''), [numbers, setNumbers] = useState('')
  const query = new URLSearchParams({ line: of.line, column: of.column, skip: `${(at - 1) * page}`, take: `${page}` })
  const found = useQuery({ queryKey: ['navigation-cell', room.id, ask, query.toString()], queryFn: () => get<CellView>(`/api/v1/navigation/rooms/${room.id}/matrix/lines?${ask}&${query}`), placeholderData: keepPreviousData })
  const say = (keys: string[], belongs: boolean | null) => act.mutate({ path: 'placings', body: { node: of.line, ...(of.effect === undefined ? {} : { effect: of.effect }), numbers: keys, belongs, why } }, { onSuccess: () => { setNumbers(''); setWhy('') } })
  const isMute = !why.trim() || act.isPending
  return (
    <Drawer open onClose={close} size={560} title={of.title}>
      {room.may.work && (
        <div className="narrow" style={{ marginBottom: 16 }}>
          <Refusals of={rest(wrong, ['why', 'numbers'])} />
          <Labelled label="理由" help="先写理由，再归入或移出" wrong={hasFields(wrong, ['why'])}>{(p) => <Input {...p} maxLength={400} value={why} onChange={(e) => setWhy(e.target.value)} />}</Labelled>
          <Labelled label="要归入的专利号" optional help="申请号或公开号，多件用空格或换行分开" wrong={hasFields(wrong, ['numbers'])}>{(p) => <Input.TextArea {...p} rows={2} value={numbers} onChange={(e) => setNumbers(e.target.value)} />}</Labelled>
          <div><Button type="primary" disabled={isMute || !numbers.trim()} onClick={() => say(numbers.split(/[\s、，,；;]+/).filter(Boolean), true)}>归入本格</Button></div>
        </div>
      )}
      <Asked query={found}>{({ total, hits, hand }) => {
        const put = new Set(hand.filter((h) => h.belongs).map((h) => h.key))
        return (
          <>
            <h3 style={{ margin: '0 0 4px' }}>本格{total.toLocaleString('zh-CN')}件</h3>
            {total === 0 && <Nothing say="这一格还没有专利" />}
            <ul className="story">{hits.map((hit) => <PatentRow key={hit.key} of={hit}>{put.has(hit.key) && <b>　人工归入</b>}{room.may.work && <>　<button type="button" className="figure-door" disabled={isMute} onClick={() => say([hit.key], false)}>移出</button></>}</PatentRow>)}</ul>
            {total > page && <Pagination size="small" simple current={at} pageSize={page} total={total} onChange={leaf} />}
            {hand.length > 0 && <><h3 style={{ margin: '16px 0 4px' }}>人工归类{hand.length}条</h3><ul className="story">{hand.map((h) => (
              <li key={h.key}><b>{h.belongs ? '＋ 归入' : '－ 移出'}</b>　{h.line ? <a href={`/patents/${encodeURIComponent(h.key)}`}>{h.line.title.text}</a> : h.key}<div>{h.why}</div><div className="quiet">{h.line?.number ?? h.key}　{h.by}　{showInstant(h.at)}{room.may.work && <>　<button type="button" className="figure-door" disabled={isMute} onClick={() => say([h.key], null)}>撤回</button></>}</div></li>
            ))}</ul></>}
            {room.may.work && !why.trim() && (hits.length > 0 || hand.length > 0) && <p className="quiet small">写了理由，“移出”“撤回”才能用。</p>}
          </>
        )
      }}</Asked>
    </Drawer>
  )
}

function Effects({ room, act, wrong }: Working) {
  const [text, setText] = useState(() => writeRules(room.effects.rules))
  const rules = readRules(text)
  return (
    <Section title={<>功效词<span className="quiet">（{room.effects.rules.length}个）</span></>}>
      {room.effects.rules.length > 0 && <><Wide label="功效词"><table className="printed"><thead><tr><th scope="col">功效</th><th scope="col">检索词</th><th scope="col">分类号</th></tr></thead><tbody>{room.effects.rules.map((e) => <tr key={e.name}><td>{e.name}</td><td>{e.terms?.join('、')}</td><td>{e.ipc?.join('、')}</td></tr>)}</tbody></table></Wide><p className="quiet">{room.effects.by}　{room.effects.at && showInstant(room.effects.at)}</p></>}
      {room.may.work && (
        <details className="fold" open={room.effects.rules.length === 0}><summary>{room.effects.rules.length ? '修改' : '填写'}</summary>
          <Refusals of={rest(wrong, ['effects', 'why', 'numbers', 'least', 'strong'])} />
          <Labelled label="功效" help="一行一个：名称：词、分类号开头。例：散热：散热、导热、温升" wrong={hasFields(wrong, ['effects'])}>{(p) => <Input.TextArea {...p} value={text} autoSize={{ minRows: 4, maxRows: 16 }} onChange={(e) => setText(e.target.value)} />}</Labelled>
          <p className="quiet">读作{rules.length}个功效。</p>
          <Button type="primary" loading={act.isPending} disabled={rules.length === 0} onClick={() => act.mutate({ path: 'effects', body: { effects: rules }, how: 'PUT' })}>保存功效词</Button>
        </details>
      )}
    </Section>
  )
}

function Limits({ room: { thresholds: now, may }, act, wrong }: Working) {
  const [of, set] = useState({ least: now.least, strong: now.strong, why: '' })
  return (
    <Section title="强弱缺的界限">
      <p style={{ marginTop: 0 }}>不足{now.least}件为缺；占上一级的比例达到全链的{now.strong}倍以上为强；其余为弱。{now.own ? <span className="quiet">　本项目设定：{now.own.why}（{now.own.by}，{showDay(now.own.day)}）</span> : <span className="quiet">　按参数表</span>}</p>
      {may.work && (
        <details className="fold"><summary>为本项目另设</summary>
          <div className="narrow">
            <Labelled label="不足几件为缺" wrong={hasFields(wrong, ['least'])}>{(p) => <InputNumber {...p} min={1} max={100_000} precision={0} value={of.least} onChange={(least) => set({ ...of, least: least ?? now.least })} />}</Labelled>
            <Labelled label="相对几倍以上为强" help="写成小数，例如 1.2" wrong={hasFields(wrong, ['strong'])}>{(p) => <Input {...p} style={{ width: 120 }} inputMode="decimal" value={of.strong} onChange={(e) => set({ ...of, strong: e.target.value })} />}</Labelled>
            <Labelled label="理由" help="印在图表和报告里" wrong={hasFields(wrong, ['why'])}>{(p) => <Input {...p} maxLength={400} value={of.why} onChange={(e) => set({ ...of, why: e.target.value })} />}</Labelled>
            <div className="row"><Button type="primary" loading={act.isPending} onClick={() => act.mutate({ path: 'thresholds', body: of })}>设定</Button>{now.own && <Button loading={act.isPending} onClick={() => act.mutate({ path: 'thresholds', body: { why: of.why } })}>改回参数表</Button>}</div>
          </div>
        </details>
      )}
    </Section>
  )
}

function Placed({ room }: Working) {
  if (room.placedCount === 0) return null
  return (
    <Section title={<>人工归类记录<span className="quiet">（{room.placedCount.toLocaleString('zh-CN')}条有效）</span></>}>
      <Wide label="人工归类记录"><table className="printed rows plain"><thead><tr><th scope="col">格</th><th scope="col">专利</th><th scope="col">归类</th><th scope="col">理由</th><th scope="col">登记</th></tr></thead><tbody>
        {room.placed.slice(0, 100).map((p) => <tr key={`${p.node} ${p.effect} ${p.key}`}><td className="roomy">{[p.node, p.effect].filter(Boolean).join(' × ')}</td><td data-label="专利"><a href={`/patents/${encodeURIComponent(p.key)}`}>{p.key}</a></td><td data-label="归类" className="keep">{p.belongs ? '＋ 归入' : '－ 移出'}</td><td data-label="理由">{p.why}</td><td data-label="登记"><div>{p.by}</div><div className="quiet">{showInstant(p.at)}</div></td></tr>)}
      </tbody></table></Wide>
      {room.placedCount > 100 && <p className="quiet">列出最近100条；报告里列出{Math.min(500, room.placedCount)}条。</p>}
    </Section>
  )
}
