/** 地理标志专用标志核准（产品）: a producer in the protected area may use the mark; the right lives on with yearly reports, checks, changes and an end. */
import { addMonths, type Day, isWithin, regionLevel, showDay, yearOf } from '../../../../kernel/index.ts'
import {
  choice, confirm, creditCode, day, defineService, desk, files, longText, money, number, optional, publicity, publishes, region, type Step, text, type Told,
} from '../../../../service/index.ts'
import { examples, walks } from './examples.ts'
import { markForm, type MarkAnswers } from './form.ts'
import {
  basis, changeLimit, correctionLimit, intakeLimit, longer, onsiteLimit, productNames, productOn, promised, provinceLimit, rectifyLimit, reportDue, shownFor, unusedMonths,
} from './parameters.ts'

/** Who holds the right now: as approved, or as changed since. */
interface Holder { name: string; creditCode: string; address: string; site: string; origin: string; town: string }
const answersOf = (c: Told) => c.answers as MarkAnswers
const holderOf = (c: Told): Holder => c.memo.holder ?? asApplied(answersOf(c))
const asApplied = (a: MarkAnswers): Holder => ({
  name: a.applicant.producer.name, creditCode: a.applicant.producer.creditCode!, address: a.applicant.address,
  site: a.product.site, origin: a.product.origin, town: a.product.town,
})
const changed = (c: Told): Holder => {
  const { reason: _r, papers: _p, ...given } = c.memo.change ?? {}
  return { ...holderOf(c), ...given }
}
const keyOf = (code: string, product: string) => `${code}/${product}`
const register = 'gi-mark-users'
const ended = ['stopped', 'cancelled', 'succeeded']
const to = (status: string, c: Told, over: object = {}) => [{
  register, how: 'change' as const, key: keyOf(holderOf(c).creditCode, answersOf(c).product.product), status, ...over,
}]
const nameOf = (c: Told) => productNames[answersOf(c).product.product]!

const inArea = (product: string, origin: string, on: Day): true | string => {
  const listed = productOn(product, on)
  if (!listed) return `${productNames[product] ?? product}不在省级核准的地理标志产品名录中`
  return listed.areas.some((area) => isWithin(origin, area)) || `所填产地不在${listed.name}的保护范围内（依据：${listed.source}）；产地在保护范围内的方可使用专用标志`
}

/** The year a user has to report next, and the last day for it. The year of approval is the first. */
const reportYear = (c: Told): number => (c.memo.reportedFor ?? yearOf(c.doneOn.confirm!) - 1) + 1
const reportDueOn = (c: Told): Day => `${reportYear(c) + 1}-${reportDue.on(c.today)}` as Day
const overdue = (c: Told): boolean => c.today > reportDueOn(c)

