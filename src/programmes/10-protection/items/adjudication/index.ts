import { addDays, addMonths, type Day, found, type Instant, type Refusal, showDay, startOfDay } from '../../../../kernel/index.ts'
import {
  choice, confirm, day, type EntryChange, type Fields, files, longText, money, number, optional, rows, several, showPeriod, text, type Told, defineService, desk,
} from '../../../../service/index.ts'
import { examples, walks } from './examples.ts'
import { acts, adjudicationForm, reliefs } from './form.ts'
import {
  adjudicationPowers, competentFor, correctWithin, decideWithin, defendWithin, enforceWithin, fileWithin, forwardWithin, leastHandlers, type Level, longerBy,
  longerTimes, noticeBefore, publicNotice, publishWithin, serveWithin, sueWithin, urgeFor,
} from './parameters.ts'

const ways = { direct: '直接送达', mail: '邮寄送达', leave: '留置送达', electronic: '电子送达（受送达人已书面确认）', notice: '公告送达' } as const
const receiptFields: Fields = {
  way: choice('送达方式', ways),
  date: day('送达日', { help: '以回证上的签收日为准；公告送达填公告刊登日' }),
  receipt: text('送达回证', { help: '签收人或回证编号' }),
  consent: optional(confirm('受送达人已签署电子送达确认书')),
  scan: optional(files('回证扫描件')),
}
/** What a record of service must satisfy: it happened, not before the paper existed, and electronically only with consent. */
function serviceRefusals(c: Told, notBefore: string): Refusal[] {
  const made = c.doneOn[notBefore], { date, way, consent } = c.input as { date: Day; way: keyof typeof ways; consent?: true }
  return [
    ...(date > c.today ? [{ code: 'day-ahead', at: 'date', say: '送达日不得晚于今日' }] : []),
    ...(made && date < made ? [{ code: 'day-before', at: 'date', say: `送达日不得早于文书作出之日（${showDay(made)}）` }] : []),
    ...(way === 'electronic' && !consent ? [{ code: 'no-consent', at: 'consent', say: '电子送达须经受送达人书面确认；未确认的，请改用其他方式送达' }] : []),
  ]
}
const noticeEnds = (c: Told, published: Day): Day => addDays(published, publicNotice.on(c.ruleDay).n)
const levelOf = (c: Told): Level => (['province', 'city', 'county'] as const)[c.handler.split('.').length - 1] ?? 'county'
const levels: Record<Level, string> = { province: '省级', city: '设区市', county: '县级' }
const dayStart = (d: Day | undefined): Instant | undefined => (d ? startOfDay(d) : undefined)

interface Handler { certificate: string; name: string }
const handlersOf = (c: Told): Handler[] => c.memo.handlers ?? []
const handlerFields: Fields = { handlers: rows('承办人员', { certificate: text('行政裁决人员证号') }, { least: 1, most: 9, help: '3名或者3名以上单数；第一名为主办' }) }
function handlerRefusals(c: Told): Refusal[] {
  const least = leastHandlers.on(c.ruleDay)
  const chosen = (c.input.handlers as { certificate: string }[]).map((h) => h.certificate)
  const counted: Refusal[] = chosen.length < least || chosen.length % 2 === 0
    ? [{ code: 'wrong-number', at: 'handlers', say: `承办人员须为${least}名或者${least}名以上单数，现为${chosen.length}名` }] : []
  return [...counted, ...chosen.flatMap((certificate, i): Refusal[] => {
    const at = `handlers.${i}.certificate`
    if (chosen.indexOf(certificate) !== i) return [{ code: 'twice', at, say: `证号“${certificate}”重复` }]
    const line = lineOf(c, certificate)
    if (!line || line.status !== 'active') return [{ code: 'not-appointed', at, say: `证号“${certificate}”不在行政裁决人员名录中或者已暂停办案，不能指派` }]
    const until = [line.to, line.data.certificateTo].filter(Boolean).sort()[0] as Day | undefined
    return until && until < c.today ? [{ code: 'certificate-expired', at, say: `${line.data.name}的证件（${certificate}）已于${showDay(until)}到期，不能指派；请换发证件或者改派他人` }] : []
  })]
}
interface AdjudicatorLine { key: string; status: string; to?: Day; data: { name: string; certificateTo?: Day } }
const lineOf = (c: Told, certificate: string): AdjudicatorLine | undefined => ((c.facts.adjudicators ?? []) as AdjudicatorLine[]).find((l) => l.key === certificate)

