import type { Dated, Day, Finding, Refusal, Result } from '../kernel/index.ts'
import { confirm, type Fields, longText, number, optional, text } from './form.ts'
import type { Limit, State, Step, Told } from './item.ts'

/** A person who may be drawn, with what is known of their ties. What is not known is not harmless: it blocks. */
export interface Candidate {
  id: string; name: string; field: string; employer: string; agency?: string
  formerEmployers?: readonly Named[]; relatives?: readonly Named[]; inventorOf?: readonly Named[]
  /** Parties whose relation to this person nobody has checked. */
  unsettled?: readonly Named[]
  tiesKnown?: boolean
}
/** A name, with the day a tie ended where one is known. */
export type Named = string | { name: string; until?: Day }
/** Those a panel judges: names and credit codes of parties, their agency, and the people behind the work. */
export interface Judged { names: string[]; codes: string[]; agency?: string; people: string[] }
export interface Drawn { seed: string; drawn: string[]; recused: { id: string; name: string; why: string }[]; pool: string[]; steps?: string[] }
export interface Criterion { label: string; weight: number; help?: string }
export interface Conflict { expert: string; on: Day; remark: string }
export interface ScoreSheet { expert: string; scores: Record<string, number>; remark: string }
export interface Tally { total: number; raw: { expert: string; total: number; corrected: number; dropped?: true }[]; trimmed: number; severity: Record<string, number> }

/** How experts are drawn and their sheets are summed; an engine provides it. */
export interface PanelMethod {
  draw(of: { pool: Candidate[]; size: number; seed: string; judged: Judged; mix?: Record<string, number>; on?: Day }): Result<Drawn>
  tally(of: { sheets: ScoreSheet[]; criteria: Record<string, Criterion>; history: Record<string, number[]> }): Finding<Tally>
}

/**
 * A state in which drawn experts judge a case: draw with a seed, leave out whoever is or may be tied,
 * each scores alone and without names, the sheets are summed with severity correction shown beside the raw scores.
 */
