/** How experts are drawn by lot and their sheets summed, so that a stranger can draw and sum again. */
import { drawPanel } from './draw.ts'
import { tallySheets } from './tally.ts'
import type { PanelRules } from './types.ts'

export type { Candidate, Criterion, Drawn, Judged, Named, PanelRules, ScoreSheet, Tally } from './types.ts'
export { whyRecused } from './draw.ts'
export { deviations } from './tally.ts'

/** The method under a programme's own numbers. */
export const panelUnder = (rules: PanelRules) => ({
  draw: (of: Parameters<typeof drawPanel>[1]) => drawPanel(rules, of),
  tally: (of: Parameters<typeof tallySheets>[1]) => tallySheets(rules, of),
})

/** The numbers in common use: three years for a former employer, trimming from five sheets, eight earlier panels. */
export const usualRules: PanelRules = {
  formerEmployerYears: 3, trimFrom: 5, enoughHistory: 8,
  fields: { technical: '技术', patent: '专利审查或法律', industry: '产业', finance: '财务评估' },
}
export const expertPanel = panelUnder(usualRules)
