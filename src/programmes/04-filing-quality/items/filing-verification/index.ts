import { addDays, addMonths, type Day, type Fen, fen, readPatentNumber, type Refusal, showDay, showYuan, startOfDay } from '../../../../kernel/index.ts'
import { choice, confirm, type Consequence, consequenceRegister, consequences, creditCode, day, defineService, desk, files, longText, optional, type PartyRef, several, text, type Told } from '../../../../service/index.ts'
import { verificationExamples, verificationWalks } from './examples.ts'
import { verificationForm } from './form.ts'
import { acknowledgeLimit, collectLimit, gravities, type Gravity, heldFor, leastAttempts, leastMeans, means, type Outcome, outcomes, type Recipient, recipients, reviewLimit, signInLimit, termLimit, toldOf } from './parameters.ts'

interface Contact { means: keyof typeof means; reached: 'yes' | 'no'; on: Day }
const contacts = (c: Told): Contact[] => c.memo.contacts ?? []
const wasReached = (c: Told) => contacts(c).some((x) => x.reached === 'yes') || '还没有联系到申请人的记录，请先登记联系'
/** Batches often name an applicant without its code; who it is was made sure of before anything followed. */
const applicant = (c: Told): PartyRef => ({ ...c.answers.filing.applicant, ...(c.memo.creditCode ? { creditCode: c.memo.creditCode } : {}) })
const note = longText('说明')

/** What came of it; kept beside the case so that counts and lists can be made. */
const comesTo = (outcome: Outcome) => (c: Told) => ({ outcome, outcomeOn: c.today, says: c.input.says ?? c.input.note ?? null })
const results = { bulk: true, label: '市级汇总', by: 'city', to: 'collected' } as const
const again = { label: '更正处置结果', by: ['handler', 'city'], to: 'contacting', asks: { reason: longText('理由') }, notes: () => ({ outcome: null, says: null }) } as const
const result = (outcome: Outcome) => ({ label: outcomes[outcome], within: collectLimit, settled: true as const, steps: { collect: results, reopen: again } })

