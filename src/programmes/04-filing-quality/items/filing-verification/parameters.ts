import { dated } from '../../../../kernel/index.ts'
import { type Consequence, consequences, months, workdays } from '../../../../service/index.ts'

const custom = '业务惯例，待按正式文件核定'

export const signInLimit = dated('核查件签收', custom, { '2020-01-01': workdays(1) })
/** The batch says when it must be over; this only bounds what no batch would say. */
export const termLimit = dated('核查最长期限', `批次载明期限的从其期限（${custom}）`, { '2020-01-01': months(6) })
export const collectLimit = dated('市级汇总', custom, { '2020-01-01': workdays(2) })
export const reviewLimit = dated('省级复核', custom, { '2020-01-01': workdays(3) })
/** Nobody is put down as out of reach after one call. */
export const leastAttempts = dated('认定失联前的联系次数', custom, { '2020-01-01': 3 }, { unit: '次' })
export const leastMeans = dated('认定失联前的联系方式', custom, { '2020-01-01': 2 }, { unit: '种' })
export const acknowledgeLimit = dated('撤销后果的知悉', custom, { '2020-01-01': workdays(5) })

export const means = { phone: '电话', letter: '邮寄', interview: '约谈', visit: '现场核查' } as const
/** What came of asking. The last is a result too: asked, and neither withdrawn nor explained. */
export const outcomes = { retracted: '主动撤回', appealed: '申诉', lost: '失联', 'false-address': '地址虚假', elsewhere: '非本辖区', refusing: '拒不撤回', unexplained: '未说明' } as const
export type Outcome = keyof typeof outcomes

/** How long a door stays closed, in months from the day of the identification; what is not listed has no end of its own. */
export const gravities = { usual: '一般', repeated: '屡犯等情节严重' } as const
export type Gravity = keyof typeof gravities
type Held = Readonly<Record<Gravity, number>>
export const heldFor = dated<Readonly<Partial<Record<Consequence, Held>>>>('处理后果的期限',
  `不予减缴费用、不予资助奖励：情节严重的五年（局令第75号第四条、公告第411号；局令第77号施行后待按其条文核定）；其余${custom}`, {
    '2017-04-01': { fee: { usual: 12, repeated: 60 }, subsidy: { usual: 12, repeated: 60 }, award: { usual: 24, repeated: 60 }, 'pre-exam': { usual: 12, repeated: 24 } },
  }, { show: (v) => Object.entries(v).map(([kind, h]) => `${consequences[kind as Consequence]}：一般${h.usual}个月，情节严重${h.repeated}个月`).join('；') })

/** Who in the province has to act on what follows. */
export const recipients = { use: '运用处', centre: '保护中心', city: '设区市局' } as const
export type Recipient = keyof typeof recipients
export const toldOf: Record<Consequence, Recipient> = { fee: 'city', subsidy: 'use', award: 'use', 'pre-exam': 'centre', statistics: 'city', announce: 'city' }
