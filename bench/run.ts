import { cpus, loadavg } from 'node:os'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Line } from './ground.ts'
import { print } from './table.ts'

const parts = [['清单读取', 'list-parse'], ['三百项清单', 'list-300'], ['进程内办理', 'cases'], ['HTTP 办理和读取', 'http'], ['启动', 'start'], ['网页重量和显示', 'weight'], ['一览的脚本用时', 'matrix'], ['指标汇总', 'rollup'], ['专利导入', 'library']] as const

/** Everything that is measured, part by part, each in a process of its own so that none warms up or burdens the next; then one table. */
const lines: Line[] = []
const before = loadavg()[0]!
for (const [label, name] of parts) {
  process.stderr.write(`正在测：${label}\n`)
  lines.push(...await partOf(name))
}
print(lines)
console.log(`\n${cpus().length} 个处理器；开始时系统负载 ${before.toFixed(1)}，结束时 ${loadavg()[0]!.toFixed(1)}。负载高于 1 时，绝对值偏低，请看比值。读法见 bench/README.md`)

function partOf(name: string): Promise<Line[]> {
  return new Promise((settle, fail) => {
    const code = `import(${JSON.stringify(join(import.meta.dirname, `${name}.ts`))}).then((m) => m.run()).then((lines) => process.send(lines))`
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.once('message', (lines) => settle(lines as Line[]))
    child.once('exit', (status) => fail(new Error(`${name} ended with ${status} before it had measured anything`)))
  })
}
