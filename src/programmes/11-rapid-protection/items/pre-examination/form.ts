import { type AnswersIn, choice, confirm, files, form, longText, optional, party, prefilled, region, section, text } from '../../../../service/index.ts'

export const kinds = { 发明: '发明', 实用新型: '实用新型', 外观设计: '外观设计' } as const
export const routes = {
  national: '普通国家申请', pct: 'PCT国际申请', phase: '进入中国国家阶段的国际申请', divisional: '分案申请', secret: '保密专利申请', dual: '同日申请发明和实用新型',
} as const
const ipc = /^[A-H]\d{2}[A-Z]( ?\d{1,4}\/\d{2,6})?$/
const locarno = /^\d{2}-\d{2}$/
export const symbolOf = (typed: string) => typed.normalize('NFKC').toUpperCase().replace(/\s/g, '')

export const preExaminationForm = form({
  who: section('申请主体', {
    applicant: prefilled({ party: 'name' }, party('申请人', { creditCode: 'required', help: '须已在保护中心备案' })),
    place: prefilled({ party: 'region' }, region('注册地')),
    agency: optional(party('专利代理机构')),
    contact: prefilled({ party: 'reach' }, text('联系人和电话', { maxLength: 60 })),
  }),
  what: section('拟申请的专利', {
    kind: choice('专利种类', kinds),
    route: choice('申请途径', routes),
    title: text('发明创造名称'),
    symbol: text('主分类号', { maxLength: 20, help: '发明、实用新型填国际专利分类号，如 B25J9/16；外观设计填洛迦诺分类号，如 14-02' }),
    abstract: longText('技术方案或设计要点'),
    papers: files('申请文件', { accept: ['pdf', 'docx', 'zip'] }),
    search: optional(files('自检和检索报告', { accept: ['pdf', 'docx'] })),
  }),
  promise: section('承诺', {
    same: confirm('预审合格后10日内以一致的文本正式提交，当日缴费，1个工作日内回传申请号'),
    answer: confirm('收到审查意见通知书后10日内答复'),
    undisclosed: confirm('本申请未公开，且不属于需要保密审查或者向外国申请的情形'),
  }),
}, {
  checks: [
    { at: 'what.route', ok: (a) => a.what.route === 'national', say: (a) => `${routes[a.what.route]}不在预审范围，请直接向国家知识产权局提交` },
    { at: 'what.symbol', ok: (a) => (a.what.kind === '外观设计' ? locarno.test(symbolOf(a.what.symbol)) : ipc.test(symbolOf(a.what.symbol))), say: (a) => (a.what.kind === '外观设计' ? '外观设计请填洛迦诺分类号，如 14-02' : '请填国际专利分类号，如 B25J 或 B25J9/16') },
  ],
})
export type PreExaminationAnswers = AnswersIn<typeof preExaminationForm>
