import { parse } from 'csv-parse/sync'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Day, no, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { wholeOrNothing } from '../../platform/db/index.ts'
import { hasBrought, openFile, readBlocks } from '../../platform/documents/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import {
  against, type Against, type Asked, type Figures, indicatorTable, maySetTarget, readTarget, setTarget, showTarget, sourceWords, type StandingTarget, targetDocument, targetsOf, targetUnit,
} from '../../platform/indicators/index.ts'
import type { Who } from '../../platform/people/index.ts'
import type { IndicatorDefinition } from '../../service/index.ts'
import { answers, DayText, Id, loose, signedIn, typed } from '../answers.ts'
import { type Column, listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

export const period = { unit: Id.optional().describe('单位及其下级'), from: DayText.optional().describe('默认当年1月1日'), to: DayText.optional().describe('默认今日'), asOf: DayText.optional().describe('按这一日日终所知') }
export const IndicatorId = z.object({ id: Id.describe('指标') })
export const FiguresShape = z.record(z.string(), loose({ value: z.number(), count: z.number(), demo: z.number() })).describe('system 系统生成、verified 已核、reported 自报，从不相加')
export const unknown = [{ code: 'not-found', say: '没有这个指标' }]
/** The days, the unit and the day of knowledge that a question about an indicator means. */
export const askedIn = (house: House) => ({ unit, from, to, asOf }: { unit?: string; from?: string; to?: string; asOf?: string }): Asked => {
  const last = (to ?? today(house)) as Day
  return { from: (from ?? `${last.slice(0, 4)}-01-01`) as Day, to: last, ...(unit ? { unit } : {}), ...(asOf ? { asOf: asOf as Day } : {}) }
}

/** A place beside the others: its own figure against its own target. */
export interface ComparedPlace { unit: string; unitName: string; figures: Figures; target?: StandingTarget; against?: Against; maySet: boolean }
export interface TargetLine { indicator: string; indicatorName: string; unit: string; unitName: string; year: number; measure: string; target?: StandingTarget }
/** What a list of targets changes, or would change. */
export interface TargetsRead { rows: number; changed: number; same: number; blank: number; problems: { line: number; say: string }[] }

const TargetShape = loose({ id: z.number().int(), indicator: z.string(), unit: z.string(), year: z.number().int(), value: z.number().nullable(), basis: z.string(), at: z.string() }).describe('value 按指标的计量单位：金额以分计，比率以1为全部；空为已撤销')
const LineOfTarget = loose({ indicator: z.string(), indicatorName: z.string(), unit: z.string(), unitName: z.string(), year: z.number().int(), measure: z.string() })
const year = z.coerce.number().int().min(2000).max(2100)

/** What every unit is to reach in a year: set, changed, listed, brought in as a table, and compared with the figures. */
export function targetRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const dear = { rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const asked = askedIn(house)

  api.get('/indicators/targets', {
    config: { access: 'official' },
    schema: {
      summary: '各单位的年度目标', description: 'format=xlsx 或 csv 的列与导入相同；blank=true 时没有目标的也各占一行，便于填写。', tags: ['指标'], ...signedIn,
      querystring: z.object({ ...listQuery, indicator: Id.optional(), year: year.optional().describe('默认当年'), unit: Id.optional(), blank: z.enum(['true', 'false']).default('false') }), response: answers({ 200: listOf(LineOfTarget) }),
    },
  }, async (request, reply) => {
    const { indicator, unit, blank } = request.query
    const of = { year: request.query.year ?? Number(today(house).slice(0, 4)), ...(indicator ? { indicator } : {}), ...(unit ? { unit } : {}) }
    const standing = new Map((await targetsOf(house.db, of)).map((t) => [`${t.indicator} ${t.unit}`, t]))
    const definitions = [...house.indicators.values()].filter((d) => !indicator || d.id === indicator)
    const lines = definitions.flatMap((d) => house.units.all.filter((u) => u.place && (!unit || u.id === unit)).flatMap((u): TargetLine[] => {
      const target = standing.get(`${d.id} ${u.id}`)
      return target || (blank === 'true' && u.level !== 'county') ? [{ indicator: d.id, indicatorName: d.name, unit: u.id, unitName: u.place, year: of.year, measure: targetUnit(d.unit), ...(target ? { target } : {}) }] : []
    }))
    const unitOf = (l: TargetLine) => house.indicators.get(l.indicator)!.unit
    return sendList<TargetLine>(reply, request.query, `${of.year}年指标目标`, async (page) => sliceOf(lines, page), [
      { key: 'indicator', label: columns.indicator, of: (l) => l.indicator }, { key: 'indicatorName', label: '指标', of: (l) => l.indicatorName }, { key: 'unit', label: columns.unit, of: (l) => l.unit }, { key: 'unitName', label: '单位', of: (l) => l.unitName },
      { key: 'year', label: columns.year, of: (l) => String(l.year) }, { key: 'value', label: columns.value, of: (l) => (typeof l.target?.value === 'number' ? showTarget(l.target.value, unitOf(l)) : '') }, { key: 'measure', label: '计量单位', of: (l) => l.measure },
      { key: 'basis', label: columns.basis, of: (l) => l.target?.basis }, { key: 'reason', label: columns.reason, of: (l) => l.target?.reason },
    ])
  })

  api.post('/indicators/targets/import', {
    config: { access: 'official', ...dear },
    schema: {
      summary: '导入年度目标', description: '以 multipart/form-data 的 file 字段上传 xlsx 或 csv，列与导出相同。先以 dryRun=true 试读；正式导入时有一行不对就一行也不写。目标空着的行不动，改动已有目标的行须写新的调整原因。', tags: ['指标'], ...signedIn, consumes: ['multipart/form-data'],
      querystring: z.object({ dryRun: z.enum(['true', 'false']).default('true') }),
      response: answers({ 200: z.object({ rows: z.number().int(), changed: z.number().int(), same: z.number().int(), blank: z.number().int(), problems: z.array(z.object({ line: z.number().int(), say: z.string() })) }) }),
    },
  }, async (request, reply) => {
    if (!request.isMultipart()) return refuse(reply, [{ code: 'media-type', at: 'file', say: '上传文件请用 multipart/form-data' }], 415)
    const part = await request.file({ limits: { fileSize: 5 * 1024 * 1024 } })
    if (!part) return refuse(reply, [{ code: 'file-missing', at: 'file', say: '请选择要导入的文件' }])
    const bytes = await part.toBuffer().catch(() => undefined)
    if (!bytes) return refuse(reply, [{ code: 'file-too-large', at: 'file', say: '文件超过5 MB，请分次导入' }])
    const table = tableIn(bytes)
    if (!table.ok) return refuse(reply, table.refusals)
    const read: TargetsRead = { rows: table.value.length, changed: 0, same: 0, blank: 0, problems: [] }
    await wholeOrNothing(house.db, async (tx): Promise<Result<void>> => {
      for (const { line, cells } of table.value) {
        const done = await readLine(tx, request.who, cells)
        if (!done.ok) read.problems.push(...done.refusals.map((r) => ({ line, say: r.say })))
        else read[done.value]++
      }
      return read.problems.length || request.query.dryRun === 'true' ? no({ code: 'not-kept', say: '没有写入' }) : yes(undefined)
    })
    return reply.send({ ...read, problems: read.problems.slice(0, 500) })
  })

  api.get('/indicators/targets/:target/document', {
    config: { access: 'official' },
    schema: { summary: '目标的依据文件', tags: ['指标'], ...signedIn, params: z.object({ target: z.coerce.number().int().min(1).max(2 ** 52) }), response: answers({ 200: { description: '文件', content: { 'application/octet-stream': { schema: z.string() } } } }) },
  }, async (request, reply) => {
    const hash = await targetDocument(house.db, request.params.target)
    const file = hash && await openFile(house.db, house.dataDir, hash)
    if (!file) return refuse(reply, [{ code: 'no-such-file', say: '这个目标没有附依据文件' }])
    return reply.type(file.type).header('content-length', file.size).header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`).serializer(String).send(file.stream)
  })

  api.get('/indicators/:id/compare', {
    config: { access: 'official' },
    schema: {
      summary: '各地与各自的目标', description: '十个设区市和平潭（或一市所属各县）：各来源的数、本年目标（含调整前的）、完成率。完成率只用一种来源：有系统生成的用系统生成，否则已核，否则自报；时期数须自1月1日起才与年度目标相比。', tags: ['指标'], ...signedIn, params: IndicatorId,
      querystring: z.object({ ...listQuery, ...period }), response: answers({ 200: listOf(loose({ unit: z.string(), unitName: z.string(), figures: FiguresShape, target: TargetShape.optional(), against: loose({ source: z.string(), value: z.number(), met: z.boolean() }).optional(), maySet: z.boolean() })) }),
    },
  }, async (request, reply) => {
    const definition = house.indicators.get(request.params.id)
    if (!definition) return refuse(reply, unknown)
    const of = asked(request.query), within = house.units.get(of.unit ?? '')
    const places = within && within.level !== 'province' ? [within, ...house.units.childrenOf(within.id)] : [house.units.root, ...house.units.cities]
    const depths = [...new Set(places.map((u) => u.id.split('.').length))]
    const figures = new Map((await Promise.all(depths.map((depth) => indicatorTable(house.db, definition, { ...of, depth })))).flat().map((row) => [row.unit, row.figures]))
    const targets = new Map((await targetsOf(house.db, { indicator: definition.id, year: Number(of.to.slice(0, 4)), asOf: of.asOf })).map((t) => [t.unit, t]))
    const isYear = definition.kind !== 'flow' || of.from === `${of.to.slice(0, 4)}-01-01`
    const rows = places.map((u): ComparedPlace => {
      const target = targets.get(u.id), own = figures.get(u.id) ?? {}
      const held = typeof target?.value === 'number' && isYear ? against(definition, own, target.value) : undefined
      return { unit: u.id, unitName: u.place, figures: own, maySet: maySetTarget(house.units, request.who, definition, u.id), ...(target ? { target } : {}), ...(held ? { against: held } : {}) }
    })
    const shown = (value: number | null | undefined) => (typeof value === 'number' ? showTarget(value, definition.unit) : '')
    return sendList<ComparedPlace>(reply, request.query, `${definition.name} 目标完成`, async (page) => sliceOf(rows, page), [
      { key: 'unitName', label: '单位', of: (r) => r.unitName },
      ...(Object.entries(sourceWords) as [keyof Figures, string][]).map(([source, label]): Column<ComparedPlace> => ({ key: source, label: `${label}（${targetUnit(definition.unit)}）`, of: (r) => shown(r.figures[source]?.value) })),
      { key: 'target', label: `目标（${targetUnit(definition.unit)}）`, of: (r) => shown(r.target?.value) }, { key: 'before', label: '调整前的目标', of: (r) => r.target?.before.map((t) => shown(t.value)).join('、') },
      { key: 'rate', label: '完成率（%）', of: (r) => (r.against?.rate === undefined ? '' : (r.against.rate * 100).toFixed(1)) }, { key: 'source', label: '完成率所用来源', of: (r) => r.against && sourceWords[r.against.source] },
      { key: 'basis', label: '目标依据', of: (r) => r.target?.basis },
    ])
  })

  api.post('/indicators/:id/targets', {
    config: { access: 'official' },
    schema: {
      summary: '设定或调整一个单位的年度目标', description: '由指标的负责处室设定，设区市可以给所属县设定；谁也不给自己设定。调整须写原因，原目标仍会列出。', tags: ['指标'], ...signedIn, params: IndicatorId,
      body: z.object({
        unit: Id, year: z.number().int(), value: z.string().max(30).describe('金额以元计，比率写百分数；空着即撤销'), basis: z.string().max(200).describe('依据的文件名称和文号'), documentHash: z.string().max(64).optional().describe('先上传的依据文件'),
        reason: z.string().max(500).optional().describe('调整的原因'), instead: z.number().int().optional().describe('您看到的目标的编号，没有为0'),
      }),
      response: answers({ 200: TargetShape }),
    },
  }, async (request, reply) => {
    const { value, ...of } = request.body
    const definition = house.indicators.get(request.params.id)
    if (!definition) return refuse(reply, unknown)
    const unit = house.units.get(of.unit)
    if (!unit?.place) return refuse(reply, [{ code: 'unit-unknown', at: 'unit', say: '没有这个单位' }])
    if (!maySetTarget(house.units, request.who, definition, of.unit)) return refuse(reply, notYours(definition, unit.place))
    if (of.documentHash && !(await hasBrought(house.db, request.who.id, of.documentHash))) return refuse(reply, [{ code: 'answer-missing', at: 'documentHash', say: '请先上传依据文件' }])
    const read = value.trim() === '' ? yes(null) : readTarget(value, definition.unit)
    if (!read.ok) return refuse(reply, read.refusals)
    return answer(reply, await setTarget(house.db, { ...of, indicator: definition.id, value: read.value }, request.who, house.now()))
  })

  const notYours = (definition: IndicatorDefinition, place: string): [Refusal] => [{ code: 'not-yours', say: `${place}的“${definition.name}”目标由${house.units.name(house.units.office(definition.owner) ?? definition.owner)}设定，县（市、区）的也可以由所在设区市设定` }]

  /** One line of a list of targets: what it changes. */
  async function readLine(tx: Parameters<typeof setTarget>[0], who: Who, cell: Cells): Promise<Result<'changed' | 'same' | 'blank'>> {
    if (!cell.value) return yes('blank')
    const definition = house.indicators.get(cell.indicator), unit = house.units.get(cell.unit)
    if (!definition) return no({ code: 'not-found', say: `没有编号为“${cell.indicator}”的指标` })
    if (!unit?.place) return no({ code: 'unit-unknown', say: `没有编号为“${cell.unit}”的单位` })
    const read = readTarget(cell.value, definition.unit)
    if (!read.ok) return read
    const of = { indicator: definition.id, unit: unit.id, year: Number(cell.year) }
    const [standing] = Number.isInteger(of.year) ? await targetsOf(tx, of) : []
    if (standing?.value === read.value && standing.basis === cell.basis) return yes('same')
    if (!maySetTarget(house.units, who, definition, unit.id)) return { ok: false, refusals: notYours(definition, unit.place) }
    // What the export said of the last change is not a reason for this one.
    const kept = await setTarget(tx, { ...of, value: read.value, basis: cell.basis, reason: cell.reason === standing?.reason ? undefined : cell.reason }, who, house.now())
    return kept.ok ? yes('changed') : kept
  }
}

const columns = { indicator: '指标编号', unit: '单位编号', year: '年度', value: '目标', basis: '依据', reason: '调整原因' } as const
type Cells = Record<keyof typeof columns, string>
const mostLines = 5000

/** The lines of a spreadsheet or CSV with the columns of the export, whatever their order. */
function tableIn(bytes: Buffer): Result<{ line: number; cells: Cells }[]> {
  const file = readBlocks(bytes)
  if (!file.ok) return file
  const { document } = file.value
  let rows: string[][]
  try {
    rows = document.kind === 'text' ? parse(document.text, { bom: true, relax_column_count: true, to: mostLines + 2, max_record_size: 100_000 })
      : (document.blocks.find((b) => b.kind === 'table')?.rows ?? []).map((row) => row.map((c) => c.text))
  } catch {
    return no({ code: 'table-unreadable', at: 'file', say: 'CSV 的引号或分隔不完整，请检查后重试' })
  }
  const head = (rows[0] ?? []).map((h) => h.trim())
  const missing = Object.values(columns).filter((title) => title !== columns.reason && !head.includes(title))
  if (missing.length) return no({ code: 'columns-missing', at: 'file', say: `缺少列：${missing.join('、')}；列名须与导出的一致，可先导出再填写` })
  if (rows.length > mostLines + 1) return no({ code: 'too-large', at: 'file', say: `一次最多导入${mostLines}行，请分次导入` })
  // The apostrophe that kept a cell from running as a formula is not part of what it says.
  const cells = (row: string[]) => Object.fromEntries(Object.entries(columns).map(([key, title]) => [key, (row[head.indexOf(title)] ?? '').trim().replace(/^'(?=[=+\-@＝＋－＠])/, '')])) as Cells
  return yes(rows.slice(1).map((row, i) => ({ line: i + 2, cells: cells(row) })).filter(({ cells: c }) => Object.values(c).some(Boolean)))
}
