import { type Dated, dated, type Day } from '../../kernel/index.ts'

const own = '业务惯例（待按正式文件核定）'
const first: Day = '2020-01-01'

/** Whom a delay is told to: who leads the unit waited for, the unit above it, the leading group's office. */
export type Rung = 'leader' | 'above' | 'group'
const rungs: Record<Rung, string> = { leader: '本单位负责人', above: '上一级单位负责人', group: '领导小组办公室' }
type Ladder = readonly { after: number; to: Rung }[]
const ladderIn = (unit: string) => ({ show: (v: Ladder) => v.map((r) => `超${r.after}${unit}告知${rungs[r.to]}`).join('，') })

/** What a clock counts in, and when each rule speaks in it. */
export interface Rhythm { before: Dated<readonly number[]>; every: Dated<number>; ladder: Dated<Ladder>; again: Dated<number> }

/** Limits in days: counted in working days, spoken of on working days from this hour on. */
export const inDays: Rhythm = {
  before: dated<readonly number[]>('到期前提醒', own, { [first]: [3, 1] }, { show: (v) => `到期前${v.join('个、')}个工作日` }),
  every: dated('超期后再次提醒', own, { [first]: 3 }, { show: (v) => `每${v}个工作日` }),
  ladder: dated<Ladder>('超期提级', own, { [first]: [{ after: 3, to: 'leader' }, { after: 5, to: 'above' }, { after: 10, to: 'group' }] }, ladderIn('个工作日')),
  again: dated('提级后未知悉再次提醒', own, { [first]: 1 }, { show: (v) => `每${v}个工作日` }),
}
/** Limits in hours run through nights and holidays, and so does what reminds of them. */
export const inHours: Rhythm = {
  before: dated<readonly number[]>('小时计时限到期前提醒', own, { [first]: [4, 1] }, { show: (v) => `到期前${v.join('、')}小时` }),
  every: dated('小时计时限超时后再次提醒', own, { [first]: 4 }, { show: (v) => `每${v}小时` }),
  ladder: dated<Ladder>('小时计时限超时提级', own, { [first]: [{ after: 1, to: 'leader' }, { after: 4, to: 'above' }, { after: 12, to: 'group' }] }, ladderIn('小时')),
  again: dated('小时计时限提级后未知悉再次提醒', own, { [first]: 2 }, { show: (v) => `每${v}小时` }),
}
export const speaksFrom = dated('工作日提醒起始时刻', own, { [first]: 8 }, { unit: '时' })
/** Minutes until the second, third, … try of what could not be sent; after the last it is given up. */
export const retryAfter = dated<readonly number[]>('发送失败后重试间隔', own, { [first]: [1, 5, 30, 120, 480] }, { show: (v) => `${v.join('、')}分钟，共${v.length + 1}次` })
export const oldSecretHours = dated('更换密钥后旧密钥继续有效', own, { [first]: 72 }, { unit: '小时' })
