import { dayOf, type Instant, type Refusal, showInstant, startOfDay } from '../../../../kernel/index.ts'
import { choice, confirm, defineService, desk, type Fields, type FileRef, files, instant, longText, money, number, optional, text, type Told } from '../../../../service/index.ts'
import { examples, walks } from './examples.ts'
import { complaintForm, rights } from './form.ts'
import { answerWithin, beforeClosing, coverWithin, cutoff, judgeWithin, reportWithin, runningFindings, stateWithin } from './parameters.ts'

interface Exhibition { name: string; series: string; session: number; place: string; closes: Instant; opens: string; organiser: string; organiserCode: string }
const exhibitionOf = (c: Told): Exhibition | undefined => c.facts.exhibition?.data
const receivedAt = (c: Told): Instant => c.memo.receivedAt
/** The last moment for on-site handling; a complaint that came in after it has the hours of any other. */
const onSiteUntil = (c: Told): Instant | undefined => {
  const last = cutoff(c.memo.fair.closes, beforeClosing.on(c.ruleDay))
  return receivedAt(c) < last ? last : undefined
}
const siteIsOver = (c: Told): true | string => {
  const last = cutoff(c.memo.fair.closes, beforeClosing.on(c.ruleDay))
  return c.at >= last || `现场处理截至${showInstant(last)}，此前应在现场处理`
}
const keyOf = (p: { name: string; creditCode?: string } | undefined) => p?.creditCode ?? p?.name ?? ''
const disputeOf = (a: any): string => [keyOf(a.parties?.applicant), keyOf(a.parties?.respondent), a.right?.number].join('|')
const answered = (c: Told) => [{ kind: 'fair-complaint.answered' }, ...(c.inTime('answer') ? [{ kind: 'fair-complaint.answered-in-time' }] : [])]
const notAhead = (c: Told, at: string): Refusal[] => (c.input[at] > c.at ? [{ code: 'moment-ahead', at, say: '所填时刻不得晚于现在' }] : [])

type Cause = 'judged' | 'effective' | 'admitted' | 'silent'
/** Silence lets the organiser act, but nobody has found an infringement; only findings count towards a bar. */
const isFinding = (c: Told): boolean => ['judged', 'effective', 'admitted'].includes(c.memo.cause)
const foundBefore = (c: Told): number => {
  const { series, session } = c.memo.fair as Exhibition
  const sessions = new Set(((c.facts.history ?? []) as { status: string; data: { series: string; session: number } }[]).filter((l) => l.status === 'kept' && l.data.series === series).map((l) => l.data.session))
  let running = 0
  while (sessions.has(session - running - 1)) running++
  return running
}
const mustBar = (c: Told): boolean => c.memo.result === 'covered' && isFinding(c) && foundBefore(c) + 1 >= runningFindings.on(c.ruleDay)

const about = (c: Told) => `${c.parties.applicant!.name}投诉${c.parties.respondent!.name}（展位${c.answers.fair.booth}）在${c.memo.fair.name}展出的“${c.answers.complaint.goods}”涉嫌侵犯${rights[c.answers.right.kind as keyof typeof rights]}（${c.answers.right.number}）一件（${c.number}）`
const notADecision = '本意见供展会期间处理投诉使用，不是行政决定，不影响当事人依法请求行政处理或者提起诉讼。'
const causes: Record<Cause, string> = { judged: '判断意见认为侵权可能性大', effective: '已有生效法律文书认定侵权', admitted: '参展商承认', silent: '参展商逾期未作陈述且无正当理由' }
const evidenceLines = (c: Told) => ([...c.answers.right.proof, ...c.answers.complaint.evidence, ...(c.answers.complaint.followUp ?? []), ...(c.memo.statementFiles ?? [])] as FileRef[])
  .map((f, i) => `${i + 1}. ${f.name}，${f.size}字节，SHA-256 ${f.hash}`)

