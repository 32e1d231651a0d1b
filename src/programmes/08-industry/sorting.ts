import { sharedRoots, type Proposal } from '../../engines/navigation/index.ts'
import { foldName, type Instant, isNo, no, type Result, yes } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { patentsOf, provinces } from '../../platform/library/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { lineOf, type PatentLine } from '../../platform/search/index.ts'
import type { Shown } from './figure-thread.ts'
import { type Asked, behind, drawFigure, linesOf } from './figures.ts'
import { chainOf, effectsOf, groupsOf, optionsNow, placedOf, type TreeNode } from './judgements.ts'
import type { MatrixKind, Rule } from './kinds.ts'
import { askedIn, knownKeys, noSuch, oneAtATime, type RoomView, roomView, seen, worked } from './store.ts'

/** 功效词, all of them in place of those before. */
export async function writeEffects(house: House, who: Who, id: string, effects: readonly Rule[]): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  const names = effects.map((e) => e.name.trim()), twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) return no({ code: 'same-name', at: 'effects', say: twice ? `有两个功效都叫“${twice}”` : '有功效没有名称' })
  const bare = effects.find((e) => !e.terms?.length && !e.ipc?.length)
  if (bare) return no({ code: 'words-missing', at: 'effects', say: `“${bare.name}”没有词，也没有分类号` })
  await oneAtATime(house, id, async (tx) => {
    await rows(tx, 'delete from navigation_effect where room_id = $1', [id])
    for (const [i, e] of effects.entries()) await rows(tx, 'insert into navigation_effect (room_id, no, name, terms, ipc, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)', [id, i + 1, names[i], e.terms ?? [], e.ipc ?? [], who.name, house.now()])
  })
  return roomView(house, who, id)
}

