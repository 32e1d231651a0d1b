import { patentCheck } from '../../../../kernel/index.ts'
import type { Example, Walk } from '../../../../service/index.ts'

const numbered = (digits: string) => `${digits}.${patentCheck(digits)}`
const file = (name: string) => ({ hash: 'd'.repeat(64), name, size: 20_480 })
const batch = { batch: '演示·2022年第1批', document: '演示来文（2022年第1批核查名单）', due: '2022-06-30' }
const sound = {
  batch, filing: {
    number: numbered('202110000101'), title: '演示·一种多功能鞋架', applicant: { name: '演示·晋江五店市示例鞋业有限公司', creditCode: '91350582DEM0000657' }, address: '福建省泉州市晋江市示例路1号', place: '350582',
    contact: '0595-00000004', agency: '演示·福州榕城示例专利代理事务所（普通合伙）', types: '①',
  },
}
const of = (digits: string, title: string, name: string, creditCode: string, place: string) => ({ batch, filing: { ...sound.filing, number: numbered(digits), title, applicant: { name, creditCode }, place, address: undefined } })
const xiamen = of('202110000102', '演示·一种折叠支架', '演示·厦门同安示例果业专业合作社', '93350212DEM0001106', '350212')
const fuzhou = of('202110000103', '演示·一种图像识别方法', '演示·福州闽光示例科技有限公司', '91350102DEM000014E', '350102')
const anxi = of('202120000104', '演示·一种茶叶揉捻机', '演示·安溪西坪示例茶业有限公司', '91350524DEM000102D', '350524')
const change = (section: 'batch' | 'filing', more: object) => ({ ...sound, [section]: { ...sound[section], ...more } })

export const verificationExamples: Example[] = [
  { name: '批次中的一件发明专利申请', on: '2022-06-01', raw: sound, expect: {} },
  { name: '没有名称、地址和代理机构的，照样下发', on: '2022-06-01', raw: change('filing', { title: undefined, address: undefined, agency: undefined, contact: undefined, types: undefined }), expect: {} },
  { name: '申请号校验位不对', on: '2022-06-01', raw: change('filing', { number: '202110000101.0' }), expect: { refusedAt: ['filing.number'] } },
  { name: '期限已过的批次', on: '2022-07-01', raw: sound, expect: { refusedAt: ['batch.due'] } },
]

type Steps = Walk['steps']
const contact = (means: string, reached: string, after = 1): Steps[number] => ({ step: 'contact', as: 'handler', after, input: { means, reached, note: '按来文所附联系方式' } })
const began: Steps = [{ step: 'issue', as: 'province' }, { step: 'signIn', as: 'handler', after: 1 }]
const reached: Steps = [...began, contact('phone', 'yes')]
const summed: Steps = [{ step: 'collect', as: 'city', after: 4 }, { step: 'review', as: 'province', after: 3 }, { step: 'report', as: 'province', after: 1 }]
const retracted: Steps = [...reached, { step: 'retract', as: 'handler', after: 5, input: { statement: [file('撤回声明.pdf')], note: '申请人自愿撤回' } }]
const appealed: Steps = [...reached, { step: 'appeal', as: 'handler', after: 5, input: { says: '提交研发记录、样机照片，说明系真实研发', papers: [file('申诉材料.pdf')] } }]
const decided = (result: string): Steps[number] => ({ step: 'conclude', as: 'province', after: 29, input: { result, on: '2022-07-18', document: '演示国家局结论', note: '按来文登记' } })
const imposed: Steps = [...retracted, ...summed, decided('identified'), { step: 'impose', as: 'leader', after: 2, input: { kinds: ['subsidy', 'award', 'pre-exam', 'statistics'], gravity: 'repeated', document: '演示处理意见' } }]
const carried: Steps = [...imposed, { step: 'carryOutUse', as: 'use', after: 5, input: { done: '已停止一件在办的贴息申请' } }]
const overturned: Steps = [...carried, { step: 'overturn', as: 'leader', after: 40, input: { document: '演示复议决定', reason: '经复议，认定被撤销' } }]
const ackAll: Steps = [{ step: 'acknowledgeUse', as: 'use', after: 1, input: { done: '追还程序已终止，已追还的款项退回' } }, { step: 'acknowledgeCentre', as: 'centre', after: 1, input: { done: '已恢复预审备案' } }, { step: 'acknowledgeCity', as: 'city', after: 1, input: { done: '已更正统计' } }]
const ends = (name: string, step: string, input: object, raw: object = sound, before: Steps = reached): Walk => ({ name, on: '2022-06-06', raw, ends: ({ lose: 'lost', findFalse: 'falseAddress', sendElsewhere: 'elsewhere', refuse: 'refusing', leaveOpen: 'unexplained' } as Record<string, string>)[step]!, steps: [...before, { step, as: 'handler', after: 1, input }] })

export const verificationWalks: Walk[] = [
  { name: '主动撤回，汇总复核后上报', on: '2022-06-06', raw: sound, ends: 'reported', demo: true, steps: [...retracted, ...summed] },
  { name: '申诉，国家局未予认定', on: '2022-06-06', raw: fuzhou, ends: 'cleared', demo: true, steps: [...appealed, ...summed, decided('cleared')] },
  { name: '三次联系不上，列为失联', on: '2022-06-06', raw: xiamen, ends: 'lost', demo: true, steps: [...began, contact('phone', 'no'), contact('letter', 'no', 5), contact('phone', 'no'), { step: 'lose', as: 'handler', after: 1, input: { note: '登记电话停机，信件退回' } }] },
  { name: '联系到而未说明', on: '2022-06-06', raw: anxi, ends: 'collected', demo: true, steps: [...reached, { step: 'leaveOpen', as: 'handler', after: 5, input: { note: '期限内未撤回，也未提交材料' } }, { step: 'collect', as: 'city', after: 3 }] },
  { name: '认定后处理，复议撤销认定，后果一并撤销并告知', on: '2022-06-06', raw: sound, ends: 'overturned', steps: [...overturned, ...ackAll] },
  { name: '认定后处理', on: '2022-06-06', raw: sound, ends: 'identified', steps: carried },
  ends('现场核查地址不存在', 'findFalse', { note: '所写602室，该楼共五层' }, sound, [...began, contact('visit', 'no')]),
  ends('跨省协查', 'sendElsewhere', { how: 'assist', where: '江西省', note: '申请人已迁往江西' }, sound),
  ends('拒不撤回', 'refuse', { note: '申请人明确表示不撤回，也不说明' }),
  { name: '省复核退回，更正为撤回后上报', on: '2022-06-06', raw: sound, ends: 'reported', steps: [
    ...reached, { step: 'leaveOpen', as: 'handler', after: 1, input: { note: '未表态' } }, { step: 'collect', as: 'city', after: 1 }, { step: 'sendBack', as: 'province', after: 1, input: { reason: '请再联系一次' } },
    { step: 'retract', as: 'handler', after: 1, input: { statement: [file('撤回声明.pdf')] } }, ...summed] },
  { name: '汇总前申请人改变主意', on: '2022-06-06', raw: sound, ends: 'collected', steps: [...appealed, { step: 'reopen', as: 'handler', after: 1, input: { reason: '申请人来电改为撤回' } }, { step: 'retract', as: 'handler', after: 1, input: { statement: [file('撤回声明.pdf')] } }, { step: 'collect', as: 'city', after: 1 }] },
]
