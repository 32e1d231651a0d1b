import { lazy, Suspense, useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown, Skeleton } from 'antd'
import { Link, Navigate, NavLink, Route, Routes, useLocation, useNavigate } from 'react-router'
import type { SessionView } from '../../http/index.ts'
import { get, remove } from './api.ts'
import { ListMenu, places } from './menu.tsx'
import { type Here, HereProvider } from './session.tsx'
import { showDay } from './marks.tsx'
import { Nothing, Told } from './waits.tsx'

const FrontPage = lazy(() => import('./pages/front.tsx'))
const WorkPage = lazy(() => import('./pages/work.tsx'))
const CasesPage = lazy(() => import('./pages/cases.tsx'))
const CasePage = lazy(() => import('./pages/case.tsx'))
const ListsPage = lazy(() => import('./pages/lists.tsx'))
const TaskPage = lazy(() => import('./pages/task.tsx'))
const DispatchPage = lazy(() => import('./pages/task-dispatch.tsx'))
const MatrixPage = lazy(() => import('./pages/matrix.tsx'))
const ReportsPage = lazy(() => import('./pages/reports.tsx'))
const ForecastPage = lazy(() => import('./pages/forecast.tsx'))
const ScoresPage = lazy(() => import('./pages/scores.tsx'))
const SimulatePage = lazy(() => import('./pages/scores-simulate.tsx'))
const ComparePage = lazy(() => import('./pages/compare.tsx'))
const SamplingPage = lazy(() => import('./pages/sampling.tsx'))
const ChainPage = lazy(() => import('./pages/chain.tsx'))
const HistoryPage = lazy(() => import('./pages/history.tsx'))
const BurdenPage = lazy(() => import('./pages/burden.tsx'))
const UnitPage = lazy(() => import('./pages/unit.tsx'))
const TimelinePage = lazy(() => import('./pages/timeline.tsx'))
const MapPage = lazy(() => import('./pages/map.tsx'))
const ReviewPage = lazy(() => import('./pages/review.tsx'))
const IndicatorsPage = lazy(() => import('./pages/indicators.tsx'))
const RegistersPage = lazy(() => import('./pages/registers.tsx'))
const OpenPage = lazy(() => import('./pages/open.tsx'))
const NoticesPage = lazy(() => import('./pages/notices.tsx'))
const NoticeSettingsPage = lazy(() => import('./pages/notices-settings.tsx'))
const QualityPage = lazy(() => import('../../programmes/04-filing-quality/web/quality.tsx'))
const LibraryPage = lazy(() => import('./pages/library.tsx'))
const NavigationPage = lazy(() => import('../../programmes/08-industry/web/workbench.tsx'))
const RoomsPage = lazy(() => import('../../programmes/08-industry/web/rooms.tsx'))
const AdminPage = lazy(() => import('./pages/admin.tsx'))