export function panel<const S extends string, const B extends string>(of: {
  label: string
  within?: Limit
  by: B
  size: number | Dated<number>
  mix?: Record<string, number>
  criteria: Record<string, Criterion>
  /** Where the pool comes from, and earlier scores per expert: the need that holds it, or worked out of what is known. */
  pool: string | ((c: Told) => readonly { key: string; data: Record<string, unknown> }[])
  history?: string | ((c: Told) => Record<string, number[]>)
  judged: (c: Told) => Judged
  method: PanelMethod
  to: S
  /** What drawing and summing up ask for beside, e.g. gates checked again. */
  beside?: Pick<Step, 'gates' | 'alone'>
}): State<S, B | 'expert'> {
  const drawnOf = (c: Told): Drawn | undefined => c.memo.panel
  const conflictsOf = (c: Told): Conflict[] => c.memo.conflicts ?? []
  const sheetsOf = (c: Told): ScoreSheet[] => c.memo.sheets ?? []
  const scoreFields: Fields = {
    ...Object.fromEntries(Object.entries(of.criteria).map(([k, { label, help, weight }]) => [k, number(`${label}（权重${weight}）`, { min: 0, max: 100, help })])),
    free: confirm('与本件各方无利害关系'),
    remark: longText('评审意见'),
  }
  const stillToScore = (c: Told): true | string => {
    if (!drawnOf(c)?.drawn.includes(c.by.id)) return '您不在本件抽取的专家之中'
    if (sheetsOf(c).some((s) => s.expert === c.by.id)) return '您已提交评分'
    return !conflictsOf(c).some((x) => x.expert === c.by.id) || '您已申请回避，等待更换专家'
  }
  const poolOf = (c: Told): Candidate[] => (typeof of.pool === 'string' ? (c.facts[of.pool] ?? []) : of.pool(c)).map((e: any) => ({ id: e.key, ...e.data }))
  // Whoever has declared a tie to this case stays out of every later draw of it.
  const untied = (c: Told) => poolOf(c).filter((p) => !conflictsOf(c).some((x) => x.expert === p.id))
  const drawNow = (c: Told) => of.method.draw({ pool: untied(c), size: typeof of.size === 'number' ? of.size : of.size.on(c.ruleDay), seed: `${c.input.seed}`, judged: of.judged(c), on: c.today, ...(of.mix ? { mix: of.mix } : {}) })
  const historyOf = (c: Told): Record<string, number[]> => (typeof of.history === 'function' ? of.history(c) : of.history ? (c.facts[of.history] ?? {}) : {})
  const refusalsOf = (r: Result<unknown>): Refusal[] => (r.ok ? [] : r.refusals)
  const drawnValue = (r: Result<Drawn>) => (r.ok ? r.value : undefined)
  return {
    label: of.label, kind: 'panel', within: of.within, settled: true,
    steps: {
      draw: {
        label: '抽取专家', by: of.by, internal: true, ...of.beside, asks: { seed: text('随机种子', { maxLength: 64, help: '先锁定名单，再公开取得种子（如当日公开数字），以便复核' }) },
        when: (c) => !drawnOf(c) || '专家已抽取；如需更换请办理“更换专家”',
        checks: (c) => refusalsOf(drawNow(c)),
        notes: (c) => ({ panel: drawnValue(drawNow(c)), sheets: [], conflicts: c.memo.conflicts ?? [] }),
      },
      replace: {
        label: '更换专家', by: of.by, internal: true,
        asks: { expert: text('被更换专家编号'), seed: text('随机种子', { maxLength: 64 }), reason: longText('更换理由') },
        when: (c) => Boolean(drawnOf(c)) || '尚未抽取专家',
        checks: (c) => (drawnOf(c)!.drawn.includes(c.input.expert) ? refusalsOf(replaced(c)) : [{ code: 'not-drawn', at: 'expert', say: '该专家不在本次抽取结果中' }]),
        notes: (c) => ({ panel: drawnValue(replaced(c)), sheets: sheetsOf(c).filter((s) => s.expert !== c.input.expert) }),
      },
      score: {
        label: '提交评分', by: 'expert', internal: true, asks: scoreFields,
        when: stillToScore,
        notes: (c) => {
          const { free: _, remark, ...scores } = c.input
          return { sheets: [...sheetsOf(c), { expert: c.by.id, scores, remark }] }
        },
      },
      recuse: {
        label: '申请回避', by: 'expert', internal: true, asks: { remark: longText('与本件的利害关系') }, when: stillToScore,
        notes: (c) => ({ conflicts: [...conflictsOf(c), { expert: c.by.id, on: c.today, remark: c.input.remark }] }),
      },
      tally: {
        label: '汇总评分', by: of.by, to: of.to, internal: true, ...of.beside, asks: { note: optional(longText('汇总说明')) },
        when: (c) => {
          const drawn = drawnOf(c)
          if (!drawn) return '尚未抽取专家'
          const waiting = drawn.drawn.filter((id) => !sheetsOf(c).some((s) => s.expert === id))
          return waiting.length === 0 || `尚有${waiting.length}名专家未提交评分`
        },
        notes: (c) => ({ tally: of.method.tally({ sheets: sheetsOf(c), criteria: of.criteria, history: historyOf(c) }) }),
      },
    } as Record<string, Step<S, B | 'expert'>>,
  }

  function replaced(c: Told): Result<Drawn> {
    const before = drawnOf(c)!
    const stay = before.drawn.filter((id) => id !== c.input.expert)
    const pool = untied(c)
    const fieldOf = (id: string) => poolOf(c).find((p) => p.id === id)?.field
    // Whoever steps in must keep the required fields filled.
    const lacking = Object.entries(of.mix ?? {}).filter(([field, n]) => stay.filter((id) => fieldOf(id) === field).length < n)
    const again = of.method.draw({
      pool: pool.filter((p) => p.id !== c.input.expert && !stay.includes(p.id)), size: 1, seed: c.input.seed, judged: of.judged(c), on: c.today,
      ...(lacking.length ? { mix: { [lacking[0]![0]]: 1 } } : {}),
    })
    return again.ok ? { ok: true, value: { ...again.value, drawn: [...stay, ...again.value.drawn], seed: `${before.seed} → ${again.value.seed}`, steps: [...(before.steps ?? []), `更换${c.input.expert}`, ...(again.value.steps ?? [])] } } : again
  }
}
