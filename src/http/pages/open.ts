import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fold, type Refusal } from '../../kernel/index.ts'
import { catalogue, publishedCase, publishedCases, step } from '../../platform/cases/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { searchPublic } from '../../platform/registers/index.ts'
import { describeFields, mainLine, play, readBack, type ServiceItem, showPeriod } from '../../service/index.ts'
import { currentList, viewList } from '../../supervision/index.ts'
import { verified } from '../verified.ts'
import { draftBriefs, isOnline } from './apply.ts'
import { patentsHeld } from './library.ts'
import { type Desk, mustSignIn, showNo } from './desk.ts'
import { endingsFor, faultsOf, placesOf, questionsOf, rawOf, readPosted } from './forms.ts'
import type { FoundLine, Guide, ItemBrief } from './model.ts'

/** What anyone may open without an account: the front page, the items with their guides, what is published, and the checks. */
export function openPages(site: FastifyInstance, desk: Desk): void {
  const { house, show, map } = desk

  site.get('/', async (request, reply) => {
    const [progress, published] = await Promise.all([desk.progress(), publishedCases(house, { limit: 50 })])
    return show(request, reply, { kind: 'front', progress: progress ?? null, published: published.filter((p) => !p.until || p.until >= today(house)).slice(0, 5), items: briefs(house), map })
  })

  site.get<{ Querystring: { q?: string } }>('/items', (request, reply) => {
    const q = String(request.query.q ?? '').trim().slice(0, 60)
    const wanted = fold(q)
    return show(request, reply, { kind: 'items', q, items: briefs(house).filter((i) => !wanted || fold(`${i.name}${i.programme}${i.who}${i.gives}`).includes(wanted)) })
  })

  site.get<{ Params: { id: string } }>('/items/:id', async (request, reply) => {
    const item = house.items.get(request.params.id)
    if (!item || !isForPublic(item)) return showNo(desk, request, reply, [{ code: 'no-such-item', say: '没有这个事项' }])
    return show(request, reply, { kind: 'guide', guide: await guideOf(house, item, request), drafts: request.who.id ? await draftBriefs(house, request, item.id) : [] })
  })

  site.get('/published', async (request, reply) => show(request, reply, { kind: 'published', cases: (await publishedCases(house, { limit: 200 })).sort((a, b) => ((a.until ?? '9') < (b.until ?? '9') ? 1 : -1)) }))
  site.get<{ Params: { id: string }; Querystring: { done?: string } }>('/published/:id', (request, reply) => publication(request, reply, {}, [], request.query.done === 'object'))
  site.post<{ Params: { id: string } }>('/published/:id/object', async (request, reply) => {
    const { id } = request.params
    if (mustSignIn(request, reply, `/published/${id}`)) return reply
    const found = await publishedCase(house, id)
    const open = found.ok ? objecting(house.items.get(found.value.item)!) : undefined
    if (!found.ok || !open) return showNo(desk, request, reply, found.ok ? [{ code: 'not-published', say: '本公示不接受网上异议' }] : found.refusals)
    const posted = await readPosted(house, request, endingsFor(open.fields, ''))
    const raw = rawOf(open.fields, posted, '')
    if (posted.refusals.length) return publication(request, reply, raw, posted.refusals, false)
    const done = await step(house, request.who, id, { step: open.id, input: raw })
    return done.ok ? reply.redirect(`/published/${id}?done=object`, 303) : publication(request, reply, raw, done.refusals, false)
  })

  async function publication(request: FastifyRequest, reply: FastifyReply, raw: Record<string, unknown>, refusals: readonly Refusal[], done: boolean): Promise<FastifyReply> {
    const found = await publishedCase(house, (request.params as { id: string }).id)
    if (!found.ok) return showNo(desk, request, reply, found.refusals)
    const open = objecting(house.items.get(found.value.item)!)
    return show(request, reply, {
      kind: 'publication', case: found.value, done, faults: faultsOf(refusals),
      objection: open ? { step: open.id, label: open.label, open: refusals.length > 0, questions: questionsOf(open.fields, '', { house, raw, refusals }) } : null,
    }, refusals.length ? 422 : 200)
  }

  site.get<{ Querystring: { q?: string; register?: string } }>('/check', async (request, reply) => {
    const q = String(request.query.q ?? '').normalize('NFKC').trim().slice(0, 100)
    const open = [...house.registers.values()].filter((r) => r.public !== false)
    const among = open.filter((r) => !request.query.register || r.id === request.query.register)
    const found = q ? await Promise.all(among.map(async (r) => {
      const { lines, total } = await searchPublic(house.db, r, q, today(house), { limit: 20 })
      return { total, lines: lines.map((l): FoundLine => ({ ...l, shown: l.shown.map((s) => ({ ...s, value: s.value.split('、').map((v) => placesOf(house).find((p) => p.value === v)?.label ?? v).join('、') })), register: r.id, registerName: r.name, keyLabel: r.keyLabel })) }
    })) : []
    const lines = found.flatMap((f) => f.lines)
    const wanted = fold(q)
    const meant = lines.filter((l) => [l.key, l.party, l.creditCode, ...l.shown.map((s) => s.value)].some((v) => v && fold(v) === wanted))
    // One question, one answer: what many lines of a register share, such as a product, makes a list.
    const exact = meant.filter((l) => meant.filter((m) => m.register === l.register).length <= mostAnswers)
    const held = await Promise.all(exact.map((l) => (l.party ? patentsHeld(house, l.party) : 0)))
    return show(request, reply, {
      kind: 'check', q, asked: q !== '', register: request.query.register ?? '', registers: open.map(({ id, name, keyLabel }) => ({ id, name, keyLabel })), total: found.reduce((n, f) => n + f.total, 0),
      // What is in force answers the question; what has lapsed is told after it.
      exact: exact.map((l, i): FoundLine => (held[i] ? { ...l, patents: held[i] } : l)).sort((a, b) => Number(b.isInForce) - Number(a.isInForce)), others: lines.filter((l) => !exact.includes(l)),
    })
  })

  site.get<{ Querystring: { code?: string } }>('/verify', (request, reply) => {
    const code = String(request.query.code ?? '').trim()
    return code ? reply.redirect(`/verify/${encodeURIComponent(code.slice(0, 60))}`, 303) : show(request, reply, { kind: 'verify', code: '' })
  })
  site.get<{ Params: { code: string } }>('/verify/:code', async (request, reply) => {
    const { code } = request.params
    const found = await verified(house, code)
    return show(request, reply, { kind: 'verify', code, ...(found.ok ? { verified: found.value } : { fault: found.refusals.map((r) => r.say).join('；') }) }, found.ok ? 200 : 404)
  })

  site.get('/help', (request, reply) => show(request, reply, { kind: 'help' }))
}

