import { hash } from 'node:crypto'
import { type Changed } from '../../engines/navigation/index.ts'
import { isNo, no, type Result, yes } from '../../kernel/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { citationsMark, classesOf, libraryVersion, navigationTexts, patentsOf, provinces } from '../../platform/library/index.ts'
import { lineOf, partialWords, type PatentLine, type PatentQuery, searchEngine, searchOf } from '../../platform/search/index.ts'
import { aside } from '../../platform/threads/index.ts'
import type { FigureRules } from './compute.ts'
import type { FigureAnswer, FigureDrawn, FigureQuestion, KeptText } from './figure-thread.ts'
import { type FigureKind, type FigureOptions, readsClasses, readsTexts } from './kinds.ts'
import { gapLeast, gapStrong, lifeChange, lifeSeedling, lifeWindow, publicationLag, topCitedPart } from './parameters.ts'

/** More is no field of technology any more, and a figure over it says nothing of one. */
export const mostRows = 100_000

/** A search as it stands: all it finds, of which state of the library, and whether that is everything. */
export interface Asked { query: PatentQuery; keys: string[]; total: number; library: string; say?: string; /** The query in simplified characters, where it was typed in traditional ones. */ simplified?: string }

const thread = aside<FigureQuestion, FigureAnswer>(new URL('./figure-thread.ts', import.meta.url))

export async function ask(house: House, query: PatentQuery): Promise<Result<Asked>> {
  const search = searchOf(query)
  if (isNo(search)) return search
  const engine = searchEngine(house)
  const found = await engine.all(search.value, mostRows)
  if (isNo(found)) return found
  const [version, { size }] = await Promise.all([libraryVersion(house.db), engine.state()])
  const { ids, total, partial, read } = found.value
  return yes({
    query, keys: ids, total, library: `${size.toLocaleString('zh-CN')}件（第${version}号更新）`,
    ...(partial ? { say: partialWords } : total > ids.length ? { say: `共${total.toLocaleString('zh-CN')}件，图表只统计最近公开的${ids.length.toLocaleString('zh-CN')}件；请缩小检索范围` } : {}),
    ...(read?.simplified ? { simplified: read.simplified } : {}),
  })
}

/** One figure over what a search found, computed aside. */
export async function drawFigure(house: House, asked: Asked, kind: FigureKind, options: FigureOptions): Promise<FigureDrawn> {
  const answer = await compute(house, asked, kind, options, { want: 'figure' })
  if (!('drawn' in answer)) throw new Error('the thread drew no figure')
  return answer.drawn
}
/** The same to be kept: both parts as text, as they are written down. */
export async function keptFigure(house: House, asked: Asked, kind: FigureKind, options: FigureOptions): Promise<KeptText> {
  const answer = await compute(house, asked, kind, options, { want: 'kept' })
  if (!('drawn' in answer) || answer.drawn.keys === undefined) throw new Error('the thread drew no figure')
  return { figure: JSON.stringify(answer.drawn.figure), keys: answer.drawn.keys }
}
export async function csvFigure(house: House, asked: Asked, kind: FigureKind, options: FigureOptions): Promise<string> {
  const answer = await compute(house, asked, kind, options, { want: 'csv' })
  if (!('csv' in answer)) throw new Error('the thread wrote no table')
  return answer.csv
}
/** The applications behind one number of a figure. */
export async function behind(house: House, asked: Asked, kind: FigureKind, options: FigureOptions, at: { line: string; column: string }): Promise<Result<string[]>> {
  const answer = await compute(house, asked, kind, options, { want: 'keys', ...at })
  return 'found' in answer && answer.found ? yes(answer.found) : no({ code: 'no-such-number', at: 'line', say: '图表中没有这个数字，检索结果可能已经变化，请刷新后再看' })
}
/** What is different between a kept figure and the same computed again. */
export async function compareFigures(before: KeptText, now: KeptText): Promise<Changed[]> {
  const answer = await thread({ want: 'changes', before, now })
  if (!('changed' in answer)) throw new Error('the thread compared nothing')
  return answer.changed
}

async function compute(house: House, asked: Asked, kind: FigureKind, options: FigureOptions, want: { want: 'figure' | 'kept' | 'csv' | 'keys'; line?: string; column?: string }): Promise<FigureAnswer> {
  const withTexts = readsTexts(kind)
  // The same rows for whoever asks the same of the same state of the library, and of its citations, which come a moment later.
  const set = hash('sha256', `${asked.library} ${await citationsMark(house.db)} ${withTexts} ${asked.keys.length} ${asked.keys.join()}`, 'base64')
  const classes = readsClasses(kind) ? await classesOf(house.db, asked.keys) : { titles: {} }
  const question = { set, kind, options, rules: { ...rulesOf(house), ...classes }, ...want }
  const answer = await thread(question)
  if (!('lacking' in answer)) return answer
  const texts: string[] = []
  for await (const text of navigationTexts(house.db, asked.keys, withTexts)) texts.push(text)
  return thread({ ...question, texts })
}

function rulesOf(house: House): Omit<FigureRules, 'titles' | 'fields'> {
  const day = today(house), { units } = house
  return {
    today: day, lag: publicationLag.on(day), window: lifeWindow.on(day), seedling: lifeSeedling.on(day), change: lifeChange.on(day), topCited: topCitedPart.on(day), gapLeast: gapLeast.on(day), gapStrong: gapStrong.on(day),
    places: { ...Object.fromEntries(Object.entries(provinces).map(([name, head]) => [`${head}0000`, name])), ...Object.fromEntries(units.all.flatMap((u) => (u.code && u.place ? [[u.code, u.place]] : []))) },
    home: { code: units.root.code!, name: units.root.place },
  }
}

/** A page of the applications behind a number, in the order given. */
export async function linesOf(house: House, keys: readonly string[], skip: number, take: number): Promise<PatentLine[]> {
  return (await patentsOf(house.db, keys.slice(skip, skip + take))).map((patent) => lineOf(patent, ''))
}