const report: Step<never, 'applicant'> = {
  label: '报送年度用标报告', by: 'applicant',
  asks: {
    year: number('报告年度', { whole: true }), quantity: number('用标产品产量', { unit: '公斤', whole: true, min: 0 }), value: money('用标产品产值'), labels: number('使用专用标志数量', { unit: '枚', whole: true, min: 0 }),
    farmers: optional(number('带动农户', { unit: '户', whole: true, min: 0 })), promise: confirm('所报数据属实'),
  },
  when: (c) => yearOf(c.today) > reportYear(c) || `${reportYear(c)}年度用标报告自${reportYear(c) + 1}年1月1日起报送`,
  checks: (c) => (c.input.year === reportYear(c) ? [] : [{ code: 'wrong-year', at: 'year', say: `应报送${reportYear(c)}年度的用标报告` }]),
  notes: (c) => ({
    reportedFor: c.input.year,
    reports: [...(c.memo.reports ?? []), { year: c.input.year, quantity: c.input.quantity, value: c.input.value, on: c.today }],
  }),
  records: (c) => [{ register, how: 'change', key: keyOf(holderOf(c).creditCode, answersOf(c).product.product), data: { lastReport: c.input.year } }],
  emits: (c) => [
    { kind: 'mark-product.output-value', amount: c.input.value, party: c.parties.applicant!, reported: true },
    { kind: 'mark-product.output-quantity', amount: c.input.quantity, party: c.parties.applicant!, reported: true },
  ],
}
const check: Step<never, 'inspector'> = {
  label: '监督检查', by: 'inspector',
  asks: {
    on: day('检查日'), way: choice('检查方式', { random: '双随机抽查', routine: '日常检查', complaint: '投诉举报核查', sampling: '监督抽样检验' }),
    result: choice('结果', { fine: '未发现问题', problem: '发现问题' }), record: longText('检查记录'), photos: optional(files('现场照片')),
  },
  checks: (c) => (c.input.on <= c.today ? [] : [{ code: 'day-ahead', at: 'on', say: '检查日不得晚于今日' }]),
  notes: (c) => ({ lastCheck: { on: c.input.on, result: c.input.result } }),
}
const order: Step<'rectifying', 'local'> = {
  label: '责令整改', by: 'local', decides: true, to: 'rectifying', issues: ['rectify'],
  asks: {
    ground: choice('事由', { standard: '未按标准或管理规范组织生产', label: '专用标志使用不规范', origin: '产地或原料超出保护范围', unused: '未在受保护的产品上使用专用标志', report: '不报送年度用标报告' }),
    unusedSince: optional(day('停止使用专用标志之日', { help: '事由为未使用专用标志的填写' })), facts: longText('查明的事实和整改要求'),
  },
  checks: (c) => {
    const { ground, unusedSince } = c.input
    if (ground !== 'unused') return []
    return unusedSince && unusedSince <= c.today ? [] : [{ code: 'answer-missing', at: 'unusedSince', say: '请填写停止使用专用标志之日，且不晚于今日' }]
  },
  notes: (c) => ({
    order: { ground: c.input.ground, on: c.today, ...(c.input.unusedSince ? { unusedSince: c.input.unusedSince } : {}) },
    failedOn: null, rectifiedOn: null,
  }),
  records: (c) => to('rectifying', c),
}
/** Stopped only after an order: when what was ordered was not done, or after two years without use. */
const stop: Step<'stopped', 'leader'> = {
  label: '停止使用', by: 'leader', decides: true, to: 'stopped', notBy: ['order', 'verify'], asks: { reason: longText('事实和理由') }, issues: ['stopped'], danger: '停止使用并公告后不能恢复',
  when: (c) => {
    const { ground, unusedSince } = c.memo.order
    if (ground === 'unused') {
      const ripe = addMonths(unusedSince, unusedMonths.on(c.ruleDay))
      return c.today >= ripe || `自${showDay(unusedSince)}起未使用专用标志，至${showDay(ripe)}满${unusedMonths.on(c.ruleDay)}个月后方可停止使用`
    }
    return Boolean(c.memo.failedOn) || !c.inTime('state') || '整改期未满且尚无整改不合格的核查结论'
  },
  records: (c) => to('stopped', c, { to: c.today }),
  emits: (c) => [{ kind: 'mark-product.ended', party: c.parties.applicant! }],
}
const cancel: Step<'cancelled', 'applicant'> = {
  label: '申请注销', by: 'applicant', to: 'cancelled', asks: { reason: longText('理由') }, danger: '注销后不得再使用专用标志',
  records: (c) => to('cancelled', c, { to: c.today }), emits: (c) => [{ kind: 'mark-product.ended', party: c.parties.applicant! }],
}
const strike: Step<'cancelled', 'leader'> = {
  label: '依职权注销', by: 'leader', decides: true, to: 'cancelled', issues: ['cancelled'], danger: '注销并公告后不能恢复',
  asks: {
    ground: choice('事由', { dissolved: '主体已注销或被吊销营业执照', moved: '产地迁出保护范围', variety: '产品品种超出公告范围', protection: '地理标志产品保护被撤销' }),
    reason: longText('事实和理由'),
  },
  records: (c) => to('cancelled', c, { to: c.today }), emits: (c) => [{ kind: 'mark-product.ended', party: c.parties.applicant! }],
}
const line = (c: Told) => {
  const h = holderOf(c), a = answersOf(c)
  return {
    name: h.name, creditCode: h.creditCode, number: c.number, system: 'product', product: nameOf(c), origin: h.origin,
    town: h.town, site: h.site, standard: a.product.standard,
  }
}

