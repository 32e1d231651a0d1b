/** Task 14, 公共服务体系: where people can go for help with intellectual property, and how a place becomes one of them. */
import { defineProgramme } from '../../service/index.ts'
import { networkIndicators } from './indicators.ts'
import { serviceNode } from './items/service-node/index.ts'
import { serviceNodes } from './registers.ts'

export const programme = defineProgramme({
  id: '14-service-network', task: '14', name: '公共服务体系', items: [serviceNode], registers: [serviceNodes], indicators: networkIndicators,
})