const settleStep = {
  label: '达成调解', by: 'station', to: 'summary', issues: ['settlement'],
  asks: { terms: longText('协议内容'), compensation: optional(money('协议补偿数额')), signed: confirm('双方已签字或者盖章') },
  notes: () => ({ result: 'mediated' }),
} as const
const convertStep = {
  label: '转场外处理', by: 'station', to: 'offsite', asks: { reason: longText('说明') }, when: siteIsOver, emits: (c: Told) => (c.doneOn.serve ? [] : answered(c)),
} as const
const coverFields: Fields = { measure: choice('措施', { withdraw: '撤展', cover: '遮盖', delete: '删除线上展品', block: '屏蔽或者断开链接' }), at: instant('采取措施的时刻'), photos: files('现场照片或者截图') }

/** 12.2 展会投诉: answered by the hour while the fair lasts, and carried on outside when it closes first. */
export const fairComplaint = defineService({
  id: 'fair-complaint', name: '展会知识产权投诉', numbered: '展会诉', carries: ['12.2'], version: 1,
  basis: '《展会知识产权保护办法》（2006年）；《展会知识产权保护指引》（2022年7月20日）',
  guide: {
    who: '展会上权利受到侵害的权利人、被许可人和其他利害关系人', brings: ['权利有效证明', '被投诉展品和展位', '证据', '委托代理的，授权委托书'], fee: '不收费',
    gives: '现场处理结果（调解、撤展或者遮盖、不成立），闭幕在先的转场外处理', where: '展会知识产权投诉站（举办地知识产权局）', promise: answerWithin, complaint: '省知识产权局保护处',
  },
  form: complaintForm,
  desks: { station: desk('展会投诉站', 'handler', 'protection') },
  parties: {
    applicant: { label: '投诉人', from: (a) => a.parties.applicant },
    respondent: { label: '被投诉参展商', from: (a) => a.parties.respondent },
    organiser: { label: '主办方', from: (_, facts) => (facts.exhibition ? { name: facts.exhibition.data.organiser, creditCode: facts.exhibition.data.organiserCode } : undefined) },
  },
  place: (a) => a.fair.place,
  handledAt: 'city',
  jurisdiction: 'exhibition',
  titleOf: (a) => `${a.fair.exhibition} ${a.fair.booth}：${a.complaint.goods}`,
  start: 'draft',
  line: ['draft', 'intake', 'serving', 'statement', 'judging', 'measures', 'summary', 'covered'],
  states: {
    draft: { label: '填写投诉', steps: {
      submit: {
        label: '提交投诉', by: ['applicant', 'station'], to: 'intake', asks: 'form', gates: 'all',
        checks: (c) => (c.answers.fair.received && c.answers.fair.received > c.at ? [{ code: 'moment-ahead', at: 'fair.received', say: '收到投诉的时刻不得晚于现在' }] : []),
        notes: (c) => ({ receivedAt: c.answers.fair.received ?? c.at, fair: exhibitionOf(c) }),
      } } },
    intake: { label: '受理', steps: {
      accept: { label: '受理', by: 'station', to: 'serving', asks: { valid: confirm('已核对权利有效'), note: optional(longText('说明')) }, issues: ['acceptance'] },
      reject: { label: '不予受理', by: 'station', to: 'rejected', asks: { reason: longText('理由') }, issues: ['rejection'], emits: answered },
      convert: convertStep,
    } },
    serving: { label: '送达', steps: {
      serve: {
        label: '送达参展商', by: 'station', to: 'statement', issues: ['complaintNotice'], emits: answered,
        asks: { at: instant('送达时刻'), way: choice('方式', { hand: '当面', booth: '留置展位并拍照', electronic: '电子（已确认）', organiser: '主办方转交' }), receiver: text('签收人') },
        checks: (c) => [...notAhead(c, 'at'), ...(c.input.at < receivedAt(c) ? [{ code: 'moment-before', at: 'at', say: '送达不得早于收到投诉' }] : [])],
        notes: (c) => ({ servedAt: c.input.at }),
      },
      convert: convertStep,
    } },
    statement: { label: '陈述', within: stateWithin, clockOf: 'party', since: (c) => c.memo.servedAt, before: onSiteUntil, onExpiry: 'expire', steps: {
      state: {
        label: '提交陈述', by: ['respondent', 'station'], asks: { position: choice('意见', { deny: '不侵权', licensed: '有许可或者合法来源', admit: '承认侵权，愿意撤展' }), statement: longText('陈述'), evidence: optional(files('证据')) },
        to: { among: ['judging', 'measures'], of: (c) => (c.input.position === 'admit' ? 'measures' : 'judging') },
        notes: (c) => ({ ...(c.input.position === 'admit' ? { cause: 'admitted' } : {}), statementFiles: c.input.evidence ?? [] }),
      },
      settle: settleStep,
      expire: {
        label: '陈述期满', by: 'clock',
        // Silence counts only if the whole time was given; when the fair closes first the case goes on outside.
        to: { among: ['measures', 'offsite'], of: (c) => (cutShort(c) ? 'offsite' : 'measures') },
        notes: (c) => (cutShort(c) ? { reason: '闭幕在先，陈述期未满' } : { cause: 'silent' }),
      },
    } },
    judging: { label: '判断', within: judgeWithin, before: onSiteUntil, steps: {
      opine: {
        label: '出具判断意见', by: 'station', issues: ['opinion'],
        asks: {
          opinion: choice('判断', { likely: '侵权可能性大', unlikely: '侵权可能性小', unclear: '现场难以判断' }),
          effective: choice('是否已有生效法律文书', { no: '没有', yes: '已有生效文书认定侵权' }), experts: text('出具意见的执法、技术、法律人员'), reasons: longText('理由'),
        },
        checks: (c) => (c.input.effective === 'yes' && c.input.opinion !== 'likely' ? [{ code: 'contradiction', at: 'opinion', say: '已有生效文书认定侵权的，应按“侵权可能性大”处理' }] : []),
        to: { among: ['measures', 'summary', 'offsite'], of: (c) => ({ likely: 'measures', unlikely: 'summary', unclear: 'offsite' } as const)[c.input.opinion as 'likely' | 'unlikely' | 'unclear'] },
        notes: (c) => ({ opinion: c.input.opinion, ...(c.input.opinion === 'likely' ? { cause: c.input.effective === 'yes' ? 'effective' : 'judged' } : {}), ...(c.input.opinion === 'unlikely' ? { result: 'unfounded' } : {}), reason: c.input.reasons }),
      },
      settle: settleStep,
      convert: convertStep,
    } },
    measures: { label: '撤展、遮盖', within: coverWithin, clockOf: 'party', before: (c) => c.memo.fair.closes, settled: true, steps: {
      request: { label: '通知主办方采取措施', by: 'station', issues: ['measureLetter'], when: (c) => !c.memo.requested || '已通知主办方', notes: () => ({ requested: true }) },
      cover: {
        label: '登记已采取的措施', by: ['organiser', 'station'], to: 'summary', asks: coverFields, checks: (c) => notAhead(c, 'at'), notes: () => ({ result: 'covered' }),
        records: (c) => (isFinding(c) ? [{
          register: 'fair-findings', how: 'add', key: c.number, party: c.parties.respondent!, from: c.today, status: 'kept',
          data: { respondent: c.parties.respondent!.name, exhibition: c.answers.fair.exhibition, series: c.memo.fair.series, session: c.memo.fair.session, right: c.answers.right.number, cause: c.memo.cause },
        }] : []),
      },
      convert: { ...convertStep, label: '主办方未采取措施，转场外处理' },
    } },
    offsite: { label: '场外移送', settled: true, steps: {
      transfer: {
        label: '移送', by: 'station', to: 'summary', issues: ['transferLetter'],
        asks: { way: choice('移送途径', { adjudication: '专利侵权纠纷行政裁决', enforcement: '市场监管执法部门', court: '告知向人民法院起诉' }), organ: text('接收单位'), note: longText('移送说明') },
        notes: () => ({ result: 'transferred' }),
      } } },
    summary: { label: '展后总结', within: reportWithin, since: (c) => startOfDay(dayOf(c.memo.fair.closes)), settled: true, steps: {
      bar: {
        label: '通知主办方下届禁展', by: 'station', issues: ['barNotice'], asks: { note: longText('说明') },
        when: (c) => (c.memo.barred ? '已通知主办方' : mustBar(c) || `该参展商未连续${runningFindings.on(c.ruleDay)}届被认定侵权，不能禁展`),
        notes: () => ({ barred: true }),
        records: (c) => [{
          register: 'fair-bars', how: 'add', key: `${keyOf(c.parties.respondent)}|${c.memo.fair.series}|${c.memo.fair.session + 1}`, party: c.parties.respondent!, from: c.today, status: 'barred',
          data: { respondent: c.parties.respondent!.name, series: c.memo.fair.series, session: c.memo.fair.session + 1, because: `连续${foundBefore(c) + 1}届被认定侵权` },
        }],
      },
      report: {
        label: '完成展后总结', by: 'station', issues: ['reportPaper'], asks: { summary: longText('处理情况和建议'), complaints: number('本届展会投诉总数', { whole: true, min: 1 }) },
        when: (c) => {
          if (c.at < c.memo.fair.closes) return `展会于${showInstant(c.memo.fair.closes)}闭幕，闭幕后总结`
          return !mustBar(c) || Boolean(c.memo.barred) || '该参展商已连续两届被认定侵权，请先通知主办方下届禁展'
        },
        to: { among: ['mediated', 'covered', 'unfounded', 'transferred'], of: (c) => c.memo.result },
      },
    } },
    mediated: { label: '调解', final: true, outcome: 'settled' },
    covered: { label: '撤展或者遮盖', final: true, outcome: 'granted' },
    unfounded: { label: '投诉不成立', final: true, outcome: 'refused' },
    transferred: { label: '移送', final: true, outcome: 'transferred' },
    rejected: { label: '不予受理', final: true, outcome: 'refused' },
  },
  clocks: {
    answer: { label: '投诉答复', limit: answerWithin, of: 'office', starts: ['submit'], since: receivedAt, before: onSiteUntil, stops: ['serve', 'reject', 'convert'] },
  },
  // Nothing stops the clock of a fair.
  suspension: { by: [], reasons: {} },
  gates: {
    exhibition: {
      label: '展会', basis: '展会名录',
      holds: (c) => {
        const fair = exhibitionOf(c), at = (c.answers.fair.received ?? c.at) as Instant
        if (!fair) return `展会名录中没有编号“${c.answers.fair.exhibition}”，请核对，或者由举办地知识产权局先登记`
        if (fair.place !== c.answers.fair.place) return `“${fair.name}”的举办地与所填不一致，请核对`
        if (at >= fair.closes) return `“${fair.name}”已于${showInstant(fair.closes)}闭幕，请直接请求行政处理或者提起诉讼`
        return dayOf(at) >= fair.opens || `“${fair.name}”尚未开幕`
      },
    },
    repeat: {
      label: '重复投诉', basis: '上届同一投诉须证明已进入法律程序（参照广交会投诉规则，业务惯例，待按正式文件核定）',
      holds: (c) => {
        const fair = exhibitionOf(c)
        const last = ((c.facts.same ?? []) as { number: string; marks: Record<string, unknown> }[]).find((p) => p.marks.series === fair?.series && p.marks.session === (fair?.session ?? 0) - 1)
        return !last || Boolean(c.answers.complaint.followUp?.length) || `上届展会已就同一权利投诉过同一参展商（${last.number}），请提交此后起诉或者请求行政处理的证明`
      },
    },
  },
  needs: {
    exhibition: { from: 'register', register: 'exhibitions', key: (c) => c.answers.fair?.exhibition },
    history: { from: 'register', register: 'fair-findings', party: (c) => c.parties.respondent },
    same: { from: 'peers', mark: 'dispute', equals: (c) => (c.answers.parties ? disputeOf(c.answers) : undefined) },
  },
  papers: {
    acceptance: { title: '展会投诉受理回执', series: '展受', organ: 'handler', lines: (c) => [`${showInstant(receivedAt(c))}收到${about(c)}，予以受理。`] },
    rejection: { title: '展会投诉不予受理通知书', series: '展不受', organ: 'handler', lines: (c) => [`${about(c)}不予受理。理由：${c.input.reason}`] },
    complaintNotice: { title: '展会投诉通知书', series: '展诉', organ: 'handler', servedOn: ['respondent', 'organiser'], lines: (c) => [`${c.parties.respondent!.name}：`, `${about(c)}已受理。`, `请自收到之时（${showInstant(c.input.at)}）起24小时内陈述并提交证据${onSiteUntil(c) ? `，且不晚于${showInstant(onSiteUntil(c)!)}` : ''}；逾期未陈述且无正当理由的，由主办方撤展或者遮盖。`] },
    opinion: { title: '展会侵权判断意见书', series: '展判', organ: 'handler', servedOn: ['applicant', 'respondent'], lines: (c) => [`${about(c)}：`, `判断：${({ likely: '侵权可能性大', unlikely: '侵权可能性小', unclear: '现场难以判断' } as Record<string, string>)[c.input.opinion]}。理由：${c.input.reasons}`, `出具人：${c.input.experts}。`, notADecision] },
    measureLetter: { title: '展会处理通知书', series: '展处', organ: 'handler', servedOn: ['organiser', 'respondent'], lines: (c) => [`${c.parties.organiser?.name ?? '主办方'}：`, `${about(c)}，${causes[c.memo.cause as Cause]}，请按参展合同撤展、遮盖、删除或者屏蔽，并登记结果。`, notADecision] },
    settlement: { title: '展会投诉调解协议书', series: '展调', organ: 'handler', servedOn: ['applicant', 'respondent'], lines: (c) => [`${about(c)}，双方自愿达成协议：`, c.input.terms] },
    transferLetter: { title: '展会投诉移送函', series: '展移', organ: 'handler', lines: (c) => [`${c.input.organ}：`, `${about(c)}，因闭幕或者现场难以判断转场外处理：${c.input.note}`, `收到投诉${showInstant(receivedAt(c))}${c.memo.servedAt ? `，送达参展商${showInstant(c.memo.servedAt)}` : ''}。`, '证据包：', ...evidenceLines(c)] },
    barNotice: { title: '下届禁展告知书', series: '展禁', organ: 'handler', servedOn: ['organiser', 'respondent'], lines: (c) => [`${c.parties.organiser?.name ?? '主办方'}：`, `${c.parties.respondent!.name}连续${foundBefore(c) + 1}届在${c.memo.fair.series}被认定侵权，请拒绝其参加下一届（第${c.memo.fair.session + 1}届）。`] },
    reportPaper: { title: '展后总结', series: '展总', organ: 'handler', servedOn: ['organiser'], lines: (c) => [`${about(c)}处理完毕。`, c.input.summary, `本届展会共收到投诉${c.input.complaints}件。`] },
  },
  unique: { dispute: { key: (a) => `${a.fair.exhibition}|${disputeOf(a)}`, say: '本届展会已就同一权利投诉同一参展商，请在原件中补充' } },
  marks: (c) => ({ dispute: disputeOf(c.answers), exhibition: c.answers.fair.exhibition, ...(c.memo.fair ? { series: c.memo.fair.series, session: c.memo.fair.session } : {}), ...(c.memo.result ? { result: c.memo.result } : {}) }),
  registers: ['exhibitions', 'fair-findings', 'fair-bars'],
  examples, walks,
})

/** Whether the fair's end left the exhibitor less than the whole time. */
function cutShort(c: Told): boolean {
  const last = onSiteUntil(c)
  return last !== undefined && Date.parse(last) < Date.parse(c.memo.servedAt) + stateWithin.on(c.ruleDay).n * 3_600_000
}
