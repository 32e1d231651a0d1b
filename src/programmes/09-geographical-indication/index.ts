/** 第9项 地理标志：who may use the mark on which product, what they report, and what becomes of their right. */
import { defineProgramme } from '../../service/index.ts'
import { indicators } from './indicators.ts'
import { markProduct } from './items/mark-product/index.ts'
import { registers } from './registers.ts'

export const programme = defineProgramme({ id: '09-geographical-indication', task: '9', name: '地理标志', items: [markProduct], registers, indicators })
