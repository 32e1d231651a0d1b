import { type ComponentType, lazy } from 'react'
import { Link, NavLink, Route, Routes } from 'react-router'
import { mayImport, Titled } from '../patents.tsx'
import { type Here, isOfficial, useHere } from '../session.tsx'
import { Nothing } from '../waits.tsx'
import '../library.css'

const Saved = lazy(() => import('./library-saved.tsx'))
const Imports = lazy(() => import('./library-imports.tsx'))
const Holders = lazy(() => import('./library-holders.tsx'))
const Tables = lazy(() => import('./library-tables.tsx'))
const Index = lazy(() => import('./library-index.tsx'))

interface Part { to: string; label: string; about: string; who: (here: Here) => boolean; page: ComponentType }
const parts: Part[] = [
  { to: 'saved', label: '保存的检索', about: '留着再问的检索，有新公开、有状态变化时提醒', who: () => true, page: Saved },
  { to: 'imports', label: '数据导入', about: '专利、商标数据文件：列的对应、进度和没有收下的记录', who: mayImport, page: Imports },
  { to: 'holders', label: '持有人与主体', about: '专利上的名称是不是登记的主体，由人核对', who: mayImport, page: Holders },
  { to: 'tables', label: '分类和行业表', about: '国际专利分类、技术领域、国民经济行业等的版本和来源', who: (h) => isOfficial(h) || h.session.who!.admin || h.session.who!.auditor, page: Tables },
  { to: 'index', label: '检索库', about: '已收进多少，重建、停下和接着建', who: (h) => h.session.who!.admin, page: Index },
]

/** The patent library behind its public pages: what people keep asking, what comes in, and what it is searched with. */
export default function LibraryPage() {
  const here = useHere()
  const mine = parts.filter((p) => p.who(here))
  return (
    <div className="admin">
      <nav aria-label="专利库" className="side">{mine.map((p) => <NavLink key={p.to} to={`/library/${p.to}`}>{p.label}</NavLink>)}<a href="/patents">专利检索</a></nav>
      <div>
        <Routes>
          <Route index element={<Home mine={mine} />} />
          {mine.map((p) => <Route key={p.to} path={`${p.to}/*`} element={<p.page />} />)}
          <Route path="*" element={<Nothing say="没有这一栏，或者它不由您使用" />} />
        </Routes>
      </div>
    </div>
  )
}

function Home({ mine }: { mine: Part[] }) {
  return (
    <Titled title="专利库">
      <search><form action="/patents" className="ask-library">
        <label htmlFor="q">检索已公开的专利</label>
        <span className="row"><input id="q" name="q" type="search" maxLength={2000} autoComplete="off" /><button type="submit">检索</button></span>
      </form></search>
      <ul className="story">{mine.map((p) => <li key={p.to}><Link to={`/library/${p.to}`}>{p.label}</Link><div className="quiet">{p.about}</div></li>)}</ul>
    </Titled>
  )
}