const mostAnswers = 3

/** Items that parties open; what offices order among themselves is not for the public's catalogue. */
const isForPublic = (item: ServiceItem): boolean => isOnline(item) || Object.keys(item.parties).length > 0 && item.id !== 'list-action'

const briefs = (house: House): ItemBrief[] => catalogue(house).filter((i) => isForPublic(house.items.get(i.id)!)).map((i) => briefOf(house, i))
const briefOf = (house: House, i: ReturnType<typeof catalogue>[number]): ItemBrief => ({
  id: i.id, name: i.name, programme: i.programme, task: house.programmes.find((p) => p.items.some((x) => x.id === i.id))?.task ?? '', who: i.guide.who, gives: i.guide.gives, fee: i.guide.fee,
  online: isOnline(house.items.get(i.id)!), ...('promise' in i.guide ? { promise: i.guide.promise as string } : {}),
})

/** The step by which anyone may object while a case is published. */
function objecting(item: ServiceItem) {
  for (const state of Object.values(item.states)) {
    if (state.kind !== 'publicity') continue
    for (const [id, step] of Object.entries(state.steps ?? {})) if ([step.by].flat().includes('public') && step.asks && step.asks !== 'form') return { id, label: step.label, fields: describeFields(step.asks) }
  }
  return undefined
}

async function guideOf(house: House, item: ServiceItem, request: FastifyRequest): Promise<Guide> {
  const drawn = catalogue(house).find((i) => i.id === item.id)!
  const { guide } = drawn
  const list = await currentList(house)
  const view = list && await viewList(house, request.who, list.id)
  const actions = view?.ok ? view.value.body.flatMap((t) => t.actions) : []
  const on = today(house)
  const line = mainLine(item)
  return {
    ...briefOf(house, drawn), brings: guide.brings, where: guide.where, complaint: guide.complaint, basis: item.basis,
    carries: item.carries.flatMap((id) => { const a = actions.find((x) => x.id === id); return a ? [{ id: a.task, title: `${id} ${a.title}` }] : [] }),
    ...(guide.places ? { places: guide.places } : {}), ...('promiseSource' in guide ? { promiseSource: guide.promiseSource as string } : {}),
    path: line.map(({ name, label }) => {
      const state = item.states[name]!, said = drawn.states.find((s) => s.name === name)!
      return { label, ...(state.within ? { within: showPeriod(state.within.on(on)), source: state.within.source } : {}), by: [...new Set(said.steps.flatMap((s) => s.by))].filter((b) => b !== '系统') }
    }),
    clocks: drawn.clocks.map(({ label, limit, source }) => ({ label, limit, source })), ...('correction' in drawn && drawn.correction ? { correction: drawn.correction.within } : {}),
    ends: drawn.states.filter((s) => s.final || s.standing).map((s) => s.label), papers: drawn.papers,
    form: drawn.form.map((s) => ({ title: s.title, questions: s.fields.map((f) => ({ label: f.label, optional: f.optional, sometimes: f.sometimes, ...(f.help ? { help: f.help } : {}) })) })),
    ...exampleOf(house, item),
  }
}

/** The worked case that shows the most: one that came to a good end, played afresh on paper. */
function exampleOf(house: House, item: ServiceItem): { example?: Guide['example'] } {
  const walk = item.walks.find((w) => item.states[w.ends]?.outcome === 'granted') ?? item.walks.find((w) => item.states[w.ends]?.outcome === 'settled') ?? item.walks[0]
  const played = walk && play(item, walk, { calendar: house.calendar, unitOf: house.units.unitOf, office: house.units.office, outside: house.units.outside })
  if (!played || played.refused) return {}
  const seat = (as: string) => item.desks[as]?.label ?? item.parties[as]?.label ?? ({ public: '公众', expert: '评审专家', clock: '期限届满' } as Record<string, string>)[as] ?? as
  const places = placesOf(house)
  // A working that another one goes on from is told once.
  const workings = Object.values(played.snapshot.computed).map((f) => f.steps)
  return { example: {
    name: walk.name,
    steps: played.decisions.map(({ action, next }) => ({ on: action.on, label: action.label, by: seat(action.as), to: action.from === next.state ? '' : item.states[next.state]?.label ?? '' })),
    answers: readBack(item.form, played.snapshot.answers).map((s) => ({ ...s, lines: s.lines.map((l) => ({ ...l, shown: places.find((p) => p.value === l.shown)?.label ?? (l.masked ? '（已隐去）' : l.shown) })) })),
    computed: workings.filter((w) => w.length > 0 && !workings.some((other) => other.length > w.length && w.every((s, i) => other[i] === s))).map((steps) => ({ steps })),
  } }
}
