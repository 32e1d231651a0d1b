import { type Day, due, type Refusal, showDay } from '../kernel/index.ts'
import { type AnswersIn, choice, defineService, desk, files, form, longText, namedDesk, optional, section, showPeriod, text, type Told, unit } from '../service/index.ts'
import { actionKey, overStates } from './action-item.ts'
import { checkLimit, colourOrder, escalateLimit, replyLimit, reviewDecision, reviewRequest, sheetDeduction, signInLimit } from './parameters.ts'

const colours = { blue: '蓝色', orange: '橙色', red: '红色' } as const
type Colour = keyof typeof colours
/** What each colour says to the unit. */
const meanings: Record<Colour, string> = { blue: '提醒', orange: '警示', red: '责令' }
/** Who may issue, and the unit where that office's people sit. */
const issuers = { group: '领导小组办公室', use: '运用处', protection: '保护处', trademark: '商标处' } as const

/** The supervision sheet 督办单: an issued document with number, signatory and deadline, for one action at one unit. It is not a light. */
const sheetForm = form({
  sheet: section('督办事项', {
    list: text('清单', { maxLength: 60 }), listTitle: text('清单名称'), action: text('编号', { maxLength: 20 }), title: text('任务'),
    unit: unit('责任单位'), unitName: text('单位简称', { maxLength: 60 }), issuer: choice('督办单位', issuers),
    colour: choice('颜色', colours), pace: choice('缓急', { ordinary: '一般，按颜色次序', urgent: '重要或紧急，不按颜色次序' }), urgency: longText('重要或紧急的理由'),
    problem: longText('存在的问题'), demand: longText('办理要求'),
  }),
  ground: section('性质', {
    kind: choice('性质', { supervision: '督办', inspection: '政府督查' }, { help: '政府督查须由本级人民政府指定（《政府督查工作条例》第七条）；没有指定文件的，选“督办”' }),
    designation: text('指定文件的文号', { maxLength: 60 }),
  }),
}, {
  asks: [{ at: 'sheet.urgency', when: (a) => a.sheet.pace === 'urgent' }, { at: 'ground.designation', when: (a) => a.ground.kind === 'inspection' }],
  // 《政府督查工作条例》第七条：a department carries out 政府督查 only when its own government has designated it.
  checks: (['listTitle', 'title', 'unitName', 'urgency', 'problem', 'demand'] as const).map((field) => ({
    at: `sheet.${field}` as const, ok: (a: Sheet) => a.ground.kind === 'inspection' || !a.sheet[field]?.includes('督查'), say: '没有本级政府指定文件的，督办单上不用“督查”字样，请改为“督办”；有指定文件的，性质选“政府督查”并写明文号',
  })),
})
interface Sheet { sheet: { listTitle: string; title: string; unitName: string; urgency?: string; problem: string; demand: string }; ground: { kind: string } }
type Answers = AnswersIn<typeof sheetForm>

const keyOf = (c: Told): string | undefined => (c.answers.sheet?.unit ? actionKey(c.answers.sheet) : undefined)
const colourOf = (c: Told): Colour => c.answers.sheet.colour
const isInspection = (c: Told): boolean => c.answers.ground.kind === 'inspection'
const nextColour = (c: Told): Colour | undefined => {
  const order = colourOrder.on(c.ruleDay)
  return order[order.indexOf(colourOf(c)) + 1] as Colour | undefined
}

interface Peer { number: string; state: string; marks: Record<string, string | number | boolean> }
const peers = (of: unknown): Peer[] => (of as Peer[] | undefined) ?? []
const stillOut = (p: Peer) => p.marks.issuedOn !== undefined && p.state !== 'recalled'

/** A sheet follows an action that the unit has in hand. */
function actionFaults(c: Told): Refusal[] {
  const { listTitle, action, unitName } = c.answers.sheet
  const found = peers(c.facts.action)[0]
  if (!found) return [{ code: 'no-action', at: 'sheet.action', say: `${unitName}没有《${listTitle}》${action}的办件，须先交办才能督办` }]
  if (overStates.includes(found.state)) return [{ code: 'action-over', at: 'sheet.action', say: `${unitName}的这项分解任务（${found.number}）已经销号或终止，不再督办` }]
  return []
}

