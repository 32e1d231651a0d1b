import { useState } from 'react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input, Select } from 'antd'
import { useSearchParams } from 'react-router'
import type { DeliveryView, WebhookView } from '../../../../http/index.ts'
import { get, patch, post, put, Refused, type Refusal } from '../../api.ts'
import { Labelled } from '../../fields.tsx'
import { DemoMark, Section, showInstant, Wide } from '../../marks.tsx'
import { useHere } from '../../session.tsx'
import { useUnits } from '../../units.ts'
import { Asked, Nothing, Refusals, useFocusBack } from '../../waits.tsx'

interface Outgoing { mail?: { server: string; from: string }; hosts: string[]; webhooks: WebhookView[] }
const refusalsOf = (error: unknown): Refusal[] => (error instanceof Refused ? error.refusals : error ? [{ code: 'failed', say: '没有办成，请再试一次' }] : [])

/** What leaves the house: the way out for mail, the programs that are told, and what became of every sending. */
export default function Sending() {
  const { session } = useHere()
  return <>{session.who!.admin && <WaysOut />}<Log /></>
}

function WaysOut() {
  const { demo } = useHere()
  const out = useQuery({ queryKey: ['outgoing'], queryFn: () => get<Outgoing>('/api/v1/outgoing') })
  return (
    <Asked query={out}>{(o) => <>
      {demo && <p role="note" style={{ marginTop: 0 }}>演示环境：{o.mail || o.webhooks.some((h) => h.active) ? '已配置对外发送，演示提醒会发出本机，均标“演示”。' : '没有配置对外发送，不会有任何内容发出本机。'}</p>}
      <Mail of={o.mail} />
      <Programs of={o.webhooks} />
      <Hosts key={o.hosts.join()} of={o.hosts} />
    </>}</Asked>
  )
}

function Mail({ of }: { of: Outgoing['mail'] }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [to, setTo] = useState('')
  const trial = useMutation({ mutationFn: () => post<{ answer: string }>('/api/v1/outgoing/mail', { to: to.trim() }), onSuccess: ({ answer }) => { message.success(`服务器已收下：${answer}`) }, onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }) })
  return (
    <Section title="邮件">
      {of ? <>
        <dl className="facts"><dt>服务器</dt><dd>{of.server}</dd><dt>发件人</dt><dd>{of.from}</dd></dl>
        <form className="narrow" style={{ marginTop: 8 }} onSubmit={(e) => { e.preventDefault(); trial.mutate() }}>
          <Labelled label="试发到" wrong={refusalsOf(trial.error)}>{(p) => <Input {...p} type="email" maxLength={120} value={to} onChange={(e) => setTo(e.target.value)} />}</Labelled>
          <div><Button htmlType="submit" disabled={!to.trim()} loading={trial.isPending}>试发一封</Button></div>
        </form>
      </> : <Nothing say="没有配置邮件服务器，不发邮件。启动时以环境变量 ZHIXING_SMTP_URL、ZHIXING_MAIL_FROM 配置，见运维说明。" />}
    </Section>
  )
}

