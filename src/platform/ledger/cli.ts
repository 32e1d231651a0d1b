import type { Writable } from 'node:stream'
import type { House } from '../house/index.ts'
import { verifyLedger } from './verify.ts'

interface Streams { stdout: Writable; stderr: Writable }

const usage = '用法：zhixing ledger verify [--root 根]… [--json]\n逐步核对全部办件的历史、链头与封存，并由历史重算每件现在的样子；--root 给出从前印出或存到别处的根，一并核对\n'

/** `zhixing ledger verify`: answers 0 when everything is as it was written, 1 when not, 2 when asked wrongly. */
export async function ledgerVerify(argv: string[], { db, items }: Pick<House, 'db' | 'items'>, { stdout, stderr }: Streams = process): Promise<number> {
  const anchored: string[] = []
  let asJson = false
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--json') asJson = true
    else if (argv[i] === '--root' && /^[0-9a-f]{64}$/i.test(argv[i + 1] ?? '')) anchored.push(argv[++i]!.toLowerCase())
    else {
      stderr.write(usage)
      return 2
    }
  }
  const started = Date.now()
  let told = started
  const report = await verifyLedger(db, {
    items,
    anchored,
    onProgress: ({ done, total }) => {
      if (Date.now() - told < 1_000) return
      told = Date.now()
      stderr.write(`已核对 ${done} / ${total} 步\n`)
    },
  })
  if (asJson) {
    stdout.write(`${JSON.stringify(report)}\n`)
    return report.faults.length ? 1 : 0
  }
  for (const fault of report.faults) stdout.write(`✗ ${fault.say}\n`)
  const removed = report.removedDemo ? `，其中${report.removedDemo}件演示办件已移除` : ''
  const unplayed = report.notReplayed ? `，${report.notReplayed}件的事项已不提供、未重算` : ''
  stdout.write(`办件${report.cases}件、${report.actions}步、${report.bytes}字节，封存${report.seals}次${removed}${unplayed}，用时${((Date.now() - started) / 1000).toFixed(1)}秒\n`)
  if (report.lastRoot) stdout.write(`最近的根 ${report.lastRoot}\n`)
  stdout.write(report.faults.length ? `有${report.faults.length}处与原来不符，最先的一处见上面第一行\n` : '全部与写入时一致\n')
  return report.faults.length ? 1 : 0
}
