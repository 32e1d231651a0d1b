import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Day } from '../../kernel/index.ts'
import { visibleAmong } from '../../platform/cases/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { definitionOn, evidence, type Figures, indicatorTable, indicatorTrend, indicatorValue, type Piece, sourceWords, unitMatrix, wordingsOf } from '../../platform/indicators/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { seesLine } from '../../platform/registers/index.ts'
import type { IndicatorDefinition } from '../../service/index.ts'
import { answers, DayText, loose, signedIn, typed } from '../answers.ts'
import { type Column, listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { refuse } from '../problems.ts'
import { askedIn, FiguresShape, IndicatorId, period, targetRoutes, unknown } from './indicator-targets.ts'

const Definition = loose({ id: z.string(), name: z.string(), definition: z.string(), kind: z.string(), unit: z.string(), owner: z.string(), version: z.number().int() })
interface ByUnit { unit: string; unitName: string; figures: Figures }
const wordsOf = ({ from: _from, ...words }: IndicatorDefinition) => ({ ...words, carries: [...words.carries] })
const Numbers = z.array(z.number())

/** The indicators: written definitions, figures for any past day, and what each figure was made from. */
export function indicatorRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const dear = { rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  targetRoutes(app, house)
  const asked = askedIn(house)

  api.get('/indicators', {
    config: { access: 'anyone' }, schema: { summary: '指标目录和口径', tags: ['指标'], querystring: z.object({ ...listQuery, limit: listQuery.limit.default(200) }), response: answers({ 200: listOf(Definition) }) },
  }, (request, reply) => sendList(reply, request.query, '指标', async (page) => sliceOf([...house.indicators.values()].map((i) => ({ ...wordsOf(i), ...formulaOf(house, i) })), page), [
    { key: 'id', label: '编号', of: (i) => i.id }, { key: 'name', label: '名称', of: (i) => i.name }, { key: 'definition', label: '口径', of: (i) => i.definition }, { key: 'formula', label: '公式', of: (i) => i.formula }, { key: 'madeFrom', label: '来源', of: (i) => i.madeFrom },
    { key: 'kind', label: '类型', of: (i) => ({ stock: '时点数', flow: '时期数', ratio: '比率' })[i.kind] }, { key: 'direction', label: '方向', of: (i) => (i.direction === 'up' ? '越高越好' : '越低越好') }, { key: 'unit', label: '计量单位', of: (i) => i.unit },
    { key: 'owner', label: '负责', of: (i) => house.units.name(house.units.office(i.owner) ?? i.owner) }, { key: 'version', label: '口径版本', of: (i) => i.version },
  ]))

  api.get('/indicators/matrix', {
    config: { access: 'anyone' },
    schema: {
      summary: '全部指标 × 全部单位', description: '由事件得出的指标，各单位（含所属）的条数、数额合计和最近一条的数额，三种来源分列；数组与 units 同序。名录和比率类指标见各指标自己的地址。', tags: ['指标'],
      querystring: z.object({ from: DayText.optional().describe('不填即自始'), to: DayText.optional().describe('默认今日'), asOf: period.asOf }),
      response: answers({ 200: z.object({ units: z.array(z.object({ unit: z.string(), name: z.string() })), rows: z.array(z.object({ indicator: z.string(), source: z.string(), count: Numbers, amount: Numbers, last: Numbers })) }) }),
    },
  }, async (request, reply) => {
    const { from, to, asOf } = request.query
    const places = house.units.all.filter((u) => u.place)
    const kindsOf = (i: IndicatorDefinition) => ('events' in i.from ? i.from.events : 'reported' in i.from ? [i.from.reported] : [])
    const rows = await unitMatrix(house.db, [...house.indicators.values()].flatMap((i) => (kindsOf(i).length ? [{ id: i.id, kinds: kindsOf(i) }] : [])), places.map((u) => u.id),
      { from: from as Day | undefined, to: (to ?? today(house)) as Day, asOf: asOf as Day | undefined })
    return reply.send({ units: places.map((u) => ({ unit: u.id, name: u.place })), rows })
  })

  api.get('/indicators/:id', {
    config: { access: 'anyone' },
    schema: {
      summary: '一个指标的数值和算法', description: '按期末那一天有效的口径版本计算；definition 即那一版，wordings 是历次版本和各自的施行日。', tags: ['指标'], params: IndicatorId, querystring: z.object(period),
      response: answers({ 200: z.object({ definition: Definition, formula: z.string(), madeFrom: z.string(), newest: z.number().int(), figures: FiguresShape, steps: z.array(z.string()), wordings: z.array(z.unknown()) }) }),
    },
  }, async (request, reply) => {
    const newest = house.indicators.get(request.params.id)
    if (!newest) return refuse(reply, unknown)
    const of = asked(request.query)
    const { definition } = await definitionOn(house.db, newest, of.to)
    const { value, steps } = await indicatorValue(house.db, newest, of)
    return reply.send({ definition: wordsOf(definition), ...formulaOf(house, definition), newest: newest.version, figures: value, steps, wordings: await wordingsOf(house.db, newest.id) })
  })

  api.get('/indicators/:id/trend', {
    config: { access: 'anyone' },
    schema: {
      summary: '逐月数值', description: '时期数是当月的数，时点数是月末的数；各月按月末有效的口径版本。', tags: ['指标'], params: IndicatorId,
      querystring: z.object({ unit: period.unit, to: period.to, asOf: period.asOf, months: z.coerce.number().int().min(1).max(36).default(12) }),
      response: answers({ 200: z.object({ months: z.array(z.object({ month: z.string(), to: z.string(), version: z.number().int(), figures: FiguresShape })) }) }),
    },
  }, async (request, reply) => {
    const definition = house.indicators.get(request.params.id)
    if (!definition) return refuse(reply, unknown)
    const { from: _from, ...of } = asked(request.query)
    return reply.send({ months: await indicatorTrend(house.db, definition, { ...of, months: request.query.months }) })
  })

  api.get('/indicators/:id/by-unit', {
    config: { access: 'anyone' },
    schema: { summary: '各地的数值', tags: ['指标'], params: IndicatorId, querystring: z.object({ ...listQuery, ...period, depth: z.coerce.number().int().min(1).max(3).default(2).describe('1 省 2 市 3 县') }), response: answers({ 200: listOf(z.object({ unit: z.string(), unitName: z.string(), figures: FiguresShape })) }) },
  }, async (request, reply) => {
    const definition = house.indicators.get(request.params.id)
    if (!definition) return refuse(reply, unknown)
    const table: ByUnit[] = (await indicatorTable(house.db, definition, { ...asked(request.query), depth: request.query.depth })).map((row) => ({ ...row, unitName: house.units.name(row.unit) }))
    return sendList<ByUnit>(reply, request.query, definition.name, async (page) => sliceOf(table, page), [
      { key: 'unitName', label: '单位', of: (r) => r.unitName },
      ...(Object.entries(sourceWords) as [keyof Figures, string][]).map(([source, label]): Column<ByUnit> => ({ key: source, label, of: (r) => r.figures[source]?.value })),
    ])
  })

  api.get('/indicators/:id/evidence', {
    config: { access: 'official', ...dear },
    schema: {
      summary: '数值由哪些记录得出', description: '您无权查看的办件只显示条数和金额，不显示主体。', tags: ['指标'], ...signedIn, params: IndicatorId, querystring: z.object({ ...listQuery, ...period, source: z.enum(['system', 'verified', 'reported']).optional() }),
      response: answers({ 200: listOf(loose({ what: z.string(), id: z.number(), on: z.string(), source: z.string(), note: z.string(), isPart: z.boolean(), demo: z.boolean() })) }),
    },
  }, async (request, reply) => {
    const definition = house.indicators.get(request.params.id)
    if (!definition) return refuse(reply, unknown)
    return sendList<Piece>(reply, request.query, `${definition.name} 依据`, async ({ cursor, limit }) => {
      const after = cursor ? placeIn(cursor) : undefined
      const { pieces, total, next } = await evidence(house.db, definition, asked(request.query), { limit, ...(after ? { after } : {}), ...(request.query.source ? { source: request.query.source } : {}) })
      return { rows: await seenPieces(request.who, definition, pieces), total, ...(next ? { next: `${next.on}_${next.id}` } : {}) }
    }, [
      { key: 'on', label: '日期', of: (p) => p.on }, { key: 'source', label: '来源', of: (p) => sourceWords[p.source] }, { key: 'unit', label: '单位', of: (p) => (p.unit ? house.units.name(p.unit) : '') }, { key: 'party', label: '主体', of: (p) => p.party },
      { key: 'amount', label: '数额', of: (p) => p.amount }, { key: 'note', label: '说明', of: (p) => p.note }, { key: 'demo', label: '演示', of: (p) => p.demo },
    ])
  })

  /** A case someone may not see keeps its name to itself here too. */
  async function seenPieces(who: Who, definition: IndicatorDefinition, pieces: Piece[]): Promise<Piece[]> {
    const seen = await visibleAmong(house, who, pieces.flatMap((p) => p.caseId ?? []))
    const sides = 'share' in definition.from ? [definition.from.share, definition.from.of] : [definition.from]
    const closed = sides.flatMap((side) => ('register' in side ? house.registers.get(side.register) ?? [] : [])).find((r) => r.public === false)
    return pieces.map((p) => {
      // A line that no case put there is for those who read the register.
      if (p.caseId === undefined ? p.what === 'event' || !closed || seesLine(house.units, who, closed, p.unit ? { unit: p.unit } : {}) : seen.has(p.caseId)) return p
      const { party: _party, caseId: _caseId, seq: _seq, ...rest } = p
      return { ...rest, note: p.what === 'entry' ? '名录条目' : p.note }
    })
  }
}

function placeIn(cursor: string): { on: Day; id: number } | undefined {
  const read = /^(\d{4}-\d\d-\d\d)_(\d{1,15})$/.exec(cursor)
  return read && DayText.safeParse(read[1]).success ? { on: read[1] as Day, id: Number(read[2]) } : undefined
}

/** What is counted, in words. */
function formulaOf(house: House, { from, kind, reported, formula }: IndicatorDefinition): { formula: string; madeFrom: string } {
  type Side = Extract<IndicatorDefinition['from'], { share: unknown }>['share'] | { reported: string }
  const eventWords = (event: string) => {
    const [item, what = ''] = [event.slice(0, event.indexOf('.')), event.slice(event.indexOf('.') + 1)]
    const of = house.items.get(item)
    const step = of && Object.values(of.states).flatMap((state) => Object.entries(('steps' in state && state.steps) || {})).find(([id]) => id === what)?.[1]
    const label = (step as { label?: string } | undefined)?.label
    return !of ? event : label ? `${of.name}·${label}` : `${of.name}（${what}）`
  }
  const side = (s: Side): string => {
    if ('register' in s) {
      const register = house.registers.get(s.register)
      return `“${register?.name ?? s.register}”中${s.status === undefined ? '有效' : `状态为“${register?.statuses[s.status] ?? s.status}”`}的${s.parties ? '主体数（同一主体计一个）' : '条目数'}`
    }
    if ('reported' in s) return `各单位报送的“${s.reported}”${kind === 'stock' ? '最近一次的数' : '各期最近一次的数'}合计`
    return `“${s.events.map(eventWords).join('”“')}”的${s.parties ? '主体数（同一主体计一个）' : s.sum ? '数额合计' : '件数'}`
  }
  const sides: Side[] = 'share' in from ? [from.share, from.of] : [from]
  const made = [...new Set(sides.map((s) => ('register' in s ? '名录' : 'reported' in s ? '单位报送' : reported ? '办件中主体自报的数' : '办件的办理记录')))].join('、')
  return { formula: formula ?? sides.map(side).join(' ÷ '), madeFrom: made }
}
