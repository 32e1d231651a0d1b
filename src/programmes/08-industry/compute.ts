import {
  abroad, advantages, applicants, citationLeaders, coApplicants, concentration, control, fieldStructure, type Figure, gaps, inventorTeams, ipcStructure, lifeCycle, type NavigationRow, origins, regionAt, regions,
  statusStructure, techniqueEffect, transfers, trend, underGroups,
} from '../../engines/navigation/index.ts'
import { type Day, decimal, type Ratio, showDay } from '../../kernel/index.ts'
import { countsHolders, type FigureKind, type FigureOptions } from './kinds.ts'

/** What the figures go by beside the rows: the day, the numbers in force, and the names of codes. */
export interface FigureRules {
  today: Day
  lag: number
  window: number
  seedling: number
  change: Ratio
  topCited: Ratio
  gapLeast: number
  gapStrong: Ratio
  places: Readonly<Record<string, string>>
  /** Of symbols and of what they stand under; and the field of each symbol with the table that says so, when one is loaded. */
  titles: Readonly<Record<string, string>>
  fields?: { from: string; of: Readonly<Record<string, string>> }
  home: { code: string; name: string }
}

const most = 200
/** A longer table of a matrix; a province of ten cities and 35 fields has 350 lines. */
const mostPairs = 1_000

/** One figure over the rows. A network brings its nodes with it. */
export function figureOf(rows: readonly NavigationRow[], kind: FigureKind, of: FigureOptions, rules: FigureRules): Figure & { beside?: Figure } {
  if (!of.groups?.length || !countsHolders(kind)) return plainFigure(rows, kind, of, rules)
  const { rows: merged, note } = underGroups(rows, of.groups), figure = plainFigure(merged, kind, of, rules)
  return note ? { ...figure, notes: [...figure.notes ?? [], note] } : figure
}

function plainFigure(rows: readonly NavigationRow[], kind: FigureKind, of: FigureOptions, rules: FigureRules): Figure & { beside?: Figure } {
  const placeOf = (code: string) => rules.places[code]
  const fieldOf = (symbol: string) => rules.fields?.of[symbol]
  const withTable = (figure: Figure): Figure => (rules.fields
    ? { ...figure, steps: [...figure.steps, `技术领域对照表：${rules.fields.from}`] }
    : { ...figure, lines: [], say: '还没有载入WIPO技术领域对照表，不能归入领域；由管理员在专利库载入后即可' })
  const depth = of.depth ?? 'city', within = of.within ?? (of.depth === 'province' ? undefined : rules.home.code)
  switch (kind) {
    case 'trend': return trend(rows, rules.today, rules)
    case 'life-cycle': return lifeCycle(rows, rules.today, rules)
    case 'applicants': return applicants(rows, most)
    case 'concentration': return concentration(rows)
    case 'origins': return origins(rows, countryName, most)
    case 'abroad': return abroad(rows, most)
    case 'ipc': return ipcStructure(rows, of.ipcLevel ?? 'subclass', of.ipcOf ?? 'all', (symbol) => rules.titles[symbol], most)
    case 'fields': return withTable(fieldStructure(rows, fieldOf, most))
    case 'status': return statusStructure(rows)
    case 'regions': return regions(rows, depth, within, placeOf, most)
    case 'advantages': {
      const figure = advantages(rows, {
        regionOf: (row) => { const at = regionAt(row, depth); return at && (depth === 'province' || at.startsWith(rules.home.code.slice(0, 2))) ? at : undefined },
        technologiesOf: (row) => (of.by === 'subclass' ? row.ipc.map((symbol) => symbol.slice(0, 4)) : row.ipc.flatMap((symbol) => fieldOf(symbol) ?? [])), nameOf: placeOf, most: mostPairs,
      })
      return of.by === 'subclass' ? figure : withTable(figure)
    }
    case 'co-applicants': { const { ties, nodes } = coApplicants(rows, most); return { ...ties, beside: nodes } }
    case 'inventors': { const { ties, nodes } = inventorTeams(rows, most); return { ...ties, beside: nodes } }
    case 'transfers': return transfers(rows, most)
    case 'citations': return citationLeaders(rows, most)
    case 'control': return control(rows, rules.topCited, most)
    case 'technique-effect': return techniqueEffect(rows, of.techniques ?? [], of.effects ?? [], of.placed)
    case 'gaps': {
      const own = of.thresholds
      const figure = gaps(rows, of.chain ?? [], { province: rules.home, ...(of.city ? { city: { code: of.city, name: placeOf(of.city) ?? of.city } } : {}) }, own ? { least: own.least, strong: decimal(own.strong) } : { least: rules.gapLeast, strong: rules.gapStrong }, of.placed)
      return own ? { ...figure, notes: [...figure.notes ?? [], `界限由本项目设定：不足${own.least}件为缺，相对${own.strong}倍以上为强。理由：${own.why}（${own.by}，${showDay(own.day)}）`] } : figure
    }
  }
}

const countries = new Intl.DisplayNames('zh', { type: 'region' })
/** Codes of ST.3 are those of ISO 3166 but for the offices, which have no place. */
const officeNames: Record<string, string> = { EP: '欧洲专利局', WO: '世界知识产权组织', EA: '欧亚专利局', OA: '非洲知识产权组织', AP: '非洲地区知识产权组织' }
const countryName = (code: string): string => officeNames[code] ?? (/^[A-Z]{2}$/.test(code) ? countries.of(code) ?? code : code)
