import type { ReactNode } from 'react'
import type { Site } from '../../http/index.ts'

const places = [
  { href: '/', label: '首页', kinds: ['front'] },
  { href: '/items', label: '办事', kinds: ['items', 'guide', 'section', 'review'] },
  { href: '/progress', label: '进展', kinds: ['progress', 'task'] },
  { href: '/published', label: '公示', kinds: ['published', 'publication'] },
  { href: '/check', label: '核查', kinds: ['check', 'verify'] },
  { href: '/patents', label: '专利', kinds: ['patents', 'patent', 'holder', 'selfCheck'] },
  { href: '/my', label: '我的', kinds: ['mine', 'case', 'notices'] },
]
const icon = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="4" fill="#1f4e79"/><path d="M8 9h16M16 9v14M10 16h12M7 23h18" stroke="#fff" stroke-width="2.4" fill="none"/></svg>')}`

/** The frame around every public page. */
export function Document({ site, kind, title, children }: { site: Site; kind: string; title: string; children: ReactNode }) {
  return (
    <html lang="zh-CN" className={site.large ? 'large' : undefined}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title ? `${title} · 知行` : '知行 · 福建省知识产权任务与办事'}</title>
        <link rel="icon" href={icon} />
        {site.assets.styles.map((href) => <link key={href} rel="stylesheet" href={href} />)}
        {site.assets.scripts.map((src) => <script key={src} type="module" src={src} />)}
      </head>
      <body>
        <a className="skip" href="#main">跳到正文</a>
        {site.demo && <p className="demo">演示环境 · 演练时钟 {site.todaySaid} · 数据均为演示，不具有任何效力</p>}
        <header className="head">
          <div className="bar">
            <a className="brand" href="/"><b>知行</b> <span>福建省知识产权任务与办事</span></a>
            <div className="switches">
              <Switch site={site} name="script" value={site.traditional ? 's' : 't'} label={site.traditional ? '简体' : '繁體'} />
              <Switch site={site} name="size" value={site.large ? 'usual' : 'large'} label={site.large ? '标准版' : '长辈版'} />
              {site.person ? <Person person={site.person} /> : <><a href={`/sign-in?to=${encodeURIComponent(site.path)}`}>登录</a><a href="/register">注册</a></>}
            </div>
          </div>
          <nav aria-label="主要栏目"><ul>{places.map((p) => <li key={p.href}><a href={p.href} aria-current={p.kinds.includes(kind) ? (p.href === site.path ? 'page' : 'true') : undefined}>{p.label}</a></li>)}</ul></nav>
        </header>
        <main id="main" tabIndex={-1}>{children}</main>
        <footer className="foot">
          <nav aria-label="全部栏目">
            <dl>
              <div><dt>办事</dt><dd><a href="/items">能办的事项</a></dd><dd><a href="/my">我的办件和草稿</a></dd><dd><a href="/notices">消息</a></dd><dd><a href="/register">单位注册</a></dd></div>
              <div><dt>看进展</dt><dd><a href="/progress">任务清单</a></dd><dd><a href="/published">正在公示</a></dd></div>
              <div><dt>核查</dt><dd><a href="/check">名录和专用标志</a></dd><dd><a href="/verify">证书和文书</a></dd></div>
              <div><dt>专利</dt><dd><a href="/patents">专利检索</a></dd><dd><a href="/holders">按持有人看</a></dd><dd><a href="/self-check">申请前自查</a></dd></div>
              <div><dt>说明</dt><dd><a href="/help">怎样使用</a></dd><dd><a href="/help#access">无障碍说明</a></dd><dd><a href="/help#complain">投诉和建议</a></dd><dd><a href="/w">工作人员入口</a></dd></div>
            </dl>
          </nav>
          <p>今日 {site.todaySaid}。所有期限按国务院办公厅公布的节假日安排计算。</p>
        </footer>
      </body>
    </html>
  )
}

function Switch({ site, name, value, label }: { site: Site; name: string; value: string; label: string }) {
  return <form method="post" action="/look"><input type="hidden" name="to" value={site.path} /><button className="quiet" name={name} value={value} translate="no">{name === 'script' ? <code>{label}</code> : label}</button></form>
}

function Person({ person }: { person: NonNullable<Site['person']> }) {
  return (
    <>
      <span className="me">{person.party ?? person.name}</span>
      <a href="/notices">消息{person.unread > 0 && <b className="count">{person.unread}<span className="unseen">条未读</span></b>}</a>
      {person.official && <a href="/w">工作台</a>}
      <form method="post" action="/sign-out"><button className="quiet">退出</button></form>
    </>
  )
}
