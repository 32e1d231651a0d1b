import { no, parseYuan, percent, ratio, showRatio, type Dated, type Period, type Ratio, type Result, yes } from '../../kernel/index.ts'
import { showPeriod } from '../../service/index.ts'

/** A value as JSON: exact fractions are written with their whole numbers as text. */
export const writeValue = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? { int: `${v}` } : v)))
export const readStored = (stored: unknown): unknown => JSON.parse(JSON.stringify(stored), (_, v) => (isInt(v) ? BigInt(v.int) : v))
const isInt = (v: unknown): v is { int: string } => typeof v === 'object' && v !== null && Object.keys(v).length === 1 && /^-?\d+$/.test(`${(v as { int?: unknown }).int}`)

type Shape = 'yuan' | 'number' | 'ratio' | 'period' | 'monthDay' | 'choice' | 'choices' | 'yesNo' | 'structure'
const periods: Record<string, string> = { 小时: 'hour', 工作日: 'workday', 日: 'day', 天: 'day', 月: 'month' }

/** How a value of each shape is asked for. */
const examples: Record<Shape, string> = {
  yuan: '金额（元），例如 200,000 或 20万', number: '数字，例如 12', ratio: '比例，例如 30% 或 2/3', period: '期限，例如 10个工作日、15日、3个月、24小时',
  monthDay: '月日，例如 03-31', choice: '已有取值之一', choices: '所列词中的一个或几个，用顿号隔开', yesNo: '是 或 否', structure: '与现行取值结构相同的 JSON',
}

/** What kind of value a parameter takes, told from the values it has. */
export function shapeOf(parameter: Dated<unknown>): Shape {
  const sample = parameter.versions().at(-1)!.value
  if (parameter.choices && Array.isArray(sample)) return 'choices'
  if (typeof sample === 'number') return /元$/.test(parameter.show(sample)) ? 'yuan' : 'number'
  if (typeof sample === 'boolean') return 'yesNo'
  if (typeof sample === 'string') return /^\d\d-\d\d$/.test(sample) ? 'monthDay' : 'choice'
  if (isRatio(sample)) return 'ratio'
  if (typeof sample === 'object' && sample !== null && 'n' in sample && 'unit' in sample && Object.keys(sample).length === 2) return 'period'
  return 'structure'
}
const isRatio = (v: unknown): v is Ratio => typeof v === 'object' && v !== null && typeof (v as Ratio).part === 'bigint' && typeof (v as Ratio).whole === 'bigint'

export const askFor = (parameter: Dated<unknown>): string => `${examples[shapeOf(parameter)]}${parameter.choices ? `：${Object.values(parameter.choices).join('、')}` : ''}`
/** What a person starts from who changes a part of a value that is long. */
export const typedOf = (parameter: Dated<unknown>, value: unknown): string | undefined =>
  shapeOf(parameter) === 'structure' ? JSON.stringify(writeValue(value), null, 1) : shapeOf(parameter) === 'choices' ? parameter.show(value) : undefined

/** A value as people read it; a parameter that does not say how its values read is shown by their kind. */
export function showValue(parameter: Dated<unknown>, value: unknown): string {
  const shown = parameter.show(value)
  if (!shown.includes('[object Object]')) return shown
  const shape = shapeOf(parameter)
  return shape === 'period' ? showPeriod(value as Period) : shape === 'ratio' ? showRatio(value as Ratio) : JSON.stringify(writeValue(value))
}

/** Reads what a person typed into a value of the parameter's kind. */
export function readValue(parameter: Dated<unknown>, typed: string): Result<unknown> {
  const text = typed.normalize('NFKC').trim()
  const shape = shapeOf(parameter)
  const refused = no({ code: 'answer-wrong', at: 'value', say: `“${parameter.label}”应填${examples[shape]}` })
  const readers: Record<Shape, () => Result<unknown>> = {
    yuan: () => { const read = parseYuan(text); return read.ok && read.value >= 0 ? read : refused },
    number: () => { const n = Number(text.replaceAll(',', '')); return text !== '' && Number.isFinite(n) && n >= 0 ? yes(n) : refused },
    ratio: () => readRatio(text) ?? refused,
    period: () => readPeriod(text) ?? refused,
    monthDay: () => (isMonthDay(text) ? yes(text) : refused),
    choice: () => readChoice(parameter, text),
    choices: () => readChoices(parameter, text),
    yesNo: () => (text === '是' ? yes(true) : text === '否' ? yes(false) : refused),
    structure: () => readStructure(parameter, typed, refused),
  }
  return readers[shape]()
}