const findings = { infringed: '认定侵权', notInfringed: '不构成侵权', dismissed: '驳回请求' } as const
type Finding = keyof typeof findings
const decidedAs = (c: Told): Finding => c.memo.finding
// 《专利法》第六十五条: the amount of compensation may only be mediated. Whoever drafts an order of money is stopped here.
const ordersMoney = /赔偿|补偿金|支付[^，。；]{0,20}元/
const closed = (c: Told) => [{ kind: 'adjudication.closed' }, ...(c.inTime('decide') ? [{ kind: 'adjudication.closed-in-time' }] : [])]
const who = (c: Told) => `请求人${c.parties.applicant!.name}与被请求人${c.parties.respondent!.name}`
const about = (c: Told) => `“${c.answers.right.title}”专利（专利号${c.answers.right.patent}）侵权纠纷一案（${c.number}）`
const both = ['applicant', 'respondent'] as const

const judgementFields: Fields = { number: text('裁判文书号'), on: day('裁判生效日') }
const mediateStep = {
  label: '转入调解', by: 'handler', to: 'mediating',
  asks: { applicantAgrees: confirm('请求人同意调解'), respondentAgrees: confirm('被请求人同意调解'), scope: longText('调解事项', { help: '可以包括赔偿数额' }) },
  notes: (c: Told) => ({ mediationScope: c.input.scope }),
} as const
const publishStep = {
  label: '公开裁决书', by: 'handler', asks: { redacted: confirm('已隐去个人信息和商业秘密') },
  when: (c: Told) => (!decidedAs(c) ? '以调解结案的案件不公开' : c.memo.published ? '裁决书已公开' : true),
  notes: (c: Told) => ({ published: c.today }),
  records: (c: Told): EntryChange[] => [{
    register: 'adjudication-decisions', how: 'add', key: c.number, party: c.parties.respondent!, from: c.today, status: 'published',
    data: {
      patent: c.answers.right.patent, title: c.answers.right.title, applicant: c.parties.applicant!.name, respondent: c.parties.respondent!.name,
      decided: c.doneOn.sign, finding: decidedAs(c), order: c.memo.order,
    },
  }],
} as const
const investigateStep = {
  label: '调查取证', by: 'handler', internal: true,
  asks: { powers: several('调查方式', adjudicationPowers, { help: '行政裁决案件只能询问、现场检查和检查产品' }), on: day('调查日'), place: text('地点'), officers: number('到场人数', { whole: true, min: 1 }), record: longText('笔录要点'), files: optional(files('笔录和照片')) },
  checks: (c: Told): Refusal[] => [
    ...(c.input.on > c.today ? [{ code: 'day-ahead', at: 'on', say: '调查日不得晚于今日' }] : []),
    ...(c.input.officers < 2 ? [{ code: 'too-few', at: 'officers', say: '调查取证须由两名以上办案人员进行' }] : []),
  ],
  notes: (c: Told) => ({ investigations: [...(c.memo.investigations ?? []), { on: c.input.on, powers: c.input.powers, by: c.by.name }] }),
} as const
const opineStep = {
  label: '出具技术调查意见', by: 'centre', internal: true,
  asks: { investigator: text('技术调查官'), field: text('技术领域'), recusal: confirm('与当事人无利害关系'), opinion: longText('技术调查意见', { help: '供合议参考，一般不作为证据送达当事人' }), files: optional(files('附件')) },
  notes: (c: Told) => ({ opinions: [...(c.memo.opinions ?? []), { by: c.input.investigator, field: c.input.field, on: c.today }] }),
} as const
const hearingNotice = {
  by: 'handler', to: 'hearing', issues: ['hearingNotice'],
  asks: { on: day('口头审理日'), time: text('时间', { maxLength: 20 }), place: text('地点'), mode: choice('方式', { room: '到庭', online: '网上' }) },
  checks: (c: Told): Refusal[] => {
    const n = noticeBefore.on(c.ruleDay), earliest = c.calendar.addWorkdays(c.today, n)
    return [
      ...(c.input.on < earliest ? [{ code: 'too-soon', at: 'on', say: `口头审理须至少提前${n}个工作日通知，今日通知的，最早为${showDay(earliest)}` }] : []),
      ...(c.calendar.isWorkday(c.input.on) ? [] : [{ code: 'day-off', at: 'on', say: `${showDay(c.input.on)}不是工作日，请另择日期` }]),
    ]
  },
  notes: (c: Told) => ({ hearing: { on: c.input.on, time: c.input.time, place: c.input.place } }),
} as const

