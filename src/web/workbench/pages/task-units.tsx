import { Select, Table } from 'antd'
import { Link } from 'react-router'
import type { ActionProgress, ActionView, ListView, PartProgress, SheetSeen, UnitProgress } from '../../../http/index.ts'
import { LightMark, Section, showDay, SourceMark } from '../marks.tsx'
import { Nothing } from '../waits.tsx'

/** The units of an action with their lights; each opens to what has happened to its case, and a city to its counties. */
export function Units({ list, action, progress, city, setCity, maySheet }: { list: ListView; action: ActionView; progress: ActionProgress | undefined; city: string; setCity: (c: string | undefined) => void; maySheet: boolean }) {
  const units = progress?.units ?? []
  const shown = city ? units.filter((u) => u.unit === city || u.unit.startsWith(`${city}.`)) : units
  const hasRoles = units.some((u) => u.role !== 'responsible')
  return (
    <Section title="责任单位" extra={<Select allowClear size="small" aria-label="只看某市" placeholder="全部单位" style={{ width: 140 }} value={city || undefined} onChange={setCity} options={units.filter((u) => /^fj\.(\d{4}|pt)$/.test(u.unit)).map((u) => ({ value: u.unit, label: u.name.slice(0, 8) }))} />}>
      {progress && progress.counts.unchanged > 0 && <p className="quiet" style={{ marginTop: 0 }}>反馈{progress.counts.reported}处，其中最近一期报“本期无变化”{progress.counts.unchanged}处（沿用上次数字，不计入新进展）</p>}
      <div className="wide"><Table<UnitProgress> size="small" rowKey="unit" dataSource={shown} pagination={false} loading={!progress} scroll={{ x: 460 }} locale={{ emptyText: <Nothing say={progress ? '没有责任单位' : '正在载入'} /> }} columns={[
        { title: '单位', key: 'name', render: (_, u) => <>{u.caseId ? <Link to={`/cases/${u.caseId}`}>{u.name}</Link> : u.name}{hasRoles && <span className="quiet">　{roles[u.role]}</span>}{(u.sheets ?? []).map((s) => <SheetMark key={s.caseId} s={s} />)}</> },
        { title: '进展', key: 'light', width: 72, render: (_, u) => <LightMark light={u.light.light} say={`${u.light.say}${u.light.change ? `；${u.light.change}` : ''}`} /> },
        { title: '办理', dataIndex: 'stateLabel', width: 96 },
        { title: <>自报<SourceMark of="reported" /></>, key: 'r', width: 70, className: 'num', render: (_, u) => (u.reported ? `${u.reported.share}%` : '–') },
        { title: <>已核<SourceMark of="verified" /></>, key: 'v', width: 70, className: 'num', render: (_, u) => (u.verified ? `${u.verified.share}%` : '–') },
        ...(maySheet ? [{ title: '', key: 'sheet', width: 56, render: (_: unknown, u: UnitProgress) => (u.caseId && (u.light.light === 'red' || u.light.light === 'yellow') ? <Link to={`/open/supervision-sheet?${sheetFor(list.id, list.title, action, u)}`}>督办</Link> : null) }] : []),
      ]} expandable={{ rowExpandable: (u) => u.parts.length > 0 || told(u).length > 0, expandedRowRender: (u) => <>{told(u).length > 0 && <ul className="plain">{told(u).map((t, i) => <li key={i}>{t}</li>)}</ul>}{u.parts.length > 0 && <Counties parts={u.parts} />}</> }} /></div>
    </Section>
  )
}
const roles = { lead: '牵头', cooperate: '配合', responsible: '' } as const

const colours = { blue: { word: '蓝色', ink: '#1f4e79' }, orange: { word: '橙色', ink: '#8f4700' }, red: { word: '红色', ink: '#b3261e' } } as const
const SheetMark = ({ s }: { s: SheetSeen }) => <Link to={`/cases/${s.caseId}`} title={`${showDay(s.issuedOn)}发出，回复期限${showDay(s.replyBy)}，${s.stateLabel}`} style={{ marginLeft: 8, color: colours[s.colour].ink, whiteSpace: 'nowrap' }}>{colours[s.colour].word}督办单</Link>

/** What a row has no column for, in sentences. */
function told(u: UnitProgress) {
  const more = [
    ...(u.waits ? [`等待${u.waits.name}${u.waits.for}`] : []),
    ...(u.unchanged ? [`报“本期无变化”${u.unchanged.n}次，最近为${u.unchanged.period}`] : []),
    ...(u.firstDue ? [`完成期限原定${showDay(u.firstDue)}，现为${showDay(u.dueOn)}${u.extended ? '（经批准延期）' : ''}`] : []),
    ...(u.paused ?? []).map((p) => `${showDay(p.from)}至${p.to ? showDay(p.to) : '今'}中止：${p.reason}，不计入办理时间`),
    ...(u.sheets ?? []).map((s) => `${colours[s.colour].word}督办单${s.number}：${showDay(s.issuedOn)}发出，${s.stateLabel}`),
    ...(u.previous ? [<Link key="previous" to={`/cases/${u.previous.caseId}`}>上年的办件（{u.previous.action}）</Link>] : []),
    ...(u.next ? [<Link key="next" to={`/cases/${u.next.caseId}`}>下年度的办件（{u.next.action}）</Link>] : []),
  ]
  // Every unit has a period to report; alone it is no reason to open the row.
  return more.length && u.period ? [...more, `现在应报${u.period.name}${u.period.by ? `，${showDay(u.period.by)}前提交` : ''}`] : more
}

/** What a supervision sheet on this unit's action already knows: the colour that comes next, and what is wrong. */
const sheetFor = (list: string, listTitle: string, action: ActionView, u: UnitProgress) => new URLSearchParams({
  'sheet.list': list, 'sheet.listTitle': listTitle, 'sheet.action': action.id, 'sheet.title': action.title, 'sheet.unit': u.unit, 'sheet.unitName': u.name,
  'sheet.colour': u.sheets?.some((s) => s.colour === 'orange') ? 'red' : u.sheets?.length ? 'orange' : 'blue', 'sheet.pace': 'ordinary', 'ground.kind': 'supervision', 'sheet.problem': u.light.say,
})

function Counties({ parts }: { parts: PartProgress[] }) {
  return (
    <table className="printed" aria-label="县（市、区）"><thead><tr><th scope="col">县（市、区）</th><th scope="col" className="num">比重</th><th scope="col">进展</th><th scope="col">办理</th><th scope="col" className="num">已核</th></tr></thead>
      <tbody>{parts.map((p) => <tr key={p.unit}><td>{p.caseId ? <Link to={`/cases/${p.caseId}`}>{p.name}</Link> : p.name}</td><td className="num">{p.weight}%{p.firstWeight !== undefined && p.firstWeight !== p.weight && <span className="quiet">（原{p.firstWeight}%）</span>}</td><td><LightMark light={p.light} say={p.say} /></td><td>{p.stateLabel}</td><td className="num">{p.verified === null ? '–' : `${p.verified}%`}</td></tr>)}</tbody></table>
  )
}
