import { dated } from '../../kernel/index.ts'

const own = '业务惯例，待按正式文件核定'

/** A brief names what turns red by itself within this many days. */
export const aheadFor = dated('专报预警范围', own, { '2020-01-01': 30 }, { unit: '日' })
/** As many red places as one reads; the rest is counted, and stands in the account. */
export const mostNamed = dated('通报、专报逐条列出的红灯处数', own, { '2020-01-01': 30 }, { unit: '处' })
/** A table longer than this is no document any more, only a workbook. */
export const mostRows = dated('台账文稿最多行数', own, { '2020-01-01': 3000 }, { unit: '行' })
