import { parse } from 'csv-parse/sync'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Refusal, type Result, yes, no } from '../../kernel/index.ts'
import { visibleAmong } from '../../platform/cases/index.ts'
import { type Db, wholeOrNothing } from '../../platform/db/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'
import {
  type ByHand, changeByHand, columnsOf, entriesOfParty, entryInForce, historyOf, type Line, pageOfEntries, publicLine, type PublicLine, saidKey, scopeOf, searchPublic, seesLine,
} from '../../platform/registers/index.ts'
import { describeFields, type Field, type Register } from '../../service/index.ts'
import { answers, DayText, Id, loose, signedIn, typed } from '../answers.ts'
import { type Column, listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

const LineShape = loose({ id: z.number().int(), register: z.string(), key: z.string(), keySaid: z.string().optional(), from: z.string(), status: z.string(), data: z.record(z.string(), z.unknown()), version: z.number().int(), demo: z.boolean() })
const PublicShape = loose({ key: z.string(), keySaid: z.string(), from: z.string(), status: z.string(), statusLabel: z.string(), isInForce: z.boolean(), shown: z.array(z.object({ label: z.string(), value: z.string() })), demo: z.boolean() })
const RegisterId = z.object({ register: Id.describe('名录') })
const party = z.object({ id: z.string().max(80).optional(), name: z.string().min(1).max(120), creditCode: z.string().max(40).optional() })

/** The registers: what anyone may look up, what offices read of their own ground, and what keepers write by hand. */
export function registerRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const dear = { rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const unknown: Refusal[] = [{ code: 'not-found', say: '没有这个名录' }]

  api.get('/registers', {
    config: { access: 'anyone' }, schema: { summary: '名录目录', tags: ['名录'], querystring: z.object({ ...listQuery, limit: listQuery.limit.default(200) }), response: answers({ 200: listOf(loose({ id: z.string(), name: z.string(), isPublic: z.boolean() })) }) },
  }, (request, reply) => {
    const seen = [...house.registers.values()].filter((r) => r.public !== false || scopeOf(house.units, request.who, r) !== 'nothing')
    return sendList(reply, request.query, '名录目录', async (page) => sliceOf(seen.map((r) => ({
      id: r.id, name: r.name, keyLabel: r.keyLabel, isPublic: r.public !== false, statuses: r.statuses, fields: describeFields(r.fields).filter((f) => scopeOf(house.units, request.who, r) !== 'nothing' || (r.public || []).includes(f.name)),
      mayKeep: keeps(request.who, r),
    })), page), [{ key: 'id', label: '编号', of: (r) => r.id }, { key: 'name', label: '名称', of: (r) => r.name }, { key: 'isPublic', label: '公开', of: (r) => r.isPublic }])
  })

  api.get('/registers/:register/search', {
    config: { access: 'anyone' },
    schema: { summary: '公开查询名录', description: '按编号、统一社会信用代码或名称的一部分查。', tags: ['名录'], params: RegisterId, querystring: z.object({ ...listQuery, q: z.string().max(100).default('') }), response: answers({ 200: listOf(PublicShape) }) },
  }, (request, reply) => {
    const register = house.registers.get(request.params.register)
    if (!register || register.public === false) return refuse(reply, unknown)
    return sendList<PublicLine>(reply, request.query, register.name, async ({ cursor, limit }) => {
      const { lines, total, next } = await searchPublic(house.db, register, request.query.q, today(house), { before: idIn(cursor), limit })
      return { rows: lines, total, ...(next ? { next: String(next) } : {}) }
    }, [
      { key: 'key', label: register.keyLabel, of: (l) => l.key }, { key: 'party', label: '主体', of: (l) => l.party }, { key: 'creditCode', label: '统一社会信用代码', of: (l) => l.creditCode },
      ...(register.public || []).map((name): Column<PublicLine> => { const { label } = register.fields[name]!; return { key: name, label, of: (l) => l.shown.find((s) => s.label === label)?.value } }),
      { key: 'statusLabel', label: '状态', of: (l) => l.statusLabel }, { key: 'from', label: '起始日', of: (l) => l.from }, { key: 'to', label: '截止日', of: (l) => l.to }, { key: 'demo', label: '演示', of: (l) => l.demo },
    ])
  })

  api.get('/registers/:register/keys/:key', {
    config: { access: 'anyone' }, schema: { summary: '公开核对一条', description: '按编号查现行条目。', tags: ['名录'], params: z.object({ register: Id, key: Id }), response: answers({ 200: PublicShape }) },
  }, async (request, reply) => {
    const register = house.registers.get(request.params.register)
    const line = register && register.public !== false ? await entryInForce(house.db, register.id, request.params.key, today(house)) : undefined
    return line ? reply.send(publicLine(register!, line, today(house))) : refuse(reply, [{ code: 'not-found', say: '没有现行有效的这一条' }])
  })

  api.get('/registers/:register/entries', {
    config: dear,
    schema: {
      summary: '名录条目', description: '省级处室看全部，市县看本地，主体看自己的。', tags: ['名录'], ...signedIn, params: RegisterId,
      querystring: z.object({ ...listQuery, q: z.string().max(100).optional(), status: Id.optional(), unit: Id.optional() }), response: answers({ 200: listOf(LineShape) }),
    },
  }, async (request, reply) => {
    const register = house.registers.get(request.params.register)
    const scope = register && scopeOf(house.units, request.who, register)
    if (!register || !scope || scope === 'nothing') return refuse(reply, unknown)
    const columns = columnsOf(register, 'office').map((c): Column<Line> => ({ key: c.name, label: c.title, of: c.of }))
    if (scope === 'own') {
      const mine = await entriesOfParty(house.db, register.id, { id: request.who.partyId!, ...(request.who.creditCode ? { creditCode: request.who.creditCode } : {}) }, today(house))
      const shown = said(register, await withOpenCases(request.who, mine))
      return sendList<Line>(reply, request.query, register.name, async (page) => sliceOf(shown, page), columns)
    }
    const { q, status, unit } = request.query
    const isWhole = scope.units.includes('')
    if (unit !== undefined && !isWhole && !scope.units.some((u) => house.units.isWithin(unit, u))) return refuse(reply, [{ code: 'not-allowed', at: 'unit', say: '该单位不在您的辖区内' }])
    return sendList<Line>(reply, request.query, register.name, async ({ cursor, limit }) => {
      const { lines, total, next } = await pageOfEntries(house.db, register, { ...(q ? { text: q } : {}), ...(status ? { status } : {}), ...(unit !== undefined ? { units: [unit] } : isWhole ? {} : { units: scope.units }), before: idIn(cursor), limit })
      return { rows: said(register, await withOpenCases(request.who, lines)), total, ...(next ? { next: String(next) } : {}) }
    }, columns)
  })

  api.get('/registers/:register/entries/:id', {
    schema: { summary: '一条及其历次变动', tags: ['名录'], ...signedIn, params: z.object({ register: Id, id: z.coerce.number().int().min(1).max(2 ** 52) }), response: answers({ 200: z.object({ line: LineShape, versions: z.array(z.unknown()) }) }) },
  }, async (request, reply) => {
    const register = house.registers.get(request.params.register)
    const found = register && await historyOf(house.db, request.params.id)
    if (!found || found.line.register !== register.id || !seesLine(house.units, request.who, register, found.line)) return refuse(reply, [{ code: 'not-found', say: '没有这一条，或您无权查看' }])
    return reply.send({ line: said(register, await withOpenCases(request.who, [found.line]))[0], versions: await withOpenCases(request.who, found.versions) })
  })

  const Change = z.object({
    how: z.enum(['add', 'change']), key: z.string().max(120).optional(), id: z.number().int().min(1).optional(), version: z.number().int().min(1).optional().describe('修改时您看到的版本'), party: party.optional(), from: DayText.optional(), to: DayText.optional(),
    status: z.string().max(60).optional(), data: z.record(z.string(), z.unknown()).optional(), unit: Id.optional(), reason: z.string().max(500).describe('理由，留存'),
  })
  api.post('/registers/:register/entries', {
    schema: { summary: '手工增改一条', description: '只限维护该名录的处室，须写理由。', tags: ['名录'], ...signedIn, params: RegisterId, body: Change, response: answers({ 200: LineShape }) },
  }, async (request, reply) => answer(reply, await kept(request, { ...request.body, register: request.params.register })))

  app.register(async (importing) => {
    importing.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: 5 * 1024 * 1024 }, (_request, body, done) => { done(null, body) })
    typed(importing).post('/registers/:register/import', {
      bodyLimit: 5 * 1024 * 1024, config: dear,
      schema: {
        summary: '导入 CSV', description: '列与导出相同（列名为首行）。先以 dryRun=true 试读，逐行指出问题；正式导入时有一行不对就一行也不写。', tags: ['名录'], ...signedIn, consumes: ['text/csv'], params: RegisterId,
        querystring: z.object({ dryRun: z.enum(['true', 'false']).default('true'), reason: z.string().min(1).max(500), unit: Id.optional() }),
        response: answers({ 200: z.object({ rows: z.number().int(), written: z.number().int(), problems: z.array(z.object({ line: z.number().int(), say: z.string() })) }) }),
      },
    }, async (request, reply) => {
      const { register: id } = request.params
      const register = house.registers.get(id)
      if (!register) return refuse(reply, unknown)
      if (!keeps(request.who, register)) return refuse(reply, [{ code: 'not-allowed', say: `“${register.name}”不由您所在单位维护` }])
      if (!Buffer.isBuffer(request.body)) return refuse(reply, [{ code: 'media-type', say: '请以 text/csv 发送 CSV 文件' }], 415)
      const read = readTable(register, request.body)
      if (!read.ok) return refuse(reply, read.refusals)
      const { reason, unit, dryRun } = request.query
      const problems: { line: number; say: string }[] = []
      // A trial writes too, so that it finds whatever the import would, and is undone like an import with a fault in it.
      const all = await wholeOrNothing(house.db, async (tx): Promise<Result<void>> => {
        for (const row of read.value) {
          const done = row.ok ? await kept(request, { ...row.entry, register: id, how: 'add', reason, ...(unit ? { unit } : {}) }, tx) : row
          if (!done.ok) problems.push(...done.refusals.map((r) => ({ line: row.line, say: r.say })))
        }
        return problems.length || dryRun === 'true' ? no({ code: 'not-kept', say: '没有写入' }) : yes(undefined)
      })
      return reply.send({ rows: read.value.length, written: all.ok ? read.value.length : 0, problems: problems.slice(0, 500) })
    })
  })

  /** A line leads to the case that put it there only for those who may see the case. */
  async function withOpenCases<L extends { caseId?: string }>(who: Who, lines: readonly L[]): Promise<L[]> {
    const seen = await visibleAmong(house, who, lines.flatMap((l) => l.caseId ?? []))
    return lines.map((l) => { const { caseId, ...rest } = l; return caseId === undefined || seen.has(caseId) ? l : rest as L })
  }
  const said = (register: Register, lines: readonly Line[]) => lines.map((l) => ({ ...l, keySaid: saidKey(register, l) }))
  const kept = (request: FastifyRequest, entry: ByHand, db: Db = house.db): Promise<Result<Line>> =>
    changeByHand(db, { id: request.who.id, name: request.who.name, offices: request.who.seats.map((s) => s.office) }, entry, { on: today(house), at: house.now() }, house.registers)
}

