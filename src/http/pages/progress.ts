import type { FastifyInstance } from 'fastify'
import { today } from '../../platform/house/index.ts'
import { progressOf, viewList } from '../../supervision/index.ts'
import { type Desk, showNo } from './desk.ts'
import type { PublicAction } from './model.ts'

/** The province's list as it was printed, with how far it has come beside it; only what anyone may see. */
export function progressPages(site: FastifyInstance, desk: Desk): void {
  const { house, show, map } = desk

  site.get('/progress', async (request, reply) => {
    const progress = await desk.progress() ?? null
    const list = progress && await viewList(house, request.who, progress.list.id)
    return show(request, reply, { kind: 'progress', progress, printed: list?.ok ? list.value.body : [], map })
  })

  site.get<{ Params: { task: string } }>('/progress/:task', async (request, reply) => {
    const progress = await desk.progress()
    const at = progress?.tasks.findIndex((t) => t.id === request.params.task) ?? -1
    const list = progress && await viewList(house, request.who, progress.list.id)
    const printed = list?.ok ? list.value.body.find((t) => t.id === request.params.task) : undefined
    if (!progress || at < 0 || !printed) return showNo(desk, request, reply, [{ code: 'not-found', say: '清单中没有这一项任务' }])
    const whole = await progressOf(house, progress.list.id, today(house))
    const moving = new Map(whole?.tasks[at]?.actions.map((a) => [a.id, a]))
    const task = progress.tasks[at]!
    const beside = (i: number) => { const t = progress.tasks[i]; return t && { id: t.id, title: `${t.number} ${t.title}` } }
    const section = progress.sections.find((s) => s.id === task.section)
    return show(request, reply, {
      kind: 'task', list: { title: progress.list.title, asOf: progress.asOf }, task, printed, before: beside(at - 1), after: beside(at + 1),
      ...(section ? { section: `${section.number ?? ''} ${section.title}`.trim() } : {}),
      actions: printed.actions.map(({ id, title, words, dueOn, dueSaid, movedBy, awaits, pending, units }): PublicAction => {
        const now = moving.get(id)!
        return { id, title, words, dueOn, dueSaid, movedBy, awaits, pending, units: units.map(({ name, role }) => ({ name, role })), counts: now.counts, system: now.system }
      }),
    })
  })
}
