import { precisionOf, recallOf } from '../../../../engines/navigation/index.ts'
import { expertPanel } from '../../../../engines/panel/index.ts'
import { addMonths, found, type Refusal, showDay, showPercent, showYuan } from '../../../../kernel/index.ts'
import { barredBy, choice, consequenceRegister, day, defineService, desk, files, longText, money, number, optional, panel, party, several, type Step, text, type Told } from '../../../../service/index.ts'
import { projectExamples, projectWalks } from './examples.ts'
import { projectForm } from './form.ts'
import {
  acceptanceLimit, approvalLimit, briefLimit, confirmersLeast, correctionLimit, criteria, followAfter, kinds, mandatory, midtermLimit, type Module, modules, needLimit, openingLimit, panelMix, panelSize, passMark,
  precisionLeast, publishingLimit, recallLeast, reviewLimit, revisionLimit, sampleLeast, tenderLimit, uses,
} from './parameters.ts'

const count = (label: string) => number(label, { whole: true, min: 0 })
/** Whoever is barred from aid gets no money of the province for a project either. */
const barred = barredBy('subsidy', (c) => [c.answers.need?.applicant])
const title = (c: Told): string => c.answers.need.title
const wanted = (c: Told): readonly Module[] => mandatory.on(c.ruleDay)[c.answers.need.kind as keyof typeof kinds]
const lacking = (c: Told, has: readonly string[]): Module[] => wanted(c).filter((m) => !has.includes(m))
const listed = (of: readonly Module[]) => of.map((m) => modules[m]).join('、')
const filed = (what: string, said: string) => (c: Told): true | string => c.memo[what] !== undefined || `承担单位尚未提交${said}`
const notFiled = (what: string, said: string) => (c: Told): true | string => c.memo[what] === undefined || `${said}已提交，等待审核；需重交的由经办退回`

const terminate: Step<any, any> = {
  label: '终止项目', by: 'leader', decides: true, to: 'terminated', danger: '终止后不能恢复，已付经费按合同处理', issues: ['termination'],
  asks: { why: longText('终止原因') }, notes: (c) => ({ ended: c.input.why }),
}
/** What was filed is given back to be filed again. */
const giveBack = (what: string, said: string): Step<any, any> => ({
  label: `退回${said}`, by: 'clerk', asks: { why: longText('需修改之处') }, when: filed(what, said), notes: () => ({ [what]: undefined }),
})

/** Recall on the seeds and precision of the sample, as the engine computes them; below the limits it is not taken. */
const samplesOf = ({ input, ruleDay }: Told) => ({
  recall: recallOf(input.seedsFound, input.seeds, recallLeast.on(ruleDay)),
  precision: precisionOf(input.relevant, input.sampled, precisionLeast.on(ruleDay), sampleLeast.on(ruleDay)),
})
function sampleRefusals(c: Told): Refusal[] {
  const { seeds, seedsFound, sampled, relevant } = c.input as Record<string, number>
  if (seedsFound! > seeds! || relevant! > sampled!) return [{ code: 'more-than-all', at: seedsFound! > seeds! ? 'seedsFound' : 'relevant', say: '检中或相关的件数不得多于全部件数' }]
  const { recall: r, precision: p } = samplesOf(c)
  return [
    ...(r?.value.reached ? [] : [{ code: 'recall-low', at: 'seedsFound', say: `${r?.steps[0] ?? '没有种子专利，不能算查全率'}；请补充检索后再报` }]),
    ...(p?.value.reached ? [] : [{ code: 'precision-low', at: 'relevant', say: `${p ? [p.steps[0], p.steps[2]].join('；') : '没有抽样，不能算查准率'}；请去噪或补足抽样后再报` }]),
  ]
}

interface ExpertLine { key: string; status: string; data: Record<string, unknown> }
const followedMonths = (c: Told): number[] => c.memo.followed ?? []
const adoptions = (c: Told): number => c.memo.adoptions ?? 0
const nextFollow = (c: Told): number | undefined => followAfter.on(c.ruleDay).find((m) => !followedMonths(c).includes(m))

