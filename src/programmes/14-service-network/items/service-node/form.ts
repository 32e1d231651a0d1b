import { type AnswersIn, choice, confirm, files, form, longText, number, optional, party, prefilled, region, section, several, text } from '../../../../service/index.ts'
import { hosts, services } from './parameters.ts'

export const nodeForm = form({
  host: section('承办单位', {
    unit: prefilled({ party: 'name' }, party('单位名称', { creditCode: 'required' })),
    kind: choice('单位类型', hosts),
    place: region('服务地点所在地'),
    address: text('服务地址', { maxLength: 120 }),
    contact: prefilled({ party: 'reach' }, text('联系人及电话', { maxLength: 60 })),
  }),
  work: section('服务条件', {
    services: several('服务内容', services),
    free: confirm('基础服务免费；专业化服务低成本收费并公示价目'),
    hours: text('开放时间', { maxLength: 80, help: '如 周一至周五 8:30—17:30' }),
    staff: number('专职人员', { whole: true, min: 0, unit: '人' }),
    room: number('服务场所面积', { min: 0, unit: '平方米' }),
    rules: longText('工作制度要点'),
    proof: optional(files('场所、设备和制度材料')),
  }),
}, {
  checks: [
    { at: 'work.services', ok: (a) => a.work.services.includes('search'), say: '信息公共服务网点至少须提供检索服务' },
    { at: 'work.staff', ok: (a) => a.work.staff >= 1, say: '至少须有1名专职人员' },
  ],
})
export type NodeAnswers = AnswersIn<typeof nodeForm>
