import { daysBetween, foldName } from '../../../kernel/index.ts'
import { signalParameters } from './parameters.ts'
import type { Application, Given } from './types.ts'

/** Why two applications may read alike with good reason; nothing when none is known. */
export function excuseFor(a: Application, b: Application, given: Given): string | undefined {
  if (a.parent === b.key || b.parent === a.key || (a.parent !== undefined && a.parent === b.parent)) return '分案申请与原申请同文，属专利法实施细则允许'
  if (a.priorities?.includes(b.key) || b.priorities?.includes(a.key)) return '后一件要求前一件的优先权'
  if (!a.filed || !b.filed || !sharesApplicant(a, b)) return undefined
  const apart = Math.abs(daysBetween(a.filed, b.filed))
  const types = [a.type, b.type].sort().join()
  if (types === 'invention,utility-model' && apart <= signalParameters.pairDays.on(given.day)) return '同一申请人同日就同样的发明创造申请发明和实用新型（专利法第九条）'
  if (types === 'design,design' && apart <= signalParameters.seriesDays.on(given.day)) return '同一申请人的外观设计系列'
  return undefined
}

export const sharesApplicant = (a: Application, b: Application): boolean => {
  const names = new Set(a.applicants.map(foldName))
  return b.applicants.some((n) => names.has(foldName(n)))
}
