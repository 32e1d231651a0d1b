import { choice, day, defineRegister, longText, money, number, optional, text } from '../../service/index.ts'
import { uses } from './items/navigation-project/parameters.ts'

/** Places that make and explain navigation for an industry; city extensions are lines of their own. */
export const navigationBases = defineRegister({
  id: 'navigation-bases', name: '专利导航服务基地名录', keyLabel: '编号',
  fields: {
    name: text('基地名称'), host: text('建设单位'), level: choice('级别', { national: '国家级', provincial: '省级', city: '市级拓展' }), industry: text('服务产业', { maxLength: 200 }),
    address: text('服务地址'), staff: optional(number('专职人员', { whole: true, min: 0, unit: '人' })), document: text('认定文件', { maxLength: 120, help: '文件名称和文号' }),
    projects: optional(number('上年完成导航项目', { whole: true, min: 0, unit: '项', help: '建设单位自报，不计入系统指标' })), checked: optional(day('最近一次年度检查')), contact: optional(text('联系方式')),
  },
  public: ['name', 'host', 'level', 'industry', 'address'], statuses: { active: '在册', improving: '责令改进', removed: '已撤销' }, lapsed: ['removed'], keptBy: ['use', 'development-centre'],
})

/** Which document, budget or project used a result: the only figure by which navigation is worth its cost. */
export const navigationAdoptions = defineRegister({
  id: 'navigation-adoptions', name: '专利导航成果采用台账', keyLabel: '采用编号',
  fields: {
    project: text('导航项目'), use: choice('用于', uses), document: text('采用的文件、预算或项目'), number: optional(text('文号或编号')), body: text('作出单位'), amount: optional(money('涉及金额')),
    how: longText('采用了哪条结论'), case: text('办件号'), followed: optional(day('最近跟踪日')), found: optional(longText('后续情况')),
  },
  public: false, statuses: { used: '在用', done: '已落实', dropped: '没有落实' }, lapsed: ['dropped'], ownReadable: true,
})