/** A register line for each consequence, so that each can be undone by itself and whoever relies on one finds it by the party. */
const keyOf = (c: Told, kind: Consequence) => `${c.number} ${kind}`
const imposed = (c: Told): Consequence[] => c.memo.imposed ?? []
const identifiedOn = (c: Told): Day => c.memo.concludedOn ?? c.doneOn.conclude ?? c.today
/** The last day of one consequence: the one the document names, or what the rules allow from the identification on. Reports and counts have none. */
function lastDay(c: Told, kind: Consequence, gravity: Gravity = c.input.gravity): Day | undefined {
  const held = heldFor.on(identifiedOn(c))[kind]
  return held && addDays(addMonths(identifiedOn(c), held[gravity]), -1)
}
const untilOf = (c: Told, kind: Consequence): Day | undefined => lastDay(c, kind) && (c.input.until ?? lastDay(c, kind))
function imposeRefusals(c: Told): Refusal[] {
  const kinds = c.input.kinds as Consequence[], known = applicant(c).creditCode, given: string | undefined = c.input.creditCode
  const limits = kinds.flatMap((k) => lastDay(c, k) ?? []), until: Day | undefined = c.input.until
  const beyond = kinds.flatMap((k) => { const last = lastDay(c, k, 'repeated'); return until && last && until > last ? [`“${consequences[k]}”最长至${showDay(last)}`] : [] })
  return [
    ...kinds.filter((k) => imposed(c).includes(k)).map((k) => ({ code: 'imposed-before', at: 'kinds', say: `“${consequences[k]}”已经登记` })),
    ...(known || given || c.input.person ? [] : [{ code: 'who-unsure', at: 'creditCode', say: '批次没有写申请人的统一社会信用代码，同名的不一定是同一家：请核实后填写；申请人是自然人的，请勾选' }]),
    ...(known && given && known !== given ? [{ code: 'who-differs', at: 'creditCode', say: `与批次所载的${known}不一致，请核对` }] : []),
    ...(c.input.until && limits.length && c.input.until < c.today ? [{ code: 'over-already', at: 'until', say: '截止日已经过去，不必登记' }] : []),
    ...(beyond.length ? [{ code: 'too-long', at: 'until', say: `自认定之日（${showDay(identifiedOn(c))}）起，${beyond.join('，')}（${heldFor.source}）；期限不同的后果请分次登记` }] : []),
    ...(!c.input.until && limits.some((to) => to < c.today) ? [{ code: 'over-already', at: 'kinds', say: '按所选情节，期限已经届满，不必登记；依据文件另有载明的，请填写截止日' }] : []),
  ]
}
interface Paid { key: string; status: string; party?: PartyRef; data: { amount?: Fen; recovered?: Fen; prize?: Fen; round?: number } }
/** Lines of the very applicant, by the code that was made sure of: before it was, lines are found by a name that others may have too. */
const ownLines = (c: Told, lines: Paid[] = []): Paid[] => { const code = c.input.creditCode ?? applicant(c).creditCode; return lines.filter((l) => code && l.party?.creditCode === code) }
/** What the applicant was paid before and has not given back: the consequence is also to recover it, and whoever acts on it should not have to look for it. */
const owedBack = (c: Told): string[] => [
  ...ownLines(c, c.facts.paid).flatMap(({ key, data: { amount = fen(0), recovered = fen(0) } }) => (amount > recovered ? [`${key}拨付的补助${showYuan(fen(amount - recovered))}`] : [])),
  ...ownLines(c, c.facts.won).flatMap(({ key, status, data: { prize, round } }) => (status === 'awarded' && prize ? [`${round}年度专利奖（${key}）奖金${showYuan(prize)}`] : [])),
]
const told = (c: Told, list: 'telling' | 'informing'): Recipient[] => c.memo[list] ?? []
const acts = (who: Recipient, by: 'use' | 'centre' | 'city', list: 'telling' | 'informing') => ({
  by, offered: (c: Told) => told(c, list).includes(who), when: (c: Told) => told(c, list).includes(who) || '不在告知范围，或已办理', waits: (c: Told) => told(c, list).includes(who),
  notes: (c: Told) => ({ [list]: told(c, list).filter((x) => x !== who) }),
})
/** Whoever a consequence concerns says what was done about it: money paid out before, cases under way. */
const carryOut = (who: Recipient, by: 'use' | 'centre' | 'city') => ({ ...acts(who, by, 'informing'), label: `${recipients[who]}登记已作的处理`, asks: { done: longText('已作的处理', { help: '例如已发款项的追还、在办申请的处理、备案状态的变更' }) } })
const acknowledge = (who: Recipient, by: 'use' | 'centre' | 'city') => ({
  ...acts(who, by, 'telling'), label: `${recipients[who]}知悉并更正`, asks: { done: longText('已作的更正') },
  to: { among: ['overturned'] as const, of: (c: Told) => (told(c, 'telling').every((x) => x === who) ? 'overturned' as const : undefined) },
})

