import type { Example, Walk } from '../../../../service/index.ts'

const file = { hash: 'b'.repeat(64), name: '整改报告.pdf', size: 30_720 }
const sound = {
  agency: { who: { name: '演示·福州榕城示例专利代理事务所（普通合伙）', creditCode: '91350102DEM000137F' }, place: '350102' },
  matter: { batch: '演示·2022年第1批', filings: 12, demand: '说明承办情况，检查立案审核和署名代理师管理，提交整改报告' },
}

export const rectificationExamples: Example[] = [
  { name: '批次中有该机构代理的申请', on: '2022-06-06', raw: sound, expect: {} },
  { name: '没有一件由其代理', on: '2022-06-06', raw: { ...sound, matter: { ...sound.matter, filings: 0 } }, expect: { refusedAt: ['matter.filings'] } },
]
const asked: Walk['steps'] = [{ step: 'ask', as: 'city' }]
const reported: Walk['steps'] = [...asked, { step: 'report', as: 'agency', after: 9, input: { measures: '建立立案前检索和发明人核实制度，清退两名挂名代理师', report: [file] } }]
export const rectificationWalks: Walk[] = [
  { name: '整改报告验收通过', on: '2022-06-06', raw: sound, ends: 'accepted', demo: true, steps: [...reported, { step: 'accept', as: 'leader', after: 5, input: { opinion: '制度已建立，抽查三件立案记录齐全' } }] },
  { name: '退回一次后验收通过', on: '2022-06-07', raw: { ...sound, matter: { ...sound.matter, batch: '演示·2021年第2批' } }, ends: 'accepted', demo: true, steps: [
    ...reported, { step: 'return', as: 'city', after: 4, input: { defects: '没有说明署名代理师的处理' } }, { step: 'report', as: 'agency', after: 7, input: { measures: '补充署名代理师的处理情况', report: [file] } }, { step: 'accept', as: 'leader', after: 2, input: { opinion: '已补充' } }] },
  { name: '正在整改', on: '2022-09-15', raw: { ...sound, matter: { ...sound.matter, batch: '演示·2022年第2批' } }, ends: 'rectifying', demo: true, steps: asked },
  { name: '拒不整改，移送专利代理监管', on: '2022-06-06', raw: sound, ends: 'referred', steps: [...asked, { step: 'refer', as: 'leader', after: 30, input: { reason: '逾期未提交整改报告' } }] },
]
