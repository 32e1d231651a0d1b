import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Model, Page } from '../../http/index.ts'
import { Register, SignIn } from './account.tsx'
import { Review, Section } from './apply.tsx'
import { Case, Mine, Notices } from './mine.tsx'
import { Check, Publication, Published, Verify } from './check.tsx'
import { Document } from './document.tsx'
import { Front } from './front.tsx'
import { Help, Refused } from './help.tsx'
import { Guide, Items } from './items.tsx'
import { Patents, showAsked } from './library.tsx'
import { Holder } from './library-holder.tsx'
import { Patent } from './library-record.tsx'
import { Progress, Task } from './progress.tsx'
import { SelfCheck } from './self-check.tsx'

/** How each kind of page is drawn and what its title says; the compiler keeps it complete. */
const drawing: { [K in Page['kind']]: { title: (page: Extract<Page, { kind: K }>) => string; draw: (page: Extract<Page, { kind: K }>, model: Model) => ReactElement } } = {
  front: { title: () => '', draw: (page, { site }) => <Front {...page} site={site} /> },
  progress: { title: () => '任务清单进展', draw: (page) => <Progress {...page} /> },
  task: { title: (page) => `${page.task.number} ${page.task.title}`, draw: (page) => <Task {...page} /> },
  items: { title: () => '能办的事项', draw: (page) => <Items {...page} /> },
  guide: { title: (page) => page.guide.name, draw: (page, { site }) => <Guide {...page} site={site} /> },
  section: { title: (page) => `${page.faults.length ? '有误：' : ''}${page.title} · ${page.applying.item.name}`, draw: (page) => <Section {...page} /> },
  review: { title: (page) => `核对并提交 · ${page.applying.item.name}`, draw: (page) => <Review {...page} /> },
  mine: { title: () => '我的办件', draw: (page, { site }) => <Mine {...page} site={site} /> },
  case: { title: (page) => page.view.title || page.view.item.name, draw: (page) => <Case {...page} /> },
  published: { title: () => '正在公示', draw: (page, { site }) => <Published {...page} site={site} /> },
  publication: { title: (page) => `${page.case.itemName}公示`, draw: (page, { site }) => <Publication {...page} site={site} /> },
  check: { title: () => '名录和专用标志核查', draw: (page) => <Check {...page} /> },
  verify: { title: () => '证书和文书核验', draw: (page) => <Verify {...page} /> },
  signIn: { title: (page) => (page.needsCode ? '动态口令' : '登录'), draw: (page) => <SignIn {...page} /> },
  register: { title: () => '单位注册', draw: (page) => <Register {...page} /> },
  notices: { title: () => '消息', draw: (page) => <Notices {...page} /> },
  patents: { title: (page) => `${page.fault ? '有误：' : ''}${showAsked(page.asked) || '专利检索'}${showAsked(page.asked) ? ' · 专利检索' : ''}`, draw: (page) => <Patents {...page} /> },
  patent: { title: (page) => `${page.title}（${page.number}）`, draw: (page) => <Patent {...page} /> },
  holder: { title: (page) => (page.name ? `${page.name}的专利` : '按持有人看专利'), draw: (page) => <Holder {...page} /> },
  selfCheck: { title: (page) => `${page.faults.length ? '有误：' : ''}申请前自查`, draw: (page) => <SelfCheck {...page} /> },
  help: { title: () => '帮助', draw: () => <Help /> },
  refused: { title: (page) => page.title, draw: (page) => <Refused {...page} /> },
}

/** A whole document for one person. Nothing of this runs in the browser. */
export function render(model: Model): string {
  const { title, draw } = drawing[model.page.kind] as { title: (page: Page) => string; draw: (page: Page, model: Model) => ReactElement }
  return `<!doctype html>${renderToStaticMarkup(<Document site={model.site} kind={model.page.kind} title={title(model.page)}>{draw(model.page, model)}</Document>)}`
}
