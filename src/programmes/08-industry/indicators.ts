import { defineIndicator } from '../../service/index.ts'

export const industryIndicators = [
  defineIndicator({
    id: 'navigation-accepted', name: '通过验收的专利导航项目', carries: ['8.3'], owner: 'use', version: 1, kind: 'flow', unit: '项', direction: 'up',
    definition: '经成果评审合格、必备模块齐全、省局通过验收的专利导航项目，按验收日计，一项一次；只立项、只交报告的不计。', from: { events: ['navigation-project.accepted'] },
  }),
  defineIndicator({
    id: 'navigation-adopted', name: '专利导航成果被采用次数', carries: ['8.3'], owner: 'use', version: 1, kind: 'flow', unit: '次', direction: 'up',
    definition: '成果入库发布后，被规划、政策、预算、立项、招商等采用并有证明材料的，按登记日计，一份文件一次；入库发布以前作出的文件不计。', from: { events: ['navigation-project.adopted'] },
  }),
  defineIndicator({
    id: 'navigation-bases-in-force', name: '在册专利导航服务基地', carries: ['8.3'], owner: 'use', version: 1, kind: 'stock', unit: '个', direction: 'up',
    definition: '专利导航服务基地名录中状态为“在册”的，各级合计；责令改进和已撤销的不计。基地自报的项目数不计入任何指标。', from: { register: 'navigation-bases', status: 'active' },
  }),
]
