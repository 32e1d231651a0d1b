import { createHash } from 'node:crypto'
import type { TaskList } from '../engines/tasklist/index.ts'
import { no, type Result, yearOf } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { aside } from '../platform/threads/index.ts'
import { deadlineDay, offersOf, proposeTitle } from './propose.ts'
import type { FileRead, ToRead } from './read-worker.ts'
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
  const carried = new Map((await rows<{ id: string; words: string[] }>(house.db, 'select a.id, a.words from list_action a join task_list l on l.id = a.list_id where l.carried')).map((a) => [a.id, a.words.join('')]))
  const read = await readAside({ bytes: file.bytes, offers: offersOf(house, carried), most: mostTasks })
  if (!read.ok) return read
  const { tasks } = read.value.list
  if (tasks.length === 0) return no({ code: 'no-tasks', at: 'file', say: '没有认出任何任务：请确认这是任务清单、分工方案或工作要点一类的文件' })
  if (tasks.length > mostTasks) return no({ code: 'list-too-long', at: 'file', say: `读出${tasks.length}项任务，超过${mostTasks}项的上限；请确认这是任务清单，或分成几份导入` })
  const reading = readingOf(house, read.value, { name: file.name, hash, year: yearOf(today(house)) })
  const kept = await keepList(house.db, reading, who, house.now(), who.demo)
  if (!kept) return same((await known())!)
  return viewList(house, who, reading.id)
}

/** In a thread of its own, so that a long list keeps nobody else waiting. */
const readAside = aside<ToRead, Result<FileRead>>(new URL('./read-worker.ts', import.meta.url))

/** What is kept of a list as read, with everything proposed that a person must confirm. */
function readingOf(house: House, { list, cuts }: FileRead, file: { name: string; hash: string; year: number }): Reading {
  const year = list.year ?? file.year
  const numbers = list.tasks.map((t) => t.number)
  const plain = numbers.every((n) => n !== null && /^\d+(\.\d+)*$/.test(n)) && new Set(numbers).size === numbers.length
  const ids = new Map(list.tasks.map((t, i) => [t.id, plain ? t.number! : String(i + 1)]))
  const tasks = list.tasks.map((t, i) => ({ t, cut: cuts[i]!, id: ids.get(t.id)!, ...resolveUnits(house, { id: ids.get(t.id)!, at: `第${t.number ?? ids.get(t.id)!}项`, units: t.units, ...t.source }) }))
  const actions: NewAction[] = [], actionUnits: NewActionUnit[] = []
  const pieces = new Map<string, Reading['tasks'][number]['pieces']>()
  for (const { t, cut, id, units } of tasks) {
    const alone = cut.filter((c) => c.action).length === 1
    pieces.set(id, cut.map((p) => ({ words: p.words, ...(p.action ? { action: `${id}.${p.action}` } : {}) })))
    for (const { action: n, words, movers } of cut) {
      if (!n) continue
      const action = `${id}.${n}`
      actions.push(proposed(movers, { id: action, task: id, words, deadlines: t.deadlines, year, alone }))
      actionUnits.push(...units.map((u) => ({ ...u, action })))
    }
  }
  const note = (say: string): Reading['oddities'][number] => ({ kind: 'reading', at: '全文', say, blocks: false })
  return {
    id: `list-${year}-${file.hash.slice(0, 8)}`, title: list.title || file.name, year, docNumber: list.docNumber, fileName: file.name, fileHash: file.hash, source: list.text, carried: false,
    sections: list.sections.map((s) => ({ id: s.id, number: s.number, title: s.title, parent: s.parent, ...s.source })),
    tasks: tasks.map(({ t, id }) => ({
      id, number: t.number ?? id, title: t.title, section: t.section, parent: t.parent && ids.get(t.parent)!, measures: t.measures, unitsPrinted: t.unitsPrinted, units: t.units.map((u) => ({ text: u.text, role: u.role })),
      scope: t.scope, deadlines: t.deadlines, pieces: pieces.get(id)!, from: t.source.from, to: t.source.to,
    })),
    actions, actionUnits,
    oddities: [
      ...tasks.flatMap(({ asks }) => asks),
      ...noted(list.oddities, tasks.flatMap(({ asks }) => asks)),
      ...(list.year === null ? [note(`没有写明年份，按${year}年计，请核对`)] : []), ...(plain ? [] : [note('编号缺失或重复，已按出现顺序编号')]),
    ],
  }
}

/** What the reading noted, without what is asked of a person for each task already. */
export const noted = (oddities: TaskList['oddities'], asks: Reading['oddities']): Reading['oddities'] =>
  oddities.filter((o) => !asks.some((a) => a.printed === o.open)).map((o) => ({ kind: 'reading', at: o.at, say: o.say, blocks: false, ...(o.source ? { from: o.source.from, to: o.source.to } : {}) }))

const ownCase: Mover = { kind: 'item', id: 'list-action', say: '分解任务办件：交办、签收、反馈、核查、销号' }

/** An action with a title, a day and what may move it, all to be confirmed. */
export function proposed(movers: Mover[], of: { id: string; task: string; words: string; title?: string; deadlines: string[]; year: number; alone: boolean }): NewAction {
  const printed = of.deadlines.find((d) => of.words.includes(d)) ?? (of.alone || of.deadlines.length === 1 ? of.deadlines[0] : undefined)
  const due = printed ? deadlineDay(printed, of.year) ?? null : null
  return {
    id: of.id, task: of.task, title: of.title ?? proposeTitle(of.words), words: [of.words], due, dueSaid: printed ? `“${printed}”${due ? '' : '，未写明日期，按年末计'}` : null, carrier: null,
    movedBy: [ownCase, ...movers], awaits: [], pending: movers.length === 0,
    reasons: ['按分句和动词拆分', ...(movers.length ? movers.map((m) => m.say) : ['没有找到与原文相同的事项、名录或指标，待接入'])],
  }
}