/** 10.3 专利侵权纠纷行政裁决: from the request through defence, hearing and deliberation to a decision, or to a settlement on the way. */
export const adjudication = defineService({
  id: 'adjudication', name: '专利侵权纠纷行政裁决', numbered: '专裁', carries: ['10.3'], version: 1,
  basis: '《专利法》第六十五、六十九条；《专利法实施细则》；《专利行政执法办法》（2025-02-01起为《专利纠纷行政裁决和调解办法》）',
  guide: {
    who: '专利权人和利害关系人；纠纷须在被请求人所在地或者侵权行为地的管理专利工作的部门处理',
    brings: ['请求书（在线填写）', '专利权有效的证明', '证据目录和证据材料', '委托代理人的，授权委托书'],
    fee: '不收费', gives: '行政裁决书或者调解书', where: '设区市知识产权局；跨市或者有重大影响的为省知识产权局保护处', promise: decideWithin,
    complaint: '省知识产权局保护处', places: '全省（含厦门市、平潭综合实验区）',
  },
  form: adjudicationForm,
  desks: {
    handler: desk('承办人员', 'handler', 'protection'),
    reviewer: desk('法制审核', 'handler', 'protection'),
    leader: desk('负责人', 'handler', 'protection', 'decide'),
    centre: desk('保护中心技术调查', 'province', 'protection-centre'),
  },
  parties: { applicant: { label: '请求人', from: (a) => a.parties.applicant }, respondent: { label: '被请求人', from: (a) => a.parties.respondent } },
  place: (a) => a.dispute.place,
  handledAt: (c) => (c.answers.dispute.scope === 'ordinary' ? 'city' : 'province'),
  jurisdiction: 'patent-dispute',
  titleOf: (a) => `${a.parties.applicant.name}诉${a.parties.respondent.name}侵犯“${a.right.title}”专利权`,
  start: 'draft',
  line: ['draft', 'intake', 'serving', 'defence', 'forwarding', 'examining', 'hearing', 'deliberating', 'drafting', 'review', 'signing', 'delivering', 'contestable', 'effective', 'archiving', 'infringed'],
  states: {
    draft: { label: '填写请求书', steps: { submit: { label: '提交请求', by: 'applicant', to: 'intake', asks: 'form' } } },
    intake: { label: '立案审查', within: fileWithin, correctable: true, steps: {
      accept: {
        label: '立案', by: 'handler', to: 'serving', gates: 'all', asks: handlerFields, checks: handlerRefusals, issues: ['filingNotice'],
        notes: (c) => ({ handlers: c.input.handlers.map((h: { certificate: string }): Handler => ({ certificate: h.certificate, name: lineOf(c, h.certificate)!.data.name })) }),
      },
      decline: { label: '不予立案', by: 'leader', decides: true, to: 'declined', asks: { reason: longText('不予立案的理由') }, issues: ['declineNotice'], danger: '不予立案后本件终结，请求人可向人民法院起诉' },
      refer: { label: '移送有管辖权的机关', by: 'leader', decides: true, to: 'referred', asks: { organ: text('移送至'), reason: longText('理由') }, issues: ['referralNotice'], danger: '移送后本件在本机关终结' },
    } },
    serving: { label: '送达请求书副本', within: serveWithin, steps: {
      serve: {
        label: '登记送达', by: 'handler', asks: receiptFields, issues: ['defenceNotice', 'receipt'],
        checks: (c) => serviceRefusals(c, 'accept'),
        notes: (c) => ({ served: c.input, receivedOn: c.input.way === 'notice' ? noticeEnds(c, c.input.date) : c.input.date }),
        to: { among: ['announcing', 'defence'], of: (c) => (c.input.way === 'notice' ? 'announcing' : 'defence') },
      } } },
    announcing: { label: '公告送达', within: publicNotice, since: (c) => dayStart(c.memo.served.date), onExpiry: 'deemed', steps: {
      deemed: { label: '公告期满，视为送达', by: 'clock', to: 'defence' } } },
    defence: { label: '答辩', within: defendWithin, clockOf: 'party', since: (c) => dayStart(c.memo.receivedOn), onExpiry: 'silence', steps: {
      defend: {
        label: '提交答辩', by: ['respondent', 'handler'], to: 'forwarding',
        asks: { statement: longText('答辩意见'), invalidation: choice('是否已请求宣告专利权无效', { no: '否', asked: '已提出，尚未受理', accepted: '已被国家知识产权局受理' }), evidence: optional(files('证据材料')) },
        notes: (c) => ({ defended: true, invalidation: c.input.invalidation }),
      },
      silence: { label: '逾期未答辩，继续审理', by: 'clock', to: 'examining', notes: () => ({ defended: false }) },
    } },
    forwarding: { label: '转送答辩书', within: forwardWithin, steps: {
      forward: { label: '登记转送', by: 'handler', to: 'examining', asks: receiptFields, checks: (c) => serviceRefusals(c, 'defend'), issues: ['forwardingNotice'] } } },
    examining: { label: '审理', steps: {
      investigate: investigateStep,
      opine: opineStep,
      mediate: mediateStep,
      notify: { label: '通知口头审理', ...hearingNotice },
      written: { label: '书面审理', by: 'handler', to: 'deliberating', asks: { reason: longText('不进行口头审理的理由') }, internal: true },
    } },
    mediating: { label: '调解', steps: {
      agree: {
        label: '达成调解协议', by: 'handler', to: 'archiving', issues: ['settlement'],
        asks: { terms: longText('协议内容'), compensation: optional(money('协议赔偿数额', { help: '由双方自愿达成，不是裁决' })), performBy: day('履行期限'), signed: confirm('双方已签字或者盖章') },
        notes: (c) => ({ settled: c.input }),
        emits: (c) => [...closed(c), { kind: 'adjudication.settled', ...(c.input.compensation ? { amount: c.input.compensation } : {}) }],
      },
      fail: { label: '调解不成', by: 'handler', to: 'examining', asks: { reason: longText('情况说明') }, internal: true },
    } },
    hearing: { label: '口头审理', steps: {
      hear: {
        label: '口头审理', by: 'handler', to: 'deliberating',
        asks: { attended: choice('到庭情况', { both: '双方到庭', 'applicant-only': '被请求人经通知未到庭，缺席审理' }), record: longText('口审笔录'), files: optional(files('签名笔录')) },
        when: (c) => c.today >= c.memo.hearing.on || `口头审理定于${showDay(c.memo.hearing.on)}举行`,
        notes: (c) => ({ heard: c.input.attended }),
      },
      absent: {
        label: '请求人无故缺席，按撤回处理', by: 'leader', decides: true, to: 'withdrawn', issues: ['withdrawalNotice'], danger: '本件将按撤回请求终结',
        asks: { reason: longText('缺席情况', { help: '写明已通知、未到庭且无正当理由' }), notified: confirm('口审通知书已送达请求人') },
        when: (c) => c.today >= c.memo.hearing.on || `口头审理定于${showDay(c.memo.hearing.on)}举行`,
        emits: closed,
      },
      postpone: { label: '改期', ...hearingNotice },
      mediate: mediateStep,
      investigate: investigateStep,
      opine: opineStep,
    } },
    deliberating: { label: '合议', steps: {
      deliberate: {
        label: '合议', by: 'handler', to: 'drafting', internal: true,
        asks: { finding: choice('合议结论', findings), votesFor: number('赞成人数', { whole: true, min: 0 }), votesAgainst: number('反对人数', { whole: true, min: 0 }), record: longText('合议笔录', { help: '内部材料，不对外提供' }), minority: optional(longText('少数意见')) },
        checks: (c): Refusal[] => {
          const { votesFor, votesAgainst } = c.input, size = handlersOf(c).length
          if (votesFor + votesAgainst !== size) return [{ code: 'votes-missing', at: 'votesFor', say: `合议组共${size}人，赞成与反对合计应为${size}人，现为${votesFor + votesAgainst}人` }]
          return votesFor > votesAgainst ? [] : [{ code: 'no-majority', at: 'votesFor', say: '合议结论须由过半数赞成' }]
        },
        notes: (c) => ({ finding: c.input.finding }),
      } } },
    drafting: { label: '拟稿', steps: {
      draft: {
        label: '拟定裁决书', by: 'handler', to: 'review', internal: true,
        asks: { facts: longText('查明的事实'), reasons: longText('裁决理由'), order: longText('裁决主文') },
        checks: (c) => (ordersMoney.test(c.input.order) ? [{ code: 'no-compensation', at: 'order', say: '裁决主文不得确定赔偿或者款项：赔偿数额只能调解，调解不成的由人民法院判决（《专利法》第六十五条）' }] : []),
        notes: (c) => ({ facts: c.input.facts, reasons: c.input.reasons, order: c.input.order }),
      } } },
    review: { label: '法制审核', steps: {
      clear: {
        label: '审核通过', by: 'reviewer', to: 'signing', internal: true, notBy: ['accept', 'deliberate', 'draft'], asks: { opinion: longText('审核意见') },
        when: (c) => !handlersOf(c).some((h) => h.name === c.by.name) || '法制审核须由合议组以外的人员办理',
      },
      remand: { label: '退回修改', by: 'reviewer', to: 'drafting', internal: true, notBy: ['accept', 'deliberate', 'draft'], asks: { opinion: longText('修改意见') } },
    } },
    signing: { label: '签发', steps: {
      sign: { label: '签发裁决书', by: 'leader', decides: true, to: 'delivering', notBy: ['draft', 'clear'], issues: ['decision'], emits: closed, danger: '签发后裁决书即编号，不能更改' },
      redeliberate: { label: '退回合议', by: 'leader', to: 'deliberating', internal: true, asks: { reason: longText('理由') } },
    } },
    delivering: { label: '送达裁决书', settled: true, steps: {
      deliver: {
        label: '登记送达裁决书', by: 'handler', to: 'contestable', issues: ['decisionReceipt'],
        asks: { ...receiptFields, applicantReceived: day('请求人收到日'), date: day('被请求人收到日', { help: '公告送达填公告刊登日' }) },
        checks: (c) => [...serviceRefusals(c, 'sign'), ...(c.input.applicantReceived > c.today || c.input.applicantReceived < c.doneOn.sign! ? [{ code: 'wrong-day', at: 'applicantReceived', say: '请求人收到日应在签发日之后、今日之前' }] : [])],
        // Each party's fifteen days run from its own receipt; the decision takes effect when the later of the two has run out.
        notes: (c) => {
          const respondent = c.input.way === 'notice' ? noticeEnds(c, c.input.date) : c.input.date
          return { decisionReceived: respondent > c.input.applicantReceived ? respondent : c.input.applicantReceived, decisionServed: c.input }
        },
      },
      publish: publishStep,
    } },
    contestable: { label: '起诉期内', within: sueWithin, clockOf: 'party', since: (c) => dayStart(c.memo.decisionReceived), onExpiry: 'stand', settled: true, steps: {
      sue: { label: '登记起诉', by: 'handler', to: 'contested', asks: { by: choice('起诉人', { applicant: '请求人', respondent: '被请求人' }), court: text('受理法院'), number: text('案号'), on: day('立案日') }, notes: (c) => ({ suit: c.input }) },
      stand: { label: '期满未起诉，裁决生效', by: 'clock', to: 'effective', notes: (c) => ({ effectiveFrom: addDays(c.memo.decisionReceived, sueWithin.on(c.ruleDay).n) }) },
      publish: publishStep,
    } },
    contested: { label: '诉讼中', settled: true, steps: {
      upheld: { label: '登记维持裁决或者撤诉', by: 'handler', to: 'effective', asks: judgementFields, notes: (c) => ({ judgement: c.input, effectiveFrom: c.input.on }) },
      overturned: {
        label: '登记裁决被撤销', by: 'handler', asks: { ...judgementFields, redo: choice('是否责令重作', { yes: '责令重新作出', no: '不重作' }) },
        to: { among: ['deliberating', 'annulled'], of: (c) => (c.input.redo === 'yes' ? 'deliberating' : 'annulled') },
        notes: (c) => ({ judgement: c.input, published: undefined }),
        // A decision that fell must not stay on show.
        records: (c) => (c.facts.published ? [{ register: 'adjudication-decisions', how: 'change', key: c.number, status: 'withdrawn', to: c.today }] : []),
      },
      publish: publishStep,
    } },
    effective: { label: '裁决生效', settled: true, steps: {
      performed: { label: '登记履行或者无须履行', by: 'handler', to: 'archiving', asks: { note: longText('履行情况', { help: '不构成侵权、驳回请求的，写“无须履行”' }) } },
      urge: {
        label: '催告履行', by: 'handler', to: 'urged', issues: ['urgeNotice'], asks: receiptFields, checks: (c) => serviceRefusals(c, 'deliver'),
        when: (c) => decidedAs(c) === 'infringed' || '本件没有须履行的裁决内容，无须催告',
        notes: (c) => ({ urgedOn: c.input.date }),
      },
      publish: publishStep,
    } },
    urged: { label: '催告期内', within: urgeFor, clockOf: 'party', since: (c) => dayStart(c.memo.urgedOn), settled: true, steps: {
      performed: { label: '登记已履行', by: 'handler', to: 'archiving', asks: { note: longText('履行情况') } },
      apply: {
        label: '申请人民法院强制执行', by: 'leader', decides: true, to: 'enforcing', asks: { court: text('执行法院'), files: optional(files('申请材料')) }, issues: ['enforcementRequest'],
        when: (c) => {
          const urged = addDays(c.memo.urgedOn, urgeFor.on(c.ruleDay).n), last = addMonths(c.memo.effectiveFrom, enforceWithin.on(c.ruleDay).n)
          if (c.today <= urged) return `催告期至${showDay(urged)}，期满仍未履行的方可申请强制执行`
          return c.today <= last || `申请强制执行的期限（${showPeriod(enforceWithin.on(c.ruleDay))}）已于${showDay(last)}届满`
        },
      },
      publish: publishStep,
    } },
    enforcing: { label: '强制执行', settled: true, steps: { enforced: { label: '登记执行结果', by: 'handler', to: 'archiving', asks: { result: longText('执行结果'), number: text('执行案号') } }, publish: publishStep } },
    archiving: { label: '结案归档', settled: true, steps: {
      publish: publishStep,
      archive: {
        label: '归档', by: 'handler', internal: true, asks: { volume: text('案卷号'), pages: number('页数', { whole: true, min: 1 }) },
        when: (c) => Boolean(c.memo.settled) || Boolean(c.memo.published) || '裁决书尚未公开，公开后方可归档',
        to: { among: ['infringed', 'notInfringed', 'dismissed', 'mediated'], of: (c) => (c.memo.settled ? 'mediated' : decidedAs(c)) },
      },
    } },
    infringed: { label: '认定侵权', final: true, outcome: 'granted' },
    notInfringed: { label: '不构成侵权', final: true, outcome: 'refused' },
    dismissed: { label: '驳回请求', final: true, outcome: 'refused' },
    mediated: { label: '调解结案', final: true, outcome: 'settled' },
    declined: { label: '不予立案', final: true, outcome: 'refused' },
    referred: { label: '移送', final: true, outcome: 'transferred' },
    annulled: { label: '裁决被法院撤销', final: true, outcome: 'refused' },
  },
  clocks: {
    decide: {
      label: '办案期限', limit: decideWithin, of: 'office', starts: ['accept', 'overturned'], stops: ['sign', 'agree', 'absent'], pausedIn: ['announcing'],
      extension: { by: 'leader', limit: longerBy, times: longerTimes },
    },
    publication: { label: '裁决公开期限', limit: publishWithin, of: 'office', starts: ['sign'], stops: ['publish'] },
    enforcement: { label: '申请强制执行期限', limit: enforceWithin, of: 'office', starts: ['stand', 'upheld'], since: (c) => dayStart(c.memo.effectiveFrom), stops: ['performed', 'apply'] },
  },
  suspension: {
    by: ['leader'],
    reasons: { invalidation: '当事人请求宣告专利权无效，已被国家知识产权局受理并申请中止', appraisal: '委托鉴定', notice: '公告' },
    checks: (c) => [
      ...(c.input.reason === 'invalidation' && !c.input.files?.length ? [{ code: 'no-proof', at: 'files', say: '以无效宣告请求为由中止的，请附国家知识产权局的受理通知书；理由明显不成立的可以不中止' }] : []),
      ...(c.memo.served?.way === 'notice' && !('defended' in c.memo) && c.today <= c.memo.receivedOn ? [{ code: 'announcing', at: 'reason', say: '公告送达期间本就不计入办案期限，无须中止' }] : []),
    ],
    papers: { suspend: ['suspensionNotice'], resume: ['resumptionNotice'] },
  },
  correction: { within: correctWithin },
  gates: {
    competence: {
      label: '管辖和权限', basis: '专利法实施细则',
      holds: (c) => Boolean(competentFor('patent-infringement', levelOf(c), c.today)) || `${levels[levelOf(c)]}管理部门没有专利侵权纠纷的裁决权限，请移送有管辖权的部门`,
    },
  },
  needs: {
    adjudicators: { from: 'register', register: 'adjudicators', all: true },
    published: { from: 'register', register: 'adjudication-decisions', key: (c) => c.number },
    samePatent: { from: 'peers', mark: 'patent', equals: (c) => c.answers.right?.patent },
  },
  compute: {
    /** 《专利法》第七十条: cases on the same patent in one region may be joined; what was decided before is shown before the choice. */
    related: (a, c) => {
      const peers = (c.facts.samePatent ?? []) as { number: string; state: string; marks: Record<string, string> }[]
      return found(peers.map((p) => p.number), peers.length
        ? `同一专利（${a.right.patent}）另有${peers.length}件：${peers.map((p) => `${p.number}${p.marks.finding ? `（${findings[p.marks.finding as Finding]}）` : '（在办）'}`).join('、')}；在同一区域的可以合并处理`
        : `同一专利（${a.right.patent}）没有其他案件`)
    },
  },
  papers: {
    filingNotice: { title: '立案通知书', series: '裁立', organ: 'handler', lines: (c) => [`${c.parties.applicant!.name}：`, `你方就${about(c)}提出的处理请求，经审查符合受理条件，本机关于${showDay(c.today)}立案。`, `承办人员：${handlersOf(c).map((h) => `${h.name}（${h.certificate}）`).join('、')}。认为承办人员与本案有利害关系的，可以申请回避。`] },
    declineNotice: { title: '不予立案通知书', series: '裁不立', organ: 'handler', lines: (c) => [`${c.parties.applicant!.name}：`, `你方就“${c.answers.right.title}”专利提出的处理请求不予立案。理由：${c.input.reason}`, '你方可以向人民法院起诉。'] },
    referralNotice: { title: '移送通知书', series: '裁移', organ: 'handler', lines: (c) => [`${c.parties.applicant!.name}：`, `你方的处理请求移送${c.input.organ}。理由：${c.input.reason}`] },
    defenceNotice: { title: '答辩通知书', series: '裁答', organ: 'handler', servedOn: ['respondent'], lines: (c) => [`${c.parties.respondent!.name}：`, `${c.parties.applicant!.name}就${about(c)}请求处理，指你方${(c.answers.dispute.acts as (keyof typeof acts)[]).map((x) => acts[x]).join('、')}。现送达请求书副本。`, `请自收到之日起${showPeriod(defendWithin.on(c.ruleDay))}内提交答辩书；逾期不答辩的，不影响案件处理。`, '你方请求宣告专利权无效并被受理的，可以申请中止处理。'] },
    receipt: { title: '送达回证', series: '裁证', organ: 'handler', servedOn: ['respondent'], lines: (c) => [`送达文书：请求书副本、答辩通知书。受送达人：${c.parties.respondent!.name}（${c.answers.parties.address}）。`, `送达方式：${ways[c.input.way as keyof typeof ways]}；${c.input.way === 'notice' ? `公告日${showDay(c.input.date)}，至${showDay(c.memo.receivedOn)}视为送达` : `收到日${showDay(c.input.date)}`}；${c.input.receipt}。`] },
    forwardingNotice: { title: '答辩书转送通知书', series: '裁转', organ: 'handler', lines: (c) => [`${c.parties.applicant!.name}：`, `现将被请求人在${about(c)}中的答辩书副本转送你方。`] },
    hearingNotice: { title: '口头审理通知书', series: '裁口', organ: 'handler', servedOn: both, lines: (c) => [`${who(c)}：`, `${about(c)}定于${showDay(c.input.on)}${c.input.time}在${c.input.place}口头审理。`, '请求人无正当理由不参加的，按撤回请求处理；被请求人不参加的，可以缺席处理。'] },
    withdrawalNotice: { title: '按撤回处理通知书', series: '裁撤', organ: 'handler', servedOn: both, lines: (c) => [`${who(c)}：`, `请求人经通知无正当理由未参加口头审理，${about(c)}按撤回请求处理。`] },
    suspensionNotice: { title: '中止通知书', series: '裁中', organ: 'handler', servedOn: both, lines: (c) => [`${who(c)}：`, `${about(c)}自${showDay(c.input.from)}起中止处理，中止期间不计入办案期限。说明：${c.input.note}`] },
    resumptionNotice: { title: '恢复处理通知书', series: '裁复', organ: 'handler', servedOn: both, lines: (c) => [`${who(c)}：`, `${about(c)}中止的最后一日为${showDay(c.input.to)}，自次日起恢复处理。理由：${c.input.reason}`] },
    settlement: { title: '调解书', series: '裁调', organ: 'handler', servedOn: both, lines: (c) => [`${who(c)}就${about(c)}，经本机关调解，自愿达成协议：`, c.input.terms, `履行期限：${showDay(c.input.performBy)}。`, '本协议由双方自愿达成，赔偿等事项不是行政裁决；双方可以依法向人民法院申请司法确认。'] },
    decision: { title: '行政裁决书', series: '裁', organ: 'handler', servedOn: both, certificate: true, lines: (c) => [`${who(c)}${about(c)}。`, `请求事项：${(c.answers.request.relief as (keyof typeof reliefs)[]).map((x) => reliefs[x]).join('；')}。`, `查明：${c.memo.facts}`, `本机关认为：${c.memo.reasons}`, `裁决：${findings[decidedAs(c)]}。${c.memo.order}`, `不服本裁决的，可以自收到之日起${showPeriod(sueWithin.on(c.ruleDay))}内向人民法院起诉；期满不起诉又不停止侵权行为的，本机关可以申请人民法院强制执行。`, `合议组：${handlersOf(c).map((h) => h.name).join('、')}。`] },
    decisionReceipt: { title: '送达回证', series: '裁证', organ: 'handler', servedOn: both, lines: (c) => [`送达文书：行政裁决书。请求人收到日${showDay(c.input.applicantReceived)}。`, `被请求人送达方式：${ways[c.input.way as keyof typeof ways]}，${showDay(c.input.date)}；${c.input.receipt}。`] },
    urgeNotice: { title: '催告书', series: '裁催', organ: 'handler', servedOn: ['respondent'], lines: (c) => [`${c.parties.respondent!.name}：`, `请自收到本催告书之日起${showPeriod(urgeFor.on(c.ruleDay))}内履行${about(c)}的裁决；逾期仍不履行的，本机关将申请人民法院强制执行。你方有权陈述和申辩。`] },
    enforcementRequest: { title: '强制执行申请书', series: '裁执', organ: 'handler', lines: (c) => [`${c.input.court}：`, `${c.parties.respondent!.name}在法定期限内不起诉又不履行${about(c)}的裁决，经催告仍未履行，申请强制执行。`] },
  },
  marks: (c) => ({ patent: c.answers.right.patent, respondent: c.parties.respondent?.creditCode ?? c.parties.respondent?.name ?? '', ...(c.memo.finding ? { finding: c.memo.finding } : {}) }),
  registers: ['adjudicators', 'adjudication-decisions'],
  examples, walks,
})
