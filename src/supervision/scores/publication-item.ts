import { showDay, type Refusal } from '../../kernel/index.ts'
import { type AnswersIn, day, defineService, desk, files, form, longText, number, section, text, type Told } from '../../service/index.ts'
import { objectionPeriod } from './parameters.ts'

/** A table of scores laid open to the units, objected to, and made final. The table itself is a file known by its hash. */
const publicationForm = form({
  publication: section('公示内容', {
    list: text('清单', { maxLength: 60 }), listTitle: text('清单名称'), asOf: day('截至日'), units: number('参加排名的单位', { unit: '个', whole: true, min: 1 }), table: files('考评全表', { accept: ['txt'], most: 1 }),
  }),
})
type Answers = AnswersIn<typeof publicationForm>

interface Peer { number: string; state: string }
const unanswered = (c: Told): Peer[] => ((c.facts.objections ?? []) as Peer[]).filter((o) => o.state === 'answering')
const about = (c: Told) => `《${c.answers.publication.listTitle}》截至${showDay(c.answers.publication.asOf)}的考评`
/** What objections name it by. */
const editionOf = (c: Told) => `${c.answers.publication.list}/${c.answers.publication.asOf}`
const hashOf = (table: { hash: string }[]) => table[0]!.hash
const withdraw = { label: '撤回公示', by: 'leader', to: 'recalled', asks: { reason: longText('撤回理由') }, decides: true, danger: '撤回后本次公示作废，须另行公示' } as const

const sample: Answers = { publication: { list: 'fujian-2022', listTitle: '2022年福建省推动知识产权高质量发展任务清单', asOf: '2022-06-30', units: 10, table: [{ hash: 'e'.repeat(64), name: '考评全表.txt', size: 4096 }] } }
const settled = { table: [{ hash: 'f'.repeat(64), name: '考评全表.txt', size: 4096 }] }

export const scorePublication = defineService({
  id: 'score-publication', name: '考评结果公示', numbered: '考评公示', carries: [], basis: '向参评单位公示、异议、定稿的程序为业务惯例（待按正式文件核定）', version: 1,
  guide: { who: '领导小组办公室', brings: ['考评全表'], fee: '不收费', gives: '公示和定稿的考评结果', where: '线上，由系统按公布的办法计算', complaint: '省知识产权工作领导小组办公室' },
  form: publicationForm,
  desks: { group: desk('领导小组办公室', 'province', 'leading-group'), leader: desk('签发人', 'province', 'authority', 'decide') },
  parties: {}, place: () => 'fj', handledAt: 'province', transferable: false, openedElsewhere: true, start: 'draft',
  states: {
    draft: { label: '待公示', steps: { publish: { label: '向参评单位公示', by: 'group', to: 'published', asks: 'form', issues: ['announcement'], notes: (c) => ({ publishedOn: c.today }), checks: (c): Refusal[] => (c.answers.publication.asOf <= c.today ? [] : [{ code: 'as-of-future', at: 'publication.asOf', say: '截至日不能晚于今天' }]) } } },
    published: { label: '公示中', within: objectionPeriod, onExpiry: 'expire', settled: true, steps: { expire: { label: '公示期满', by: 'clock', to: 'deciding' }, withdraw } },
    deciding: { label: '待定稿', settled: true, steps: {
      finalise: {
        label: '定稿', by: 'leader', notBy: ['publish'], to: 'final', decides: true, issues: ['result'], asks: { table: files('定稿的考评全表', { accept: ['txt'], most: 1 }) }, danger: '定稿后不再改动',
        when: (c) => unanswered(c).length === 0 || `尚有${unanswered(c).length}件异议未答复（${unanswered(c).map((o) => o.number).join('、')}），答复后方可定稿`,
        notes: (c) => ({ finalHash: hashOf(c.input.table), finalOn: c.today }),
      },
      withdraw } },
    final: { label: '已定稿', final: true, outcome: 'granted' },
    recalled: { label: '已撤回', final: true, outcome: 'withdrawn' },
  },
  suspension: { by: [], reasons: {} },
  needs: { objections: { from: 'peers', item: 'score-objection', mark: 'edition', equals: (c) => c.answers.publication && editionOf(c) } },
  unique: { edition: { key: (a) => `${a.publication.list}/${a.publication.asOf}`, say: '这份清单同一截至日的考评已经公示，不能重复公示' } },
  papers: {
    announcement: {
      title: '考评结果公示', series: '评公', organ: 'fj', servedOn: [],
      lines: (c) => [`现将${about(c)}情况向参评单位公示。`, `参加排名的单位${c.answers.publication.units}个；各单位的原始分项和佐证可在系统中逐项查看。`, `对任何一项有异议的，可以在公示期内提出，逐件答复理由。`, `考评全表校验值（SHA-256）：${hashOf(c.answers.publication.table)}`],
    },
    result: {
      title: '考评结果', series: '评结', organ: 'fj', servedOn: [],
      lines: (c) => [`${about(c)}已经公示，异议均已答复，现予定稿。`, `考评全表校验值（SHA-256）：${hashOf(c.input.table)}`],
    },
  },
  marks: (c) => ({
    edition: editionOf(c), list: c.answers.publication.list, asOf: c.answers.publication.asOf, hash: hashOf(c.answers.publication.table), publishedOn: c.memo.publishedOn,
    ...(c.memo.finalHash ? { finalHash: c.memo.finalHash, finalOn: c.memo.finalOn } : {}),
  }),
  titleOf: (a) => `考评结果公示 · 截至${showDay(a.publication.asOf)}`,
  examples: [
    { name: '公示上半年考评', on: '2022-07-15', raw: sample, expect: {} },
    { name: '截至日在将来，不予公示', on: '2022-06-15', raw: sample, expect: { refusedAt: ['publication.asOf'] } },
  ],
  walks: [
    { name: '公示期满定稿', on: '2022-07-15', raw: sample, ends: 'final', steps: [{ step: 'publish', as: 'group' }, { step: 'expire', as: 'clock', after: 8 }, { step: 'finalise', as: 'leader', after: 1, input: settled }] },
    { name: '发现统计有误，撤回', on: '2022-07-15', raw: sample, ends: 'recalled', steps: [{ step: 'publish', as: 'group' }, { step: 'withdraw', as: 'leader', after: 1, input: { reason: '漏计两张督办单' } }] },
  ],
})
