import { dated, type Day, type Period } from '../../../../kernel/index.ts'
import { days, showPeriod, workdays } from '../../../../service/index.ts'

const custom = '业务惯例，待按正式文件核定'
const pilot = '福建省知识产权局〔2020〕1号公告（2020年7月3日，省级核准专用标志使用首批）'
const mark = '《地理标志专用标志使用管理办法（试行）》（国家知识产权局公告第354号，2020年4月3日）'

/** A protected product: where it may be made, to which standard, and where that is written. */
export interface GiProduct {
  name: string
  /** GB/T 2260 codes of the places within the protected area; a city's code stands for all its counties. */
  areas: readonly string[]
  /** Number of the standard without its year; absent until the office has entered it. */
  standard?: string
  /** What the area leaves open and the check on site settles. */
  area?: string
  source: string
}
const check = (text: string) => `${text}；标准号和保护范围待按公告核定`
const firstPublished: Record<string, GiProduct> = {
  'fuding-white-tea': { name: '福鼎白茶', areas: ['350982'], standard: 'DB35/T 1076', source: check(`福鼎市；${pilot}`) },
  'anxi-tieguanyin': { name: '安溪铁观音', areas: ['350524'], standard: 'GB/T 19598', area: '安溪县的19个乡镇，以GB/T 19598所列为准，由现场核查确认', source: check('GB/T 19598《地理标志产品 安溪铁观音》') },
  'wuyi-rock-tea': { name: '武夷岩茶', areas: ['350782'], standard: 'GB/T 18745', source: check('GB/T 18745《地理标志产品 武夷岩茶》') },
  'zhenghe-white-tea': { name: '政和白茶', areas: ['350725'], standard: 'GB/T 22109', source: check('GB/T 22109《地理标志产品 政和白茶》') },
  'tanyang-congou': { name: '坦洋工夫', areas: ['350981'], standard: 'GB/T 24710', source: check('GB/T 24710《地理标志产品 坦洋工夫》') },
  'yongchun-citron-tea': { name: '永春佛手', areas: ['350525'], standard: 'GB/T 21824', source: check('GB/T 21824《地理标志产品 永春佛手》') },
  'guanxi-pomelo': { name: '琯溪蜜柚', areas: ['350628'], standard: 'GB/T 27633', source: check('GB/T 27633《琯溪蜜柚》') },
  'dehua-white-porcelain': { name: '德化白瓷', areas: ['350526'], standard: 'GB/T 21998', source: check('GB/T 21998《地理标志产品 德化白瓷》') },
  'fuzhou-jasmine-tea': { name: '福州茉莉花茶', areas: ['350100'], area: '福州市内的产区以公告所列乡镇为准，由现场核查确认', source: check('国家知识产权局重点联系指导名录（第一批）') },
  'tongan-longan': { name: '同安凤梨穗龙眼', areas: ['350212'], source: check(custom) },
}
/** A change of area or standard is a new day with the whole list; cases keep the list of their rule day. */
export const products = dated('地理标志产品保护范围', '各产品保护公告和现行标准（逐项来源见各行）', { '2020-07-03': firstPublished }, { show: (all) => Object.values(all).map((p) => p.name).join('、') })
/** Names for the question; a product that has left the list is refused by its gate, not by silence. */
export const productNames: Record<string, string> = Object.fromEntries(products.versions().flatMap((v) => Object.entries(v.value)).map(([id, p]) => [id, p.name]))
export const productOn = (id: string, on: Day): GiProduct | undefined => products.on(on)[id]

export const reportAge = dated('检验报告有效期', custom, { '2020-07-03': 12 }, { unit: '个月' })
export const unusedMonths = dated('未使用专用标志达到停止使用的期间', `${mark}：2年内未在受保护的地理标志产品上使用专用标志`, { '2020-07-03': 24 }, { unit: '个月' })
/** Month and day of the following year by which a user reports. */
export const reportDue = dated('年度用标报告时间', custom, { '2020-07-03': '03-31' }, { show: (v) => `次年${Number(v.slice(0, 2))}月${Number(v.slice(3))}日前` })

const limit = (label: string, period: Period, source = custom) => dated(label, source, { '2020-07-03': period }, { show: showPeriod })
export const intakeLimit = limit('受理期限', workdays(5))
export const onsiteLimit = limit('现场核查期限', workdays(10))
export const provinceLimit = limit('省级核准期限', workdays(10))
export const longer = limit('省级核准延长', workdays(10))
export const shownFor = limit('公示期', workdays(5))
export const changeLimit = limit('变更审核期限', workdays(10))
export const rectifyLimit = limit('整改期限', days(60))
export const correctionLimit = limit('补正期限', workdays(10))
export const promised = limit('自受理至公示前的办理期限', workdays(20))
export const basis = `${mark}；${pilot}`
