import type { FastifyInstance, FastifyTypeProvider } from 'fastify'
import { z } from 'zod'
import { isDay } from '../kernel/index.ts'
import { Problem } from './problems.ts'

/** What is asked is typed by its schema. What is answered is the platform's, compared with its description in tests. */
interface AskedBySchema extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown
  serializer: unknown
}
/** The same server, with requests typed by their schemas. */
export const typed = (app: FastifyInstance) => app.withTypeProvider<AskedBySchema>()

const problem = { description: '不予办理，说明原因', content: { 'application/problem+json': { schema: Problem } } }
/** The answers of a route, with the problems every route may answer. */
export const answers = <const A extends Record<number, unknown>>(good: A) => ({ ...good, '4xx': problem, '5xx': { ...problem, description: '系统故障，附编号' } })

/** The session cookie, for the description of routes that want it. */
export const signedIn = { security: [{ session: [] }] }

export const Ok = z.object({ ok: z.literal(true) })
export const DayText = z.string().refine(isDay, '须为真实日期，例如 2022-07-01').describe('日期，如 2022-07-01')
export const RefusalShape = z.object({ code: z.string(), say: z.string(), at: z.string().optional() })
/** Something drawn by another floor: described by its main parts, kept whole. */
export const loose = <S extends z.core.$ZodLooseShape>(shape: S) => z.looseObject(shape)
/** A word in an address: ids, keys, codes. */
export const Id = z.string().min(1).max(120)