export const filingVerification = defineService({
  id: 'filing-verification', name: '专利申请核查', numbered: '申请核查', carries: ['4.1'], version: 1,
  basis: '《关于规范申请专利行为的办法》（国家知识产权局公告第411号，2021年3月11日起），《规范申请专利行为的规定》（局令第77号，2024年1月20日起）；国知发保字〔2022〕7号（核查程序为业务惯例，待按正式文件核定）。认定由国家知识产权局作出，地方只核查、劝退和上报',
  guide: {
    who: '国家知识产权局批次所列申请的申请人所在地知识产权部门', brings: ['批次来文和名单'], fee: '不收费', gives: '核查表、情况说明和上报汇总', where: '线上，由保护处下发',
    complaint: '申请人可向核查单位提交申诉材料；对国家知识产权局的决定，依法申请行政复议或者提起诉讼',
  },
  form: verificationForm,
  desks: {
    province: desk('保护处', 'province', 'protection'),
    leader: desk('保护处负责人', 'province', 'protection', 'decide'),
    city: desk('设区市局', 'city', 'authority'),
    handler: desk('核查单位', 'handler', 'authority'),
    use: desk('运用处', 'province', 'use'),
    centre: desk('保护中心', 'province', 'protection-centre'),
  },
  parties: {},
  place: (a) => a.filing.place,
  handledAt: 'county',
  start: 'draft',
  line: ['draft', 'issued', 'contacting', 'collected', 'reviewed', 'reported'],
  states: {
    draft: { label: '待下发', steps: { issue: { label: '下发', by: 'province', to: 'issued', asks: 'form' } } },
    issued: { label: '待签收', within: signInLimit, steps: { signIn: { label: '签收', by: 'handler', to: 'contacting', bulk: true } } },
    contacting: { label: '联系中', within: termLimit, before: (c) => endOf(c.answers.batch.due), steps: {
      contact: {
        label: '登记联系', by: 'handler', asks: { means: choice('方式', means), reached: choice('是否联系到', { yes: '联系到', no: '没有联系到' }), note: optional(longText('情况')) },
        notes: (c) => ({ contacts: [...contacts(c), { means: c.input.means, reached: c.input.reached, on: c.today }] }),
      },
      retract: { label: '登记主动撤回', by: 'handler', to: 'retracted', asks: { statement: files('撤回声明'), note: optional(longText('说明')) }, notes: comesTo('retracted'), issues: ['sheet'] },
      appeal: { label: '登记申诉', by: 'handler', to: 'appealed', asks: { says: longText('申诉理由'), papers: files('申诉材料') }, notes: comesTo('appealed'), issues: ['sheet'] },
      lose: {
        label: '列为失联', by: 'handler', to: 'lost', asks: { note }, notes: comesTo('lost'), issues: ['sheet', 'account'],
        when: (c) => {
          const tried = contacts(c), n = leastAttempts.on(c.ruleDay), kinds = leastMeans.on(c.ruleDay)
          if (tried.some((x) => x.reached === 'yes')) return '已有联系到的记录，不能列为失联'
          return (tried.length >= n && new Set(tried.map((x) => x.means)).size >= kinds) || `列为失联前须联系${n}次以上、用${kinds}种以上方式，现有${tried.length}次`
        },
      },
      findFalse: { label: '列为地址虚假', by: 'handler', to: 'falseAddress', asks: { note }, notes: comesTo('false-address'), issues: ['sheet', 'account'], when: (c) => contacts(c).some((x) => x.means === 'visit') || '须先登记现场核查' },
      sendElsewhere: {
        label: '非本辖区退回或跨省协查', by: 'handler', to: 'elsewhere', asks: { how: choice('去向', { back: '退回国家局改派', assist: '请外省协查' }), where: text('应由何地核查', { maxLength: 80 }), note },
        notes: (c) => ({ ...comesTo('elsewhere')(c), where: c.input.where }), issues: ['sheet', 'account'],
      },
      refuse: { label: '列为拒不撤回', by: 'handler', to: 'refusing', asks: { note }, when: wasReached, notes: comesTo('refusing'), issues: ['sheet'] },
      leaveOpen: { label: '列为未说明', by: 'handler', to: 'unexplained', asks: { note }, when: wasReached, notes: comesTo('unexplained'), issues: ['sheet', 'account'] } } },
    retracted: result('retracted'), appealed: result('appealed'), lost: result('lost'), falseAddress: result('false-address'), elsewhere: result('elsewhere'), refusing: result('refusing'), unexplained: result('unexplained'),
    collected: { label: '待省复核', within: reviewLimit, settled: true, steps: {
      review: {
        label: '复核通过', by: 'province', to: 'reviewed', bulk: true,
        emits: (c) => [{ kind: `filing-verification.${c.memo.outcome}` }, ...(c.memo.outcome === 'elsewhere' ? [] : [{ kind: 'filing-verification.verified' }])],
      },
      sendBack: { label: '退回重新核查', by: 'province', to: 'contacting', asks: { reason: longText('理由') }, notes: () => ({ outcome: null, says: null }) } } },
    reviewed: { label: '待上报', settled: true, steps: { report: { label: '上报国家局', by: 'province', to: 'reported', bulk: true } } },
    reported: { label: '已上报，待国家局结论', settled: true, steps: {
      conclude: {
        label: '登记国家局结论', by: 'province', asks: { result: choice('结论', { identified: '国家局已作出认定', cleared: '国家局未予认定，或申诉成立' }), on: day('国家局作出日'), document: text('来文', { maxLength: 120 }), note: optional(longText('说明')) },
        checks: (c) => [
          ...(c.input.on <= c.today ? [] : [{ code: 'day-ahead', at: 'on', say: '国家局作出日不得晚于今日' }]),
          // Before the first rule on how long a consequence lasts none could be registered.
          ...(c.input.result === 'identified' && c.input.on < heldFor.versions()[0]!.from ? [{ code: 'day-before', at: 'on', say: `处理后果的期限自${showDay(heldFor.versions()[0]!.from)}起才有规定，国家局作出日不得早于这一日，请核对` }] : []),
        ],
        to: { among: ['identified', 'cleared'], of: (c) => c.input.result }, notes: (c) => ({ concluded: c.input.document, concludedOn: c.input.on }),
      } } },
    identified: { label: '国家局已认定', standing: true, outcome: 'settled', settled: true, steps: {
      impose: {
        label: '登记后果', by: 'leader', decides: true, issues: ['consequence'],
        asks: {
          kinds: several('后果', consequences), gravity: choice('情节', gravities), until: optional(day('至', { help: '依据文件载明截止日的填写；不填的，按情节自认定之日起算' })), document: text('依据文件', { maxLength: 120 }),
          creditCode: optional(creditCode('核实的统一社会信用代码', { help: '批次已写明的不必再填' })), person: optional(confirm('申请人是自然人，没有统一社会信用代码')),
        },
        checks: imposeRefusals,
        records: (c) => (c.input.kinds as Consequence[]).map((kind) => {
          const to = untilOf(c, kind)
          return {
            register: consequenceRegister, how: 'add' as const, key: keyOf(c, kind), party: applicant(c), from: c.today, ...(to ? { to } : {}), status: 'inForce',
            data: { name: applicant(c).name, kind, filing: c.answers.filing.number, batch: c.answers.batch.batch, identifiedOn: identifiedOn(c), gravity: c.input.gravity, recipient: toldOf[kind], document: c.input.document, case: c.number },
          }
        }),
        emits: (c) => (c.input.kinds as Consequence[]).map(() => ({ kind: 'filing-verification.consequence', party: applicant(c) })),
        notes: (c) => ({
          imposed: [...imposed(c), ...c.input.kinds], informing: [...new Set([...told(c, 'informing'), ...(c.input.kinds as Consequence[]).map((k) => toldOf[k])])], ...(c.input.creditCode ? { creditCode: c.input.creditCode } : {}),
        }),
      },
      carryOutUse: carryOut('use', 'use'), carryOutCentre: carryOut('centre', 'centre'), carryOutCity: carryOut('city', 'city'),
      overturn: {
        label: '登记认定被撤销', by: 'leader', decides: true, danger: '已登记的后果全部撤销，并告知原来的受送单位', issues: ['revocation'], asks: { document: text('决定或判决', { maxLength: 120 }), reason: longText('理由') },
        to: { among: ['undone', 'overturned'], of: (c) => (imposed(c).length ? 'undone' : 'overturned') },
        records: (c) => imposed(c).map((kind) => ({ register: consequenceRegister, how: 'change' as const, key: keyOf(c, kind), status: 'voided', data: { voided: c.input.reason, voidedBy: c.input.document } })),
        emits: (c) => imposed(c).map(() => ({ kind: 'filing-verification.consequence-voided', party: applicant(c) })),
        notes: (c) => ({ telling: [...new Set(imposed(c).map((k) => toldOf[k]))], informing: null }),
      } } },
    undone: { label: '后果已撤销，待知悉更正', within: acknowledgeLimit, settled: true, steps: { acknowledgeUse: acknowledge('use', 'use'), acknowledgeCentre: acknowledge('centre', 'centre'), acknowledgeCity: acknowledge('city', 'city') } },
    overturned: { label: '认定被撤销，后果已撤销', final: true, outcome: 'settled' },
    cleared: { label: '未予认定', final: true, outcome: 'settled' },
  },
  papers: {
    sheet: {
      title: '专利申请核查表', series: '申请核', organ: 'handler',
      lines: (c) => [
        `批次：${c.answers.batch.batch}　申请号：${c.answers.filing.number}${c.answers.filing.title ? `　名称：${c.answers.filing.title}` : ''}`, `申请人：${applicant(c).name}${c.answers.filing.agency ? `　代理机构：${c.answers.filing.agency}` : ''}`,
        ...contacts(c).map((x) => `${x.on}　${means[x.means]}　${x.reached === 'yes' ? '联系到' : '没有联系到'}`), `说明：${c.input.says ?? c.input.note ?? '无'}`,
      ],
    },
    account: { title: '核查情况说明', series: '核说', organ: 'handler', lines: (c) => [`关于${c.answers.batch.batch}${c.answers.filing.number}的核查情况：`, c.input.note, ...(c.input.where ? [`建议由${c.input.where}核查。`] : [])] },
    consequence: {
      title: '处理后果告知书', series: '申后', organ: 'fj',
      lines: (c) => [`${applicant(c).name}：`, `国家知识产权局于${showDay(identifiedOn(c))}对${c.answers.filing.number}（${c.answers.batch.batch}）作出认定（${c.memo.concluded}）。依据${c.input.document}，按${gravities[c.input.gravity as Gravity]}情节处理：${(c.input.kinds as Consequence[]).map((k) => { const to = untilOf(c, k); return `${consequences[k]}${to ? `，至${showDay(to)}` : ''}` }).join('；')}。`, ...(c.input.kinds.includes('subsidy') && owedBack(c).length ? [`名录中此前发放、尚未追回的：${owedBack(c).join('；')}。是否追还、追还多少，由运用处依法决定并另行告知。`] : []), '对认定不服的，可依法向国家知识产权局申请行政复议或者提起行政诉讼；认定被撤销的，上述后果一并撤销。'],
    },
    revocation: {
      title: '撤销处理后果告知书', series: '申撤', organ: 'fj',
      lines: (c) => [`${applicant(c).name}，${[...new Set(imposed(c).map((k) => recipients[toldOf[k]]))].join('、') || '有关单位'}：`, `${c.input.document}撤销了对${c.answers.filing.number}的认定。${imposed(c).length ? `已登记的${imposed(c).map((k) => `“${consequences[k]}”`).join('、')}自始撤销，请更正并恢复。` : '未登记过后果。'}`, `理由：${c.input.reason}`],
    },
  },
  unique: { filing: { key: (a) => `${a.batch.batch} ${a.filing.number}`, say: '本批次中的这件申请已经下发' } },
  marks: (c) => ({ batch: c.answers.batch.batch, filing: c.answers.filing.number, kind: kindOf(c.answers.filing.number), ...(c.answers.filing.agency ? { agency: c.answers.filing.agency } : {}), ...(c.memo.outcome ? { outcome: c.memo.outcome } : {}), ...(c.memo.imposed?.length ? { consequences: c.memo.imposed.length } : {}) }),
  suspension: { by: [], reasons: {} },
  needs: {
    paid: { from: 'register', register: 'subsidy-payments', party: (c) => (c.memo.concludedOn ? applicant(c) : undefined) },
    won: { from: 'register', register: 'award-winners', party: (c) => (c.memo.concludedOn ? applicant(c) : undefined) },
  },
  registers: [consequenceRegister, 'subsidy-payments', 'award-winners'],
  titleOf: (a) => `${a.batch.batch} ${a.filing.number}核查`,
  examples: verificationExamples,
  walks: verificationWalks,
})

/** The last moment of the day the batch names. */
const endOf = (due: Day) => startOfDay(addDays(due, 1))
const kindOf = (number: string): string => { const read = readPatentNumber(number); return read.ok ? read.value.kind : '未知' }