/** Blue comes before orange, orange before red, each only when the one before has had its time; an urgent matter says why it does not wait. */
function colourFaults(c: Told): Refusal[] {
  const order = colourOrder.on(c.ruleDay), colour = colourOf(c)
  const before = order[order.indexOf(colour) - 1] as Colour | undefined
  if (!before || c.answers.sheet.pace === 'urgent') return []
  const earlier = peers(c.facts.earlier).filter((p) => stillOut(p) && p.marks.colour === before)
  if (!earlier.length) return [{ code: 'colour-order', at: 'sheet.colour', say: `这项任务还没有向该单位发过${colours[before]}督办单，不能直接发${colours[colour]}督办单；请先发${colours[before]}，或者选“重要或紧急”并写明理由` }]
  if (earlier.some((p) => p.marks.unmet || ['closed', 'escalated'].includes(p.state))) return []
  const waiting = earlier.at(-1)!
  return [{ code: 'colour-too-soon', at: 'sheet.colour', say: `${colours[before]}督办单（${waiting.number}）尚在办理，回复期限${showDay(waiting.marks.replyBy as Day)}；未按期回复或者被退回后，方可发${colours[colour]}督办单` }]
}

const replyBy = (c: Told): Day => due({ from: c.today, n: replyLimit.on(c.ruleDay).n, unit: 'workday' }, c.calendar).legal
const plain = (field: string) => (c: Told): Refusal[] =>
  (isInspection(c) || !String(c.input[field]).includes('督查') ? [] : [{ code: 'not-designated', at: field, say: '没有本级政府指定文件的，文书上不用“督查”字样，请改为“督办”' }])
const about = (c: Told) => `《${c.answers.sheet.listTitle}》${c.answers.sheet.action}“${c.answers.sheet.title}”`

/** What a sheet takes from the score of the unit is an event beside it, and is given back by another; in hundredths of a point, by the rule of the day it was issued. */
const deduction = (c: Told): number => sheetDeduction.on((c.memo.issuedOn as Day | undefined) ?? c.today)[colourOf(c)]
const scored = (c: Told) => ({ kind: 'supervision-sheet.deducted', amount: deduction(c), unit: c.handler })
const unscored = (c: Told) => ({ kind: 'supervision-sheet.given-back', amount: deduction(c), unit: c.handler })

const recall = { label: '撤回督办单', by: 'leader', to: 'recalled', asks: { reason: longText('撤回理由') }, checks: plain('reason'), decides: true, issues: ['recall'], emits: (c: Told) => [unscored(c)], danger: '撤回后本单不再有效，扣分返还，须另行拟发' } as const
const reply = { label: '回复', by: 'doer', to: 'checking', asks: { measures: longText('办理措施和结果'), evidence: files('佐证材料') }, notes: (c: Told) => ({ repliedOn: c.today }) } as const
const lapse = {
  label: '逾期未回复', by: 'clock', to: 'lapsed', notes: (c: Told) => ({ unmet: true, lapsedOn: c.today, suggests: nextColour(c) ?? null }),
} as const

const sample: Answers = {
  sheet: {
    list: 'fujian-2022', listTitle: '2022年福建省推动知识产权高质量发展任务清单', action: '7.3', title: '建立完善质押融资风险分担机制', unit: 'fj.3501', unitName: '福州市', issuer: 'use',
    colour: 'blue', pace: 'ordinary', urgency: undefined as never, problem: '一季度没有反馈进展，风险分担协议尚未签订', demand: '写明签订协议的时间安排，并报送协议文本',
  },
  ground: { kind: 'supervision', designation: undefined as never },
}
const urgent = (colour: Colour): Answers => ({ ...sample, sheet: { ...sample.sheet, colour, pace: 'urgent', urgency: '国家督导组下月到访，须在此前完成' } })
const inspected: Answers = { ...sample, ground: { kind: 'inspection', designation: '闽政办〔2022〕00号（示例）' } }
const inHand = { action: [{ caseId: 'a1', number: 'list-action-1', state: 'working', marks: {} }], earlier: [] }
const blueSheet = (state: string, marks: Peer['marks']) => ({ ...inHand, earlier: [{ caseId: 's1', number: 'supervision-sheet-1', state, marks: { colour: 'blue', issuedOn: '2022-04-11', replyBy: '2022-04-18', ...marks } }] })
const orange: Answers = { ...sample, sheet: { ...sample.sheet, colour: 'orange' } }
const proof = [{ hash: 'c'.repeat(64), name: '风险分担协议.pdf', size: 2048 }]
const answer = { measures: '已与三家银行签订风险分担协议，报送文本', evidence: proof }

