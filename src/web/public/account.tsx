import type { Page } from '../../http/index.ts'
import { Done, Faults, Questions } from './parts.tsx'

export function SignIn({ to, username, faults, needsCode, demo }: Extract<Page, { kind: 'signIn' }>) {
  const wrong = faults.length > 0 ? true : undefined
  if (needsCode) {
    return (
      <div className="narrow">
        <h1>动态口令</h1>
        <Faults faults={faults} />
        <form method="post" action="/sign-in/code" noValidate><input type="hidden" name="to" value={to} /><div className="ask"><label htmlFor="q-code">手机验证器上的6位数字</label><input id="q-code" name="code" className="short code" inputMode="numeric" autoComplete="one-time-code" maxLength={12} aria-invalid={wrong} /></div><p className="acts"><button className="button">确认</button></p></form>
      </div>
    )
  }
  return (
    <div className="narrow">
      <h1>登录</h1>
      <Faults faults={faults} />
      <form method="post" action="/sign-in" noValidate>
        <input type="hidden" name="to" value={to} />
        <div className="ask"><label htmlFor="q-username">用户名</label><input id="q-username" name="username" defaultValue={username} autoComplete="username" autoCapitalize="none" maxLength={60} aria-invalid={wrong} /></div>
        <div className="ask"><label htmlFor="q-password">口令</label><input id="q-password" name="password" type="password" autoComplete="current-password" maxLength={200} aria-invalid={wrong} /></div>
        <p className="acts"><button className="button">登录</button></p>
      </form>
      <p>单位还没有账号：<a href="/register">单位注册</a>。忘记口令：请本单位管理员或系统管理员重置。</p>
      {demo.length > 0 && <details><summary>演示账号</summary><p className="note">口令在启动程序时打印在屏幕上。</p><ul className="plain-list">{demo.map((d) => <li key={d.username}><code>{d.username}</code><small>{d.about}</small></li>)}</ul></details>}
    </div>
  )
}

export function Register({ questions, faults, done }: Extract<Page, { kind: 'register' }>) {
  if (done) return <div className="narrow"><h1>注册{done.active ? '完成' : '已收到'}</h1><Done>{done.active ? '账号可以使用了。' : '该单位已有办件，为防冒名，账号须经管理员核对证明材料后启用。请联系所在地知识产权局。'}</Done>{done.active && <p><a className="button" href="/sign-in">去登录</a></p>}</div>
  return (
    <div className="narrow">
      <h1>单位注册</h1>
      <p>企业、高校院所和服务机构用统一社会信用代码注册一次，第一位注册人是本单位的管理员。</p>
      <Faults faults={faults} />
      <form method="post" action="/register" noValidate><Questions questions={questions} /><p className="acts"><button className="button">注册</button></p></form>
      <p>已有账号：<a href="/sign-in">登录</a>。</p>
    </div>
  )
}