function Programs({ of }: { of: WebhookView[] }) {
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const [adding, add] = useState(false)
  const again = () => queries.invalidateQueries({ queryKey: ['outgoing'] })
  const failed = (e: unknown) => { void message.error(refusalsOf(e).map((r) => r.say).join('；')) }
  const turn = useMutation({ mutationFn: (h: WebhookView) => patch(`/api/v1/webhooks/${h.id}`, { active: !h.active }), onSuccess: again, onError: failed })
  const trial = useMutation({ mutationFn: (id: string) => post(`/api/v1/webhooks/${id}/test`), onSuccess: () => { message.success('已放入待发，几秒后在发送记录里看结果'); setTimeout(() => void queries.invalidateQueries({ queryKey: ['deliveries'] }), 7_000) }, onError: failed })
  const renew = useMutation({ mutationFn: (id: string) => post<{ secret: string; oldUntil: string }>(`/api/v1/webhooks/${id}/secret`), onSuccess: async ({ secret, oldUntil }) => { await again(); tellSecret(secret, `旧密钥到${showInstant(oldUntil)}为止同时有效，请在此之前换上新的。`) }, onError: failed })
  const tellSecret = (secret: string, more: string) => modal.success({ title: '密钥只显示这一次，请交给接收方', content: <><div className="hash">{secret}</div><p>{more}</p></>, okText: '已抄下' })
  return (
    <Section title="推送接收方" extra={<Button size="small" type="primary" onClick={() => add(true)}>添加接收方</Button>}>
      {of.length === 0 ? <Nothing say="还没有接收方；添加后，单位的提醒以签名的 HTTPS 请求推给它（如单位的消息网关）" /> : (
        <Wide label="推送接收方"><table className="printed"><thead><tr><th scope="col">名称</th><th scope="col">地址</th><th scope="col">范围</th><th scope="col" style={{ textAlign: 'right' }}>送达</th><th scope="col" style={{ textAlign: 'right' }}>放弃</th><th scope="col">办理</th></tr></thead>
          <tbody>{of.map((h) => <tr key={h.id}><td>{h.name}{!h.active && <div className="late">已停用</div>}</td><td className="hash roomy">{h.url}{h.oldUntil && <div className="quiet">旧密钥有效至{showInstant(h.oldUntil)}</div>}</td><td>{h.unitName}</td><td className="num">{h.sent}</td><td className="num">{h.givenUp}</td>
            <td><span className="row"><Button size="small" disabled={!h.active} aria-label={`试推送：${h.name}`} onClick={() => trial.mutate(h.id)}>试推送</Button><Button size="small" aria-label={`换密钥：${h.name}`} onClick={() => renew.mutate(h.id)}>换密钥</Button><Button size="small" aria-label={`${h.active ? '停用' : '启用'}：${h.name}`} onClick={() => turn.mutate(h)}>{h.active ? '停用' : '启用'}</Button></span></td></tr>)}</tbody></table></Wide>
      )}
      {adding && <Add close={() => add(false)} made={(secret) => { add(false); void again(); tellSecret(secret, '接收方用它核验签名，办法见运维说明。') }} />}
    </Section>
  )
}

function Add({ close, made }: { close: () => void; made: (secret: string) => void }) {
  useFocusBack()
  const units = useUnits()
  const [v, setV] = useState({ name: '', url: '', unit: undefined as string | undefined })
  const save = useMutation({ mutationFn: () => post<{ secret: string }>('/api/v1/webhooks', { name: v.name, url: v.url.trim(), ...(v.unit ? { unit: v.unit } : {}) }), onSuccess: ({ secret }) => made(secret) })
  const wrong = refusalsOf(save.error), at = (name: string) => wrong.filter((r) => r.at === name)
  return (
    <Drawer open title="添加推送接收方" onClose={close} size={480} destroyOnHidden footer={<div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={close}>取消</Button><Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>添加</Button></div>}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Refusals of={wrong.filter((r) => !['name', 'url', 'unit'].includes(r.at ?? ''))} />
        <Labelled label="名称" wrong={at('name')}>{(p) => <Input {...p} maxLength={60} value={v.name} onChange={(e) => setV({ ...v, name: e.target.value })} />}</Labelled>
        <Labelled label="地址" help="https:// 开头；内网主机先加入下面的允许名单" wrong={at('url')}>{(p) => <Input {...p} maxLength={500} placeholder="https://gateway.example.cn/hook" value={v.url} onChange={(e) => setV({ ...v, url: e.target.value })} />}</Labelled>
        <Labelled label="范围" optional help="该单位及其下级的提醒；不选为全部单位" wrong={at('unit')}>{(p) => <Select {...p} allowClear showSearch optionFilterProp="label" value={v.unit} onChange={(unit) => setV({ ...v, unit })} options={(units.data ?? []).map((u) => ({ value: u.id, label: u.name }))} />}</Labelled>
      </div>
    </Drawer>
  )
}

function Hosts({ of }: { of: string[] }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [text, setText] = useState(of.join('\n'))
  const save = useMutation({ mutationFn: () => put('/api/v1/outgoing/hosts', { hosts: text.split('\n').map((h) => h.trim()).filter(Boolean) }), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['outgoing'] }); message.success('已保存') } })
  return (
    <Section title="允许推送的内网主机">
      <form className="narrow" onSubmit={(e) => { e.preventDefault(); save.mutate() }}>
        <Labelled label="主机" help="每行一个主机名或IP地址。名单以外的本机和内网地址一律不发送" wrong={refusalsOf(save.error)}>{(p) => <Input.TextArea {...p} rows={3} value={text} onChange={(e) => setText(e.target.value)} />}</Labelled>
        <div><Button htmlType="submit" disabled={text.trim() === of.join('\n')} loading={save.isPending}>保存</Button></div>
      </form>
    </Section>
  )
}

