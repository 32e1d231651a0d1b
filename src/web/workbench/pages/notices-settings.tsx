import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Input, Radio, Select } from 'antd'
import { Link } from 'react-router'
import type { FeedView, ReachView } from '../../../http/index.ts'
import { get, post, put, Refused, type Refusal, remove } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { Section, showInstant } from '../marks.tsx'
import { useHere } from '../session.tsx'
import { Asked, Nothing, Refusals } from '../waits.tsx'

const refusalsOf = (error: unknown): Refusal[] => (error instanceof Refused ? error.refusals : error ? [{ code: 'failed', say: '没有办成，请再试一次' }] : [])
const hours = Array.from({ length: 24 }, (_, h) => ({ value: h, label: `${h}时` }))
const weekdays = ['一', '二', '三', '四', '五', '六', '日'].map((w, i) => ({ value: i + 1, label: `周${w}` }))

/** How I want to be reached beside the application, and the calendars that show my due days elsewhere. */
export default function NoticeSettingsPage() {
  const { demo } = useHere()
  const reach = useQuery({ queryKey: ['reach'], queryFn: () => get<ReachView>('/api/v1/reminders/choice') })
  return (
    <>
      <p style={{ marginTop: 0 }}><Link to="/notices">通知</Link>　›　提醒设置</p>
      <Section title="怎样提醒我">
        <p className="quiet" style={{ marginTop: 0 }}>到期前、到期日、超期时，系统提醒能办的人；超期较久的告知负责人，须点“知悉”。站内通知始终有，下面选择还用什么方式。节假日不提醒，小时计时限除外。</p>
        <Asked query={reach}>{(r) => <>
          {!r.mailOn && <p role="note">{demo ? '演示环境没有配置邮件服务器：不会有任何邮件发出本机。' : '本系统还没有配置邮件服务器，不发邮件；配置由系统管理员办理。'}</p>}
          {demo && r.mailOn && <p role="note">演示环境已配置邮件服务器：演示提醒会真的发出，标题前标“演示”。</p>}
          <Address of={r} />
          <ChoiceForm of={r} key={JSON.stringify(r)} />
        </>}</Asked>
      </Section>
      <Feeds />
    </>
  )
}

/** The address, used once the code that was sent there has been typed in here. */
function Address({ of }: { of: ReachView }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [mail, setMail] = useState('')
  const [code, setCode] = useState('')
  const [changing, change] = useState(false)
  const keep = (r: ReachView) => queries.setQueryData(['reach'], r)
  const want = useMutation({ mutationFn: () => post('/api/v1/reminders/mail', { mail }), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['reach'] }); message.success('验证码已发出') } })
  const confirm = useMutation({ mutationFn: () => post<ReachView>('/api/v1/reminders/mail/confirm', { code }), onSuccess: (r) => { keep(r); change(false); message.success('邮箱已启用') } })
  const drop = useMutation({ mutationFn: () => remove<ReachView>('/api/v1/reminders/mail'), onSuccess: (r) => { keep(r); message.success('不再向该邮箱发送') } })
  const wrong = refusalsOf(want.error)
  if (of.mail && !changing) return <p>接收邮箱：<b>{of.mail}</b>　<span className="row"><Button size="small" onClick={() => change(true)}>换一个</Button><Button size="small" loading={drop.isPending} onClick={() => drop.mutate()}>不再使用</Button></span></p>
  return (
    <div className="narrow" style={{ marginBottom: 16 }}>
      <form onSubmit={(e) => { e.preventDefault(); want.mutate() }}>
        <Labelled label="接收邮箱" help="先向它发一个验证码；邮件只写标题和链接，保密办件只写编号" wrong={wrong}>{(p) => <Input {...p} type="email" autoComplete="email" maxLength={120} disabled={!of.mailOn} value={mail} onChange={(e) => setMail(e.target.value)} />}</Labelled>
        <Button style={{ marginTop: 8 }} htmlType="submit" disabled={!of.mailOn || !mail.trim()} loading={want.isPending}>发送验证码</Button>
      </form>
      {of.mailWanted && (
        <form onSubmit={(e) => { e.preventDefault(); confirm.mutate() }}>
          <Labelled label="验证码" help={`已发往 ${of.mailWanted}，15分钟内有效`} wrong={refusalsOf(confirm.error)}>{(p) => <Input {...p} inputMode="numeric" autoComplete="one-time-code" maxLength={6} value={code} onChange={(e) => setCode(e.target.value)} />}</Labelled>
          <Button style={{ marginTop: 8 }} type="primary" htmlType="submit" disabled={code.trim().length !== 6} loading={confirm.isPending}>确认</Button>
        </form>
      )}
    </div>
  )
}