/** The frame around every page of the workbench: where one is, who one is, and what waits. */
export function Shell() {
  const session = useQuery({ queryKey: ['session'], queryFn: () => get<SessionView>('/api/session'), staleTime: 60_000 })
  if (session.isPending) return <div className="page"><Skeleton active /></div>
  if (session.isError) return <Told error={session.error} again={() => void session.refetch()} />
  if (!session.data.who) {
    location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`)
    return null
  }
  const here: Here = { session: session.data, today: session.data.today, demo: session.data.demo }
  return <HereProvider value={here}><Frame here={here} /></HereProvider>
}

function Frame({ here }: { here: Here }) {
  const at = useLocation()
  const go = useNavigate()
  const unread = useQuery({ queryKey: ['unread'], queryFn: () => get<{ unread: number }>('/api/v1/notices/unread'), refetchInterval: 60_000 })
  const who = here.session.who!
  const seat = here.session.seats[0]?.unitName ?? who.partyName ?? (who.auditor ? '审计' : who.admin ? '管理' : '评审专家')
  useEffect(() => { document.getElementById('main')?.focus({ preventScroll: true }); window.scrollTo(0, 0) }, [at.pathname])
  const home = places[0]!.who(here)
  return (
    <>
      <a className="skip" href="#main">跳到正文</a>
      {here.demo && <div className="banner" role="note">演示环境，人员和办件均为演示；演练日期{showDay(here.today)}</div>}
      <header className="head">
        <Link to={home ? '/' : '/work'} className="brand">知行</Link>
        <nav aria-label="主导航">{places.filter((p) => p.who(here)).map((p) => <NavLink key={p.to} to={p.to} end={p.to === '/'}>{p.label}</NavLink>)}</nav>
        <div className="me">
          <Link to="/notices" className="bell">通知{unread.data?.unread ? <><span className="count">{unread.data.unread}</span><span className="sr">条未读</span></> : null}</Link>
          <Script />
          <Dropdown trigger={['click']} menu={{ items: [
            { key: 'seat', label: seat, disabled: true },
            { key: 'public', label: '公众页面', onClick: () => { location.assign('/') } },
            { key: 'reminders', label: '提醒设置', onClick: () => { void go('/notices/settings') } },
            { key: 'account', label: '口令与动态口令', onClick: () => { void go('/admin/account') } },
            { key: 'out', label: '退出', onClick: () => { void remove('/api/session').then(() => { location.assign('/') }) } },
          ] }}><Button type="text">{who.name}</Button></Dropdown>
        </div>
      </header>
      <ListMenu />
      <main id="main" tabIndex={-1} className="page">
        <Suspense fallback={<Skeleton active paragraph={{ rows: 10 }} />}>
          <Routes>
            <Route path="/" element={home ? <FrontPage /> : who.admin ? <Navigate to="/admin/people" replace /> : <WorkPage />} />
            <Route path="/work" element={<WorkPage />} />
            <Route path="/cases" element={<CasesPage />} />
            <Route path="/cases/:id" element={<CasePage />} />
            <Route path="/lists" element={<ListsPage />} />
            <Route path="/lists/:list/review" element={<ReviewPage />} />
            <Route path="/lists/:list/matrix" element={<MatrixPage />} />
            <Route path="/lists/:list/reports" element={<ReportsPage />} />
            <Route path="/lists/:list/forecast" element={<ForecastPage />} />
            <Route path="/lists/:list/scores" element={<ScoresPage />} />
            <Route path="/lists/:list/scores/simulate" element={<SimulatePage />} />
            <Route path="/lists/:list/compare/:other?" element={<ComparePage />} />
            <Route path="/lists/:list/tasks/:task" element={<TaskPage />} />
            <Route path="/lists/:list/tasks/:task/history" element={<HistoryPage />} />
            <Route path="/lists/:list/sampling" element={<SamplingPage />} />
            <Route path="/lists/:list/sampling/:sampling" element={<SamplingPage />} />
            <Route path="/lists/:list/units/:unit" element={<UnitPage />} />
            <Route path="/lists/:list/timeline" element={<TimelinePage />} />
            <Route path="/lists/:list/map" element={<MapPage />} />
            <Route path="/lists/:list/chain" element={<ChainPage />} />
            <Route path="/burden" element={<BurdenPage />} />
            <Route path="/lists/:list/dispatch" element={<DispatchPage />} />
            <Route path="/indicators" element={<IndicatorsPage />} />
            <Route path="/indicators/:id" element={<IndicatorsPage />} />
            <Route path="/registers" element={<RegistersPage />} />
            <Route path="/registers/:id" element={<RegistersPage />} />
            <Route path="/open" element={<OpenPage />} />
            <Route path="/open/:item" element={<OpenPage />} />
            <Route path="/notices" element={<NoticesPage />} />
            <Route path="/notices/settings" element={<NoticeSettingsPage />} />
            <Route path="/quality/*" element={<QualityPage />} />
            <Route path="/library/*" element={<LibraryPage />} />
            <Route path="/navigation" element={<NavigationPage />} />
            <Route path="/navigation/rooms/:room?" element={<RoomsPage />} />
            <Route path="/admin/*" element={<AdminPage />} />
            <Route path="*" element={<Nothing say="没有这个页面，请从上方导航进入" />} />
          </Routes>
        </Suspense>
      </main>
    </>
  )
}

/** Traditional characters by a switch, kept for the person; the dictionary is fetched when it is first wanted. */
function Script() {
  const [traditional, choose] = useState(() => document.cookie.split('; ').includes('zx.script=t'))
  useEffect(() => {
    if (traditional) void import('./traditional.ts').then(({ showTraditional }) => showTraditional())
  }, [traditional])
  const turn = () => {
    document.cookie = `zx.script=${traditional ? 's' : 't'}; Path=/; Max-Age=31536000; SameSite=Lax`
    // Labels written over cannot be told from labels: the page is drawn anew to go back.
    if (traditional) location.reload()
    else choose(true)
  }
  return <Button type="text" size="small" data-as-is lang={traditional ? 'zh-Hans' : 'zh-Hant'} onClick={turn}>{traditional ? '简体' : '繁體'}</Button>
}