/** Puts applications into a cell, takes them out of it, or (nothing) leaves them to words and classes again. */
export async function place(house: House, who: Who, id: string, of: { node: string; effect?: string; numbers: readonly string[]; belongs: boolean | null; why: string }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  if (!of.why.trim()) return no({ code: 'why-missing', at: 'why', say: '请写明为什么归入或移出' })
  const keys = await knownKeys(house, of.numbers)
  if (isNo(keys)) return keys
  const written = await oneAtATime(house, id, async (tx): Promise<Result<void>> => {
    const tree = await rows<TreeNode>(tx, 'select no, parent, level, name, terms, ipc from navigation_node where room_id = $1 order by no', [id])
    if (![1, 2, 3].some((level) => chainOf(tree, level).some((rule) => rule.name === of.node))) return no({ code: 'no-such-node', at: 'node', say: `现行技术分解表没有“${of.node}”` })
    if (of.effect !== undefined && !(await effectsOf(tx, id)).rules.some((e) => e.name === of.effect)) return no({ code: 'no-such-effect', at: 'effect', say: `现行功效词没有“${of.effect}”` })
    for (const key of keys.value) {
      await rows(tx, 'insert into navigation_placing (room_id, node, effect, key, belongs, why, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [id, of.node, of.effect ?? null, key, of.belongs, of.why.trim(), who.id, who.name, house.now()])
    }
    return yes(undefined)
  })
  return written.ok ? roomView(house, who, id) : written
}

/** The project's own limits for strong and missing, or with neither the parameters' again. */
export async function setThresholds(house: House, who: Who, id: string, of: { least?: number; strong?: string; why: string }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  if (!of.why.trim()) return no({ code: 'why-missing', at: 'why', say: '请写明为什么改界限；它会印在图表和报告里' })
  if ((of.least === undefined) !== (of.strong === undefined)) return no({ code: 'half-missing', at: of.least === undefined ? 'least' : 'strong', say: '两个界限要一起写' })
  if (of.strong !== undefined && !(Number(of.strong) > 0)) return no({ code: 'not-positive', at: 'strong', say: '倍数须大于0' })
  await rows(house.db, 'insert into navigation_threshold (room_id, least, strong, why, by_id, by_name, on_day, at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [id, of.least ?? null, of.strong ?? null, of.why.trim(), who.id, who.name, today(house), house.now()])
  return roomView(house, who, id)
}

/** Counts applicants under a group, or each by itself again. */
export async function putGroup(house: House, who: Who, id: string, of: { names: readonly string[]; group: string | null; why: string }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  const group = of.group?.trim() ?? null, names = [...new Map(of.names.map((name) => [foldName(name), name.trim()])).values()].filter(Boolean)
  if (group === '') return no({ code: 'group-missing', at: 'group', say: '请写明集团名称' })
  if (names.length === 0) return no({ code: 'names-missing', at: 'names', say: '请写明并入哪些申请人' })
  if (!of.why.trim()) return no({ code: 'why-missing', at: 'why', say: '请写明依据，例如年报、工商登记的出资关系；名称相像不是依据' })
  const written = await oneAtATime(house, id, async (tx): Promise<Result<void>> => {
    if (group !== null) {
      const standing = await groupsOf(tx, id)
      const over = standing.find((g) => g.name !== group && g.of.some((line) => foldName(line.name) === foldName(group) && foldName(g.name) !== foldName(group)))
      if (over) return no({ code: 'group-is-part', at: 'group', say: `“${group}”自己已并入“${over.name}”，请直接并入“${over.name}”` })
      const heads = standing.filter((g) => g.name !== group && names.some((name) => foldName(name) === foldName(g.name)))
      if (heads.length) return no({ code: 'name-is-group', at: 'names', say: `${heads.map((g) => `“${g.name}”`).join('、')}下已并有申请人，请先把它们改并入“${group}”` })
    }
    for (const name of names) await rows(tx, 'insert into navigation_group (room_id, name, folded, group_name, why, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [id, name, foldName(name), group, of.why.trim(), who.id, who.name, house.now()])
    return yes(undefined)
  })
  return written.ok ? roomView(house, who, id) : written
}

export interface HoldersView { search: number | null; holders: { name: string; kind: string; n: number; group: string | null }[]; proposals: (Proposal & { n: number })[] }
/** The applicants of the newest search, and whose names begin alike; whether they belong together a person finds out. */
export async function holdersView(house: House, who: Who, id: string): Promise<Result<HoldersView>> {
  if (!(await seen(house, who, id))) return noSuch
  const search = await askedIn(house, id)
  if (!search) return yes({ search: null, holders: [], proposals: [] })
  const { figure } = await drawFigure(house, search.asked, 'applicants', {})
  const groupOf = new Map((await groupsOf(house.db, id)).flatMap((g) => g.of.map((line) => [foldName(line.name), g.name] as const)))
  const holders = figure.lines.map(({ cells: [name, kind, n] }) => ({ name: String(name!.value), kind: String(kind!.value), n: Number(n!.value), group: groupOf.get(foldName(String(name!.value))) ?? null }))
  const places = [...Object.keys(provinces), ...house.units.all.map((u) => u.place)].flatMap((place) => [place, place.replace(/[省市县区]$/, '')])
  const nOf = new Map(holders.map((h) => [h.name, h.n]))
  const proposals = sharedRoots(holders.filter((h) => h.kind === '企业').map((h) => h.name), places)
    // What is together already needs no proposal.
    .filter((p) => p.names.some((name) => groupOf.get(foldName(name)) === undefined || groupOf.get(foldName(name)) !== groupOf.get(foldName(p.names[0]!))))
    .map((p) => ({ ...p, n: p.names.reduce((sum, name) => sum + nOf.get(name)!, 0) }))
  return yes({ search: search.id, holders, proposals })
}

export interface MatrixAsk { kind: MatrixKind; search?: number; level: number }
export interface MatrixView { figure: Shown; search: number; may: { work: boolean } }
/** A matrix as it would be drawn now, to sort in. */
export async function matrixView(house: House, who: Who, id: string, of: MatrixAsk): Promise<Result<MatrixView>> {
  const made = await matrixNow(house, who, id, of)
  if (isNo(made)) return made
  const { asked, search, options } = made.value
  const { figure } = await drawFigure(house, asked, of.kind, options)
  return yes({ figure, search, may: { work: (await worked(house, who, id)).ok } })
}
export interface CellView { total: number; hits: PatentLine[]; hand: { key: string; line: PatentLine | null; belongs: boolean; why: string; by: string; at: Instant }[] }
/** The applications in one cell of it, and what people said of any application in this cell. */
export async function matrixCell(house: House, who: Who, id: string, of: MatrixAsk & { line: string; column: string; skip: number; take: number }): Promise<Result<CellView>> {
  const made = await matrixNow(house, who, id, of)
  if (isNo(made)) return made
  const keys = await behind(house, made.value.asked, of.kind, made.value.options, of)
  if (isNo(keys)) return keys
  const hand = (await placedOf(house.db, id)).filter((p) => p.node === of.line && p.effect === (of.kind === 'gaps' ? null : of.column))
  const lines = new Map((await patentsOf(house.db, hand.map((h) => h.key))).map((p) => [p.key, lineOf(p, '')]))
  return yes({ total: keys.value.length, hits: await linesOf(house, keys.value, of.skip, of.take), hand: hand.map(({ key, belongs, why, by, at }) => ({ key, belongs, why, by, at, line: lines.get(key) ?? null })) })
}
async function matrixNow(house: House, who: Who, id: string, of: MatrixAsk): Promise<Result<{ asked: Asked; search: number; options: Parameters<typeof drawFigure>[3] }>> {
  const room = await seen(house, who, id)
  if (!room) return noSuch
  const search = await askedIn(house, id, of.search)
  if (!search) return no({ code: 'no-such-search', at: 'search', say: of.search === undefined ? '还没有检索记录，先在“检索策略”里检索' : '这个项目室没有这次检索' })
  const options = await optionsNow(house.db, room, of.kind, { level: of.level }, today(house))
  return isNo(options) ? options : yes({ asked: search.asked, search: search.id, options: options.value })
}
