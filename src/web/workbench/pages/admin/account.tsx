import { useEffect, useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { toDataURL } from 'qrcode'
import { ask, post, Refused, type Refusal } from '../../api.ts'
import { Labelled } from '../../fields.tsx'
import { DemoMark, Section } from '../../marks.tsx'
import { useHere } from '../../session.tsx'
import { Refusals } from '../../waits.tsx'

const refusalsOf = (error: unknown): Refusal[] => (error instanceof Refused ? error.refusals : error ? [{ code: 'failed', say: '没有办成，请再试一次' }] : [])

/** My own account: who I am here, my password, and the code that makes it two things. */
export default function Account() {
  const { session } = useHere()
  const who = session.who!
  return (
    <>
      <Section title="我的账号">
        <dl className="facts">
          <dt>姓名</dt><dd>{who.name}{who.demo && <DemoMark />}</dd>
          <dt>用户名</dt><dd>{who.username}</dd>
          {who.partyName && <><dt>所属主体</dt><dd>{who.partyName}{who.creditCode && `（${who.creditCode}）`}</dd></>}
          <dt>席位</dt><dd>{session.seats.length ? session.seats.map((s) => <div key={s.unit}>{s.unitName}：{s.duties.map((d) => duties[d] ?? d).join('、')}</div>) : who.auditor ? '审计（可查阅全部，不办理任何事项）' : who.admin ? '系统管理员' : '无'}</dd>
        </dl>
      </Section>
      <Password />
      <Code on={session.codeEnabled} />
    </>
  )
}
export const duties: Record<string, string> = { handle: '办理', inspect: '核查', decide: '决定', pay: '拨付', approve: '审批' }

function Password() {
  const { message } = App.useApp()
  const empty = { password: '', next: '', again: '' }
  const [v, setV] = useState(empty)
  const [unlike, setUnlike] = useState(false)
  const change = useMutation({ mutationFn: () => post('/api/session/password', { password: v.password, next: v.next }), onSuccess: () => { setV(empty); message.success('口令已修改，其他设备上的登录已失效') } })
  const wrong = refusalsOf(change.error)
  return (
    <Section title="修改口令">
      <form className="narrow" onSubmit={(e) => { e.preventDefault(); setUnlike(v.next !== v.again); if (v.next === v.again) change.mutate() }}>
        <Refusals of={wrong.filter((r) => r.at !== 'password' && r.at !== 'next')} />
        <Labelled label="当前口令" wrong={wrong.filter((r) => r.at === 'password')}>{(p) => <Input.Password {...p} autoComplete="current-password" value={v.password} onChange={(e) => setV({ ...v, password: e.target.value })} />}</Labelled>
        <Labelled label="新口令" help="至少10位，含大小写字母、数字、符号中的三类，不含用户名" wrong={wrong.filter((r) => r.at === 'next')}>{(p) => <Input.Password {...p} autoComplete="new-password" value={v.next} onChange={(e) => setV({ ...v, next: e.target.value })} />}</Labelled>
        <Labelled label="再输一次" wrong={unlike ? [{ code: 'unlike', say: '两次输入的新口令不一致' }] : []}>{(p) => <Input.Password {...p} autoComplete="new-password" value={v.again} onChange={(e) => setV({ ...v, again: e.target.value })} />}</Labelled>
        <div><Button type="primary" htmlType="submit" loading={change.isPending}>修改口令</Button></div>
      </form>
    </Section>
  )
}

/** The authenticator: scanned once, confirmed once, and from then on asked at every sign-in. */
function Code({ on }: { on: boolean }) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [begun, begin] = useState<{ uri: string; backupCodes: string[] }>()
  const [image, setImage] = useState('')
  const after = async (say: string) => { begin(undefined); setPassword(''); setCode(''); await queries.invalidateQueries({ queryKey: ['session'] }); message.success(say) }
  const enable = useMutation({ mutationFn: () => post<{ uri: string; backupCodes: string[] }>('/api/session/totp', { password }), onSuccess: begin })
  const confirm = useMutation({ mutationFn: () => post('/api/session/code', { code }), onSuccess: () => after('动态口令已启用，下次登录时须输入') })
  const disable = useMutation({ mutationFn: () => ask('DELETE', '/api/session/totp', { password }), onSuccess: () => after('动态口令已停用') })
  useEffect(() => { if (begun) void toDataURL(begun.uri, { margin: 1, width: 200 }).then(setImage) }, [begun])
  const wrong = refusalsOf(enable.error ?? disable.error)
  return (
    <Section title={<>动态口令<span className="quiet">（{on ? '已启用' : '未启用'}）</span></>}>
      {!begun ? (
        <form className="narrow" onSubmit={(e) => { e.preventDefault(); if (on) disable.mutate(); else enable.mutate() }}>
          <p style={{ margin: 0 }}>{on ? '登录时除口令外，还须输入手机验证器上的六位数字。' : '启用后，登录时除口令外还须输入手机验证器上的六位数字，口令泄露也不能冒用。'}</p>
          <Labelled label="当前口令" wrong={wrong}>{(p) => <Input.Password {...p} autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} />}</Labelled>
          <div><Button htmlType="submit" danger={on} loading={enable.isPending || disable.isPending} disabled={!password}>{on ? '停用动态口令' : '启用动态口令'}</Button></div>
        </form>
      ) : (
        <form className="narrow" onSubmit={(e) => { e.preventDefault(); confirm.mutate() }}>
          <p style={{ margin: 0 }}>第一步：用手机验证器扫描，或手工输入密钥 <code style={{ overflowWrap: 'anywhere' }}>{new URL(begun.uri).searchParams.get('secret')}</code></p>
          {image && <img src={image} alt="动态口令二维码，内容与上面的密钥相同" width={200} height={200} />}
          <div><p style={{ margin: 0 }}>第二步：抄存备用码，手机丢失时每个可用一次</p><ul className="codes">{begun.backupCodes.map((c) => <li key={c}><code>{c}</code></li>)}</ul></div>
          <Labelled label="第三步：输入验证器上的六位数字" wrong={refusalsOf(confirm.error)}>{(p) => <Input {...p} inputMode="numeric" autoComplete="one-time-code" maxLength={6} style={{ width: 140 }} value={code} onChange={(e) => setCode(e.target.value.replace(/\D/g, ''))} />}</Labelled>
          <div className="row"><Button type="primary" htmlType="submit" loading={confirm.isPending} disabled={code.length !== 6}>确认启用</Button><Button onClick={() => begin(undefined)}>以后再说</Button></div>
        </form>
      )}
    </Section>
  )
}
