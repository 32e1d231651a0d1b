import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { addDays, type Day, daysBetween } from '../../kernel/index.ts'
import { daysEntered, enterDays, type EnteredDay, removeDay } from '../../platform/calendar/index.ts'
import type { House } from '../../platform/house/index.ts'
import { noteAdmin } from '../../platform/people/index.ts'
import { answers, DayText, loose, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { refuse } from '../problems.ts'

const Entered = loose({ day: z.string(), working: z.boolean(), source: z.string(), by: z.string(), at: z.string() })

/** The working calendar: what anyone may read, and what an administrator enters from the yearly notice. */
export function calendarRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  api.get('/calendar', {
    config: { access: 'anyone' },
    schema: {
      summary: '工作日历', description: '逐日列出是否工作日，一次最多400日。', tags: ['日历'], querystring: z.object({ from: DayText, to: DayText }),
      response: answers({ 200: z.object({ from: z.string(), to: z.string(), reaches: z.object({ from: z.string(), to: z.string() }).describe('日历覆盖的日期'), days: z.array(z.object({ day: z.string(), working: z.boolean() })) }) }),
    },
  }, (request, reply) => {
    const from = request.query.from as Day, to = request.query.to as Day
    const { calendar } = house
    const length = daysBetween(from, to)
    if (length < 0 || length > 400) return refuse(reply, [{ code: 'range-wrong', at: 'to', say: '截止日须不早于起始日，且相差不超过400日' }])
    if (from < calendar.from || to > calendar.to) return refuse(reply, [{ code: 'calendar-end', at: 'to', say: `工作日历只到${calendar.from}至${calendar.to}，以外的日期请先录入放假安排` }])
    return reply.send({ from, to, reaches: { from: calendar.from, to: calendar.to }, days: Array.from({ length: length + 1 }, (_, i) => { const day = addDays(from, i); return { day, working: calendar.isWorkday(day) } }) })
  })

  api.get('/calendar/entered', {
    config: { access: 'official' }, schema: { summary: '人工录入的日历', tags: ['日历'], ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(Entered) }) },
  }, async (request, reply) => {
    const all = await daysEntered(house.db)
    return sendList<EnteredDay>(reply, request.query, '录入的日历', async (page) => sliceOf(all, page), [
      { key: 'day', label: '日期', of: (d) => d.day }, { key: 'working', label: '工作日', of: (d) => d.working }, { key: 'name', label: '名称', of: (d) => d.name }, { key: 'source', label: '依据', of: (d) => d.source }, { key: 'by', label: '录入人', of: (d) => d.by }, { key: 'at', label: '录入时间', of: (d) => d.at },
    ])
  })

  api.post('/calendar', {
    config: { access: 'admin' },
    schema: {
      summary: '录入放假和调休', description: '依据国务院办公厅的放假通知；completes 表示该年已录全。之后的期限按新日历计算。', tags: ['日历'], ...signedIn,
      body: z.object({ source: z.string().max(200), days: z.array(z.object({ day: z.string().max(10), working: z.boolean(), name: z.string().max(40).optional() })).max(400), completes: z.number().int().min(2000).max(2200).optional() }),
      response: answers({ 200: z.object({ from: z.string(), to: z.string() }) }),
    },
  }, async (request, reply) => {
    const entered = await enterDays(house.db, request.who, request.body, house.now())
    if (!entered.ok) return refuse(reply, entered.refusals)
    house.calendar = entered.value
    await noteAdmin(house.db, request.who, house.now(), '录入日历', 'calendar', request.body)
    return reply.send({ from: house.calendar.from, to: house.calendar.to })
  })

  api.delete('/calendar/:day', {
    config: { access: 'admin' }, schema: { summary: '撤回录入的一天', tags: ['日历'], ...signedIn, params: z.object({ day: DayText }), response: answers({ 200: z.object({ from: z.string(), to: z.string() }) }) },
  }, async (request, reply) => {
    house.calendar = await removeDay(house.db, request.params.day as Day)
    await noteAdmin(house.db, request.who, house.now(), '撤回日历', 'calendar', { day: request.params.day })
    return reply.send({ from: house.calendar.from, to: house.calendar.to })
  })
}
