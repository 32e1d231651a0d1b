import { choice, defineRegister, optional, several, text } from '../../service/index.ts'
import { hosts, services } from './items/service-node/parameters.ts'

/** Where someone can go for help, by kind, place and what can be done there today. */
export const serviceNodes = defineRegister({
  id: 'service-nodes', name: '公共服务网点名录', keyLabel: '编号',
  fields: {
    name: text('机构名称'),
    type: choice('类型', {
      platform: '省平台', branch: '分平台', regional: '区域平台', station: '工作站', window: '代办处窗口', point: '节点', node: '网点', tisc: '技术与创新支持中心（TISC）', 'university-centre': '高校国家知识产权信息服务中心', navigation: '专利导航服务基地',
    }),
    host: optional(choice('承办单位类型', hosts)), address: text('服务地址'), contact: optional(text('联系方式')), services: several('服务内容', services), hours: text('开放时间'),
  },
  public: ['name', 'type', 'address', 'services', 'hours'], statuses: { active: '在册', improving: '责令改进', removed: '已移出' }, lapsed: ['removed'], keptBy: ['use', 'development-centre'],
})
