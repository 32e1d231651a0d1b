import { defineService, desk, files, form, longText, number, party, prefilled, region, section, text } from '../../../../service/index.ts'
import { rectificationExamples, rectificationWalks } from './examples.ts'
import { checkLimit, rectifyLimit } from './parameters.ts'

const rectificationForm = form({
  agency: section('代理机构', { who: prefilled({ party: 'name' }, party('机构名称', { creditCode: 'required' })), place: prefilled({ party: 'region' }, region('所在地')) }),
  matter: section('整改事项', { batch: text('涉及批次', { maxLength: 60 }), filings: number('涉及申请', { whole: true, min: 0, unit: '件' }), demand: longText('整改要求') }),
}, { checks: [{ at: 'matter.filings', ok: (a) => a.matter.filings > 0, say: '批次中没有该机构代理的申请，不发整改通知' }] })

/** An agency whose clients' applications stand in a batch is asked how they came about and what it changes; its report is kept with the batch. */
export const agencyRectification = defineService({
  id: 'agency-rectification', name: '代理机构整改', numbered: '代理整改', carries: ['4.1'], version: 1, basis: '《专利代理条例》《专利代理管理办法》；整改程序为业务惯例，待按正式文件核定',
  guide: { who: '被要求整改的专利代理机构', brings: ['整改报告'], fee: '不收费', gives: '验收意见', where: '线上，由所在地设区市局发起', complaint: '向省知识产权局保护处反映' },
  form: rectificationForm,
  desks: { city: desk('设区市局', 'city', 'authority'), leader: desk('设区市局负责人', 'city', 'authority', 'decide') },
  parties: { agency: { label: '代理机构', from: (a) => a.agency.who } },
  place: (a) => a.agency.place,
  handledAt: 'city',
  start: 'draft',
  states: {
    draft: { label: '待通知', steps: { ask: { label: '发出整改通知', by: 'city', to: 'rectifying', asks: 'form', issues: ['notice'] } } },
    rectifying: { label: '整改中', within: rectifyLimit, clockOf: 'party', steps: {
      report: { label: '提交整改报告', by: 'agency', to: 'checking', asks: { measures: longText('整改措施'), report: files('整改报告') } },
      refer: { label: '移送专利代理监管', by: 'leader', decides: true, to: 'referred', asks: { reason: longText('理由') }, danger: '移送后由专利代理监管另行处理'} } },
    checking: { label: '待验收', within: checkLimit, steps: {
      accept: { label: '验收通过', by: 'leader', decides: true, to: 'accepted', asks: { opinion: longText('验收意见') } },
      return: { label: '退回补充', by: 'city', to: 'rectifying', asks: { defects: longText('须补充的内容') } } } },
    accepted: { label: '整改完成', final: true, outcome: 'granted' },
    referred: { label: '已移送监管', final: true, outcome: 'settled' },
  },
  papers: { notice: { title: '专利代理机构整改通知书', series: '代整', organ: 'handler', servedOn: ['agency'], lines: (c) => [`${c.answers.agency.who.name}：`, `${c.answers.matter.batch}核查中，有${c.answers.matter.filings}件申请由你机构代理。${c.answers.matter.demand}。`, '本通知不是对申请或者机构的认定；可一并说明情况。'] } },
  unique: { batch: { key: (a) => `${a.agency.who.creditCode} ${a.matter.batch}`, say: '本批次已向该机构发过整改通知' } },
  marks: (c) => ({ batch: c.answers.matter.batch, reported: c.doneOn.report !== undefined }),
  suspension: { by: [], reasons: {} },
  titleOf: (a) => `${a.agency.who.name}整改`,
  examples: rectificationExamples,
  walks: rectificationWalks,
})
