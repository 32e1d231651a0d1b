/** 第7项 创新知识产权金融服务：the interest subsidy for loans pledged with patents, and the ledger of payments. */
import { defineProgramme } from '../../service/index.ts'
import { indicators } from './indicators.ts'
import { interestSubsidy } from './items/interest-subsidy/index.ts'
import { registers } from './registers.ts'

export const programme = defineProgramme({ id: '07-finance', task: '7', name: '知识产权金融', items: [interestSubsidy], registers, indicators })
