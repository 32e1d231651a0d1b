import { type Day, type Finding, found } from '../../../kernel/index.ts'
import { signalParameters as p, signalWeights } from './parameters.ts'
import { by, digits } from './read.ts'
import { type Reading, type Rule, type SignalFamily, signalFamilies } from './types.ts'

/** How a subject stands: nothing noted, something to look at, more than one thing, or a lead borne out by independent families. Never what it is: that only the national office says. */
export const standings = { none: '未见提示', hint: '提示', attention: '关注', lead: '疑似线索' } as const
export type Standing = keyof typeof standings

export interface Stood { standing: Standing; score: number; families: SignalFamily[]; seen: Rule[]; blind: Rule[] }

/** What all signals of a subject come to together. The more is seen the higher; what could not be looked at counts neither way. */
export function standingOf(readings: readonly Reading[], day: Day): Finding<Stood> {
  const seen = readings.filter((r) => r.outcome === 'seen'), blind = readings.filter((r) => r.outcome === 'blind').map((r) => r.rule)
  const score = digits(1 - seen.reduce((rest, r) => rest * (1 - r.strength * signalWeights[r.rule].on(day)), 1))
  const families = (Object.keys(signalFamilies) as SignalFamily[]).filter((f) => seen.some((r) => r.family === f))
  const needed = p.leadFamilies.on(day)
  const standing: Standing = !seen.length ? 'none' : score >= p.lead.on(day) && families.length >= needed ? 'lead' : score >= p.attention.on(day) ? 'attention' : 'hint'
  const names = families.map((f) => signalFamilies[f]).join('、')
  return found({ standing, score, families, seen: seen.map((r) => r.rule), blind },
    `综合分＝1−Π（1−强度×权重）＝${score}`,
    ...seen.map((r) => `${r.rule}：强度${r.strength}，${by(signalWeights[r.rule], day)}`),
    ...(blind.length ? [`缺数据未作判断：${blind.join('、')}，不计入综合分`] : []),
    by(p.attention, day), by(p.lead, day), by(p.leadFamilies, day),
    standing === 'none' ? '能比对的范围内未见提示，不等于没有问题'
      : `信号来自${families.length}族（${names}），列为“${standings[standing]}”${standing === 'attention' && score >= p.lead.on(day) ? `；综合分已达线索门槛，但独立信号不足${needed}族，不列为线索` : ''}`,
    '本结果只供人工核对，不是认定；认定由国家知识产权局作出，当事人可以说明和申诉')
}
