import { lazy } from 'react'
import { Link, NavLink, Route, Routes } from 'react-router'
import { Section } from '../marks.tsx'
import { type Here, isOfficial, useHere } from '../session.tsx'
import { Nothing } from '../waits.tsx'

const Account = lazy(() => import('./admin/account.tsx'))
const People = lazy(() => import('./admin/people.tsx'))
const Units = lazy(() => import('./admin/units.tsx'))
const Parties = lazy(() => import('./admin/parties.tsx'))
const CalendarPage = lazy(() => import('./admin/calendar.tsx'))
const Parameters = lazy(() => import('./admin/parameters.tsx'))
const Ledger = lazy(() => import('./admin/ledger.tsx'))
const Sending = lazy(() => import('./admin/sending.tsx'))
const Logs = lazy(() => import('./admin/logs.tsx'))

const isAdmin = (h: Here) => h.session.who!.admin
const isAuditor = (h: Here) => h.session.who!.auditor
const ofOffice = (h: Here) => isOfficial(h) || isAdmin(h) || isAuditor(h)
const parts = [
  { to: 'account', label: '我的账号', about: '修改口令，启用动态口令', who: () => true, page: Account },
  { to: 'people', label: '人员和任职', about: '账号、席位、任职依据', who: isAdmin, page: People },
  { to: 'units', label: '单位', about: '省、市、县和各处室中心', who: ofOffice, page: Units },
  { to: 'parties', label: '主体', about: '企业、高校、机构和它们的账号', who: isAdmin, page: Parties },
  { to: 'calendar', label: '工作日历', about: '放假和调休，各种期限都由它推算', who: ofOffice, page: CalendarPage },
  { to: 'parameters', label: '法定数值', about: '比例、限额、期限的依据和历次取值，两人复核', who: ofOffice, page: Parameters },
  { to: 'ledger', label: '台账', about: '办件链的封存和核对', who: ofOffice, page: Ledger },
  { to: 'sending', label: '提醒发送', about: '邮件和推送的发送记录、接收方', who: (h: Here) => isAdmin(h) || isAuditor(h), page: Sending },
  { to: 'logs', label: '查阅和管理记录', about: '谁看过保密办件，管理员做过什么', who: isAuditor, page: Logs },
]

/** What keeps the house in order; each person is shown what they may do. */
export default function AdminPage() {
  const here = useHere()
  const mine = parts.filter((p) => p.who(here))
  return (
    <div className="admin">
      <nav aria-label="管理" className="side">{mine.map((p) => <NavLink key={p.to} to={`/admin/${p.to}`}>{p.label}</NavLink>)}</nav>
      <div>
        <Routes>
          <Route index element={<Section title="管理"><ul className="story">{mine.map((p) => <li key={p.to}><Link to={`/admin/${p.to}`}>{p.label}</Link><div className="quiet">{p.about}</div></li>)}</ul></Section>} />
          {mine.map((p) => <Route key={p.to} path={p.to} element={<p.page />} />)}
          <Route path="*" element={<Nothing say="没有这一栏，或者它不由您使用" />} />
        </Routes>
      </div>
    </div>
  )
}
