import { Readable, Writable } from 'node:stream'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addDays, CalendarEnd, due, type Day } from '../../kernel/index.ts'
import { builtInCalendar, calendarFromRows, clockDue } from './index.ts'

const calendar = builtInCalendar()
const days = (first: Day, last: Day): Day[] => {
  const all: Day[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) all.push(day)
  return all
}

describe('the working calendar', () => {
  test('2022 is as the State Council’s notice has it', () => {
    const off = [['2022-01-31', '2022-02-06'], ['2022-04-03', '2022-04-05'], ['2022-04-30', '2022-05-04'], ['2022-06-03', '2022-06-05'],
      ['2022-09-10', '2022-09-12'], ['2022-10-01', '2022-10-07']] as const
    for (const [first, last] of off) for (const day of days(first, last)) expect(calendar.isWorkday(day), day).toBe(false)
    for (const day of ['2022-01-29', '2022-01-30', '2022-04-02', '2022-04-24', '2022-05-07', '2022-10-08', '2022-10-09'] as Day[]) {
      expect(calendar.isWorkday(day), day).toBe(true)
    }
    expect(calendar.nameOf('2022-04-05')).toBe('清明节')
    expect(calendar.nameOf('2022-10-08')).toBe('国庆节')
    expect(calendar.nameOf('2022-07-01')).toBeUndefined()
  })

  test('working days before, after and between', () => {
    expect(calendar.addWorkdays('2022-05-05', 5)).toBe('2022-05-11')
    expect(calendar.addWorkdays('2022-05-11', -5)).toBe('2022-05-05')
    expect(calendar.addWorkdays('2022-10-03', -1)).toBe('2022-09-30')
    expect(calendar.addWorkdays('2022-10-03', 0)).toBe('2022-10-03')
    expect(calendar.workdaysBetween('2022-05-05', '2022-05-11')).toBe(5)
    expect(calendar.workdaysBetween('2022-05-05', '2022-05-05')).toBe(0)
    expect(calendar.rollForward('2022-10-01')).toBe('2022-10-08')
    expect(calendar.rollForward('2022-10-08')).toBe('2022-10-08')
  })

  test('beyond its ends it says so and what to do, it never guesses', () => {
    expect(calendar.addWorkdays('2026-12-30', 1)).toBe('2026-12-31')
    const say = '工作日历只到2026年12月31日，之后的工作日无从推算；请在“工作日历”中补录2027年的放假调休安排后再试'
    expect(() => calendar.addWorkdays('2026-12-30', 2)).toThrow(new CalendarEnd(say))
    expect(() => calendar.isWorkday('2027-01-01')).toThrow(CalendarEnd)
    expect(() => calendar.workdaysBetween('2026-12-01', '2027-01-01')).toThrow(CalendarEnd)
    expect(() => due({ from: '2026-12-01', n: 2, unit: 'month' }, calendar)).toThrow(say)
    expect(() => due({ from: '2027-06-01', n: 0, unit: 'day' }, calendar)).toThrow(say)
    expect(() => calendar.rollForward('2003-12-31')).toThrow('工作日历自2004年1月1日起')
    expect(calendar.addWorkdays('2003-12-31', 1)).toBe('2004-01-02')
  })

  test('what an administrator enters wins, and extends the calendar as far as it is said to be complete', () => {
    const edited = calendarFromRows([
      { day: '2022-07-04', working: false, name: '台风停工', source: '闽政办发明电' },
      { day: '2027-01-01', working: false, name: '元旦', source: '国务院办公厅通知' },
      { day: '2027-01-04', working: false, name: '元旦', source: '国务院办公厅通知' },
      { day: '2027-01-09', working: true, name: '元旦', source: '国务院办公厅通知' },
    ], '2027-12-31')
    expect(edited.addWorkdays('2022-07-01', 1)).toBe('2022-07-05')
    expect(edited.nameOf('2022-07-04')).toBe('台风停工')
    expect(edited.addWorkdays('2026-12-31', 5)).toBe('2027-01-09')
    expect(edited.version).not.toBe(calendar.version)
    expect(calendarFromRows([]).version).toBe(calendar.version)
    expect(calendar.addWorkdays('2022-07-01', 1)).toBe('2022-07-04')
  })
})

