import { readFileSync } from 'node:fs'
import { readTaskList, type TaskList } from '../src/engines/tasklist/index.ts'
import { readBlocks } from '../src/platform/documents/read-blocks.ts'
import { layoutsOf, type ListContent } from '../test/fixtures/list-layouts.ts'
import type { Line } from './ground.ts'

interface Row { layout: string; tasks: number; right: boolean; p50: number; goal: number }

/** Reading the 20-task list out of every layout, and a list of 150 tasks: milliseconds of work from bytes to tasks, process up. */
export async function run(): Promise<Line[]> {
  const original = read(readFileSync(new URL('../data/fujian/lists/2022/source.txt', import.meta.url)))
  const content: ListContent = {
    title: original.title, heads: ['任务清单', '落实举措', '责任部门'],
    sections: original.sections.map((s) => ({
      number: s.number!, title: s.title,
      tasks: original.tasks.filter((t) => t.section === s.id).map((t) => ({ number: t.number!, title: t.title, measures: t.measures, units: t.unitsPrinted })),
    })),
  }
  const all = content.sections.flatMap((s) => s.tasks)
  const long: ListContent = { ...content, sections: content.sections.map((s, k) => ({ ...s, tasks: Array.from({ length: 25 }, (_, j) => ({ ...all[(k * 25 + j) % all.length]!, number: String(k * 25 + j + 1) })) })) }
  const rows: Row[] = []
  for (const { name, bytes } of await layoutsOf(content)) rows.push(measure(name, bytes, content, 1.2))
  for (const { name, bytes } of await layoutsOf(long)) if (/^(?:三栏逐行|叙述圆括号|表格\.docx|合并单元格)/.test(name)) rows.push(measure(`150项 ${name}`, bytes, long, 50))
  return rows.map((r) => ({ what: `读清单 ${r.layout}（${r.tasks} 项，字段${r.right ? '全对' : '有误'}）`, value: `${r.p50.toFixed(2)} ms`, goal: `≤ ${r.goal} ms 且全对`, met: r.right && r.p50 <= r.goal }))
}

function read(bytes: Uint8Array): TaskList {
  const file = readBlocks(bytes)
  const list = file.ok ? readTaskList(file.value.document) : file
  if (!list.ok) throw new Error(list.refusals[0]!.say)
  return list.value
}

function measure(layout: string, bytes: Uint8Array, content: ListContent, goal: number): Row {
  const rounds = goal < 10 ? 150 : 30
  const times: number[] = []
  let list = read(bytes)
  for (let k = 0; k < rounds; k++) {
    const start = performance.now()
    list = read(bytes)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const wanted = content.sections.flatMap((s) => s.tasks)
  const right = list.tasks.length === wanted.length && list.tasks.every((t, k) => t.title === wanted[k]!.title && t.measures === wanted[k]!.measures && t.units.map((u) => u.text).join() === wanted[k]!.units.split(/[、，]/).join())
  return { layout, tasks: list.tasks.length, right, p50: times[times.length >> 1]!, goal }
}

if (import.meta.main) {
  const { print } = await import('./table.ts')
  print(await run())
}
