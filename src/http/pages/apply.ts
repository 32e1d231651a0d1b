import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Refusal, type Result, yes } from '../../kernel/index.ts'
import { act, type CaseView, type Draft, dropDraft, getDraft, listDrafts, saveDraft, submit, view } from '../../platform/cases/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { type AskedField, describeFields, isAsked, readAnswers, readBack, readPartly, type ServiceItem } from '../../service/index.ts'
import { type Desk, mustSignIn, showNo } from './desk.ts'
import { endingsFor, faultsOf, idOf, placesOf, type Posted, questionsOf, rawOf, readMoney, readPosted } from './forms.ts'
import type { Applying, AskedBack, DraftBrief } from './model.ts'

/** A draft that answers a return for correction says of which case; the rest of it is a form like any other. */
interface Amends { case: string; number: string; step: string; version: number; asked?: AskedBack }
type Raw = Record<string, any> & { $?: { amends?: Amends } }

/** Whether a person or firm may open this item by themselves. */
export const isOnline = (item: ServiceItem): boolean => startSteps(item).length > 0
const startSteps = (item: ServiceItem) => Object.entries(item.states[item.start]?.steps ?? {}).filter(([, step]) => step.asks === 'form' && [step.by].flat().some((by) => by in item.parties || by === 'public'))

export async function draftBriefs(house: House, request: FastifyRequest, item?: string): Promise<DraftBrief[]> {
  const drafts = await listDrafts(house, request.who)
  return drafts.filter((d) => (!item || d.item === item) && house.items.has(d.item)).map((d) => {
    const { amends } = (d.raw as Raw).$ ?? {}
    return { id: d.id, itemName: d.itemName, updatedAt: d.updatedAt, missing: d.missing.length, href: `/drafts/${d.id}`, ...(amends ? { amends: amends.number } : {}) }
  })
}