export const supervisionSheet = defineService({
  id: 'supervision-sheet', name: '督办单', numbered: '督件', carries: [], basis: '蓝、橙、红三色督办为省内做法（三明，2017年）；程序为业务惯例，待按正式文件核定；政府督查依《政府督查工作条例》第七条、第十七条', version: 1,
  guide: { who: '领导小组办公室和业务处室', brings: ['存在的问题', '办理要求'], fee: '不收费', gives: '编号的督办单和核查结论', where: '线上，由督办单位拟发', complaint: '省知识产权工作领导小组办公室' },
  form: sheetForm,
  desks: {
    group: desk('领导小组办公室', 'province', 'leading-group'),
    use: desk('运用处', 'province', 'use'), protection: desk('保护处', 'province', 'protection'), trademark: desk('商标处', 'province', 'trademark'),
    issuer: namedDesk('督办单位', (a) => a.sheet?.issuer && `fj.${a.sheet.issuer}`),
    leader: desk('签发人', 'province', 'authority', 'decide'),
    doer: desk('责任单位', 'handler', 'authority'),
  },
  parties: {},
  place: (a) => a.sheet.unit,
  handledAt: 'county',
  transferable: false,
  start: 'draft',
  states: {
    draft: { label: '待拟稿', steps: {
      draft: {
        label: '拟发督办单', by: ['group', 'use', 'protection', 'trademark'], to: 'signing', asks: 'form',
        checks: (c) => [
          ...(c.seats?.includes(c.answers.sheet.issuer) ? [] : [{ code: 'not-yours', at: 'sheet.issuer', say: `督办单由督办单位自己拟发，您不在${issuers[c.answers.sheet.issuer as keyof typeof issuers]}` }]),
          ...actionFaults(c), ...colourFaults(c),
        ],
        notes: (c) => ({ actionCase: peers(c.facts.action)[0]!.number }),
      } } },
    signing: { label: '待签发', steps: {
      // The earlier sheets are looked at once more: one may have been answered or recalled since this one was drafted.
      sign: {
        label: '签发', by: 'leader', notBy: ['draft'], to: 'issued', decides: true, issues: ['sheet'], alone: (c) => keyOf(c)!, checks: (c) => [...actionFaults(c), ...colourFaults(c)],
        notes: (c) => ({ issuedOn: c.today, replyFrom: c.at, replyBy: replyBy(c) }),
        emits: (c) => [{ kind: 'supervision-sheet.issued', unit: c.handler }, scored(c)],
      },
      decline: { label: '不予签发', by: 'leader', to: 'unissued', asks: { reason: longText('理由') } },
      drop: { label: '不再发出', by: 'issuer', to: 'unissued', asks: { reason: longText('理由') } } } },
    issued: { label: '待签收', within: replyLimit, since: (c) => c.memo.replyFrom, onExpiry: 'lapse', steps: {
      receive: { label: '签收', by: 'doer', to: 'answering', bulk: true }, lapse, recall } },
    answering: { label: '待回复', within: replyLimit, since: (c) => c.memo.replyFrom, onExpiry: 'lapse', steps: { reply, lapse, recall } },
    lapsed: { label: '逾期未回复', within: escalateLimit, steps: {
      reply: { ...reply, label: '补报回复' },
      escalate: {
        label: '转入下一颜色或者上报', by: 'issuer', to: 'escalated', asks: { says: longText('处理情况') }, waits: () => true,
        when: (c) => {
          const next = nextColour(c)
          if (!next || peers(c.facts.earlier).some((p) => stillOut(p) && p.marks.colour === next)) return true
          return `${colours[colourOf(c)]}督办单逾期未回复，建议拟发${colours[next]}督办单；发出后本单方可转结`
        },
      },
      recall } },
    checking: { label: '待核查', within: checkLimit, steps: {
      accept: { label: '核查认可', by: 'issuer', notBy: ['reply'], to: 'closed', asks: { opinion: longText('核查意见') }, when: (c) => !isInspection(c) || '政府督查须作出督查结论，请办理“作出督查结论”' },
      conclude: {
        label: '作出督查结论', by: 'issuer', notBy: ['reply'], to: 'concluded', asks: { finding: choice('结论', { done: '已整改到位', undone: '未整改到位' }), opinion: longText('事实和理由') }, issues: ['conclusion'],
        when: (c) => isInspection(c) || '没有本级政府指定文件，不作督查结论',
        notes: (c) => (c.input.finding === 'undone' ? { unmet: true, suggests: nextColour(c) ?? null } : {}),
      },
      return: {
        label: '退回', by: 'issuer', notBy: ['reply'], to: 'answering', asks: { reason: longText('退回理由') },
        notes: (c) => ({ unmet: true, suggests: nextColour(c) ?? null, replyFrom: c.at, replyBy: replyBy(c) }),
      },
      recall } },
    concluded: { label: '督查结论已送达，可申请复核', within: reviewRequest, clockOf: 'party', onExpiry: 'stand', settled: true, steps: {
      askReview: { label: '申请复核', by: 'doer', to: 'reviewing', asks: { reason: longText('复核的事实和理由'), evidence: optional(files('证明材料')) } },
      stand: { label: '期满未申请复核', by: 'clock', to: 'closed' } } },
    reviewing: { label: '复核中', within: reviewDecision, settled: true, steps: {
      // 第十七条：参与作出督查结论的工作人员在复核中应当回避。
      uphold: { label: '维持督查结论', by: 'leader', notBy: ['draft', 'sign', 'return', 'conclude'], to: 'closed', decides: true, asks: { reason: longText('理由') }, issues: ['upheld'] },
      revoke: { label: '撤销督查结论', by: 'leader', notBy: ['draft', 'sign', 'return', 'conclude'], to: 'recalled', decides: true, asks: { reason: longText('理由') }, issues: ['revoked'], emits: (c) => [unscored(c)], notes: () => ({ unmet: null, suggests: null }) } } },
    closed: { label: '已办结', final: true, outcome: 'settled' },
    escalated: { label: '已升级或上报', final: true, outcome: 'refused' },
    recalled: { label: '已撤回', final: true, outcome: 'withdrawn' },
    unissued: { label: '未发出', final: true, outcome: 'withdrawn' },
  },
  line: ['draft', 'signing', 'issued', 'answering', 'checking', 'closed'],
  clocks: { signIn: { label: '签收期限', limit: signInLimit, of: 'office', starts: ['sign'], stops: ['receive', 'lapse', 'recall'] } },
  suspension: { by: [], reasons: {} },
  needs: {
    action: { from: 'peers', item: 'list-action', mark: 'key', equals: keyOf },
    earlier: { from: 'peers', mark: 'key', equals: keyOf },
  },
  unique: { sheet: { key: (a) => `${actionKey(a.sheet)}/${a.sheet.colour}`, say: '这项任务已有一张同色督办单在办，不能重复发出' } },
  papers: {
    sheet: {
      title: '督办单', series: '督', organ: 'fj', servedOn: ['doer'],
      lines: (c) => {
        const a: Answers = c.answers, colour = colourOf(c)
        return [
          `${a.sheet.unitName}：`,
          isInspection(c) ? `根据${a.ground.designation}的指定，就${about(c)}开展政府督查，现发${colours[colour]}督办单（${meanings[colour]}）。` : `就${about(c)}，现发${colours[colour]}督办单（${meanings[colour]}）。`,
          ...(a.sheet.pace === 'urgent' ? [`本单因重要或者紧急直接发出：${a.sheet.urgency}`] : []),
          `存在的问题：${a.sheet.problem}`, `办理要求：${a.sheet.demand}`,
          `请于${showDay(c.memo.replyBy)}前回复办理措施和结果，并附佐证材料。逾期未回复的，${nextColour(c) ? `可以转为${colours[nextColour(c)!]}督办` : '报领导小组处理'}。`,
          `督办单位：${issuers[a.sheet.issuer]}。`,
        ]
      },
    },
    recall: { title: '督办单撤回通知', series: '督撤', organ: 'fj', servedOn: ['doer'], lines: (c) => [`${c.answers.sheet.unitName}：`, `就${about(c)}发出的${colours[colourOf(c)]}督办单（发出日${showDay(c.memo.issuedOn)}）撤回。理由：${c.input.reason}`] },
    conclusion: {
      title: '政府督查结论', series: '督结', organ: 'fj', servedOn: ['doer'],
      lines: (c) => [`${c.answers.sheet.unitName}：`, `根据${c.answers.ground.designation}的指定，就${about(c)}作出督查结论：${c.input.finding === 'done' ? '已整改到位' : '未整改到位'}。${c.input.opinion}`, `对本结论有异议的，可以自收到之日起${showPeriod(reviewRequest.on(c.ruleDay))}内申请复核；复核决定自收到申请之日起${showPeriod(reviewDecision.on(c.ruleDay))}内作出。`],
    },
    upheld: { title: '复核决定书', series: '督复', organ: 'fj', servedOn: ['doer'], lines: (c) => [`${c.answers.sheet.unitName}：`, `经复核，维持就${about(c)}作出的督查结论。理由：${c.input.reason}`] },
    revoked: { title: '复核决定书', series: '督复', organ: 'fj', servedOn: ['doer'], lines: (c) => [`${c.answers.sheet.unitName}：`, `经复核，撤销就${about(c)}作出的督查结论，督办单一并撤回。理由：${c.input.reason}`] },
  },
  marks: (c) => ({
    key: keyOf(c)!, list: c.answers.sheet.list, action: c.answers.sheet.action, unit: c.answers.sheet.unit, colour: colourOf(c), actionCase: c.memo.actionCase,
    ...(c.memo.issuedOn ? { issuedOn: c.memo.issuedOn, replyBy: c.memo.replyBy } : {}),
    ...(c.memo.unmet ? { unmet: true } : {}), ...(c.memo.lapsedOn ? { lapsedOn: c.memo.lapsedOn } : {}), ...(c.memo.suggests ? { suggests: c.memo.suggests } : {}),
  }),
  titleOf: (a) => `${colours[a.sheet.colour]}督办单 · ${a.sheet.action} ${a.sheet.title} · ${a.sheet.unitName}`,
  examples: [
    { name: '先发蓝色', on: '2022-04-11', raw: sample, facts: inHand, expect: {} },
    { name: '任务没有交办，不能督办', on: '2022-04-11', raw: sample, facts: { action: [], earlier: [] }, expect: { refusedAt: ['sheet.action'] } },
    { name: '任务已经销号，不再督办', on: '2022-04-11', raw: sample, facts: { ...inHand, action: [{ ...inHand.action[0], state: 'closed' }] }, expect: { refusedAt: ['sheet.action'] } },
    { name: '没有发过蓝色，不能直接发橙色', on: '2022-04-11', raw: orange, facts: inHand, expect: { refusedAt: ['sheet.colour'] } },
    { name: '蓝色尚在回复期限内，不能发橙色', on: '2022-04-15', raw: orange, facts: blueSheet('answering', {}), expect: { refusedAt: ['sheet.colour'] } },
    { name: '蓝色已经撤回，不能据以发橙色', on: '2022-04-25', raw: orange, facts: blueSheet('recalled', { unmet: true }), expect: { refusedAt: ['sheet.colour'] } },
    { name: '蓝色逾期未回复，可以发橙色', on: '2022-04-20', raw: orange, facts: blueSheet('lapsed', { unmet: true, suggests: 'orange' }), expect: {} },
    { name: '紧急事项写明理由，可以直接发红色', on: '2022-04-11', raw: urgent('red'), facts: inHand, expect: {} },
    { name: '选了紧急没有写理由', on: '2022-04-11', raw: { ...orange, sheet: { ...orange.sheet, pace: 'urgent' } }, facts: inHand, expect: { refusedAt: ['sheet.urgency'] } },
    { name: '政府督查没有指定文件', on: '2022-04-11', raw: { ...sample, ground: { kind: 'inspection' } }, facts: inHand, expect: { refusedAt: ['ground.designation'] } },
    { name: '没有指定文件却用“督查”字样', on: '2022-04-11', raw: { ...sample, sheet: { ...sample.sheet, problem: '经督查，进展缓慢' } }, facts: inHand, expect: { refusedAt: ['sheet.problem'] } },
  ],
  walks: [
    { name: '签发、签收、回复、退回一次后核查认可', on: '2022-04-11', raw: sample, facts: inHand, ends: 'closed', steps: [
      { step: 'draft', as: 'use' }, { step: 'sign', as: 'leader', hours: 2 }, { step: 'receive', as: 'doer', after: 1 }, { step: 'reply', as: 'doer', after: 3, input: answer },
      { step: 'return', as: 'issuer', after: 1, input: { reason: '协议没有盖章' } }, { step: 'reply', as: 'doer', after: 3, input: answer }, { step: 'accept', as: 'issuer', after: 1, input: { opinion: '属实' } }] },
    { name: '红色逾期未回复，上报领导小组', on: '2022-04-11', raw: urgent('red'), facts: inHand, ends: 'escalated', steps: [
      { step: 'draft', as: 'use' }, { step: 'sign', as: 'leader', hours: 2 }, { step: 'receive', as: 'doer', after: 1 }, { step: 'lapse', as: 'clock', after: 7 }, { step: 'escalate', as: 'issuer', after: 1, input: { says: '已报领导小组，列入约谈' } }] },
    { name: '没有签收，逾期后补报回复', on: '2022-04-11', raw: sample, facts: inHand, ends: 'closed', steps: [
      { step: 'draft', as: 'use' }, { step: 'sign', as: 'leader', hours: 2 }, { step: 'lapse', as: 'clock', after: 8 }, { step: 'reply', as: 'doer', after: 1, input: answer }, { step: 'accept', as: 'issuer', after: 1, input: { opinion: '属实，迟报已记录' } }] },
    { name: '发出后发现有误，撤回', on: '2022-04-11', raw: sample, facts: inHand, ends: 'recalled', steps: [
      { step: 'draft', as: 'use' }, { step: 'sign', as: 'leader', hours: 2 }, { step: 'recall', as: 'leader', after: 1, input: { reason: '该市已于一季度末反馈，统计有误' } }] },
    { name: '签发人不予签发', on: '2022-04-11', raw: urgent('orange'), facts: inHand, ends: 'unissued', steps: [
      { step: 'draft', as: 'use' }, { step: 'decline', as: 'leader', hours: 2, input: { reason: '先电话提醒' } }] },
    { name: '拟稿后不再发出', on: '2022-04-11', raw: sample, facts: inHand, ends: 'unissued', steps: [{ step: 'draft', as: 'use' }, { step: 'drop', as: 'issuer', hours: 2, input: { reason: '该市当日已补报' } }] },
    { name: '政府督查，期满未申请复核', on: '2022-04-11', raw: inspected, facts: inHand, ends: 'closed', steps: [
      { step: 'draft', as: 'use' }, { step: 'sign', as: 'leader', hours: 2 }, { step: 'receive', as: 'doer', after: 1 }, { step: 'reply', as: 'doer', after: 2, input: answer },
      { step: 'conclude', as: 'issuer', after: 1, input: { finding: 'done', opinion: '协议文本属实' } }, { step: 'stand', as: 'clock', after: 32 }] },
    { name: '政府督查结论经复核维持', on: '2022-04-11', raw: inspected, facts: inHand, ends: 'closed', steps: [
      { step: 'draft', as: 'use' }, { step: 'sign', as: 'leader', hours: 2 }, { step: 'receive', as: 'doer', after: 1 }, { step: 'reply', as: 'doer', after: 2, input: answer },
      { step: 'conclude', as: 'issuer', after: 1, input: { finding: 'undone', opinion: '只签订一家' } }, { step: 'askReview', as: 'doer', after: 20, input: { reason: '另两家已签，附文本', evidence: proof } },
      { step: 'uphold', as: 'leader', after: 10, who: '另一位负责人', input: { reason: '另两份协议签订于结论作出之后' } }] },
    { name: '政府督查结论经复核撤销', on: '2022-04-11', raw: inspected, facts: inHand, ends: 'recalled', steps: [
      { step: 'draft', as: 'use' }, { step: 'sign', as: 'leader', hours: 2 }, { step: 'receive', as: 'doer', after: 1 }, { step: 'reply', as: 'doer', after: 2, input: answer },
      { step: 'conclude', as: 'issuer', after: 1, input: { finding: 'undone', opinion: '只签订一家' } }, { step: 'askReview', as: 'doer', after: 20, input: { reason: '结论作出前三家均已签订' } },
      { step: 'revoke', as: 'leader', after: 10, who: '另一位负责人', input: { reason: '原结论遗漏两份协议' } }] },
  ],
})
