import { type AnswersIn, askedAnew, day, form, masked, optional, party, patentNumber, region, section, text } from '../../../../service/index.ts'

export const verificationForm = form({
  batch: section('批次', {
    batch: text('批次', { maxLength: 60, help: '如 2021年第2批' }),
    document: text('来文', { maxLength: 120 }),
    due: day('核查期限', { help: '批次载明的最后一日' }),
  }),
  filing: section('申请', {
    number: patentNumber('申请号'),
    title: askedAnew('批次所列的申请多未授权，名录中没有', optional(text('发明创造名称', { maxLength: 300 }))),
    applicant: party('申请人'),
    address: optional(text('申请人地址', { maxLength: 300 })),
    place: region('核查地', { help: '按申请人地址' }),
    contact: optional(masked(text('联系方式', { maxLength: 120 }))),
    agency: optional(text('代理机构', { maxLength: 120 })),
    types: optional(text('来文所列类型', { maxLength: 120, help: '照来文填写，不自行判断' })),
  }),
}, {
  checks: [{ at: 'batch.due', ok: (a, on) => a.batch.due >= on, say: '核查期限不得早于下发日' }],
})
export type VerificationAnswers = AnswersIn<typeof verificationForm>
