import { dated, type Dated, type Day, type Period } from '../../../../kernel/index.ts'
import { days, months, workdays } from '../../../../service/index.ts'

const rule71 = '《专利行政执法办法》（局令第71号，2015-07-01施行）'
const rule81 = '《专利纠纷行政裁决和调解办法》（局令第81号，2025-02-01施行）'
const custom = '业务惯例，待按正式文件核定'
const limit = (label: string, source: string, values: { readonly [from: Day]: Period }): Dated<Period> => dated(label, source, values)

/** Both rules give three months; they differ in how much longer a hard case may take. */
export const decideWithin = limit('办案期限', `${rule71}；${rule81}`, { '2015-07-01': months(3), '2025-02-01': months(3) })
export const longerBy = limit('案件复杂的延长', `${rule71}：经负责人批准延长1个月；${rule81}：合计不超过5个月`, { '2015-07-01': months(1), '2025-02-01': months(1) })
export const longerTimes = dated('延长次数', `${rule71}：1次；${rule81}：合计不超过5个月，按每次1个月计2次（逐次期限待按条文核定）`, { '2015-07-01': 1, '2025-02-01': 2 })

export const fileWithin = limit('立案审查期限', `${rule71}（5个工作日，待按条文核定）`, { '2015-07-01': workdays(5) })
export const serveWithin = limit('送达请求书副本期限', `${rule71}：自立案之日起5个工作日`, { '2015-07-01': workdays(5) })
export const defendWithin = limit('答辩期限', `${rule71}：自收到之日起15日；逾期不答辩不影响审理`, { '2015-07-01': days(15) })
export const forwardWithin = limit('转送答辩书期限', `${rule71}：自收到之日起5个工作日`, { '2015-07-01': workdays(5) })
export const noticeBefore = dated('口头审理通知提前的工作日数', `${rule71}（至少3个工作日，待按条文核定）`, { '2015-07-01': 3 })
export const leastHandlers = dated('承办人员最少人数', `${rule71}：3名或者3名以上单数（待按条文核定）`, { '2015-07-01': 3 })
export const publicNotice = limit('公告送达期限', '《民事诉讼法》公告送达条款（2021年修正，2022-01-01施行，由60日改为30日）', { '2013-01-01': days(60), '2022-01-01': days(30) })
export const correctWithin = limit('请求书补正期限', custom, { '2015-07-01': days(15) })
export const publishWithin = limit('裁决公开期限', `${rule71}：作出之日起20个工作日`, { '2015-07-01': workdays(20) })
export const sueWithin = limit('起诉期限', '《专利法》第六十五条：自收到处理通知之日起15日', { '2009-10-01': days(15) })
export const urgeFor = limit('催告期限', '《行政强制法》第五十四条：催告书送达10日后仍未履行', { '2012-01-01': days(10) })
export const enforceWithin = limit('申请强制执行期限', '《行政强制法》第五十三条：自起诉期限届满之日起3个月', { '2012-01-01': months(3) })

const caseTypes = { 'patent-infringement': '专利侵权纠纷', 'fake-patent': '假冒专利', trademark: '商标侵权' } as const
export type CaseType = keyof typeof caseTypes
const levels = { province: '省', city: '设区市', county: '县' } as const
export type Level = keyof typeof levels
/** One line of the competence table: which level may handle which type of case, and on what text. */
export interface Competence { level: Level; caseType: CaseType; basis: string }
const of = (caseType: CaseType, basis: string, ...at: Level[]): Competence[] => at.map((level) => ({ level, caseType, basis }))
const disputes2010 = '《专利法实施细则》（2010年修订）第七十九条：省级和管理工作量大、有实际处理能力的设区的市'
const disputes2023 = '《专利法实施细则》（2023年修订）第九十五条：省级和地级市'

/** Competence is an organ level and a case type from a day, never the name of a role. A county needs a commission, which is not a line here. */
export const competence = dated<readonly Competence[]>('办案权限', '专利法、专利法实施细则、商标法', {
  '2010-02-01': [
    ...of('patent-infringement', disputes2010, 'province', 'city'),
    ...of('fake-patent', '《专利法》（2008年修正）第六十三条', 'province', 'city'),
    ...of('trademark', '《商标法》第六十条', 'city', 'county'),
  ],
  '2021-06-01': [
    ...of('patent-infringement', disputes2010, 'province', 'city'),
    ...of('fake-patent', '《专利法》（2020年修正）第六十八条：县级以上负责专利执法的部门', 'province', 'city', 'county'),
    ...of('trademark', '《商标法》（2019年修正）第六十条', 'city', 'county'),
  ],
  '2024-01-20': [
    ...of('patent-infringement', disputes2023, 'province', 'city'),
    ...of('fake-patent', '《专利法》（2020年修正）第六十八条：县级以上负责专利执法的部门', 'province', 'city', 'county'),
    ...of('trademark', '《商标法》（2019年修正）第六十条', 'city', 'county'),
  ],
}, { show: (lines) => Object.entries(caseTypes).map(([type, name]) => `${name}：${lines.filter((l) => l.caseType === type).map((l) => levels[l.level]).join('、')}`).join('；') })
export const competentFor = (caseType: CaseType, level: Level, day: Day): Competence | undefined =>
  competence.on(day).find((c) => c.caseType === caseType && c.level === level)

const allPowers = { ask: '询问有关当事人', site: '现场检查', product: '检查有关产品', books: '查阅、复制合同、发票、账簿', seize: '查封、扣押' } as const
export type Power = keyof typeof allPowers
/** 《专利法》第六十九条、《商标法》第六十二条: what may be done to find the facts differs by the type of case. */
export const powersByType = dated<Record<CaseType, readonly Power[]>>('调查权限', '《专利法》（2020年修正）第六十九条；《商标法》第六十二条', {
  '2010-02-01': { 'patent-infringement': ['ask', 'site', 'product'], 'fake-patent': ['ask', 'site', 'product', 'books', 'seize'], trademark: ['ask', 'site', 'product', 'books', 'seize'] },
}, { show: (by) => Object.entries(caseTypes).map(([type, name]) => `${name}：${by[type as CaseType].map((p) => allPowers[p]).join('、')}`).join('；') })
/** The choices an officer has in an adjudication: seizure and copying of books are not among them on any day. */
export const adjudicationPowers: Record<string, string> = Object.fromEntries(
  [...new Set(powersByType.versions().flatMap((v) => v.value['patent-infringement']))].map((p) => [p, allPowers[p]]))
