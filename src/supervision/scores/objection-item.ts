import { type AnswersIn, day, defineService, desk, files, form, longText, optional, section, text, type Told, unit } from '../../service/index.ts'
import { objectionAnswer } from './parameters.ts'

/** A unit's objection to one part of a published table: answered with a reason; upheld, the part is put aside. */
const objectionForm = form({
  objection: section('异议', {
    publication: text('公示文号', { maxLength: 60 }), list: text('清单', { maxLength: 60 }), asOf: day('考评截至日'), unit: unit('提出异议的单位'), unitName: text('单位简称', { maxLength: 60 }),
    part: text('分项', { maxLength: 80 }), said: text('分项内容', { maxLength: 400 }), reason: longText('异议的事实和理由'), evidence: optional(files('证明材料')),
  }),
})
type Answers = AnswersIn<typeof objectionForm>

const publication = (c: Told) => ((c.facts.publication ?? []) as { state: string }[]).find((p) => p.state !== 'recalled')
const sample: Answers = { objection: { publication: '闽知考评公示〔2022〕1号', list: 'fujian-2022', asOf: '2022-06-30', unit: 'fj.3501', unitName: '福州市', part: 'sheet:闽知督〔2022〕3号', said: '蓝色督办单，扣0.5分', reason: '督办单所述反馈在发出前一日已经提交，附提交记录', evidence: undefined } }
const shown = { publication: [{ caseId: 'p1', number: '闽知考评公示〔2022〕1号', state: 'published', marks: {} }] }
const answered = (by: string) => [{ step: 'object', as: 'doer' }, { step: by, as: 'group', after: 2, input: { reason: '经核对提交记录' } }]

export const scoreObjection = defineService({
  id: 'score-objection', name: '考评异议', numbered: '考评异议', carries: [], basis: '对考评分项的异议程序为业务惯例（待按正式文件核定）', version: 1,
  guide: { who: '参评单位', brings: ['异议的事实和理由'], fee: '不收费', gives: '说明理由的答复', where: '线上，在公示的考评表上逐项提出', complaint: '省知识产权工作领导小组办公室' },
  form: objectionForm,
  desks: { doer: desk('提出异议的单位', 'handler', 'authority'), group: desk('领导小组办公室', 'province', 'leading-group') },
  parties: {}, place: (a) => a.objection.unit, handledAt: 'county', transferable: false, openedElsewhere: true, start: 'draft',
  states: {
    draft: { label: '待提出', steps: { object: { label: '提出异议', by: 'doer', to: 'answering', asks: 'form', checks: (c) => (publication(c)?.state === 'published' ? [] : [{ code: 'not-published-now', at: 'objection.publication', say: '公示期已过或公示已撤回，不能再提异议' }]) } } },
    answering: { label: '待答复', within: objectionAnswer, settled: true, steps: {
      uphold: { label: '异议成立', by: 'group', to: 'upheld', asks: { reason: longText('答复理由') }, issues: ['answer'], notes: (c) => ({ answer: c.input.reason }), danger: '该分项不再计入考评' },
      dismiss: { label: '异议不成立', by: 'group', to: 'dismissed', asks: { reason: longText('答复理由') }, issues: ['answer'], notes: (c) => ({ answer: c.input.reason }) } } },
    upheld: { label: '异议成立', final: true, outcome: 'granted' },
    dismissed: { label: '异议不成立', final: true, outcome: 'refused' },
  },
  suspension: { by: [], reasons: {} },
  needs: { publication: { from: 'peers', item: 'score-publication', mark: 'edition', equals: (c) => c.answers.objection && `${c.answers.objection.list}/${c.answers.objection.asOf}` } },
  unique: { objection: { key: (a) => `${a.objection.publication}/${a.objection.unit}/${a.objection.part}`, say: '贵单位已对这一分项提出异议，不能重复提出' } },
  papers: {
    answer: {
      title: '考评异议答复', series: '评复', organ: 'fj', servedOn: ['doer'],
      lines: (c) => [`${c.answers.objection.unitName}：`, `就${c.answers.objection.publication}中“${c.answers.objection.said}”提出的异议收悉。`, `答复理由：${c.input.reason}`],
    },
  },
  marks: (c) => ({ list: c.answers.objection.list, edition: `${c.answers.objection.list}/${c.answers.objection.asOf}`, publication: c.answers.objection.publication, unit: c.answers.objection.unit, part: c.answers.objection.part, ...(c.doneOn.uphold ? { upheldOn: c.doneOn.uphold } : {}), ...(c.memo.answer ? { answer: c.memo.answer } : {}) }),
  titleOf: (a) => `考评异议 · ${a.objection.unitName} · ${[...a.objection.said as string].slice(0, 40).join('')}`,
  examples: [
    { name: '对一张督办单的扣分提出异议', on: '2022-07-18', raw: sample, facts: shown, expect: {} },
    { name: '公示期已过', on: '2022-07-28', raw: sample, facts: { publication: [{ ...shown.publication[0], state: 'deciding' }] }, expect: { refusedAt: ['objection.publication'] } },
  ],
  walks: [
    { name: '异议成立', on: '2022-07-18', raw: sample, facts: shown, ends: 'upheld', steps: answered('uphold') },
    { name: '异议不成立', on: '2022-07-18', raw: sample, facts: shown, ends: 'dismissed', steps: answered('dismiss') },
  ],
})
