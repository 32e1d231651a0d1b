import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '../../kernel/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { type PublicProgress, publicProgress } from '../../supervision/index.ts'
import type { Accounts } from '../accounts.ts'
import { statusOf } from '../problems.ts'
import type { Frame } from './frame.ts'
import type { ProvinceMap } from './model.ts'

/** What every page works with. */
export interface Desk {
  house: House
  show: Frame['show']
  refused: (request: FastifyRequest, reply: FastifyReply, title: string, says: string[], status: number) => Promise<FastifyReply>
  accounts: Accounts
  /** How often, a minute, an address may try to sign in or register. */
  often: number
  demo: boolean
  map: ProvinceMap
  /** The province's progress; worked out at most every two seconds, however many look. */
  progress: () => Promise<PublicProgress | undefined>
}

/** What a door answered with a no, as a page. */
export const showNo = (desk: Desk, request: FastifyRequest, reply: FastifyReply, refusals: readonly Refusal[]): Promise<FastifyReply> => {
  const status = statusOf(refusals)
  return desk.refused(request, reply, status === 404 ? '没有找到' : '这次没有办成', refusals.map((r) => r.say), status)
}

/** Sends those who are not signed in to do so first, and back here afterwards. */
export function mustSignIn(request: FastifyRequest, reply: FastifyReply, back = request.url): boolean {
  if (request.who.id) return false
  reply.redirect(`/sign-in?to=${encodeURIComponent(back)}`, 303)
  return true
}

/** An address of this site and of nowhere else; signing in does not lead back to itself. */
export const ownPath = (given: string | undefined, otherwise: string): string =>
  given && /^\/(?![/\\])[\x20-\x7e]*$/.test(given) && !given.startsWith('/sign-in') ? given : otherwise

export function sharedProgress(house: House): Desk['progress'] {
  let known: { day: string; until: number; progress: Promise<PublicProgress | undefined> } | undefined
  return () => {
    const day = today(house), now = performance.now()
    if (!known || known.day !== day || known.until < now) {
      known = { day, until: now + 2_000, progress: publicProgress(house) }
      // A failure is told to those who asked, and tried again by the next.
      known.progress.catch(() => { known = undefined })
    }
    return known.progress
  }
}
