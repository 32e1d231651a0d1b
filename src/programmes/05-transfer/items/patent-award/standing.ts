import { addMonths, compareRatio, type Dated, ratio, type Ratio, type Refusal, showDay, showRatio } from '../../../../kernel/index.ts'
import { barredBy, type Gate, type PartyRef, type Told } from '../../../../service/index.ts'
import { kindOf } from './form.ts'
import { agreeShare, floors, type Grade, gradeOrder, grades, presentShare, quotas, statusHolds } from './parameters.ts'

/** The line of the patent in the status register, and of an earlier award, as the case is told them. */
const patentOf = (c: Told) => c.facts.patent as { status?: string; data: Record<string, any> } | undefined
const wonOf = (c: Told) => c.facts.won as { status?: string; data: Record<string, any> } | undefined

const entry = '福建省专利奖年度申报通知：申报条件'
const about = (holds: (line: NonNullable<ReturnType<typeof patentOf>>) => boolean, say: string) => (c: Told): true | string => {
  const line = patentOf(c)
  // A patent nobody has looked up is refused by the gate “registered” alone, in one sentence.
  return !line || holds(line) || say
}

/** Nobody who holds the patent may be barred from prizes: the unit that applies, or another patentee. */
export const barred = barredBy('award', (c) => [c.answers.award?.applicant, ...(c.answers.people?.patentees ?? []).map((p: PartyRef) => ({ name: p.name, ...(p.creditCode ? { creditCode: p.creditCode } : {}) }))])

/** What must be true of the patent at every stage, because patents lapse and are attacked while juries sit. */
export const awardGates: Record<string, Gate> = {
  registered: { label: '法律状态已核录', basis: entry, holds: (c) => {
    const line = patentOf(c)
    if (!line) return `专利法律状态核录中没有 ${c.answers.patent?.number}，请先由运用处或保护处核录`
    const until = addMonths(line.data.checkedOn, statusHolds.on(c.ruleDay))
    if (c.today > until) return `法律状态核录于${showDay(line.data.checkedOn)}，已超过有效期，请重新核录后办理`
    return line.data.granted === c.answers.patent.granted || `所填授权公告日与核录的${showDay(line.data.granted)}不一致，请核对`
  } },
  valid: { label: '专利有效', basis: entry, holds: about((l) => l.status === 'valid', '专利权已不再有效，不能参评') },
  annuity: { label: '年费已缴', basis: entry, holds: about((l) => l.data.annuity === 'paid', '欠缴年费或滞纳金，请缴清后申请重新核录') },
  invalidation: { label: '不在无效宣告程序中', basis: entry, holds: about((l) => l.data.invalidation === 'none', '专利正在无效宣告程序中，不能参评') },
  ownership: { label: '无权属纠纷', basis: entry, holds: about((l) => l.data.dispute === 'none', '存在权属或发明人纠纷，不能参评') },
  normal: { label: '非正常申请', basis: '《关于规范申请专利行为的办法》（国家知识产权局公告第411号）', holds: about((l) => l.data.abnormal === 'no', '经国家知识产权局认定为非正常专利申请，不能参评；对认定不服的，请先依法申请行政复议或者提起诉讼') },
  consequences: barred.gate,
  neverWon: { label: '未曾获奖', basis: entry, holds: (c) => {
    const won = wonOf(c)
    const prize = won?.data.award === 'national' ? '中国专利奖' : '福建省专利奖'
    return !won || won.data.case === c.number || `该专利已获${prize}（${won.data.round}年度），不得重复参评`
  } },
}
/** What a submission is held to. Looking the patent up is the office's work and comes before the recommendation. */
export const atSubmission = Object.keys(awardGates).filter((g) => g !== 'registered')
export const failing = (c: Told): string[] => Object.values(awardGates).flatMap((g) => { const held = g.holds(c); return held === true ? [] : [`${g.label}：${held}`] })

/** Whether the numbers of a vote can be, and whether they carry. */
export function voteRefusals(c: Told): Refusal[] {
  const { members, present, agree } = c.input as { members: number; present: number; agree: number }
  if (present > members) return [{ code: 'vote-impossible', at: 'present', say: `到会${present}人多于应到${members}人，请核对` }]
  if (agree > present) return [{ code: 'vote-impossible', at: 'agree', say: `同意${agree}票多于到会${present}人，请核对` }]
  return []
}
const reaches = (part: number, whole: number, share: Dated<Ratio>, c: Told) => whole > 0 && compareRatio(ratio(part, whole), share.on(c.ruleDay)) >= 0
export function quorumRefusals(c: Told): Refusal[] {
  const { members, present } = c.input
  if (reaches(present, members, presentShare, c)) return []
  const needed = showRatio(presentShare.on(c.ruleDay))
  return [{ code: 'no-quorum', at: 'present', say: `到会${present}人，不足应到${members}人的${needed}，本次表决无效，请重新召开` }]
}
export const carried = (c: Told): boolean => reaches(c.input.agree, c.input.present, agreeShare, c)
export function carriedRefusals(c: Told): Refusal[] {
  if (carried(c)) return []
  const { agree, present } = c.input, needed = showRatio(agreeShare.on(c.ruleDay))
  return [{ code: 'not-carried', at: 'agree', say: `同意${agree}票，不足到会${present}人的${needed}，未获通过；请办理“表决未通过”` }]
}

export const scoreOf = (c: Told): number => c.memo.tally?.value.total ?? 0
const lost = ['removed', 'declined', 'disqualified', 'withdrawn']
const holding = (c: Told, grade: Grade): number => ((c.facts.sameRound ?? []) as { state: string; marks: Record<string, unknown> }[])
  .filter((p) => p.marks.grade === grade && !lost.includes(p.state)).length
/** Places of a grade that other cases of the round have not taken. */
export const placesLeft = (c: Told, grade: Grade): number => quotas.on(c.ruleDay)[grade] - holding(c, grade)

/** A grade needs its score and a free place; places may stay vacant, scores may not be stretched. */
export function gradeRefusals(c: Told, grade: Grade): Refusal[] {
  const floor = floors.on(c.ruleDay)[grade], left = placesLeft(c, grade), most = quotas.on(c.ruleDay)[grade]
  return [
    ...(scoreOf(c) >= floor ? []
      : [{ code: 'below-floor', at: 'grade', say: `评审得分${scoreOf(c)}，低于${grades[grade]}最低分${floor}（${floors.source}）` }]),
    ...(left > 0 ? []
      : [{ code: 'quota-full', at: 'grade', say: `${c.answers.award.round}年度${grades[grade]}${most}个名额已用完，请改拟其他等级或名额空缺` }]),
  ]
}
/** The lowest grade the score reaches has no place, nor has any below it. */
export const nothingLeft = (c: Told): boolean => gradeOrder.filter((g) => scoreOf(c) >= floors.on(c.ruleDay)[g]).every((g) => placesLeft(c, g) <= 0) && !belowEverything(c)
export const belowEverything = (c: Told): boolean => gradeOrder.every((g) => scoreOf(c) < floors.on(c.ruleDay)[g])
export const isDesign = (c: Told): boolean => kindOf(c.answers) === '外观设计'
