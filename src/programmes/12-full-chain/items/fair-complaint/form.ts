import { readPatentNumber } from '../../../../kernel/index.ts'
import { type AnswersIn, choice, confirm, files, form, instant, longText, optional, party, prefilled, region, section, text } from '../../../../service/index.ts'

export const rights = { patent: '发明或者实用新型专利', design: '外观设计专利', trademark: '注册商标', copyright: '著作权', gi: '地理标志' } as const
const isPatent = (kind: keyof typeof rights) => kind === 'patent' || kind === 'design'

export const complaintForm = form({
  fair: section('展会', {
    exhibition: text('展会编号', { maxLength: 40, help: '见展会名录或者现场公告' }),
    place: prefilled({ register: 'exhibitions', field: 'place', by: 'fair.exhibition' }, region('展会举办地')),
    booth: text('被投诉展位号', { maxLength: 40 }),
    received: optional(instant('工作站收到书面投诉的时刻', { help: '由工作站代录书面投诉时填写；在线提交的以提交时刻为准' })),
  }),
  parties: section('当事人', {
    applicant: prefilled({ party: 'name' }, party('投诉人')),
    standing: choice('投诉人身份', { owner: '权利人', licensee: '被许可人或者其他利害关系人' }),
    agent: optional(text('代理人', { help: '委托代理的，请附授权委托书' })),
    respondent: party('被投诉参展商', { help: '知道统一社会信用代码的请填写，对方据此可以在线查看和陈述' }),
  }),
  right: section('权利', {
    kind: choice('权利类型', rights),
    number: text('权利号', { maxLength: 60, help: '专利号、商标注册号、登记号' }),
    proof: files('权利有效证明', { help: '专利证书、公告和法律状态证明；商标注册证；著作权登记或者首发证明' }),
  }),
  complaint: section('投诉', {
    goods: text('被投诉展品'),
    facts: longText('理由'),
    evidence: files('证据'),
    followUp: optional(files('上届同一投诉的后续法律程序证明', { help: '上届展会就同一权利投诉过同一参展商的，须提交起诉、请求行政处理等证明' })),
    truth: confirm('投诉内容属实，愿意承担投诉不实的责任'),
  }),
}, {
  checks: [
    { at: 'right.number', ok: (a) => !isPatent(a.right.kind) || readPatentNumber(a.right.number).ok, say: (a) => { const read = readPatentNumber(a.right.number); return read.ok ? '' : read.refusals[0]!.say } },
    { at: 'right.kind', ok: (a) => { const read = readPatentNumber(a.right.number); return !isPatent(a.right.kind) || !read.ok || (read.value.kind === '外观设计') === (a.right.kind === 'design') }, say: '专利号的种类与所选权利类型不一致，请核对' },
    { at: 'parties.respondent', ok: (a) => a.parties.applicant.name !== a.parties.respondent.name, say: '投诉人和被投诉人不能是同一主体' },
  ],
})
export type ComplaintAnswers = AnswersIn<typeof complaintForm>
