import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../platform/house/index.ts'
import { markRead, type Notice, noticesFor, readerOf, unreadCount } from '../../platform/notices/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { answers, loose, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList } from '../lists.ts'

const NoticeShape = loose({ id: z.number().int(), title: z.string(), say: z.string(), at: z.string(), readAt: z.string().optional(), caseId: z.string().optional(), link: z.string().optional().describe('工作台的页面，不是办件的消息才有'), demo: z.boolean(), kind: z.enum(['step', 'reminder', 'escalation']).describe('办理消息、到期提醒、提级提醒') })

/** The notices of a person, read and unread. */
export function noticeRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  api.get('/notices', {
    schema: { summary: '我的消息', tags: ['消息'], ...signedIn, querystring: z.object({ ...listQuery, unread: z.enum(['true', 'false']).optional() }), response: answers({ 200: listOf(NoticeShape) }) },
  }, (request, reply) => sendList<Notice>(reply, request.query, '消息', async ({ cursor, limit }) => {
    const rows = await noticesFor(house.db, readerOf(request.who), { limit: limit + 1, unread: request.query.unread === 'true', ...(cursor && /^\d{1,15}$/.test(cursor) ? { before: Number(cursor) } : {}) })
    const page = rows.slice(0, limit)
    return { rows: page, ...(rows.length > limit ? { next: String(page.at(-1)!.id) } : {}) }
  }, [{ key: 'at', label: '时间', of: (n) => n.at }, { key: 'title', label: '标题', of: (n) => n.title }, { key: 'say', label: '内容', of: (n) => n.say }, { key: 'readAt', label: '已读', of: (n) => n.readAt }]))

  api.get('/notices/unread', { schema: { summary: '未读消息数', tags: ['消息'], ...signedIn, response: answers({ 200: z.object({ unread: z.number().int() }) }) } },
    (request) => unread(request.who))

  api.post('/notices/read', {
    schema: { summary: '标为已读', description: '不给 ids 时全部标为已读。', tags: ['消息'], ...signedIn, body: z.object({ ids: z.array(z.number().int().min(1).max(2 ** 52)).max(1000).optional() }).nullish(), response: answers({ 200: z.object({ unread: z.number().int() }) }) },
  }, (request) => read(request.who, request.body?.ids))

  async function read(who: Who, ids?: number[]) {
    await markRead(house.db, readerOf(who), ids)
    return unread(who)
  }
  async function unread(who: Who) {
    return { unread: await unreadCount(house.db, readerOf(who)) }
  }
}