function readRatio(text: string): Result<Ratio> | undefined {
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)
  if (share) return yes(percent(share[1]!))
  const parts = /^(\d{1,15})\s*\/\s*([1-9]\d{0,14})$/.exec(text)
  return parts ? yes(ratio(BigInt(parts[1]!), BigInt(parts[2]!))) : undefined
}

function readPeriod(text: string): Result<{ n: number; unit: string }> | undefined {
  const read = /^(\d{1,4})\s*个?\s*(小时|工作日|日|天|月)$/.exec(text)
  return read && Number(read[1]) > 0 ? yes({ n: Number(read[1]), unit: periods[read[2]!]! }) : undefined
}

function isMonthDay(text: string): boolean {
  const [, month, day] = /^(\d\d)-(\d\d)$/.exec(text) ?? []
  const date = new Date(`2000-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
}

/** The code behind a choice knows only the words it has; each is taken by its own word or by how it reads. */
function readChoice(parameter: Dated<unknown>, text: string): Result<unknown> {
  const known = [...new Set(parameter.versions().map((v) => v.value))]
  const found = known.find((value) => value === text || parameter.show(value).normalize('NFKC') === text)
  return found === undefined ? no({ code: 'answer-wrong', at: 'value', say: `“${parameter.label}”只能取：${known.map((v) => parameter.show(v)).join('、')}；要增加新的取值须修改程序` }) : yes(found)
}

/** Each of a list by its own word or by how it reads; none twice. */
function readChoices(parameter: Dated<unknown>, text: string): Result<unknown> {
  const known = Object.entries(parameter.choices!)
  const words = text.split(/[、,;\s]+/).filter(Boolean)
  const found = words.map((word) => known.find(([name, label]) => word === name || word === label.normalize('NFKC'))?.[0])
  const asked = known.map(([, label]) => label).join('、')
  return !words.length || found.includes(undefined) ? no({ code: 'answer-wrong', at: 'value', say: `“${parameter.label}”只能取：${asked}，用顿号隔开` }) : yes([...new Set(found)])
}

function readStructure(parameter: Dated<unknown>, text: string, refused: Result<never>): Result<unknown> {
  let value: unknown
  try {
    value = readStored(JSON.parse(text))
  } catch {
    return refused
  }
  const sample = parameter.versions().at(-1)!.value
  const differs = unlike(value, sample, '取值')
  return differs ? no({ code: 'answer-wrong', at: 'value', say: `“${parameter.label}”${differs}` }) : yes(value)
}

/** Where a value is not built like a sample; lists may be longer or shorter, their items alike. */
function unlike(value: unknown, sample: unknown, at: string): string | undefined {
  if (Array.isArray(sample)) {
    if (!Array.isArray(value)) return `的${at}应为列表`
    if (!sample.length) return undefined
    for (const [i, item] of value.entries()) {
      const differs = sample.map((one) => unlike(item, one, `${at}第${i + 1}项`))
      if (differs.every((d) => d !== undefined)) return differs[0]
    }
    return undefined
  }
  if (typeof sample === 'object' && sample !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `的${at}应为对象`
    const keys = Object.keys(sample)
    const missing = keys.find((key) => !(key in value))
    if (missing !== undefined) return `的${at}缺少“${missing}”`
    const extra = Object.keys(value).find((key) => !keys.includes(key))
    if (extra !== undefined) return `的${at}多出“${extra}”`
    return keys.map((key) => unlike((value as Record<string, unknown>)[key], (sample as Record<string, unknown>)[key], `${at}.${key}`)).find((d) => d !== undefined)
  }
  return typeof value === typeof sample ? undefined : `的${at}类型不对`
}
