import { defineIndicator } from '../../service/index.ts'

export const awardIndicators = [
  defineIndicator({
    id: 'award-recommended', name: '专利奖推荐项目数', carries: ['5.1'], owner: 'use', version: 1, kind: 'flow', unit: '项', direction: 'up',
    definition: '设区市知识产权管理部门办理“同意推荐”的专利奖申报，按推荐日计；补正后再次提交的不重复计。', from: { events: ['patent-award.recommend'] },
  }),
  defineIndicator({
    id: 'award-granted', name: '专利奖授奖项目数', carries: ['5.1'], owner: 'use', version: 1, kind: 'flow', unit: '项', direction: 'up',
    definition: '省政府作出授奖决定并录入文号的项目，按录入日计；不含公示未通过、撤下和省政府未批准的项目，事后撤销的另计。', formula: '录入省政府授奖文号的项目件数', from: { events: ['patent-award.granted'] },
  }),
  defineIndicator({
    id: 'award-prize-paid', name: '专利奖奖金拨付额', carries: ['5.1'], owner: 'use', version: 1, kind: 'flow', unit: '分', direction: 'up',
    definition: '已拨付的省专利奖奖金合计，按拨付登记日计；不含对中国专利奖的配套奖励，不扣减事后追回。', formula: '登记拨付的奖金数额合计', from: { events: ['patent-award.paid'], sum: true },
  }),
  defineIndicator({
    id: 'award-revoked', name: '撤销专利奖项目数', carries: ['5.1'], owner: 'use', version: 1, kind: 'flow', unit: '项', direction: 'down',
    definition: '因骗取奖励或专利被宣告无效而撤销奖励的项目，按撤销日计。', formula: '作出撤销奖励决定的项目件数', from: { events: ['patent-award.revoked'] },
  }),
  defineIndicator({
    id: 'award-winners-in-force', name: '在册获奖专利数', carries: ['5.1'], owner: 'use', version: 1, kind: 'stock', unit: '件', direction: 'up',
    definition: '专利奖获奖名录中状态为“获奖”的专利，含中国专利奖和省专利奖；同一专利计一件。', from: { register: 'award-winners', status: 'awarded' },
  }),
  defineIndicator({
    id: 'experts-in-force', name: '在库评审专家数', carries: ['20.2'], owner: 'development-centre', version: 1, kind: 'stock', unit: '人', direction: 'up',
    definition: '专家库中状态为“在库”且在有效期内的专家，不论利害关系是否已核实。', from: { register: 'experts', status: 'active' },
  }),
]
