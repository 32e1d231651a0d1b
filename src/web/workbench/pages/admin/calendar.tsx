import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Drawer, Input, Segmented } from 'antd'
import type { EnteredDay } from '../../../../http/index.ts'
import { get, post, Refused, remove } from '../../api.ts'
import { Labelled } from '../../fields.tsx'
import { Section, showDay, showInstant, Wide } from '../../marks.tsx'
import { useHere } from '../../session.tsx'
import { Asked, Nothing, Refusals, useFocusBack } from '../../waits.tsx'

interface Year { from: string; to: string; reaches: { from: string; to: string }; days: { day: string; working: boolean }[] }
const weekdays = ['一', '二', '三', '四', '五', '六', '日']
/** Monday is 0. */
const weekdayOf = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

/** The working calendar by year: what the law's days are counted with, and where each exception comes from. */
export default function CalendarPage() {
  const here = useHere()
  const mayEnter = here.session.who!.admin
  const [year, setYear] = useState(Number(here.today.slice(0, 4)))
  const [entering, enter] = useState(false)
  const found = useQuery({ queryKey: ['calendar', year], queryFn: () => get<Year>(`/api/v1/calendar?from=${year}-01-01&to=${year}-12-31`) })
  const entered = useQuery({ queryKey: ['calendar-entered'], queryFn: () => get<{ rows: EnteredDay[] }>('/api/v1/calendar/entered?limit=200') })
  const reaches = found.data?.reaches
  return (
    <>
      <Section title={<>工作日历{reaches && <span className="quiet">（{reaches.from.slice(0, 4)}至{reaches.to.slice(0, 4)}年）</span>}</>} extra={<span className="row">
        <Button size="small" aria-label="上一年" onClick={() => setYear(year - 1)}>‹</Button><b>{year}年</b><Button size="small" aria-label="下一年" onClick={() => setYear(year + 1)}>›</Button>
        {mayEnter && <Button size="small" type="primary" onClick={() => enter(true)}>录入放假安排</Button>}
      </span>}>
        <p className="quiet" style={{ marginTop: 0 }}>深色为工作日，<span className="off-sample">休</span>为休息日，<span className="late">班</span>为调休上班，<b style={{ color: 'var(--accent)' }}>假</b>为工作日放假。期限都按它推算，超出日历范围时不推算、不猜。</p>
        <Asked query={found} rows={10}>{(y) => <div className="year">{Array.from({ length: 12 }, (_, m) => <Month key={m} month={`${year}-${String(m + 1).padStart(2, '0')}`} days={y.days} today={here.today} />)}</div>}</Asked>
      </Section>
      <Section title="人工录入的日子">
        <Asked query={entered}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有人工录入；随产品带来的是国务院办公厅历年放假通知" /> : <Entered rows={rows} may={mayEnter} />}</Asked>
      </Section>
      {entering && <Enter close={() => enter(false)} next={reaches ? Number(reaches.to.slice(0, 4)) + 1 : year + 1} />}
    </>
  )
}

function Month({ month, days, today }: { month: string; days: Year['days']; today: string }) {
  const mine = days.filter((d) => d.day.startsWith(month))
  const blanks = mine.length ? weekdayOf(mine[0]!.day) : 0
  return (
    <table className="month"><caption>{Number(month.slice(5))}月</caption>
      <thead><tr>{weekdays.map((w) => <th key={w} scope="col">{w}</th>)}</tr></thead>
      <tbody>{Array.from({ length: Math.ceil((blanks + mine.length) / 7) }, (_, week) => (
        <tr key={week}>{weekdays.map((w, i) => {
          const d = mine[week * 7 + i - blanks]
          if (!d) return <td key={w}>&nbsp;</td>
          const weekend = i >= 5, said = d.working ? (weekend ? '班' : '') : weekend ? '' : '假'
          return <td key={w} className={`${d.working ? 'work' : 'off'} ${said === '班' ? 'extra' : said ? 'holiday' : ''} ${d.day === today ? 'today' : ''}`} title={`${showDay(d.day)}（周${w}）${d.working ? (weekend ? '调休上班' : '工作日') : weekend ? '休息日' : '放假'}`}>{Number(d.day.slice(8))}{said && <i>{said}</i>}</td>
        })}</tr>
      ))}</tbody>
    </table>
  )
}

