import { readFile } from 'node:fs/promises'
import { readTaskList, type TaskList } from '../engines/tasklist/index.ts'
import { readBlocks } from '../platform/documents/read-blocks.ts'
import { no, type Result, yes } from '../kernel/index.ts'

const usage = '用法：zhixing list parse 文件 [--json]（文件可以是 txt、docx、xlsx、html；写 - 从标准输入读取）'
const roles = { lead: '牵头', cooperate: '配合', responsible: '责任' } as const

/** `zhixing list parse FILE [--json]`: prints a task list as it was read; 2 when it cannot be read. */
export async function listParse(argv: string[]): Promise<number> {
  const asJson = argv.includes('--json')
  const files = argv.filter((a) => a === '-' || !a.startsWith('--'))
  const unknown = argv.find((a) => a.startsWith('--') && a !== '--json')
  if (unknown || files.length !== 1) {
    process.stderr.write(`${unknown ? `不认识的选项 ${unknown}。` : ''}${usage}\n`)
    return 2
  }
  const bytes = await bytesOf(files[0]!)
  const read = bytes.ok ? readList(bytes.value) : bytes
  if (!read.ok) {
    process.stderr.write(read.refusals.map((r) => `${r.say}\n`).join(''))
    return 2
  }
  const { text: _, ...list } = read.value
  process.stdout.write(asJson ? `${JSON.stringify(list, null, 2)}\n` : show(read.value))
  return 0
}

/** A list out of the bytes of a file; what was odd about the file stands before what is odd about the list. */
export function readList(bytes: Uint8Array): Result<TaskList> {
  const file = readBlocks(bytes)
  if (!file.ok) return file
  const list = readTaskList(file.value.document)
  return list.ok ? yes({ ...list.value, oddities: [...file.value.oddities, ...list.value.oddities] }) : list
}

async function bytesOf(file: string): Promise<Result<Uint8Array>> {
  try {
    if (file !== '-') return yes(await readFile(file))
    const parts: Buffer[] = []
    for await (const part of process.stdin) parts.push(part as Buffer)
    return yes(Buffer.concat(parts))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return no({ code: 'file-unreadable', at: 'file', say: code === 'ENOENT' ? `找不到文件“${file}”，请检查路径` : code === 'EISDIR' ? `“${file}”是文件夹，请给出其中的一个文件` : `无法读取“${file}”（${code ?? '未知原因'}）` })
  }
}

function show(list: TaskList): string {
  const out = [`${list.title || '（未认出标题）'}${list.docNumber ? `（${list.docNumber}）` : ''}　${list.year ?? '年份未写明'}　${list.sections.length} 个部分，${list.tasks.length} 项任务`, '']
  let section: string | null = null
  for (const t of list.tasks) {
    if (t.section !== section) {
      section = t.section
      const s = list.sections.find((o) => o.id === section)
      if (s) out.push(`${s.number ? `${s.number}、` : ''}${s.title}`)
    }
    const units = t.units.map((u) => (u.role === 'responsible' ? u.text : `${u.text}（${roles[u.role]}）`)).join('、')
    out.push(`  ${t.parent ? '  ' : ''}${t.numberPrinted ?? '·'} ${t.title}`, `      ${units || '（未写明责任单位）'}${t.deadlines.length > 0 ? `　时限：${t.deadlines.join('、')}` : ''}`)
  }
  if (list.oddities.length > 0) out.push('', '需要人看一眼的地方', ...list.oddities.map((o) => `  ${o.at}：${o.say}`))
  return `${out.join('\n')}\n`
}