function ChoiceForm({ of }: { of: ReachView }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [v, setV] = useState(of)
  const quiet = v.quietFrom !== undefined
  const save = useMutation({
    mutationFn: () => put<ReachView>('/api/v1/reminders/choice', { byMail: v.byMail, what: v.what, digest: v.digest, digestHour: v.digestHour, digestWeekday: v.digestWeekday, urgentAnyway: v.urgentAnyway, ...(quiet ? { quietFrom: v.quietFrom, quietTo: v.quietTo } : {}) }),
    onSuccess: (r) => { queries.setQueryData(['reach'], r); message.success('已保存') },
  })
  const wrong = refusalsOf(save.error), at = (...names: string[]) => wrong.filter((r) => names.includes(r.at ?? ''))
  return (
    <form onSubmit={(e) => { e.preventDefault(); save.mutate() }} style={{ display: 'grid', gap: 16 }}>
      <Refusals of={wrong.filter((r) => !['digestHour', 'quietTo'].includes(r.at ?? ''))} />
      <div><Checkbox checked={v.byMail} disabled={!of.mail} onChange={(e) => setV({ ...v, byMail: e.target.checked })}>发邮件提醒我{!of.mail && <span className="quiet">（先登记并确认邮箱）</span>}</Checkbox></div>
      <fieldset className="bare"><legend>发哪些</legend><Radio.Group value={v.what} onChange={(e) => setV({ ...v, what: e.target.value })} options={[{ value: 'reminders', label: '到期和提级提醒' }, { value: 'all', label: '全部通知（受理、送达、新的待办等）' }]} /></fieldset>
      <fieldset className="bare"><legend>什么时候发</legend>
        <Radio.Group value={v.digest} onChange={(e) => setV({ ...v, digest: e.target.value })} options={[{ value: 'at-once', label: '即时' }, { value: 'daily', label: '每个工作日汇总' }, { value: 'weekly', label: '每周汇总' }]} />
        {v.digest !== 'at-once' && <div className="row" style={{ marginTop: 8 }}>
          {v.digest === 'weekly' && <Select aria-label="汇总的星期" style={{ width: 88 }} value={v.digestWeekday} onChange={(digestWeekday) => setV({ ...v, digestWeekday })} options={weekdays} />}
          <Select aria-label="汇总的时刻" style={{ width: 88 }} value={v.digestHour} onChange={(digestHour) => setV({ ...v, digestHour })} options={hours} /><span className="quiet">逢休息日顺延；提级和小时计时限的不等汇总</span>
        </div>}
        {at('digestHour').map((r) => <div key={r.code} role="alert" className="late">{r.say}</div>)}
      </fieldset>
      <fieldset className="bare"><legend>静默时段</legend>
        <Checkbox checked={quiet} onChange={(e) => { const { quietFrom: _from, quietTo: _to, ...rest } = v; setV(e.target.checked ? { ...rest, quietFrom: 20, quietTo: 8 } : rest) }}>每天有一段时间不发</Checkbox>
        {quiet && <div className="row" style={{ marginTop: 8 }}>自<Select aria-label="静默起" style={{ width: 88 }} value={v.quietFrom} onChange={(quietFrom) => setV({ ...v, quietFrom })} options={hours} />至<Select aria-label="静默止" style={{ width: 88 }} value={v.quietTo} onChange={(quietTo) => setV({ ...v, quietTo })} options={hours} /></div>}
        {at('quietTo').map((r) => <div key={r.code} role="alert" className="late">{r.say}</div>)}
      </fieldset>
      <div><Checkbox checked={v.urgentAnyway} onChange={(e) => setV({ ...v, urgentAnyway: e.target.checked })}>小时计时限的（如展会投诉），静默时段和休息日也发</Checkbox></div>
      <div><Button type="primary" htmlType="submit" loading={save.isPending}>保存</Button></div>
    </form>
  )
}

/** Calendars for a telephone or a mail program, by secret addresses that can be taken back. */
function Feeds() {
  const { session } = useHere()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const [unit, setUnit] = useState('')
  const [fresh, setFresh] = useState<string>()
  const feeds = useQuery({ queryKey: ['feeds'], queryFn: () => get<{ rows: FeedView[] }>('/api/v1/feeds') })
  const again = () => queries.invalidateQueries({ queryKey: ['feeds'] })
  const make = useMutation({ mutationFn: () => post<{ url: string }>('/api/v1/feeds', unit ? { unit } : {}), onSuccess: async ({ url }) => { setFresh(url); await again() } })
  const revoke = useMutation({ mutationFn: (id: string) => remove(`/api/v1/feeds/${id}`), onSuccess: async () => { setFresh(undefined); await again(); message.success('已作废，读这个地址的日历不再更新') } })
  const copy = (url: string) => void navigator.clipboard.writeText(url).then(() => message.success('已复制'), () => message.error('没有复制成，请手工选取'))
  return (
    <Section title="期限日历">
      <p className="quiet" style={{ marginTop: 0 }}>把等我办理的期限订到手机或邮件程序的日历里（iCalendar）。地址凭知道就能读，请勿外传；只显示您此刻可见的，保密办件只写编号。</p>
      <Refusals of={refusalsOf(make.error)} />
      <div className="row">
        <Select aria-label="谁的日历" style={{ width: 260, maxWidth: '100%' }} value={unit} onChange={setUnit} options={[{ value: '', label: '我的待办' }, ...session.seats.map((s) => ({ value: s.unit, label: `${s.unitName}（全单位）` }))]} />
        <Button loading={make.isPending} onClick={() => make.mutate()}>生成地址</Button>
      </div>
      {fresh && <div role="status" style={{ marginTop: 8 }}><b>新地址，只显示这一次：</b><div className="hash">{fresh}</div><Button size="small" onClick={() => copy(fresh)}>复制</Button></div>}
      <Asked query={feeds} rows={2}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有日历地址" /> : (
        <ul className="story">{rows.map((f) => (
          <li key={f.id}>{f.unitName ?? '我的待办'}　<Button size="small" aria-label={`作废${f.unitName ?? '我的待办'}的日历`} onClick={() => modal.confirm({ title: '作废这个日历地址？', content: '已订阅的手机和邮件程序将读不到更新，要再用须重新生成。', okText: '作废', cancelText: '不作废', onOk: () => revoke.mutateAsync(f.id) })}>作废</Button>
            <div className="quiet">{showInstant(f.madeAt)}生成，{f.readAt ? `最近读取于${showInstant(f.readAt)}` : '还没有被读取过'}</div></li>
        ))}</ul>
      )}</Asked>
    </Section>
  )
}
