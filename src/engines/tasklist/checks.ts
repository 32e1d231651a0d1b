import { nameOf, type Draft } from './draft.ts'
import { dense, fold, numeral } from './fold.ts'
import type { Oddity, Section, Task } from './types.ts'
import { isVague } from './words.ts'

/** What a careful reader would mark in the margin of the list. */
export function oddities(draft: Draft): Oddity[] {
  const { tasks } = draft
  if (tasks.length === 0) return [...draft.oddities, { at: '全文', say: '没有认出任何任务，请检查文件是否为任务清单，或手工录入' }]
  return [...draft.oddities, ...numbering(draft), ...counts(draft), ...repeatedUnits(draft), ...runTogether(draft), ...mixedBars(draft), ...confusable(draft), ...vague(draft), ...whole(draft)]
}

const value = (t: Task): number | undefined => (t.number === null ? undefined : numeral(t.number))

/** Numbers run on through the document or begin again under each heading; either way none should be missing or twice. */
function numbering(draft: Draft): Oddity[] {
  const found: Oddity[] = []
  const rows = new Map<string, Task[]>()
  const numbered = new Set(draft.tasks.filter((t) => t.number !== null).map((t) => t.parent))
  const form = (t: Task): string => (t.numberPrinted === null ? '' : /\d/.test(t.numberPrinted) ? 'arabic' : 'chinese')
  for (const t of draft.tasks) {
    if (t.number === null) {
      if (numbered.has(t.parent)) found.push({ at: nameOf(t, draft.tasks), say: `没有编号：“${t.title.slice(0, 20)}”`, source: t.source })
      continue
    }
    const key = `${t.parent ?? 'top'}/${form(t)}`
    const row = rows.get(key)
    if (row) row.push(t)
    else rows.set(key, [t])
  }
  for (const row of rows.values()) {
    let before: Task | undefined
    for (const t of row) {
      const now = value(t)
      const last = before && value(before)
      if (now !== undefined && last !== undefined && before) {
        const restarted = now === 1 && t.section !== before.section
        if (now === last) found.push({ at: nameOf(t, draft.tasks), say: `编号“${t.number}”重复：“${before.title.slice(0, 14)}”与“${t.title.slice(0, 14)}”`, source: t.source })
        else if (now > last + 1) {
          const gone = now - last === 2 ? `${last + 1}` : `${last + 1}至${now - 1}`
          found.push({ at: nameOf(t, draft.tasks), say: `编号不连续，“${before.number}”之后是“${t.number}”，缺第${gone}项`, source: t.source })
        } else if (now < last && !restarted) found.push({ at: nameOf(t, draft.tasks), say: `编号倒退，“${before.number}”之后是“${t.number}”`, source: t.source })
      }
      before = t
    }
  }
  const before = new Map<string | null, Section>()
  for (const s of draft.sections) {
    const above = before.get(s.parent)
    before.set(s.parent, s)
    const [now, last] = [s.number === null ? undefined : numeral(s.number), above === undefined || above.number === null ? undefined : numeral(above.number)]
    if (above && now !== undefined && last !== undefined && now !== last + 1 && now !== 1) {
      found.push({ at: `“${s.title.slice(0, 16)}”`, say: `部分的编号${now === last ? '重复' : '不连续'}，“${above.number}”之后是“${s.number}”`, source: s.source })
    }
  }
  return found
}

/** 军民深度融合方面（共6项） with no rows below is worth a look. */
function counts(draft: Draft): Oddity[] {
  const found: Oddity[] = []
  const byParent = new Set(draft.sections.map((s) => s.parent))
  const per = new Map<string, number>()
  for (const t of draft.tasks) if (t.section !== null && t.parent === null) per.set(t.section, (per.get(t.section) ?? 0) + 1)
  for (const s of draft.sections) {
    const said = /共(\d{1,3}|[一二三四五六七八九十]{1,3})[项条个]/.exec(fold(s.title))?.[1]
    const wanted = said === undefined ? undefined : numeral(said)
    const have = per.get(s.id) ?? 0
    if (wanted !== undefined && wanted !== have && !byParent.has(s.id)) found.push({ at: `“${s.title}”`, say: `标题称共${wanted}项，正文有${have}项`, source: s.source })
  }
  return found
}

function repeatedUnits(draft: Draft): Oddity[] {
  const found: Oddity[] = []
  for (const t of draft.tasks) {
    const seen = new Map<string, number>()
    for (const u of t.units) seen.set(dense(u.text), (seen.get(dense(u.text)) ?? 0) + 1)
    for (const [name, times] of seen) if (times > 1) found.push({ at: nameOf(t, draft.tasks), say: `“${name}”出现${times === 2 ? '两' : times}次`, source: t.source })
  }
  return found
}

const secondVerb = /(?:探索|提升|推进|推动|构建|强化|加强|完善|健全|优化|深化|促进|培育|打造|开展|加快|鼓励|支持|引导|扩大|提高)/g

