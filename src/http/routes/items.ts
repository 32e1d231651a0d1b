import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { catalogue } from '../../platform/cases/index.ts'
import type { House } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'
import type { ServiceItem } from '../../service/index.ts'
import { answers, Id, loose, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { refuse } from '../problems.ts'

const Item = loose({
  id: z.string(), name: z.string(), programme: z.string(), carries: z.array(z.string()), basis: z.string(), version: z.number().int(), atMySeat: z.boolean().describe('您可以从自己的席位发起'),
  guide: loose({ who: z.string(), brings: z.array(z.string()), fee: z.string(), gives: z.string(), where: z.string(), complaint: z.string() }),
  form: z.array(loose({ name: z.string(), title: z.string(), fields: z.array(z.unknown()) })), states: z.array(z.unknown()), clocks: z.array(z.unknown()), papers: z.array(z.unknown()),
})
const Brief = loose({ id: z.string(), name: z.string(), programme: z.string(), carries: z.array(z.string()), who: z.string(), gives: z.string(), promise: z.string().optional(), atMySeat: z.boolean() })

/** Whether a person sits where cases of this item are opened by the office. The server decides at submission, when the place is known. */
function atSeatOf(who: Who, item: ServiceItem): boolean {
  if (item.openedElsewhere) return false
  const by = Object.values(item.states[item.start]!.steps ?? {}).filter((s) => s.asks === 'form').flatMap((s) => [s.by].flat())
  return by.some((b) => item.desks[b] && who.seats.some((s) => s.office === item.desks[b]!.office && s.duties.includes(item.desks[b]!.duty)))
}

/** The catalogue of service items and the guide of each, drawn from the declarations. */
export function itemRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  api.get('/items', { config: { access: 'anyone' }, schema: { summary: '服务事项目录', tags: ['事项'], querystring: z.object({ ...listQuery, limit: listQuery.limit.default(200) }), response: answers({ 200: listOf(Brief) }) } }, (request, reply) => {
    const all = catalogue(house).map(({ id, name, programme, carries, guide }) => ({ id, name, programme, carries: [...carries], who: guide.who, gives: guide.gives, fee: guide.fee, atMySeat: atSeatOf(request.who, house.items.get(id)!), ...('promise' in guide ? { promise: guide.promise as string } : {}) }))
    return sendList(reply, request.query, '事项目录', async (page) => sliceOf(all, page), [
      { key: 'programme', label: '任务', of: (i) => i.programme }, { key: 'name', label: '事项', of: (i) => i.name }, { key: 'who', label: '谁可申请', of: (i) => i.who }, { key: 'gives', label: '办成得到', of: (i) => i.gives },
      { key: 'promise', label: '承诺时限', of: (i) => i.promise }, { key: 'fee', label: '收费', of: (i) => i.fee }, { key: 'carries', label: '对应清单', of: (i) => i.carries.join('、') },
    ])
  })
  api.get('/items/:id', { config: { access: 'anyone' }, schema: { summary: '一个事项的指南、表单和流程', tags: ['事项'], params: z.object({ id: Id }), response: answers({ 200: Item }) } }, (request, reply) => {
    const found = catalogue(house).find((i) => i.id === request.params.id)
    return found ? reply.send({ ...found, carries: [...found.carries], atMySeat: atSeatOf(request.who, house.items.get(found.id)!) }) : refuse(reply, [{ code: 'no-such-item', say: '没有这个事项' }])
  })
}
