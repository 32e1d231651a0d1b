import { createReadStream } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  CalendarEnd, due, isDay, no, yes, type Calendar, type Interval, type Reckoning, type Result,
} from '../../kernel/index.ts'
import { builtInCalendar } from './built-in.ts'

interface Streams { stdin: Readable; stdout: Writable; stderr: Writable }

/** A line longer than this is not a deadline; it is refused without being kept in memory. */
const longestLine = 1_000_000

/**
 * `zhixing clock due --batch FILE.jsonl`: one {from, n, unit, suspend?} a line in, one {target, legal} or {error} a line out,
 * in order. Answers 0 when every line could be reckoned, 1 when some could not, 2 when there was nothing to read.
 */
export async function clockDue(
  argv: string[], streams: Streams = process, calendar: Calendar = builtInCalendar(),
): Promise<number> {
  const path = argv.length === 2 && argv[0] === '--batch' ? argv[1]! : undefined
  if (path === undefined) {
    streams.stderr.write('用法：zhixing clock due --batch 文件.jsonl（用 - 表示标准输入）\n' +
      '每行一件：{"from":"2022-04-25","n":5,"unit":"workday","suspend":[["2022-04-27","2022-04-28"]]}，unit 为 workday、day 或 month\n')
    return 2
  }
  const input = path === '-' ? streams.stdin : createReadStream(path)
  let failed = 0
  const answer = (line: string): string => {
    const answered = reckon(line, calendar)
    if (answered.ok) return answered.value
    failed++
    return JSON.stringify({ error: answered.refusals.map((refusal) => refusal.say).join('；') })
  }
  try {
    await pipeline(input, (source) => answers(source as AsyncIterable<Buffer | string>, answer), streams.stdout, { end: false })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    // Whoever reads the answers has seen enough, as `head` does.
    if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') return failed > 0 ? 1 : 0
    const why = { ENOENT: '没有这个文件', EACCES: '没有读取权限', EISDIR: '这是一个文件夹' }[code ?? '']
    if (why === undefined) throw error
    streams.stderr.write(`无法读取“${path}”：${why}\n`)
    return 2
  }
  return failed > 0 ? 1 : 0
}

/** Cuts the input into lines and joins the answers chunk by chunk, so that memory does not grow with the file. */
async function* answers(source: AsyncIterable<Buffer | string>, answer: (line: string) => string): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  const take = (line: string): string => (line.trim() === '' ? '' : `${answer(line)}\n`)
  for await (const chunk of source) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    let out = ''
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      out += take(rest + text.slice(start, end))
      rest = ''
      start = end + 1
    }
    if (rest.length <= longestLine) rest += text.slice(start)
    if (out !== '') yield out
  }
  const last = take(rest + decoder.decode())
  if (last !== '') yield last
}

function reckon(line: string, calendar: Calendar): Result<string> {
  const read = readLine(line)
  if (!read.ok) return read
  try {
    const { target, legal } = due(read.value, calendar)
    return yes(`{"target":"${target}","legal":"${legal}"}`)
  } catch (error) {
    if (error instanceof CalendarEnd) return no({ code: 'calendar-end', say: error.message })
    throw error
  }
}

function readLine(line: string): Result<Reckoning> {
  const refuse = (at: string, say: string): Result<never> => no({ code: 'bad-line', at, say })
  if (line.length > longestLine) return refuse('line', '这一行过长，不是一件期限')
  let raw: { [key in keyof Reckoning]?: unknown } | null
  try {
    raw = JSON.parse(line) as typeof raw
  } catch {
    return refuse('line', '这一行不是完整的 JSON')
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return refuse('line', '这一行应是一个 JSON 对象')
  const { from, n, unit } = raw
  const suspend = raw.suspend ?? []
  if (!isDay(from)) return refuse('from', `起算日 from 应为真实的日期，例如 "2022-04-25"，现为 ${show(from)}`)
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 0 || n > 36_500) {
    return refuse('n', `期限 n 应为 0 至 36500 的整数，现为 ${show(n)}`)
  }
  if (unit !== 'workday' && unit !== 'day' && unit !== 'month') {
    return refuse('unit', `单位 unit 应为 workday、day 或 month，现为 ${show(unit)}`)
  }
  if (!Array.isArray(suspend)) return refuse('suspend', `暂停 suspend 应为若干 [首日, 末日]，现为 ${show(suspend)}`)
  for (const [index, stop] of suspend.entries()) {
    const [first, last] = Array.isArray(stop) && stop.length === 2 ? stop as unknown[] : []
    if (!isDay(first) || !isDay(last)) {
      return refuse('suspend', `第${index + 1}段暂停应为两个真实的日期 [首日, 末日]，现为 ${show(stop)}`)
    }
    if (last < first) return refuse('suspend', `第${index + 1}段暂停的末日 ${last} 早于首日 ${first}`)
  }
  return yes({ from, n, unit, suspend: suspend as Interval[] })
}

const show = (value: unknown): string => (JSON.stringify(value) ?? '空').slice(0, 60)
