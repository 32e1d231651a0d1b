import { dated } from '../../../../kernel/index.ts'
import { workdays } from '../../../../service/index.ts'

const custom = '业务惯例，待按正式文件核定'

export const rectifyLimit = dated('代理机构整改', custom, { '2020-01-01': workdays(15) })
export const checkLimit = dated('整改报告验收', custom, { '2020-01-01': workdays(10) })
