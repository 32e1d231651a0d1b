import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { NavLink, useLocation } from 'react-router'
import type { ListRow } from '../../http/index.ts'
import { get } from './api.ts'
import { type Here, isOfficial, levelOf, useHere } from './session.tsx'
import { useUnits } from './units.ts'

interface Place { to: string; label: string; who: (here: Here) => boolean }
const inside = (h: Here) => isOfficial(h) || h.session.who!.auditor
/** A county is asked for little and is shown little: its work, its cases, the list and the registers. */
const above = (h: Here) => inside(h) && levelOf(h) !== 'county'
export const places: Place[] = [
  { to: '/', label: '总览', who: inside },
  { to: '/work', label: '待办', who: () => true },
  { to: '/cases', label: '办件', who: () => true },
  { to: '/lists', label: '清单', who: inside },
  { to: '/indicators', label: '指标', who: above },
  { to: '/registers', label: '名录', who: inside },
  { to: '/library', label: '专利', who: () => true },
  { to: '/navigation', label: '导航', who: (h) => levelOf(h) !== 'county' },
  { to: '/quality', label: '申请质量', who: inside },
  { to: '/admin', label: '管理', who: (h) => h.session.who!.admin || above(h) },
]

interface Door { to: string; label: string; for: 'all' | 'city' | 'province'; also?: RegExp }
/** What an office does with a list, in its own words: looks how it stands, judges where it goes, checks whether it is true, and writes it up. */
const groups: { name: string; doors: (list: string, unit: string | undefined, isOwn: boolean) => Door[] }[] = [
  { name: '进展', doors: (l, unit, isOwn) => [
    { to: `${l}/tasks/1`, label: '清单原文', for: 'all', also: /\/tasks\// }, { to: `${l}/matrix`, label: '任务与单位', for: 'city' },
    { to: `${l}/timeline`, label: '时间轴', for: 'all' }, { to: `${l}/map`, label: '地图', for: 'city' },
    ...(unit ? [{ to: `${l}/units/${unit}`, label: isOwn ? '本单位' : '各单位', for: 'all' as const, also: /\/units\// }] : []),
  ] },
  { name: '研判', doors: (l) => [{ to: `${l}/forecast`, label: '预测', for: 'city' }, { to: `${l}/scores`, label: '考评', for: 'city' }, { to: `${l}/compare`, label: '与上年比较', for: 'province' }] },
  { name: '核查', doors: (l) => [{ to: `${l}/sampling`, label: '佐证核查', for: 'province' }, { to: `${l}/chain`, label: '条款链', for: 'province' }, { to: '/burden', label: '填报负担', for: 'city' }] },
  { name: '文书', doors: (l) => [{ to: `${l}/reports`, label: '通报和台账', for: 'province' }] },
]

/** The second line of the menu, wherever a list is looked at. On a phone it is folded behind the name of the page. */
export function ListMenu() {
  const here = useHere(), at = useLocation(), level = levelOf(here)
  // Another page folds it again.
  const [openedAt, openAt] = useState(''), isOpen = openedAt === at.pathname
  const units = useUnits()
  const named = /^\/lists\/([^/]+)/.exec(at.pathname)?.[1]
  const isAt = at.pathname === '/' || at.pathname.startsWith('/lists/') || at.pathname === '/burden'
  const lists = useQuery({ queryKey: ['lists'], queryFn: () => get<{ rows: ListRow[] }>('/api/v1/lists'), enabled: isAt && !named && level !== 'outside', staleTime: 300_000 })
  const year = Number(here.today.slice(0, 4))
  const adopted = lists.data?.rows.filter((r) => r.status === 'adopted') ?? []
  const list = named ?? (adopted.find((r) => r.year <= year) ?? adopted[0])?.id
  if (!isAt || !list || level === 'outside' || /\/review$/.test(at.pathname)) return null
  const own = level === 'province' ? units.data?.find((u) => u.level === 'city')?.id : here.session.seats.find((s) => s.level === level)?.unit
  const may = (d: Door) => d.for === 'all' || level === 'province' || (d.for === 'city' && level === 'city')
  const shown = groups.map((g) => ({ ...g, doors: g.doors(`/lists/${list}`, own, level !== 'province').filter(may) })).filter((g) => g.doors.length > 0)
  const now = shown.flatMap((g) => g.doors).find((d) => at.pathname === d.to || d.also?.test(at.pathname))
  return (
    <nav className={isOpen ? 'list-menu open' : 'list-menu'} aria-label="清单导航">
      <button type="button" className="fold" aria-expanded={isOpen} aria-controls="list-menu" onClick={() => openAt(isOpen ? '' : at.pathname)}>{now ? now.label : '清单各页'} <span aria-hidden="true">{isOpen ? '▴' : '▾'}</span></button>
      <ul id="list-menu">{shown.map((g) => (
        <li key={g.name}>{shown.length > 1 && <span className="group">{g.name}</span>}{g.doors.map((d) => <NavLink key={d.to} to={d.to} end className={d === now ? 'active' : ''} aria-current={d === now ? 'page' : undefined}>{d.label}</NavLink>)}</li>
      ))}</ul>
    </nav>
  )
}