function Entered({ rows, may }: { rows: EnteredDay[]; may: boolean }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const take = useMutation({ mutationFn: (day: string) => remove(`/api/v1/calendar/${day}`), onSuccess: async () => { await queries.invalidateQueries(); message.success('已撤回，恢复随产品带来的安排') }, onError: (e) => { void message.error(e instanceof Refused ? e.message : '没有撤回') } })
  return (
    <Wide label="人工录入的日子"><table className="printed"><thead><tr><th scope="col">日期</th><th scope="col">安排</th><th scope="col">依据</th><th scope="col">录入</th>{may && <th scope="col"><span className="sr">办理</span></th>}</tr></thead>
      <tbody>{rows.map((d) => <tr key={d.day}><td>{showDay(d.day)}（周{weekdays[weekdayOf(d.day)]}）</td><td>{d.working ? '上班' : '放假'}{d.name && `　${d.name}`}</td><td>{d.source}</td><td>{d.by}<div className="quiet">{showInstant(d.at)}</div></td>{may && <td><Button size="small" aria-label={`撤回${showDay(d.day)}`} onClick={() => take.mutate(d.day)}>撤回</Button></td>}</tr>)}</tbody></table></Wide>
  )
}

/** Lines such as “2027-02-17至2027-02-23 春节” or “2027-02-14 上班”, as the notice is read aloud. */
export function readDays(text: string, working: boolean): { days: { day: string; working: boolean; name?: string }[]; wrong: string[] } {
  const days: { day: string; working: boolean; name?: string }[] = [], wrong: string[] = []
  for (const line of text.split('\n').map((l) => l.trim()).filter(Boolean)) {
    const [, from, to = from, name] = /^(\d{4}-\d\d-\d\d)(?:\s*(?:至|到|~)\s*(\d{4}-\d\d-\d\d))?\s*(.*)$/.exec(line) ?? []
    const first = Date.parse(`${from}T00:00:00Z`), last = Date.parse(`${to}T00:00:00Z`)
    if (!from || Number.isNaN(first) || Number.isNaN(last) || last < first || last - first > 31 * 86_400_000) { wrong.push(line); continue }
    for (let t = first; t <= last; t += 86_400_000) days.push({ day: new Date(t).toISOString().slice(0, 10), working, ...(name ? { name } : {}) })
  }
  return { days, wrong }
}

function Enter({ close, next }: { close: () => void; next: number }) {
  useFocusBack()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [v, setV] = useState({ source: '', off: '', on: '', completes: false })
  const [tab, setTab] = useState<'off' | 'on'>('off')
  const off = readDays(v.off, false), on = readDays(v.on, true), wrong = [...off.wrong, ...on.wrong]
  const save = useMutation({
    mutationFn: () => post('/api/v1/calendar', { source: v.source, days: [...off.days, ...on.days], ...(v.completes ? { completes: next } : {}) }),
    onSuccess: async () => { await queries.invalidateQueries(); message.success(`已录入${off.days.length + on.days.length}天，之后的期限按新日历推算`); close() },
  })
  const refusals = save.error instanceof Refused ? save.error.refusals : []
  return (
    <Drawer open title="录入放假安排" onClose={close} size={560} destroyOnHidden footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" disabled={wrong.length > 0} loading={save.isPending} onClick={() => save.mutate()}>录入{off.days.length + on.days.length}天</Button></div>}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Refusals of={refusals.filter((r) => r.at !== 'source')} />
        <Labelled label="依据" help="放假通知的名称和文号" wrong={refusals.filter((r) => r.at === 'source')}>{(p) => <Input {...p} maxLength={200} value={v.source} onChange={(e) => setV({ ...v, source: e.target.value })} />}</Labelled>
        <Segmented value={tab} onChange={setTab} options={[{ value: 'off', label: `放假（${off.days.length}天）` }, { value: 'on', label: `调休上班（${on.days.length}天）` }]} />
        <Labelled label={tab === 'off' ? '放假的日子' : '调休上班的日子'} help={`每行一天或一段，如 ${next}-01-01至${next}-01-03 元旦；周末不必写`} wrong={wrong.map((w) => ({ code: 'wrong', say: `“${w}”读不出日期` }))}>{(p) => <Input.TextArea {...p} key={tab} rows={8} value={v[tab]} onChange={(e) => setV({ ...v, [tab]: e.target.value })} />}</Labelled>
        <div><Checkbox checked={v.completes} onChange={(e) => setV({ ...v, completes: e.target.checked })}>{next}年的放假安排已录全（此后期限可推算到{next}年底）</Checkbox></div>
      </div>
    </Drawer>
  )
}
