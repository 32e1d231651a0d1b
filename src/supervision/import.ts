import { createHash } from 'node:crypto'
import { readTaskList, type TaskList } from '../engines/tasklist/index.ts'
import { no, type Result, yearOf } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { readBlocks } from '../platform/documents/index.ts'
import { type House, today } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { deadlineDay, moverProposer, proposeSplit, proposeTitle } from './propose.ts'
import { resolveUnits } from './resolve.ts'
import { keepList, keepsLists, type NewAction, type NewActionUnit, type Reading, viewList } from './store.ts'
import type { ListView, Mover } from './types.ts'

const mostBytes = 20_000_000
/** Lists of the kind have some dozens of tasks; a thousand and more is a register or a mistake. */
const mostTasks = 1_000

/** Reads a list out of a file and keeps it for review, with a split and what moves each action proposed. */
export async function importList(house: House, who: Who, file: { name: string; bytes: Uint8Array }): Promise<Result<ListView>> {
  if (!keepsLists(house, who)) return no({ code: 'not-yours', say: '任务清单由省局、业务处室或领导小组办公室导入' })
  if (file.bytes.length === 0) return no({ code: 'file-empty', at: 'file', say: '文件是空的，请重新选择' })
  if (file.bytes.length > mostBytes) return no({ code: 'file-too-large', at: 'file', say: `任务清单文件不超过${mostBytes / 1_000_000} MB，请只上传清单本身` })
  const hash = createHash('sha256').update(file.bytes).digest('hex')
  const known = async () => (await rows<{ id: string; title: string }>(house.db, 'select id, title from task_list where file_hash = $1', [hash]))[0]
  const same = (k: { title: string }) => no({ code: 'imported-already', at: 'file', say: `这份文件已导入过：《${k.title}》` })
  const before = await known()
  if (before) return same(before)
  const blocks = readBlocks(file.bytes)
  if (!blocks.ok) return blocks
  const read = readTaskList(blocks.value.document)
  if (!read.ok) return read
  if (read.value.tasks.length === 0) return no({ code: 'no-tasks', at: 'file', say: '没有认出任何任务：请确认这是任务清单、分工方案或工作要点一类的文件' })
  if (read.value.tasks.length > mostTasks) return no({ code: 'list-too-long', at: 'file', say: `读出${read.value.tasks.length}项任务，超过${mostTasks}项的上限；请确认这是任务清单，或分成几份导入` })
  const carried = new Map((await rows<{ id: string; words: string[] }>(house.db, 'select a.id, a.words from list_action a join task_list l on l.id = a.list_id where l.carried')).map((a) => [a.id, a.words.join('')]))
  const reading = readingOf(house, { ...read.value, oddities: [...blocks.value.oddities, ...read.value.oddities] }, { name: file.name, hash, year: yearOf(today(house)) }, carried)
  const kept = await keepList(house.db, reading, who, house.now(), who.demo)
  if (!kept) return same((await known())!)
  return viewList(house, who, reading.id)
}

/** What is kept of a list as read, with everything proposed that a person must confirm. */
export function readingOf(house: House, list: TaskList, file: { name: string; hash: string; year: number }, carried: ReadonlyMap<string, string>): Reading {
  const year = list.year ?? file.year
  const numbers = list.tasks.map((t) => t.number)
  const plain = numbers.every((n) => n !== null && /^\d+(\.\d+)*$/.test(n)) && new Set(numbers).size === numbers.length
  const ids = new Map(list.tasks.map((t, i) => [t.id, plain ? t.number! : String(i + 1)]))
  const parents = new Set(list.tasks.map((t) => t.parent))
  const tasks = list.tasks.map((t) => ({ t, id: ids.get(t.id)!, ...resolveUnits(house, { id: ids.get(t.id)!, at: `第${t.number ?? ids.get(t.id)!}项`, units: t.units, ...t.source }) }))
  const propose = moverProposer(house, carried)
  const actions: NewAction[] = [], actionUnits: NewActionUnit[] = []
  const pieces = new Map<string, Reading['tasks'][number]['pieces']>()
  for (const { t, id, units } of tasks) {
    // A task that is only the roof of others asks for nothing itself; one without measures asks for its title.
    const said = t.measures.trim() || (parents.has(t.id) ? '' : t.title)
    const cut = said ? proposeSplit(said).map((p) => (p.action ? { action: `${id}.${p.action}`, words: p.words } : { words: p.words })) : []
    pieces.set(id, cut)
    for (const p of cut) {
      if (!p.action) continue
      actions.push(proposed(propose, { id: p.action, task: id, words: [p.words], deadlines: t.deadlines, year, alone: cut.filter((c) => c.action).length === 1 }))
      actionUnits.push(...units.map((u) => ({ ...u, action: p.action! })))
    }
  }
  const note = (say: string): Reading['oddities'][number] => ({ kind: 'reading', at: '全文', say, blocks: false })
  return {
    id: `list-${year}-${file.hash.slice(0, 8)}`, title: list.title || file.name, year, docNumber: list.docNumber, fileName: file.name, fileHash: file.hash, source: list.text, carried: false,
    sections: list.sections.map((s) => ({ id: s.id, number: s.number, title: s.title, parent: s.parent, ...s.source })),
    tasks: tasks.map(({ t, id }) => ({
      id, number: t.number ?? id, title: t.title, section: t.section, measures: t.measures, unitsPrinted: t.unitsPrinted, units: t.units.map((u) => ({ text: u.text, role: u.role })),
      scope: t.scope, deadlines: t.deadlines, pieces: pieces.get(id)!, from: t.source.from, to: t.source.to,
    })),
    actions, actionUnits,
    oddities: [
      ...tasks.flatMap(({ asks }) => asks),
      ...list.oddities.map((o): Reading['oddities'][number] => ({ kind: 'reading', at: o.at, say: o.say, blocks: false, ...(o.source ? { from: o.source.from, to: o.source.to } : {}) })),
      ...(list.year === null ? [note(`没有写明年份，按${year}年计，请核对`)] : []), ...(plain ? [] : [note('编号缺失或重复，已按出现顺序编号')]),
    ],
  }
}

const ownCase: Mover = { kind: 'item', id: 'list-action', say: '分解任务办件：交办、签收、反馈、核查、销号' }

/** An action with a title, a day and what may move it, all to be confirmed. */
export function proposed(propose: (words: string) => Mover[], of: { id: string; task: string; words: string[]; title?: string; deadlines: string[]; year: number; alone: boolean }): NewAction {
  const words = of.words.join('，')
  const printed = of.deadlines.find((d) => words.includes(d)) ?? (of.alone || of.deadlines.length === 1 ? of.deadlines[0] : undefined)
  const due = printed ? deadlineDay(printed, of.year) ?? null : null
  const movers = propose(words)
  return {
    id: of.id, task: of.task, title: of.title ?? proposeTitle(of.words[0]!), words: of.words, due, dueSaid: printed ? `“${printed}”${due ? '' : '，未写明日期，按年末计'}` : null, carrier: null,
    movedBy: [ownCase, ...movers], awaits: [], pending: movers.length === 0,
    reasons: ['按分句和动词拆分', ...(movers.length ? movers.map((m) => m.say) : ['没有找到与原文相同的事项、名录或指标，待接入'])],
  }
}