/** Two headings printed as one: 提升地理标志效能探索地理标志发展新模式. */
function runTogether(draft: Draft): Oddity[] {
  const found: Oddity[] = []
  for (const t of draft.tasks) {
    if (t.title.length < 13 || t.title.length > 60) continue
    const title = dense(t.title)
    if (title.length < 13 || title.length > 44 || /[,、:;“(《]/.test(title) || !/^(?:探索|提升|推进|构建|强化|加强|完善|健全|优化|深化|培育|打造|加快|扩大|提高)/.test(title) || dense(t.measures).startsWith(title)) continue
    for (const m of title.matchAll(secondVerb)) {
      const [before, after] = [title.slice(0, m.index), title.slice(m.index + 2)]
      if (m.index >= 6 && after.length >= 4 && !/(?:的|和|与|及|并|以|来|化|等|新|能力|持续|进一步|联合|全面|积极|不断|效能提升)$/.test(before) && !/^(?:工程|行动|计划|工作|机制|体系|方案|项目|作用|能力|专项)/.test(after)) {
        found.push({ at: nameOf(t, draft.tasks), say: `标题疑似两句连写：“${title.slice(0, m.index)}｜${title.slice(m.index)}”`, source: t.source })
        break
      }
    }
  }
  return found
}

/** The same two units apart by 、 in one task and by ， in another. */
function mixedBars(draft: Draft): Oddity[] {
  const bars = new Map<string, { pause: Task[]; comma: Task[]; names: string[] }>()
  for (const t of draft.tasks) {
    for (let k = 1; k < t.units.length; k++) {
      const [a, b] = [t.units[k - 1]!, t.units[k]!]
      if (a.role !== b.role || a.vague || b.vague) continue
      const key = a.text < b.text ? `${a.text}\u0001${b.text}` : `${b.text}\u0001${a.text}`
      const row = bars.get(key) ?? { pause: [], comma: [], names: [a.text, b.text] }
      ;(a.group === b.group ? row.pause : row.comma).push(t)
      bars.set(key, row)
    }
  }
  const odd = new Map<Task, string>()
  for (const { pause, comma, names } of bars.values()) {
    if (pause.length === 0 || comma.length === 0) continue
    for (const t of comma.length <= pause.length ? comma : pause) if (!odd.has(t)) odd.set(t, names.join('、'))
  }
  return [...odd].map(([t, names]) => ({ at: nameOf(t, draft.tasks), say: `分隔符混用：“${names}”在本项与其他项的分隔符不同（顿号、逗号并用）`, source: t.source }))
}

/** Names that lie inside other names are different units. */
function confusable(draft: Draft): Oddity[] {
  const names = [...new Set(draft.tasks.flatMap((t) => t.units.map((u) => u.text)))].filter((n) => n.length >= 3 && !isVague(n)).slice(0, 400)
  const found: Oddity[] = []
  for (const short of names) for (const long of names) {
    if (long.length > short.length && long.length <= short.length + 4 && long.endsWith(short) && /(?:中心|院|所)$/.test(short)) {
      found.push({ at: '全文', say: `“${long}”与“${short}”是两个单位，名称相含，已分别识别` })
    }
  }
  return found
}

function vague(draft: Draft): Oddity[] {
  const where = new Map<string, string[]>()
  for (const t of draft.tasks) for (const u of t.units) {
    if (/有关|相关/.test(u.text)) where.set(u.text, [...(where.get(u.text) ?? []), nameOf(t, draft.tasks)])
  }
  return [...where].map(([name, at]) => ({ at: at.length > 3 ? `${at[0]}等${at.length}处` : [...new Set(at)].join('、'), say: `“${name}”没有说明是哪些单位，需由人确定`, open: name }))
}

function whole(draft: Draft): Oddity[] {
  const { tasks, rules } = draft
  const missing: string[] = []
  if (tasks.every((t) => t.deadlines.length === 0)) missing.push('时限')
  if (!tasks.some((t) => /[\d０-９]|百分之/.test(t.measures) && (/\d+(?:\.\d+)?\s?(?:%|％|‰|件|家|项|个|次|场|人|万|亿|名|期|批|所|户|条|篇|天|日|倍|分)/.test(fold(t.measures)) || /百分之/.test(t.measures)))) missing.push('量化目标值')
  const named = tasks.filter((t) => t.units.length > 0)
  const found: Oddity[] = []
  if (missing.length > 0) found.push({ at: '全文', say: `各项任务都没有写明${missing.join('、')}` })
  if (named.length === 0) found.push({ at: '全文', say: '没有一项任务写明责任单位' })
  else {
    if (!named.some((t) => t.units.some((u) => u.role === 'lead')) && !rules.some((r) => r.kind === 'first-leads')) found.push({ at: '全文', say: '各项任务都没有标明牵头单位' })
    const parents = new Set(tasks.map((t) => t.parent))
    const without = tasks.filter((t) => t.units.length === 0 && !parents.has(t.id))
    for (const t of without.slice(0, 50)) found.push({ at: nameOf(t, tasks), say: '没有写明责任单位', source: t.source })
  }
  for (const r of rules) found.push({ at: '全文', say: `通用规则：“${r.say}”${r.kind === 'first-leads' ? '，已据此把各项首位单位定为牵头' : r.kind === 'every-task' ? `，涉及${r.units.join('、')}` : ''}` })
  return found
}
