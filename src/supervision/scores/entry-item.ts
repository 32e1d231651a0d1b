import { type AnswersIn, choice, defineService, desk, files, form, longText, optional, section, text, unit } from '../../service/index.ts'

const kinds = { praise: '国家级表扬', practice: '可复制推广的做法', falsehood: '弄虚作假' } as const

/** What adds to a score or strikes an action from it: entered with its document by one person, confirmed by another. The points follow from the formula, nobody types them. */
const entryForm = form({
  entry: section('认定事项', {
    list: text('清单', { maxLength: 60 }), listTitle: text('清单名称'), unit: unit('单位'), unitName: text('单位简称', { maxLength: 60 }),
    kind: choice('事项', kinds, { help: '分值由公布的考评办法给出，不在这里填写' }), action: text('分解任务编号', { maxLength: 20 }), what: longText('事由', { maxLength: 500 }),
  }),
  basis: section('依据', { document: text('依据文件名称和文号'), files: files('依据文件'), note: optional(longText('说明')) }),
}, { asks: [{ at: 'entry.action', when: (a) => a.entry.kind === 'falsehood' }] })
type Answers = AnswersIn<typeof entryForm>

const sample: Answers = {
  entry: { list: 'fujian-2022', listTitle: '2022年福建省推动知识产权高质量发展任务清单', unit: 'fj.3501', unitName: '福州市', kind: 'praise', action: undefined as never, what: '专利转化专项计划工作获国家知识产权局通报表扬' },
  basis: { document: '国家知识产权局办公室通报（示例）', files: [{ hash: 'd'.repeat(64), name: '通报.pdf', size: 2048 }], note: undefined },
}
const lied: Answers = { ...sample, entry: { ...sample.entry, kind: 'falsehood', action: '7.3', what: '反馈所附协议系伪造' } }

export const scoreEntry = defineService({
  id: 'score-entry', name: '考评事项认定', numbered: '考评认定', carries: [], basis: '加分和弄虚作假的认定程序为业务惯例（待按正式文件核定）', version: 1,
  guide: { who: '领导小组办公室和业务处室', brings: ['依据文件'], fee: '不收费', gives: '计入考评的认定', where: '线上，由业务处室录入、另一人复核', complaint: '省知识产权工作领导小组办公室' },
  form: entryForm,
  desks: {
    group: desk('领导小组办公室', 'province', 'leading-group'), use: desk('运用处', 'province', 'use'), protection: desk('保护处', 'province', 'protection'), trademark: desk('商标处', 'province', 'trademark'),
    leader: desk('复核人', 'province', 'authority', 'decide'),
  },
  parties: {}, place: (a) => a.entry.unit, handledAt: 'province', transferable: false, start: 'draft',
  states: {
    draft: { label: '待录入', steps: { enter: { label: '录入认定事项', by: ['group', 'use', 'protection', 'trademark'], to: 'confirming', asks: 'form' } } },
    confirming: { label: '待复核', settled: true, steps: {
      confirm: { label: '对照依据文件复核无误', by: 'leader', notBy: ['enter'], to: 'confirmed', decides: true, asks: { opinion: longText('复核意见') }, danger: '复核后计入考评' },
      refuse: { label: '不予认定', by: 'leader', notBy: ['enter'], to: 'refused', asks: { reason: longText('理由') } } } },
    confirmed: { label: '已认定', final: true, outcome: 'granted' },
    refused: { label: '不予认定', final: true, outcome: 'refused' },
  },
  suspension: { by: [], reasons: {} },
  unique: { entry: { key: (a) => [a.entry.list, a.entry.unit, a.entry.kind, a.entry.action ?? '', a.basis.document].join('/'), say: '同一单位的同一事项、同一依据文件已经录入，不能重复计分' } },
  marks: (c) => ({ list: c.answers.entry.list, unit: c.answers.entry.unit, kind: c.answers.entry.kind, what: c.answers.entry.what, document: c.answers.basis.document, ...(c.answers.entry.action ? { action: c.answers.entry.action } : {}) }),
  titleOf: (a) => `${kinds[a.entry.kind]} · ${a.entry.unitName}${a.entry.action ? ` · ${a.entry.action}` : ''}`,
  examples: [
    { name: '国家级表扬', on: '2022-07-01', raw: sample, expect: {} },
    { name: '没有依据文件，不予录入', on: '2022-07-01', raw: { ...sample, basis: { ...sample.basis, files: [] } }, expect: { refusedAt: ['basis.files'] } },
    { name: '弄虚作假须指明是哪一项', on: '2022-07-01', raw: { ...lied, entry: { ...lied.entry, action: undefined } }, expect: { refusedAt: ['entry.action'] } },
  ],
  walks: [
    { name: '录入后由另一人复核', on: '2022-07-01', raw: sample, ends: 'confirmed', steps: [{ step: 'enter', as: 'use' }, { step: 'confirm', as: 'leader', after: 1, input: { opinion: '与通报一致' } }] },
    { name: '弄虚作假的认定', on: '2022-07-01', raw: lied, ends: 'confirmed', steps: [{ step: 'enter', as: 'group' }, { step: 'confirm', as: 'leader', after: 2, input: { opinion: '经核查属实' } }] },
    { name: '依据不符，不予认定', on: '2022-07-01', raw: sample, ends: 'refused', steps: [{ step: 'enter', as: 'use' }, { step: 'refuse', as: 'leader', after: 1, input: { reason: '通报的是另一地市' } }] },
  ],
})
