import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '../../kernel/index.ts'
import { act, type CaseRow, type CaseStep, type CaseView, listCases, type Page, view, worklist } from '../../platform/cases/index.ts'
import { markRead, noticesFor, readerOf } from '../../platform/notices/index.ts'
import { isOfficial } from '../../platform/people/index.ts'
import { draftBriefs } from './apply.ts'
import { type Desk, mustSignIn, showNo } from './desk.ts'
import { endingsFor, faultsOf, placesOf, questionsOf, rawOf, readPosted } from './forms.ts'
import type { StepForm } from './model.ts'

const nothing: Page<CaseRow> = { rows: [], total: 0 }

/** What a person has to do with the offices: their cases, drafts, duties and notices, and the steps they may take. */
export function minePages(site: FastifyInstance, desk: Desk): void {
  const { house, show } = desk

  site.get<{ Querystring: { done?: string; cursor?: string } }>('/my', async (request, reply) => {
    if (mustSignIn(request, reply)) return reply
    const { who } = request
    const [waiting, drafts, cases, notices] = await Promise.all([
      worklist(house, who, { limit: 20 }), draftBriefs(house, request),
      // What an official sees by office is the workbench's; here are a person's own.
      who.partyId || !isOfficial(who) ? listCases(house, who, { limit: 20, ...(who.partyId ? { party: who.partyId } : {}), ...(request.query.cursor ? { cursor: request.query.cursor } : {}) }) : nothing, noticesFor(house.db, readerOf(who), { limit: 5, unread: true }),
    ])
    return show(request, reply, { kind: 'mine', waiting: waiting.rows, drafts, cases: cases.rows, total: cases.total, notices, ...(cases.next ? { next: cases.next } : {}), ...(request.query.done ? { done: request.query.done } : {}) })
  })

  site.get<{ Params: { id: string }; Querystring: { done?: string; step?: string } }>('/my/cases/:id', async (request, reply) => {
    if (mustSignIn(request, reply)) return reply
    const seen = await view(house, request.who, request.params.id)
    if (!seen.ok) return showNo(desk, request, reply, seen.refusals)
    const done = seen.value.history.findLast((e) => e.step === request.query.done)
    return casePage(request, reply, seen.value, { done: done?.label, open: request.query.step })
  })

  site.post<{ Params: { id: string; step: string } }>('/my/cases/:id/steps/:step', async (request, reply) => {
    const { id, step } = request.params
    if (mustSignIn(request, reply, `/my/cases/${id}`)) return reply
    const seen = await view(house, request.who, id)
    if (!seen.ok) return showNo(desk, request, reply, seen.refusals)
    const offered = seen.value.steps.find((s) => s.id === step)
    if (!offered) return casePage(request, reply, seen.value, { refusals: [{ code: 'step-not-open', say: `本件处于“${seen.value.state.label}”，这一步现在不能办理；可办理的见下` }] })
    const fields = Array.isArray(offered.asks) ? offered.asks : []
    const posted = await readPosted(house, request, endingsFor(fields, step))
    const todo = posted.get('act')
    const raw = rawOf(fields, posted, step, todo)
    // Rows and files are put together on the page before the step is taken.
    if (todo || posted.refusals.length) return casePage(request, reply, seen.value, { open: step, raw, refusals: posted.refusals.map((r) => ({ ...r, at: r.at?.slice(step.length + 1) })) })
    const expect = Number(posted.get('expect')) || undefined
    const done = await act(house, request.who, id, { step, ...(fields.length ? { input: raw } : {}), ...(expect ? { expect } : {}) })
    if (!done.ok) return casePage(request, reply, seen.value, { open: step, raw, refusals: done.refusals })
    return reply.redirect(`/my/cases/${id}?done=${encodeURIComponent(step)}`, 303)
  })

  site.get<{ Querystring: { before?: string } }>('/notices', async (request, reply) => {
    if (mustSignIn(request, reply)) return reply
    const before = Number(request.query.before) || undefined
    const notices = await noticesFor(house.db, readerOf(request.who), { limit: 31, ...(before ? { before } : {}) })
    return show(request, reply, { kind: 'notices', notices: notices.slice(0, 30), ...(notices.length > 30 ? { next: notices[29]!.id } : {}) })
  })
  site.post('/notices/read', async (request, reply) => {
    if (mustSignIn(request, reply, '/notices')) return reply
    await markRead(house.db, readerOf(request.who))
    return reply.redirect('/notices', 303)
  })

  function casePage(request: FastifyRequest, reply: FastifyReply, drawn: CaseView, of: { done?: string | undefined; open?: string | undefined; raw?: Record<string, unknown>; refusals?: readonly Refusal[] }): Promise<FastifyReply> {
    const refusals = of.refusals ?? []
    const places = placesOf(house)
    const kinds = new Map(Object.entries(house.items.get(drawn.item.id)!.form.sections).flatMap(([s, sec]) => Object.entries(sec.fields).map(([f, field]) => [`${s}.${f}`, field.kind])))
    // A place is kept by its code and read by its name.
    const named = drawn.submitted.map((sec) => ({ ...sec, lines: sec.lines.map((l) => (kinds.get(l.at) === 'region' ? { ...l, shown: places.find((p) => p.value === l.shown)?.label ?? l.shown } : l)) }))
    return show(request, reply, {
      kind: 'case', view: { ...drawn, submitted: named }, ...(of.done ? { done: of.done } : {}), faults: faultsOf(refusals, (at) => (of.open ? `#q-${of.open}-${at.replaceAll('.', '-')}` : undefined)),
      steps: drawn.steps.map((s): StepForm => formOf(s, s.id === of.open ? { raw: of.raw ?? {}, refusals } : { raw: {}, refusals: [] }, s.id === of.open)),
    }, refusals.length ? (refusals[0]!.code === 'overtaken' ? 409 : 422) : 200)
  }

  function formOf(s: CaseStep, { raw, refusals }: { raw: Record<string, unknown>; refusals: readonly Refusal[] }, open: boolean): StepForm {
    const fields = Array.isArray(s.asks) ? s.asks : []
    return {
      id: s.id, label: s.label, seat: s.seat, whole: s.asks === 'form', open, ...(s.danger ? { danger: s.danger } : {}), ...(s.blocked ? { blocked: s.blocked } : {}),
      questions: questionsOf(fields, s.id, { house, raw, refusals: refusals.map((r) => (r.at ? { ...r, at: `${s.id}.${r.at}` } : r)) }),
    }
  }
}