/** Filling in a form screen by screen, kept as it goes, read back, and handed in. Everything works by plain forms. */
export function applyPages(site: FastifyInstance, desk: Desk): void {
  const { house, show } = desk

  site.get<{ Params: { item: string } }>('/apply/:item', async (request, reply) => {
    const item = house.items.get(request.params.item)
    if (!item || !isOnline(item)) return showNo(desk, request, reply, [{ code: 'no-such-item', say: item ? `“${item.name}”由有关单位发起，不在网上申请` : '没有这个事项' }])
    if (mustSignIn(request, reply)) return reply
    return reply.redirect(`/items/${item.id}#apply`, 303)
  })

  site.post<{ Params: { item: string } }>('/apply/:item', async (request, reply) => {
    if (mustSignIn(request, reply, `/apply/${request.params.item}`)) return reply
    const item = house.items.get(request.params.item)
    if (!item || !isOnline(item)) return showNo(desk, request, reply, [{ code: 'no-such-item', say: '没有这个可以网上申请的事项' }])
    const made = await saveDraft(house, request.who, { item: item.id, raw: {} })
    return made.ok ? reply.redirect(`/drafts/${made.value.id}`, 303) : showNo(desk, request, reply, made.refusals)
  })

  /** A case returned for correction opens again as a draft with what was answered. */
  site.post<{ Params: { id: string; step: string } }>('/my/cases/:id/amend/:step', async (request, reply) => {
    if (mustSignIn(request, reply, `/my/cases/${request.params.id}`)) return reply
    const seen = await view(house, request.who, request.params.id)
    if (!seen.ok) return showNo(desk, request, reply, seen.refusals)
    const { id, number, version, item, steps, answers } = seen.value
    const step = steps.find((s) => s.id === request.params.step && s.asks === 'form')
    if (!step) return showNo(desk, request, reply, [{ code: 'step-not-open', say: '本件现在不需要重新填报' }])
    const held = (await listDrafts(house, request.who)).find((d) => (d.raw as Raw).$?.amends?.case === id)
    const before = (held?.raw as Raw | undefined)?.$?.amends
    // What was begun is gone on with; it answers the case as it stands now.
    const made = held && before?.version === version && before.step === step.id ? yes(held)
      : await saveDraft(house, request.who, { ...(held ? { id: held.id } : {}), item: item.id, raw: { ...((held?.raw ?? answers) as Raw | undefined), $: { amends: { case: id, number, step: step.id, version, ...askedBack(seen.value) } } } })
    return made.ok ? reply.redirect(`/drafts/${made.value.id}`, 303) : showNo(desk, request, reply, made.refusals)
  })

  site.get<{ Params: { id: string } }>('/drafts/:id', async (request, reply) => {
    if (mustSignIn(request, reply)) return reply
    const found = await open(request)
    if (!found.ok) return showNo(desk, request, reply, found.refusals)
    const { draft, item } = found.value
    // A new one from its first screen, so that what was filled in beforehand is looked over.
    const isNew = draft.version === 1 && !(draft.raw as Raw).$?.amends
    if (isNew) return reply.redirect(`/drafts/${draft.id}/${Object.keys(item.form.sections)[0]}`, 303)
    // Then where there is still something to answer; a draft without a gap is read over.
    const todo = Object.keys(item.form.sections).find((s) => draft.missing.some((m) => m.at?.startsWith(`${s}.`)))
    return reply.redirect(`/drafts/${draft.id}/${todo ?? 'review'}`, 303)
  })

  site.get<{ Params: { id: string; section: string } }>('/drafts/:id/:section', async (request, reply) => {
    if (mustSignIn(request, reply)) return reply
    const found = await open(request)
    if (!found.ok) return showNo(desk, request, reply, found.refusals)
    const { draft, item } = found.value
    if (request.params.section === 'review') return reviewPage(request, reply, draft, item, [])
    if (!item.form.sections[request.params.section]) return showNo(desk, request, reply, [{ code: 'not-found', say: '这份申请没有这一部分' }])
    return sectionPage(request, reply, draft, item, request.params.section, [])
  })

  site.post<{ Params: { id: string; section: string } }>('/drafts/:id/:section', async (request, reply) => {
    const quiet = request.headers.accept === 'application/json'
    if (!request.who.id) return quiet ? reply.code(401).send({ say: '登录已失效，请重新登录；已保存的内容不会丢失' }) : mustSignIn(request, reply, `/drafts/${request.params.id}`) && reply
    const found = await open(request)
    if (!found.ok) return quiet ? reply.code(404).send({ say: found.refusals[0]!.say }) : showNo(desk, request, reply, found.refusals)
    const { draft, item } = found.value
    const { section } = request.params
    const fields = item.form.sections[section] && describeFields(item.form.sections[section].fields)
    if (!fields) return showNo(desk, request, reply, [{ code: 'not-found', say: '这份申请没有这一部分' }])
    const posted = await readPosted(house, request, endingsFor(fields, section))
    const todo = quiet ? 'keep' : posted.get('act') || 'next'
    // Whoever jumps elsewhere or stops for today leaves the rows as they are.
    const raw: Raw = { ...(draft.raw as Raw), [section]: rawOf(fields, posted, section, todo === 'next' ? '' : todo) }
    const version = Number(posted.get('version')) || undefined
    const saved = await saveDraft(house, request.who, { id: draft.id, item: item.id, raw, ...(version ? { version } : {}) })
    if (quiet) return saved.ok ? reply.send(echo(item, saved.value, section, posted, fields)) : reply.code(409).send({ say: saved.refusals[0]!.say })
    if (!saved.ok) return sectionPage(request, reply, { ...draft, raw }, item, section, saved.refusals)
    if (posted.refusals.length) return sectionPage(request, reply, saved.value, item, section, posted.refusals)
    const names = Object.keys(item.form.sections)
    if (todo === 'next') {
      const wrong = saved.value.missing.filter((m) => m.at?.startsWith(`${section}.`))
      if (wrong.length) return sectionPage(request, reply, saved.value, item, section, wrong)
      return reply.redirect(`/drafts/${draft.id}/${names[names.indexOf(section) + 1] ?? 'review'}`, 303)
    }
    if (todo === 'later') return reply.redirect('/my?done=kept', 303)
    if (todo.startsWith('go:')) { const to = todo.slice(3); return reply.redirect(`/drafts/${draft.id}/${names.includes(to) ? to : 'review'}`, 303) }
    // A row or a file was added or taken away: back to the place where it happened.
    const at = /^(?:add|drop|unfile|upload):([^:]+)/.exec(todo)?.[1]
    return reply.redirect(`/drafts/${draft.id}/${section}${at ? `#${idOf(at)}` : ''}`, 303)
  })

  site.post<{ Params: { id: string } }>('/drafts/:id/submit', async (request, reply) => {
    if (mustSignIn(request, reply, `/drafts/${request.params.id}`)) return reply
    const found = await open(request)
    if (!found.ok) return desk.refused(request, reply, '这份草稿已经不在', ['它可能已经提交或删除。请到“我的办件”查看。'], 404)
    const { draft, item } = found.value
    const posted = await readPosted(house, request)
    const read = Number(posted.get('version')) || undefined
    // What is handed in is what was read over, not what another window has made of it since.
    if (read !== undefined && read !== draft.version) return reviewPage(request, reply, draft, item, [{ code: 'overtaken', say: '这份草稿刚才在另一窗口改过，下面是改后的内容；请再核对一遍后提交' }])
    const { $: own, ...raw } = draft.raw as Raw
    const step = posted.get('step')
    const { amends } = own ?? {}
    const done = amends ? await act(house, request.who, amends.case, { step: amends.step, input: raw, expect: amends.version })
      : await submit(house, request.who, item.id, raw, { draft: draft.id, ...(startSteps(item).some(([id]) => id === step) ? { step } : {}) })
    if (!done.ok) return reviewPage(request, reply, amends ? await asItStands(request, draft, amends) : draft, item, done.refusals)
    if (amends) await dropDraft(house, request.who, draft.id)
    return reply.redirect(`/my/cases/${done.value.id}?done=${amends?.step ?? 'submit'}`, 303)
  })

  site.post<{ Params: { id: string } }>('/drafts/:id/drop', async (request, reply) => {
    if (mustSignIn(request, reply, '/my')) return reply
    await dropDraft(house, request.who, request.params.id)
    return reply.redirect('/my?done=dropped', 303)
  })

  async function open(request: FastifyRequest): Promise<Result<{ draft: Draft; item: ServiceItem }>> {
    const draft = await getDraft(house, request.who, (request.params as { id: string }).id)
    if (!draft.ok) return draft
    const item = house.items.get(draft.value.item)
    return item ? { ok: true, value: { draft: draft.value, item } } : { ok: false, refusals: [{ code: 'no-such-item', say: '这份草稿所属的事项已不再受理' }] }
  }

  /** A case that went on while its answers were mended: having been told, one may hand them in to the case as it stands. */
  async function asItStands(request: FastifyRequest, draft: Draft, amends: Amends): Promise<Draft> {
    const seen = await view(house, request.who, amends.case)
    if (!seen.ok || seen.value.version === amends.version) return draft
    const saved = await saveDraft(house, request.who, { id: draft.id, item: draft.item, raw: { ...(draft.raw as Raw), $: { amends: { ...amends, version: seen.value.version } } } })
    return saved.ok ? saved.value : draft
  }

  /** What the page learns after a quiet save: which questions are put now, how amounts read, which files were taken. */
  function echo(item: ServiceItem, draft: Draft, section: string, posted: Posted, fields: AskedField[]) {
    const partly = readPartly(item.form, draft.raw)
    const asked = Object.fromEntries(fields.map((f) => [`${section}.${f.name}`, isAsked(item.form, `${section}.${f.name}`, partly)]))
    const said: Record<string, string> = {}
    const money = (of: readonly AskedField[], raw: any, path: string): void => {
      for (const f of of) {
        const at = `${path}.${f.name}`, value = raw?.[f.name]
        if (f.kind === 'money') said[at] = value ? `读作：${readMoney(value) ?? '这不是金额'}` : ''
        if (f.kind === 'rows' && Array.isArray(value)) value.forEach((row, i) => money(f.fields ?? [], row, `${at}.${i}`))
      }
    }
    money(fields, (draft.raw as Raw)[section], section)
    return { version: draft.version, asked, said, files: Object.fromEntries(posted.files), wrong: posted.refusals }
  }

  const applying = (draft: Draft, item: ServiceItem, now: string): Applying => {
    const { amends } = (draft.raw as Raw).$ ?? {}
    return {
      draft: draft.id, item: { id: item.id, name: item.name }, version: draft.version,
      sections: [...Object.entries(item.form.sections).map(([name, { title }]) => ({
        name, title, state: name === now ? 'now' as const : (draft.raw as Raw)[name] && !draft.missing.some((m) => m.at?.startsWith(`${name}.`)) ? 'done' as const : 'todo' as const,
      })), { name: 'review', title: '核对并提交', state: now === 'review' ? 'now' : 'todo' }],
      ...(amends ? { amends: { id: amends.case, number: amends.number, step: amends.step, label: labelOf(item, amends.step), ...(amends.asked ? { asked: amends.asked } : {}) } } : {}),
    }
  }

  function sectionPage(request: FastifyRequest, reply: FastifyReply, draft: Draft, item: ServiceItem, section: string, refusals: readonly Refusal[]): Promise<FastifyReply> {
    const partly = readPartly(item.form, draft.raw)
    const { title, fields } = item.form.sections[section]!
    const names = Object.keys(item.form.sections)
    const before = names[names.indexOf(section) - 1]
    return show(request, reply, {
      kind: 'section', applying: applying(draft, item, section), title, faults: faultsOf(refusals), isLast: names.at(-1) === section, savedAt: draft.updatedAt, ...(before ? { before } : {}),
      questions: questionsOf(describeFields(fields), section, { house, raw: (draft.raw as Raw)[section] ?? {}, refusals, asked: (path) => isAsked(item.form, path, partly) }),
    }, refusals.length ? 422 : 200)
  }

  function reviewPage(request: FastifyRequest, reply: FastifyReply, draft: Draft, item: ServiceItem, refusals: readonly Refusal[]): Promise<FastifyReply> {
    const read = readAnswers(item.form, draft.raw, today(house))
    const partly = read.ok ? read.value : askedOnly(item, draft)
    const wrong = refusals.length ? refusals : read.ok ? [] : read.refusals
    const hrefOf = (at: string) => { const section = at.split('.')[0]!; return item.form.sections[section] ? `/drafts/${draft.id}/${section}#${idOf(at)}` : undefined }
    const said = (path: string, shown: string): string => {
      const place = /^\d{6}$/.test(shown) && isRegion(item, path) ? placesOf(house).find((p) => p.value === shown) : undefined
      return place ? `${place.label.startsWith(place.group!) ? '' : place.group}${place.label}` : shown
    }
    return show(request, reply, {
      kind: 'review', applying: applying(draft, item, 'review'), faults: faultsOf(wrong, hrefOf), starts: startSteps(item).map(([id, s]) => ({ id, label: s.label })),
      answers: readBack(item.form, partly).map((sec) => ({ name: sec.lines[0]!.at.split('.')[0]!, title: sec.title, lines: sec.lines.map((l) => ({ ...l, shown: said(l.at, l.shown) })) })),
    }, refusals.length ? 422 : 200)
  }
}

const labelOf = (item: ServiceItem, step: string): string => Object.values(item.states).flatMap((s) => Object.entries(s.steps ?? {})).find(([id]) => id === step)?.[1].label ?? '提交补正'

/** What the office wrote when it gave the case back, so that it stands beside the answers while they are mended. */
function askedBack({ history, state }: CaseView): { asked?: AskedBack } {
  const back = history.findLast((e) => e.from !== e.to && e.to === state.label && !e.hidden)
  const lines = back?.read.flatMap((r) => r.lines).filter((l) => !l.files).map(({ label, shown }) => ({ label, shown })) ?? []
  return lines.length ? { asked: { label: back!.label, lines } } : {}
}

const isRegion = (item: ServiceItem, at: string): boolean => { const [s, f] = at.split('.'); return item.form.sections[s!]?.fields[f!]?.kind === 'region' }

function askedOnly(item: ServiceItem, draft: Draft): any {
  const partly = readPartly(item.form, draft.raw)
  for (const [s, answers] of Object.entries<Record<string, unknown>>(partly)) for (const f of Object.keys(answers)) if (!isAsked(item.form, `${s}.${f}`, partly)) delete answers[f]
  return partly
}