const states: Record<DeliveryView['state'], string> = { waiting: '待发', sent: '已送达', 'given-up': '已放弃', dropped: '不再需要' }
const kinds: Record<string, string> = { step: '办理消息', reminder: '到期提醒', escalation: '提级提醒', code: '邮箱验证码', test: '试发' }
const outcomes = { sent: '送达', refused: '对方拒绝', failed: '未成' }

/** Every sending with every try; it tells how it went, not what it was about. */
function Log() {
  const { session } = useHere()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [address, setAddress] = useSearchParams()
  const asked = new URLSearchParams(['state', 'channel'].flatMap((k) => (address.get(k) ? [[k, address.get(k)!]] : [])))
  const choose = (name: string, value: string | undefined) => { const to = new URLSearchParams(asked); if (value) to.set(name, value); else to.delete(name); setAddress(to, { replace: true }) }
  const found = useInfiniteQuery({
    queryKey: ['deliveries', asked.toString()], initialPageParam: '',
    queryFn: ({ pageParam }) => get<{ rows: DeliveryView[]; total: number; next?: string }>(`/api/v1/deliveries?${new URLSearchParams([...asked, ['limit', '50'], ...(pageParam ? [['cursor', pageParam]] : [])] as [string, string][])}`), getNextPageParam: (last) => last.next,
  })
  const again = useMutation({ mutationFn: (id: number) => post(`/api/v1/deliveries/${id}/again`), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['deliveries'] }); message.success('已放入待发') }, onError: (e) => { void message.error(refusalsOf(e).map((r) => r.say).join('；')) } })
  return (
    <Section title={<>发送记录{found.data && <span className="quiet">（{found.data.pages[0]!.total}条）</span>}</>} extra={<a href={`/api/v1/deliveries?${new URLSearchParams([...asked, ['format', 'xlsx']])}`}>导出表格</a>}>
      <div className="filters" role="search">
        <Select allowClear aria-label="结果" placeholder="全部结果" style={{ width: 140 }} value={asked.get('state') ?? undefined} onChange={(v) => choose('state', v)} options={Object.entries(states).map(([value, label]) => ({ value, label }))} />
        <Select allowClear aria-label="方式" placeholder="邮件和推送" style={{ width: 140 }} value={asked.get('channel') ?? undefined} onChange={(v) => choose('channel', v)} options={[{ value: 'mail', label: '邮件' }, { value: 'webhook', label: '推送' }]} />
      </div>
      <Asked query={found}>{({ pages }) => {
        const rows = pages.flatMap((p) => p.rows)
        return rows.length === 0 ? <Nothing say="没有符合条件的发送记录；有人选择邮件提醒或添加了推送接收方之后，每次发送记在这里" /> : (
          <>
            <Wide label="发送记录"><table className="printed"><thead><tr><th scope="col">时间</th><th scope="col">方式</th><th scope="col">接收方</th><th scope="col">结果</th><th scope="col">经过</th></tr></thead>
              <tbody>{rows.map((d) => (
                <tr key={d.id}><td className="keep">{showInstant(d.madeAt)}</td><td>{d.channel === 'mail' ? '邮件' : '推送'}<div className="quiet">{kinds[d.kind] ?? d.kind}{d.urgent && '，小时计'}</div></td><td>{d.receiver}{d.demo && <DemoMark />}</td>
                  <td><span className={d.state === 'given-up' ? 'late' : undefined}>{states[d.state]}</span>{d.nextAt && <div className="quiet">{d.tries > 0 ? '下次' : ''}{showInstant(d.nextAt)}</div>}{d.state === 'given-up' && session.who!.admin && ['step', 'reminder', 'escalation', 'test'].includes(d.kind) && <div><Button size="small" aria-label={`重发第${d.id}条`} onClick={() => again.mutate(d.id)}>重发</Button></div>}</td>
                  <td className="roomy">{d.log.map((t) => <div key={t.n} className={t.outcome === 'sent' ? undefined : 'quiet'}>{showInstant(t.at)}　{outcomes[t.outcome]}　{t.address}<div className="quiet hash">{t.answer}</div></div>)}</td></tr>
              ))}</tbody></table></Wide>
            {found.hasNextPage && <p><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>再看50条</Button></p>}
          </>
        )
      }}</Asked>
    </Section>
  )
}