export const navigationProject = defineService({
  id: 'navigation-project', name: '专利导航项目', numbered: '导航', carries: ['8.3'], version: 1,
  basis: 'GB/T 39551-2020《专利导航指南》；《福建省专利导航试点工作管理暂行办法》及省产业专利导航“1+10”做法（待按正式文件核定）',
  guide: {
    who: '提出产业需求的行业组织、产业园区、企业、高校院所和市县主管部门', brings: ['要回答的问题和将采用成果的单位', '配套经费承诺'], fee: '不收费',
    gives: '列入专利导航项目，成果经评审、验收后入库发布，采用情况记入采用台账', where: '线上提出，由设区市（平潭综合实验区）知识产权管理部门核实上报', complaint: '向运用处反映',
  },
  form: projectForm,
  desks: {
    city: desk('设区市知识产权局', 'city', 'authority', 'decide'),
    clerk: desk('运用处经办', 'province', 'use'),
    leader: desk('运用处负责人', 'province', 'use', 'decide'),
    centre: desk('发展保护中心', 'province', 'development-centre'),
  },
  parties: { applicant: { label: '提出单位', from: (a) => a.need.applicant }, contractor: { label: '承担单位' } },
  place: (a) => a.need.place,
  handledAt: 'city',
  start: 'draft',
  line: ['draft', 'need', 'approval', 'tender', 'brief', 'opening', 'midterm', 'review', 'revision', 'acceptance', 'publishing', 'tracking', 'evaluated'],
  states: {
    draft: { label: '填报需求', steps: { submit: { label: '提交', by: 'applicant', to: 'need', asks: 'form', gates: ['consequences'] } } },
    need: { label: '征集产业需求', within: needLimit, correctable: true, steps: {
      forward: { label: '核实并上报', by: 'city', to: 'approval', asks: { opinion: longText('核实和推荐意见') } },
      decline: { label: '不予上报', by: 'city', decides: true, to: 'declined', asks: { reason: longText('理由') } } } },
    approval: { label: '立项', within: approvalLimit, steps: {
      approve: {
        label: '同意立项', by: 'leader', decides: true, to: 'tender', issues: ['approval'], gates: ['consequences'],
        asks: { provincial: money('核定省级经费'), until: day('完成期限'), note: optional(longText('要求')) },
        checks: (c) => [
          ...(c.input.provincial <= c.answers.means.provincial ? [] : [{ code: 'more-than-asked', at: 'provincial', say: `核定经费不得超过申请的${showYuan(c.answers.means.provincial)}` }]),
          ...(c.input.until > c.today ? [] : [{ code: 'day-past', at: 'until', say: '完成期限须在今日之后' }]),
        ],
        notes: (c) => ({ approved: c.input }),
      },
      refuse: { label: '不予立项', by: 'leader', decides: true, to: 'refused', issues: ['refusal'], asks: { reason: longText('理由') }, notes: (c) => ({ ended: c.input.reason }) } } },
    tender: { label: '招标或委托', within: tenderLimit, settled: true, steps: {
      award: {
        label: '登记承担单位', by: 'clerk', to: 'brief',
        asks: { way: choice('方式', { tender: '公开招标', negotiation: '竞争性磋商', commission: '直接委托' }), contractor: party('承担单位', { creditCode: 'required' }), fee: money('合同金额'), signed: day('合同签订日'), record: text('中标或委托文件编号', { maxLength: 60 }) },
        checks: (c) => [
          ...(c.input.signed <= c.today ? [] : [{ code: 'day-ahead', at: 'signed', say: '合同签订日不得晚于今日' }]),
          ...(c.input.fee <= c.memo.approved.provincial + c.answers.means.own ? [] : [{ code: 'over-budget', at: 'fee', say: `合同金额不得超过核定的省级经费与配套经费之和${showYuan(c.memo.approved.provincial + c.answers.means.own)}` }]),
        ],
        seats: (c) => ({ contractor: c.input.contractor }), notes: (c) => ({ contract: c.input }),
      },
      terminate } },
    brief: { label: '任务书', within: briefLimit, clockOf: 'party', settled: true, steps: {
      fileBrief: {
        label: '提交任务书', by: 'contractor', when: notFiled('brief', '任务书'),
        asks: { modules: several('拟完成的模块', modules), team: longText('人员和分工'), sources: longText('数据库和数据来源'), scope: longText('检索范围和技术边界'), plan: longText('进度安排') },
        checks: (c) => { const short = lacking(c, c.input.modules); return short.length === 0 ? [] : [{ code: 'modules-lacking', at: 'modules', say: `${kinds[c.answers.need.kind as keyof typeof kinds]}还须包括：${listed(short)}` }] },
        notes: (c) => ({ brief: c.input }),
      },
      confirmBrief: { label: '确认任务书', by: 'clerk', to: 'opening', when: filed('brief', '任务书'), asks: { opinion: longText('意见') } },
      returnBrief: giveBack('brief', '任务书'),
      terminate } },
    opening: { label: '开题', within: openingLimit, clockOf: 'party', settled: true, steps: {
      fileOpening: {
        label: '提交开题报告', by: 'contractor', when: notFiled('opening', '开题报告'),
        asks: { breakdown: files('技术分解表（三级）'), confirmers: count('确认分解表的产业专家人数'), firms: count('已调研的本地企业数'), seeds: count('种子专利件数'), strategy: longText('检索策略') },
        checks: (c) => { const least = confirmersLeast.on(c.ruleDay); return c.input.confirmers >= least ? [] : [{ code: 'confirmers-few', at: 'confirmers', say: `技术分解表须经不少于${least}名产业专家确认` }] },
        notes: (c) => ({ opening: c.input }),
      },
      passOpening: { label: '通过开题', by: 'clerk', to: 'midterm', when: filed('opening', '开题报告'), asks: { opinion: longText('开题意见') } },
      returnOpening: giveBack('opening', '开题报告'),
      terminate } },
    midterm: { label: '中期', within: midtermLimit, clockOf: 'party', settled: true, steps: {
      fileMidterm: {
        label: '提交中期报告', by: 'contractor', when: notFiled('midterm', '中期报告'),
        asks: {
          seeds: count('种子专利件数'), seedsFound: count('其中检中'), sampled: count('查准抽样件数'), relevant: count('其中相关'), denoised: longText('去噪记录', { help: '去掉了什么、依据什么、去掉多少件' }),
          library: text('数据库和截止日', { maxLength: 120 }), report: files('中期报告'),
        },
        checks: sampleRefusals,
        notes: (c) => { const { recall: r, precision: p } = samplesOf(c); return { midterm: { ...c.input, working: [...r!.steps, ...p!.steps] } } },
      },
      passMidterm: { label: '通过中期', by: 'clerk', to: 'review', when: filed('midterm', '中期报告'), asks: { opinion: longText('中期意见') } },
      returnMidterm: giveBack('midterm', '中期报告'),
      terminate } },
    review: panel({
      label: '成果评审', within: reviewLimit, by: 'centre', size: panelSize, mix: panelMix, criteria, to: 'revision', method: expertPanel,
      pool: (c) => ((c.facts.experts ?? []) as ExpertLine[]).filter((e) => e.status === 'active'),
      judged: (c) => ({
        names: [c.parties.applicant!.name, c.parties.contractor!.name],
        codes: [c.parties.applicant!.creditCode, c.parties.contractor!.creditCode].filter((code) => code !== undefined), people: [],
      }),
    }),
    revision: { label: '修改', within: revisionLimit, clockOf: 'party', settled: true, steps: {
      fileResult: {
        label: '提交修改后的成果', by: 'contractor', to: 'acceptance',
        asks: { modules: several('完成的模块', modules), answers: longText('对评审意见逐条的答复'), result: files('成果报告、数据集和图表清单') },
        notes: (c) => ({ result: c.input }),
      },
      terminate } },
    acceptance: { label: '验收', within: acceptanceLimit, settled: true, steps: {
      accept: {
        label: '通过验收', by: 'leader', decides: true, to: 'publishing', gates: ['modules', 'scored'], issues: ['acceptance'], asks: { opinion: longText('验收意见') },
        notes: (c) => ({ accepted: c.input.opinion }), emits: (c) => [{ kind: 'navigation-project.accepted', party: c.parties.contractor! }],
      },
      redo: { label: '退回修改', by: 'clerk', to: 'revision', asks: { why: longText('需修改之处') } },
      fail: { label: '验收不通过', by: 'leader', decides: true, to: 'failed', issues: ['failure'], asks: { reason: longText('理由') }, notes: (c) => ({ ended: c.input.reason }) } } },
    publishing: { label: '入库发布', within: publishingLimit, settled: true, steps: {
      publish: {
        label: '入库发布', by: 'centre', to: 'tracking',
        asks: { range: choice('共享范围', { public: '向社会公开', members: '向本产业单位提供', officials: '机关内部使用' }), address: text('发布位置', { maxLength: 200 }), summary: longText('成果摘要') },
        notes: (c) => ({ published: { ...c.input, on: c.today } }),
      } } },
    tracking: { label: '应用跟踪', standing: true, outcome: 'granted', steps: {
      adopt: {
        label: '登记采用', by: ['applicant', 'contractor', 'city', 'clerk'],
        asks: { use: choice('用于', uses), document: text('采用的文件、预算或项目名称', { maxLength: 120 }), number: optional(text('文号或编号', { maxLength: 60 })), body: text('作出单位', { maxLength: 80 }), on: day('作出日期'), amount: optional(money('涉及金额')), how: longText('采用了哪条结论'), proof: files('证明材料') },
        checks: (c) => [
          ...(c.input.on <= c.today ? [] : [{ code: 'day-ahead', at: 'on', say: '作出日期不得晚于今日' }]),
          ...(c.input.on >= c.doneOn.publish! ? [] : [{ code: 'before-result', at: 'on', say: `文件作出于成果入库发布（${showDay(c.doneOn.publish!)}）之前，不能算采用本成果` }]),
        ],
        notes: (c) => ({ adoptions: adoptions(c) + 1 }),
        records: (c) => [{
          register: 'navigation-adoptions', how: 'add', key: `${c.number}/${adoptions(c)}`, party: c.parties.applicant!, from: c.input.on, status: 'used',
          data: { project: title(c), use: c.input.use, document: c.input.document, number: c.input.number, body: c.input.body, amount: c.input.amount, how: c.input.how, case: c.number },
        }],
        emits: (c) => [{ kind: 'navigation-project.adopted', party: c.parties.applicant!, ...(c.input.amount === undefined ? {} : { amount: c.input.amount }) }],
      },
      update: {
        label: '登记采用的后续', by: ['city', 'clerk'], when: (c) => adoptions(c) > 0 || '尚未登记采用',
        asks: { no: number('采用序号', { whole: true, min: 1 }), now: choice('现在', { used: '仍在使用', done: '已落实完成', dropped: '没有落实' }), found: longText('查明的情况') },
        checks: (c) => (c.input.no <= adoptions(c) ? [] : [{ code: 'no-such-adoption', at: 'no', say: `只登记过${adoptions(c)}项采用` }]),
        records: (c) => [{ register: 'navigation-adoptions', how: 'change', key: `${c.number}/${c.input.no}`, status: c.input.now, data: { followed: c.today, found: c.input.found } }],
      },
      follow: {
        label: '登记应用跟踪', by: ['city', 'clerk'],
        when: (c) => {
          const next = nextFollow(c)
          if (next === undefined) return '应用跟踪都已登记'
          const from = addMonths(c.doneOn.publish!, next)
          return c.today >= from || `第${next}个月的跟踪自${showDay(from)}起登记`
        },
        asks: { found: longText('采用和落实的情况'), outdated: choice('成果是否过时', { no: '仍可用', partly: '部分过时，需重跑图表', yes: '已过时' }) },
        notes: (c) => ({ followed: [...followedMonths(c), nextFollow(c)!] }),
      },
      evaluate: {
        label: '绩效评价', by: 'leader', decides: true, to: 'evaluated', issues: ['evaluation'],
        when: (c) => { const next = nextFollow(c); return next === undefined || `第${next}个月的应用跟踪尚未登记` },
        asks: { grade: choice('评价', { good: '优良', fair: '合格', poor: '较差' }), why: longText('说明') },
        checks: (c) => (c.input.grade === 'good' && adoptions(c) === 0 ? [{ code: 'unused', at: 'grade', say: '没有一项采用的成果不能评为优良：报告不是目的，用了才是' }] : []),
        notes: (c) => ({ evaluation: c.input }),
      } } },
    evaluated: { label: '绩效评价完成', final: true, outcome: 'settled' },
    declined: { label: '不予上报', final: true, outcome: 'refused' },
    refused: { label: '不予立项', final: true, outcome: 'refused' },
    failed: { label: '验收不通过', final: true, outcome: 'refused' },
    terminated: { label: '已终止', final: true, outcome: 'settled' },
  },
  duties: {
    follow: { label: '登记应用跟踪', of: 'city', by: 'follow', next: (c, since) => { const next = nextFollow(c); return next === undefined ? undefined : addMonths(since, next) } },
  },
  gates: {
    consequences: barred.gate,
    modules: {
      label: '成果具备该类导航的必备模块', basis: `${mandatory.label}（${mandatory.source}）`,
      holds: (c) => { const short = lacking(c, c.memo.result?.modules ?? wanted(c)); return short.length === 0 || `成果缺少：${listed(short)}；请退回修改` },
    },
    scored: {
      label: '成果评审合格', basis: `${passMark.label}（${passMark.source}）`,
      holds: (c) => { const total = c.memo.tally?.value.total, pass = passMark.on(c.ruleDay); return total === undefined || total >= pass || `成果评审${total}分，低于合格分${pass}分，不能通过验收` },
    },
  },
  needs: { experts: { from: 'register', register: 'experts', all: true }, consequences: barred.need },
  compute: {
    modules: (a, c) => found(mandatory.on(c.ruleDay)[a.need.kind].length, `${kinds[a.need.kind]}的必备模块：${listed(mandatory.on(c.ruleDay)[a.need.kind])}`, `依据${mandatory.versionOn(c.ruleDay).source}`),
    limits: (_, c) => found('', `查全率不低于${showPercent(recallLeast.on(c.ruleDay))}`, `查准率不低于${showPercent(precisionLeast.on(c.ruleDay))}，抽样不少于${sampleLeast.on(c.ruleDay)}件`),
  },
  papers: {
    approval: {
      title: '专利导航项目立项通知书', series: '导航立', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `“${title(c)}”准予立项，核定省级经费${showYuan(c.memo.approved.provincial)}，完成期限${showDay(c.memo.approved.until)}。`, ...(c.memo.approved.note ? [c.memo.approved.note] : [])],
    },
    refusal: { title: '专利导航项目不予立项通知书', series: '导航不', organ: 'fj', lines: (c) => [`${c.parties.applicant!.name}：`, `“${title(c)}”不予立项。理由：${c.memo.ended}`] },
    acceptance: { title: '专利导航项目验收意见', series: '导航验', organ: 'fj', servedOn: ['applicant', 'contractor'], lines: (c) => [`${c.parties.contractor!.name}承担的“${title(c)}”通过验收。`, `评审得分：${c.memo.tally.value.total}分`, `完成模块：${listed(wanted(c))}`, c.memo.accepted] },
    failure: { title: '专利导航项目验收不通过通知书', series: '导航验不', organ: 'fj', servedOn: ['applicant', 'contractor'], lines: (c) => [`${c.parties.contractor!.name}承担的“${title(c)}”验收不通过。`, `理由：${c.memo.ended}`] },
    termination: { title: '专利导航项目终止通知书', series: '导航终', organ: 'fj', lines: (c) => [`“${title(c)}”终止。`, `原因：${c.memo.ended}`] },
    evaluation: { title: '专利导航项目绩效评价意见', series: '导航绩', organ: 'fj', lines: (c) => [`“${title(c)}”绩效评价：${{ good: '优良', fair: '合格', poor: '较差' }[c.memo.evaluation.grade as 'good']}。`, `登记采用${adoptions(c)}项。`, c.memo.evaluation.why] },
  },
  unique: { title: { key: (a) => `${a.need.applicant.creditCode} ${a.need.title}`, say: '本单位同名的导航项目已在办或已立项' } },
  correction: { within: correctionLimit },
  marks: (c) => ({ kind: c.answers.need.kind, ...(c.memo.tally ? { total: c.memo.tally.value.total } : {}) }),
  registers: ['navigation-adoptions', 'experts', consequenceRegister],
  titleOf: (a) => a.need.title,
  examples: projectExamples,
  walks: projectWalks,
})