export const markProduct = defineService({
  id: 'mark-product', name: '地理标志专用标志使用核准（地理标志产品）', numbered: '地标申', carries: ['9.4'], version: 1, basis,
  guide: {
    who: '地理标志产品保护范围内、按标准组织生产的生产者（全省，含厦门市）',
    brings: ['当地政府指定机构出具的产地证明', '一年内的产品检验报告', '质量管控制度和生产记录'],
    fee: '不收费', gives: '核准公告、专用标志使用证书，列入合法使用人名录', where: '网上申请；产地县（市、区）知识产权局受理和现场核查，省知识产权局核准',
    promise: promised, complaint: '省知识产权局商标处', places: '产地须在产品的保护范围内',
  },
  form: markForm,
  desks: {
    window: desk('属地局受理', 'handler', 'authority'),
    inspector: desk('属地局核查人员', 'handler', 'authority', 'inspect'),
    local: desk('属地局负责人', 'handler', 'authority', 'decide'),
    examiner: desk('商标处审核', 'province', 'trademark'),
    leader: desk('商标处负责人', 'province', 'trademark', 'decide'),
  },
  parties: { applicant: { label: '生产者', from: (a) => a.applicant.producer } },
  place: (a) => a.product.origin,
  handledAt: (c) => (regionLevel(c.answers.product.origin) === 'county' ? 'county' : 'city'),
  jurisdiction: 'everything-else',
  start: 'draft',
  states: {
    draft: { label: '填报', steps: { submit: { label: '提交', by: 'applicant', to: 'intake', asks: 'form', gates: 'all' } } },
    intake: { label: '受理', within: intakeLimit, correctable: true, steps: {
      accept: { label: '受理', by: 'window', to: 'onsite', issues: ['accepted'] },
      reject: { label: '不予受理', by: 'local', decides: true, to: 'refused', asks: { reason: longText('理由') }, issues: ['rejected'] } } },
    onsite: { label: '现场核查', within: onsiteLimit, correctable: true, steps: {
      inspect: { label: '提交现场核查记录', by: 'inspector', to: 'review',
        asks: {
          on: day('核查日'), inspectors: text('核查人员', { help: '两名以上' }), inArea: choice('产地在保护范围内', { yes: '是', no: '否' }), asStandard: choice('按标准组织生产', { yes: '是', no: '否' }),
          truthful: choice('申报材料与现场一致', { yes: '是', no: '否' }), opinion: longText('核查意见'), photos: files('现场照片'),
        },
        checks: (c) => (c.input.on >= c.doneOn.accept! && c.input.on <= c.today ? [] : [{ code: 'day-wrong', at: 'on', say: '核查日应在受理之后，且不晚于今日' }]),
        notes: (c) => ({ sitePassed: [c.input.inArea, c.input.asStandard, c.input.truthful].every((x) => x === 'yes') }) } } },
    review: { label: '省级审核', correctable: true, steps: {
      propose: { label: '报请核准', by: 'examiner', to: 'decision', asks: { opinion: longText('审核意见') }, internal: true },
      back: { label: '退回补充核查', by: 'examiner', to: 'onsite', asks: { reason: longText('补充核查的事项') } } } },
    decision: { label: '核准决定', steps: {
      approve: { label: '同意核准', by: 'leader', decides: true, to: 'publicity', notBy: ['propose'], gates: 'all', notes: publishes,
        when: (c) => c.memo.sitePassed === true || '现场核查有不符合项，不能核准' },
      refuse: {
        label: '不予核准', by: 'leader', decides: true, to: 'refused', notBy: ['propose'], asks: { reason: longText('理由') },
        issues: ['refused'],
      },
      again: { label: '退回再审', by: 'leader', to: 'review', asks: { reason: longText('理由') }, internal: true } } },
    publicity: publicity({
      label: '公示', within: shownFor, by: 'examiner', answers: 'leader', notBy: ['approve', 'propose'], to: 'using', upheld: 'review',
      confirm: { label: '公示期满，发布核准公告', issues: ['announcement', 'certificate'],
        records: (c) => [{
          register, how: 'add', key: keyOf(holderOf(c).creditCode, answersOf(c).product.product), party: c.parties.applicant!,
          from: c.today, status: 'using', data: line(c),
        }],
        emits: (c) => [{ kind: 'mark-product.approved', party: c.parties.applicant! }] },
      shows: (c) => [
        { label: '生产者', value: c.parties.applicant!.name }, { label: '地理标志产品', value: nameOf(c) },
        { label: '产地', value: `${answersOf(c).product.town}　${answersOf(c).product.site}` },
      ],
    }),
    using: { label: '使用中', standing: true, outcome: 'granted', steps: {
      report, check, order,
      change: { label: '申请变更', by: 'applicant', to: 'changing',
        asks: {
          name: optional(text('新名称', { maxLength: 120 })), creditCode: optional(creditCode('新统一社会信用代码')), address: optional(text('新住所')), origin: optional(region('新产地所在县（市、区）')), town: optional(text('新产地乡镇（街道）')), site: optional(text('新生产场所地址')),
          reason: longText('变更事由'), papers: files('变更证明材料'),
        },
        checks: (c) => {
          const { reason: _r, papers: _p, ...given } = c.input
          const holder = holderOf(c) as unknown as Record<string, string>
          if (Object.entries(given).every(([k, v]) => holder[k] === v)) return [{ code: 'nothing-changed', at: 'name', say: '请填写要变更的事项；所填与现登记内容相同' }]
          const place = given.origin ? inArea(answersOf(c).product.product, given.origin, c.today) : true
          return place === true ? [] : [{ code: 'out-of-area', at: 'origin', say: place }]
        },
        notes: (c) => ({ change: c.input }) },
      list: { label: '列入用标异常名录', by: 'local', decides: true, to: 'abnormal', asks: { reason: longText('事实和理由') }, issues: ['listed'],
        when: (c) => overdue(c) || `${reportYear(c)}年度用标报告的报送期至${showDay(reportDueOn(c))}，尚未逾期`, records: (c) => to('abnormal', c) },
      cancel, strike } },
    changing: { label: '变更审核', within: changeLimit, settled: true, steps: {
      agree: { label: '同意变更', by: 'leader', decides: true, to: 'using', issues: ['changed', 'certificate'],
        when: (c) => changed(c).creditCode === holderOf(c).creditCode || !c.facts.successor || '变更后的主体已是该产品的合法使用人，请由原使用人申请注销',
        seats: (c) => ({ applicant: successor(c) }),
        notes: (c) => ({ holder: changed(c), former: holderOf(c), change: null }),
        records: (c) => {
          const before = c.memo.former as Holder, product = answersOf(c).product.product, now = holderOf(c)
          if (before.creditCode === now.creditCode) return [{
            register, how: 'change', key: keyOf(now.creditCode, product), party: c.parties.applicant!, data: line(c),
          }]
          return [
            { register, how: 'change', key: keyOf(before.creditCode, product), status: 'succeeded', to: c.today },
            {
              register, how: 'add', key: keyOf(now.creditCode, product), party: c.parties.applicant!, from: c.today,
              status: 'using', data: { ...line(c), ...(c.memo.reportedFor ? { lastReport: c.memo.reportedFor } : {}) },
            },
          ]
        } },
      disagree: {
        label: '不予变更', by: 'leader', decides: true, to: 'using', asks: { reason: longText('理由') }, issues: ['unchanged'],
        notes: () => ({ change: null }),
      } } },
    abnormal: { label: '列入用标异常名录', standing: true, steps: {
      report, check, order,
      delist: {
        label: '移出用标异常名录', by: 'local', decides: true, to: 'using', asks: { reason: longText('理由') },
        when: (c) => !overdue(c) || `${reportYear(c)}年度用标报告尚未报送`, records: (c) => to('using', c),
      },
      cancel, strike } },
    rectifying: { label: '整改', within: rectifyLimit, clockOf: 'party', settled: true, steps: {
      report,
      rectify: {
        label: '提交整改报告', by: 'applicant', asks: { done: longText('整改情况'), papers: files('整改材料') },
        notes: (c) => ({ rectifiedOn: c.today }),
      },
      verify: { label: '核查整改', by: 'inspector', asks: { result: choice('结论', { pass: '整改合格', fail: '整改不合格' }), record: longText('核查记录') },
        to: { among: ['using'], of: (c: Told) => (c.input.result === 'pass' ? 'using' : undefined) },
        when: (c) => Boolean(c.memo.rectifiedOn) || !c.inTime('state') || '使用人尚未提交整改报告，整改期未满',
        notes: (c) => (c.input.result === 'pass' ? { order: null } : { failedOn: c.today }),
        records: (c) => (c.input.result === 'pass' ? to('using', c) : []) },
      pause: {
        label: '暂停使用', by: 'leader', decides: true, to: 'paused', asks: { reason: longText('事实和理由') }, issues: ['paused'],
        records: (c) => to('paused', c),
      },
      stop, strike } },
    paused: { label: '暂停使用', standing: true, steps: {
      report,
      rectify: {
        label: '提交整改报告', by: 'applicant', asks: { done: longText('整改情况'), papers: files('整改材料') },
        notes: (c) => ({ rectifiedOn: c.today }),
      },
      recheck: { label: '复查', by: 'inspector', asks: { result: choice('结论', { pass: '整改合格', fail: '整改不合格' }), record: longText('复查记录') },
        notes: (c) => (c.input.result === 'pass' ? { recheckedOn: c.today, failedOn: null } : { recheckedOn: null, failedOn: c.today }) },
      reinstate: { label: '恢复使用', by: 'leader', decides: true, to: 'using', asks: { reason: longText('理由') }, issues: ['reinstated'],
        when: (c) => Boolean(c.memo.recheckedOn) || '复查合格后方可恢复使用', notes: () => ({
          order: null, recheckedOn: null, rectifiedOn: null,
        }), records: (c) => to('using', c) },
      stop, cancel, strike } },
    stopped: { label: '已停止使用', final: true, outcome: 'settled' },
    cancelled: { label: '已注销', final: true, outcome: 'settled' },
    refused: { label: '不予核准', final: true, outcome: 'refused' },
  },
  clocks: {
    province: {
      label: '省级核准期限', limit: provinceLimit, of: 'office', starts: ['inspect'], stops: ['approve', 'refuse'],
      pausedIn: ['onsite'], extension: { by: 'leader', limit: longer, times: 1 },
    },
  },
  duties: { yearly: { label: '年度用标报告', of: 'applicant', by: 'report', next: reportDueOn } },
  gates: {
    inArea: { label: '产地在保护范围内', basis: '地理标志产品保护公告的保护范围', holds: (c) => inArea(c.answers.product.product, c.answers.product.origin, c.ruleDay) },
    notUser: { label: '尚未核准使用', basis: '同一生产者同一产品只核准一次', holds: (c) => {
      const found = c.facts.user as { from: Day; status: string; data: { number?: string } } | undefined
      return !found || ended.includes(found.status) || found.data.number === c.number || `贵单位自${showDay(found.from)}起已是${productNames[c.answers.product.product]}的合法使用人，无需重复申请；有变化的请申请变更`
    } },
  },
  needs: {
    user: { from: 'register', register, key: (c) => { const code = c.answers.applicant?.producer?.creditCode; return code && c.answers.product?.product ? keyOf(code, c.answers.product.product) : undefined } },
    successor: {
      from: 'register', register,
      key: (c) => (c.memo.change?.creditCode ? keyOf(c.memo.change.creditCode, answersOf(c).product.product) : undefined),
    },
  },
  papers: {
    accepted: {
      title: '受理通知书', series: '地标受', organ: 'handler',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位使用${nameOf(c)}地理标志专用标志的申请（${c.number}）已受理，请配合现场核查。`],
    },
    rejected: {
      title: '不予受理通知书', series: '地标退', organ: 'handler',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位使用${nameOf(c)}地理标志专用标志的申请（${c.number}）不予受理。`, `理由：${c.input.reason}`, remedy],
    },
    refused: {
      title: '不予核准决定书', series: '地标否', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `不予核准你单位使用${nameOf(c)}地理标志专用标志（${c.number}）。`, `理由：${c.input.reason}`, remedy],
    },
    announcement: {
      title: '核准使用地理标志专用标志公告', series: '地标告', organ: 'fj',
      lines: (c) => [`经审核并公示，核准${holderOf(c).name}（统一社会信用代码 ${holderOf(c).creditCode}）在${nameOf(c)}上使用地理标志专用标志，自公告之日起列入合法使用人名录。`],
    },
    certificate: { title: '地理标志专用标志使用证书', series: '地标', organ: 'fj', certificate: true, lines: (c) => {
      const h = holderOf(c)
      return [
        `使用人：${h.name}`, `统一社会信用代码：${h.creditCode}（须标注在专用标志的指定位置）`, `地理标志产品：${nameOf(c)}`, `生产场所：${h.town}　${h.site}`,
        `执行标准：${answersOf(c).product.standard}`, `${reportDue.show(reportDue.on(c.today))}报送上一年度用标报告。`,
      ]
    } },
    changed: {
      title: '专用标志使用人变更公告', series: '地标变', organ: 'fj',
      lines: (c) => [`${nameOf(c)}地理标志专用标志使用人${c.memo.former.name}（${c.memo.former.creditCode}）变更为${holderOf(c).name}（${holderOf(c).creditCode}），生产场所：${holderOf(c).town}　${holderOf(c).site}。`],
    },
    unchanged: {
      title: '不予变更通知书', series: '地标变否', organ: 'fj',
      lines: (c) => [`${holderOf(c).name}：`, `你单位的变更申请（${c.number}）不予同意。`, `理由：${c.input.reason}`, remedy],
    },
    listed: {
      title: '列入用标异常名录告知书', series: '地标异', organ: 'handler',
      lines: (c) => [`${holderOf(c).name}：`, `你单位未按期报送${reportYear(c)}年度用标报告，列入${nameOf(c)}用标异常名录。`, `事实和理由：${c.input.reason}`, '补报后可以申请移出。'],
    },
    rectify: {
      title: '责令整改通知书', series: '地标改', organ: 'handler',
      lines: (c) => [
        `${holderOf(c).name}：`, `责令你单位自收到本通知之日起${rectifyLimit.show(rectifyLimit.on(c.ruleDay))}内完成整改。`,
        `查明的事实和整改要求：${c.input.facts}`, remedy,
      ],
    },
    paused: {
      title: '暂停使用专用标志决定书', series: '地标停', organ: 'fj',
      lines: (c) => [`${holderOf(c).name}：`, `暂停你单位在${nameOf(c)}上使用地理标志专用标志。`, `事实和理由：${c.input.reason}`, remedy],
    },
    reinstated: { title: '恢复使用专用标志通知书', series: '地标复', organ: 'fj', lines: (c) => [`${holderOf(c).name}：`, `你单位经复查合格，恢复在${nameOf(c)}上使用地理标志专用标志。`] },
    stopped: {
      title: '停止使用专用标志公告', series: '地标止', organ: 'fj',
      lines: (c) => [`停止${holderOf(c).name}（${holderOf(c).creditCode}）在${nameOf(c)}上使用地理标志专用标志的资格。`, `事实和理由：${c.input.reason}`, remedy],
    },
    cancelled: {
      title: '注销专用标志使用资格公告', series: '地标销', organ: 'fj',
      lines: (c) => [`注销${holderOf(c).name}（${holderOf(c).creditCode}）在${nameOf(c)}上使用地理标志专用标志的资格。`, `事实和理由：${c.input.reason}`],
    },
  },
  unique: { user: { key: (a) => keyOf(a.applicant.producer.creditCode!, a.product.product), say: '贵单位对该地理标志产品已有在办的申请或者有效的核准，不能重复申请' } },
  marks: (c) => ({ creditCode: holderOf(c).creditCode, product: answersOf(c).product.product }),
  correction: { within: correctionLimit },
  registers: [register],
  titleOf: (a) => `${a.applicant.producer.name}使用“${productNames[a.product.product]}”专用标志`,
  examples,
  walks,
})

/** After a merger the new firm takes the seat, found by its own credit code; a mere change of name keeps the account. */
function successor(c: Told) {
  const now = changed(c)
  const { id: _, ...unlinked } = c.parties.applicant!
  return now.creditCode === holderOf(c).creditCode ? { ...c.parties.applicant!, name: now.name } : {
    ...unlinked, name: now.name, creditCode: now.creditCode,
  }
}
const remedy = '不服的，可以依法申请行政复议或者提起行政诉讼。'