async function run(argv: string[], input: string | string[] = ''): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' }
  const into = (key: 'out' | 'err') => new Writable({ write(chunk, _, done) { written[key] += String(chunk); done() } })
  const stdin = Readable.from(typeof input === 'string' ? [input] : input)
  const code = await clockDue(argv, { stdin, stdout: into('out'), stderr: into('err') })
  return { code, ...written }
}

describe('zhixing clock due', () => {
  test('answers line by line in order, however the input is cut', async () => {
    const lines = '{"from":"2022-04-25","n":5,"unit":"workday"}\n{"from":"2022-07-01","n":3,"unit":"month","suspend":[]}\r\n\n' +
      '{"from":"2022-09-20","n":15,"unit":"workday"}'
    const expected = '{"target":"2022-05-05","legal":"2022-05-05"}\n{"target":"2022-10-01","legal":"2022-10-08"}\n' +
      '{"target":"2022-10-14","legal":"2022-10-14"}\n'
    expect(await run(['--batch', '-'], lines)).toEqual({ code: 0, out: expected, err: '' })
    expect(await run(['--batch', '-'], [...lines])).toEqual({ code: 0, out: expected, err: '' })
    const file = join(await mkdtemp(join(tmpdir(), 'clock-')), 'batch.jsonl')
    await writeFile(file, `\ufeff${lines}\n`)
    expect(await run(['--batch', file])).toEqual({ code: 0, out: expected, err: '' })
  })

  test('a bad line gets a sentence in its place, and the others their dates', async () => {
    const bad: [line: string, say: string][] = [
      ['{"from":"2022-04-25"', '这一行不是完整的 JSON'],
      ['[1]', '这一行应是一个 JSON 对象'],
      ['{"from":"2022-02-30","n":5,"unit":"day"}', '起算日 from 应为真实的日期，例如 "2022-04-25"，现为 "2022-02-30"'],
      ['{"from":"2022-02-03","n":1.5,"unit":"day"}', '期限 n 应为 0 至 36500 的整数，现为 1.5'],
      ['{"from":"2022-02-03","n":-1,"unit":"day"}', '期限 n 应为 0 至 36500 的整数，现为 -1'],
      ['{"from":"2022-02-03","n":1,"unit":"week"}', '单位 unit 应为 workday、day 或 month，现为 "week"'],
      ['{"from":"2022-02-03","n":1,"unit":"day","suspend":[["2022-02-09"]]}', '第1段暂停应为两个真实的日期 [首日, 末日]，现为 ["2022-02-09"]'],
      ['{"from":"2022-02-03","n":1,"unit":"day","suspend":[["2022-02-09","2022-02-08"]]}', '第1段暂停的末日 2022-02-08 早于首日 2022-02-09'],
      ['{"from":"2026-12-03","n":2,"unit":"month"}', '工作日历只到2026年12月31日，之后的工作日无从推算；请在“工作日历”中补录2027年的放假调休安排后再试'],
    ]
    const good = '{"from":"2022-05-05","n":5,"unit":"workday"}'
    const { code, out } = await run(['--batch', '-'], [...bad.map(([line]) => line), good, 'x'.repeat(1_100_000), good].join('\n'))
    const answer = { target: '2022-05-11', legal: '2022-05-11' }
    expect(out.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown))
      .toEqual([...bad.map(([, error]) => ({ error })), answer, { error: '这一行过长，不是一件期限' }, answer])
    expect(code).toBe(1)
  })

  test('without a file it says how it is used', async () => {
    expect((await run([])).err).toContain('用法：zhixing clock due --batch 文件.jsonl')
    expect(await run(['--batch', '/nowhere/at-all.jsonl'])).toEqual({ code: 2, out: '', err: '无法读取“/nowhere/at-all.jsonl”：没有这个文件\n' })
  })
})
