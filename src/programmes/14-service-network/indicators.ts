import { defineIndicator } from '../../service/index.ts'

export const networkIndicators = [
  defineIndicator({
    id: 'service-nodes-in-force', name: '在册公共服务机构数', carries: ['14.1', '14.3'], owner: 'use', version: 1, kind: 'stock', unit: '个', direction: 'up',
    definition: '公共服务网点名录中状态为“在册”的机构，各种类型合计；责令改进的不计。按服务地点分地市。', from: { register: 'service-nodes', status: 'active' },
  }),
  defineIndicator({
    id: 'service-nodes-filed', name: '新备案网点数', carries: ['14.1'], owner: 'use', version: 1, kind: 'flow', unit: '个', direction: 'up',
    definition: '公示期满、省局同意备案的信息公共服务网点，按同意日计；事后移出的不扣减，另计。', formula: '同意备案的网点件数', from: { events: ['service-node.filed'] },
  }),
  defineIndicator({
    id: 'service-node-reports', name: '网点年度报告提交数', carries: ['14.1'], owner: 'use', version: 1, kind: 'flow', unit: '份', direction: 'up',
    definition: '在册网点提交的年度报告，按提交日计。报告中的服务人次为网点自报，不计入任何系统生成的指标。', from: { events: ['service-node.report'] },
  }),
]
