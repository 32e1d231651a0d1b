import { readPatentNumber } from '../../../../kernel/index.ts'
import { type AnswersIn, choice, day, files, form, longText, optional, party, patentNumber, prefilled, region, rows, section, several, text } from '../../../../service/index.ts'

const kindOf = (patent: string) => { const read = readPatentNumber(patent); return read.ok ? read.value.kind : undefined }

export const acts = { make: '制造', use: '使用', offer: '许诺销售', sell: '销售', import: '进口' } as const
export const reliefs = { stop: '责令立即停止侵权行为', destroy: '责令销毁侵权产品和专用设备、模具', delist: '责令停止许诺销售、撤下侵权产品' } as const

export const adjudicationForm = form({
  parties: section('当事人', {
    applicant: prefilled({ party: 'name' }, party('请求人')),
    standing: choice('请求人身份', { owner: '专利权人', exclusive: '独占实施许可合同的被许可人', heir: '专利权的合法继承人', other: '与本件无直接利害关系' }),
    agent: optional(text('请求人的代理人', { help: '委托代理人的，请在证据中附授权委托书' })),
    respondent: party('被请求人', { help: '知道统一社会信用代码的请填写，对方据此可以在线查看和答辩' }),
    address: text('被请求人送达地址'),
  }),
  right: section('专利权', {
    patent: patentNumber('专利号'),
    title: prefilled({ register: 'patent-status', field: 'title', by: 'right.patent' }, text('专利名称')),
    granted: prefilled({ register: 'patent-status', field: 'granted', by: 'right.patent' }, day('授权公告日')),
    fees: choice('年费缴纳情况', { paid: '已缴纳，专利权有效', lapsed: '未缴纳或专利权已终止' }),
    claims: longText('主张的权利要求', { help: '写明以哪几项权利要求为准' }),
    report: optional(files('专利权评价报告', { help: '实用新型、外观设计专利，可要求出具' })),
  }),
  dispute: section('侵权纠纷', {
    acts: several('侵权行为', acts),
    connection: choice('管辖连结点', { respondent: '被请求人所在地', infringement: '侵权行为地' }),
    place: region('所在地或行为地'),
    scope: choice('案件范围', { ordinary: '一般案件', 'cross-city': '跨设区市', major: '在全省有重大影响' }),
    facts: longText('事实和理由'),
    evidence: rows('证据目录', { name: text('证据名称'), source: text('来源'), proof: optional(text('公证书号或存证号')) }, { most: 60 }),
    files: files('证据材料', { most: 40 }),
  }),
  request: section('请求', {
    relief: several('请求事项', reliefs, { help: '赔偿数额不能裁决，可在本件中申请调解，或者另行起诉' }),
    mediation: choice('是否愿意就赔偿等事项调解', { yes: '愿意', no: '不愿意' }),
    sued: choice('是否已就本纠纷向人民法院起诉', { no: '未起诉', yes: '已起诉' }),
    arbitration: choice('是否约定仲裁', { no: '没有', yes: '有' }),
  }),
}, {
  asks: [{ at: 'right.report', when: (a) => kindOf(a.right.patent) !== '发明' }],
  checks: [
    { at: 'parties.standing', ok: (a) => a.parties.standing !== 'other', say: '请求人须是专利权人或者利害关系人；与本件无直接利害关系的，不能提出请求' },
    { at: 'parties.respondent', ok: (a) => a.parties.applicant.name !== a.parties.respondent.name && (!a.parties.respondent.creditCode || a.parties.applicant.creditCode !== a.parties.respondent.creditCode), say: '请求人和被请求人不能是同一主体' },
    { at: 'right.granted', ok: (a, on) => a.right.granted <= on, say: '专利权自授权公告之日起生效，公告日前不能就侵权纠纷提出请求' },
    { at: 'right.fees', ok: (a) => a.right.fees === 'paid', say: '专利权已终止的，不能请求处理此后的侵权纠纷；对终止前的行为可向人民法院起诉' },
    { at: 'request.sued', ok: (a) => a.request.sued === 'no', say: '已就本纠纷向人民法院起诉的，不予受理；请等候人民法院处理，或者撤诉后再提出' },
    { at: 'request.arbitration', ok: (a) => a.request.arbitration === 'no', say: '有仲裁约定的，请按约定申请仲裁' },
  ],
})
export type AdjudicationAnswers = AnswersIn<typeof adjudicationForm>