const idIn = (cursor: string | undefined): number | undefined => (cursor && /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined)
const keeps = (who: Who, register: Register): boolean => (register.keptBy ?? []).some((office) => who.seats.some((s) => s.office === office))

type Row = { ok: true; line: number; entry: Omit<ByHand, 'register' | 'how' | 'reason'> } | { ok: false; line: number; refusals: Refusal[] }
const mostRows = 5000

/** Lines of a table with the columns of the export, each read by the question it answers. */
function readTable(register: Register, body: Buffer): Result<Row[]> {
  let table: string[][]
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    table = parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true, to: mostRows + 2, max_record_size: 100_000 })
  } catch (error) {
    return no({ code: 'table-unreadable', say: error instanceof TypeError ? 'CSV 须为 UTF-8 编码；在 Excel 中请另存为“CSV UTF-8”' : 'CSV 的引号或分隔不完整，请检查后重试' })
  }
  const columns = columnsOf(register, 'office')
  const head = (table.shift() ?? []).map((h) => h.trim())
  const at = (title: string) => head.indexOf(title)
  const missing = [columns[0]!, ...columns.filter((c) => register.fields[c.name] && !register.fields[c.name]!.optional)].filter((c) => at(c.title) < 0)
  if (missing.length) return no({ code: 'columns-missing', say: `缺少列：${missing.map((c) => c.title).join('、')}；列名须与导出的一致` })
  if (table.length > mostRows) return no({ code: 'too-large', say: `一次最多导入${mostRows}行，请分次导入` })
  const keyOf = (options: Record<string, string>, shown: string) => Object.entries(options).find(([k, label]) => label === shown || k === shown)?.[0] ?? shown
  return yes(table.map((cells, i): Row => {
    // The apostrophe that kept a cell from running as a formula is not part of what it says.
    const cell = (title: string) => (cells[at(title)] ?? '').trim().replace(/^'(?=[=+\-@＝＋－＠])/, '')
    const refusals: Refusal[] = []
    const data: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(register.fields) as [string, Field<unknown>][]) {
      const shown = cell(field.label)
      const raw = field.kind === 'choice' ? keyOf(field.options!, shown) : field.kind === 'several' ? shown.split(/[、，,]/).filter(Boolean).map((s) => keyOf(field.options!, s.trim())) : shown === '未填' ? '' : shown
      const read = field.parse(raw)
      if (!read.ok) refusals.push(...read.refusals)
      else if (read.value !== undefined) data[name] = raw
    }
    const status = cell('状态'), name = cell('主体'), creditCode = cell('统一社会信用代码'), from = cell('起始日'), to = cell('截止日'), key = cell(register.keyLabel)
    if (!key) refusals.push({ code: 'answer-missing', say: `请填写${register.keyLabel}` })
    if (status && !(keyOf(register.statuses, status) in register.statuses)) refusals.push({ code: 'answer-wrong', say: `状态“${status}”不在：${Object.values(register.statuses).join('、')}` })
    for (const [label, day] of [['起始日', from], ['截止日', to]] as const) if (day && !DayText.safeParse(day).success) refusals.push({ code: 'answer-wrong', say: `${label}“${day}”须为真实日期，例如 2022-07-01` })
    if (refusals.length) return { ok: false, line: i + 2, refusals }
    return { ok: true, line: i + 2, entry: { key, data, ...(name ? { party: { name, ...(creditCode ? { creditCode } : {}) } } : {}), ...(status ? { status: keyOf(register.statuses, status) } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) } }
  }))
}

