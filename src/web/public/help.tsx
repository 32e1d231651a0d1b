import type { Page } from '../../http/index.ts'

export function Help() {
  return (
    <article className="prose">
      <h1>怎样使用</h1>
      <h2>办一件事</h2>
      <ol><li>在<a href="/items">能办的事项</a>里找到要办的，看清谁可以办、要带什么、多长时间。</li><li>登录（单位第一次来请先<a href="/register">注册</a>），点“开始填写”。一屏一组问题，随时可存，换一台设备也能接着填。</li><li>最后一屏把填的内容读给您核对。有误处列在最上面，点一下就到那一题。</li><li>提交后得到办件编号。走到哪一步、期限到哪天、算谁的时间，都在<a href="/my">我的办件</a>里。</li></ol>
      <h2>材料要补正怎么办</h2>
      <p>办理单位一次告知全部要补正的内容。您会收到消息，在办件页点“打开填写”，原来填的都在，改好再提交。补正的时间不算在办理时限里。</p>
      <h2>期限怎样算</h2>
      <p>按工作日的期限，按国务院办公厅公布的节假日和调休安排计算；当日不计；依法中止的时间不计，中止的起止和原因在办件页上写明。</p>
      <h2 id="complain">投诉和建议</h2>
      <p>每个事项的指南里写有“不满意找谁”。公示期内的异议请在<a href="/published">公示</a>页上实名提出。</p>
      <h2 id="access">无障碍说明</h2>
      <ul><li>全部公开页面不用脚本也能办完一件事。</li><li>全部操作都可以只用键盘；每页开头有“跳到正文”。</li><li>颜色旁边都有图形和文字；对比度不低于4.5比1。</li><li>右上角可换“长辈版”大字和繁體字，选择会记住。</li><li>按 GB/T 37668 和 WCAG 2.2 AA 检查。遇到障碍请告诉办理单位，可到窗口由工作人员协助。</li></ul>
    </article>
  )
}

export function Refused({ title, says, ref, ways }: Extract<Page, { kind: 'refused' }>) {
  return (
    <div className="narrow">
      <h1>{title}</h1>
      {says.map((s) => <p key={s} className="lead">{s}</p>)}
      {ref && <p>编号：<code>{ref}</code></p>}
      <ul className="plain-list">{ways.map((w) => <li key={w.href}><a href={w.href}>{w.label}</a></li>)}</ul>
    </div>
  )
}
