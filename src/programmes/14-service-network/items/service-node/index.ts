import { type Day, yearOf } from '../../../../kernel/index.ts'
import { choice, defineService, desk, longText, number, publicity, publishes, type Told } from '../../../../service/index.ts'
import { nodeExamples, nodeWalks } from './examples.ts'
import { nodeForm } from './form.ts'
import { checkLimit, correctionLimit, evaluationLimit, passMark, services, shownFor } from './parameters.ts'

/** The year whose report is the next to come: the year of filing first. */
const reportDue = (c: Told, since: Day): number => (c.memo.reportedFor ?? yearOf(since) - 1) + 1
const count = (label: string) => number(label, { whole: true, min: 0 })

export const serviceNode = defineService({
  id: 'service-node', name: '知识产权信息公共服务网点备案', numbered: '网点申', carries: ['14.1', '14.3'], version: 1,
  basis: '《知识产权信息公共服务网点备案实施办法》（国知办发服字〔2020〕46号）及省级备案做法（待按正式文件核定）',
  guide: {
    who: '福建省内的高等学校、科研院所、公共图书馆、科技情报机构、行业组织和产业园区；技术与创新支持中心（TISC）和高校国家知识产权信息服务中心不在此列',
    brings: ['场所、设备和工作制度材料'], fee: '不收费', gives: '网点备案证书和标牌，列入公共服务网点名录', where: '线上申请，由设区市（平潭综合实验区）知识产权管理部门核查', complaint: '公示期内可实名提出异议；其他意见向运用处反映',
  },
  form: nodeForm,
  desks: {
    city: desk('设区市知识产权局', 'city', 'authority'),
    centre: desk('发展保护中心', 'province', 'development-centre'),
    clerk: desk('运用处经办', 'province', 'use'),
    leader: desk('运用处负责人', 'province', 'use', 'decide'),
  },
  parties: { applicant: { label: '承办单位', from: (a) => a.host.unit } },
  place: (a) => a.host.place,
  handledAt: 'city',
  start: 'draft',
  states: {
    draft: { label: '填报', steps: { submit: { label: '提交', by: 'applicant', to: 'check', asks: 'form', gates: 'all' } } },
    check: { label: '设区市核查', within: checkLimit, correctable: true, steps: {
      forward: { label: '核查并上报', by: 'city', to: 'evaluation', asks: { seen: longText('现场核查情况') } } } },
    evaluation: { label: '省级评估', within: evaluationLimit, steps: {
      score: {
        label: '提交评估意见', by: 'centre', internal: true, when: (c) => c.memo.score === undefined || '评估意见已提交',
        asks: {
          place: number('场所设备（满分30）', { min: 0, max: 30 }), staff: number('人员制度（满分30）', { min: 0, max: 30 }),
          service: number('服务能力（满分40）', { min: 0, max: 40 }), opinion: longText('评估意见'),
        },
        notes: (c) => ({ score: c.input.place + c.input.staff + c.input.service, opinion: c.input.opinion }),
      },
      propose: {
        label: '拟同意备案', by: 'clerk', to: 'shown', gates: 'all', notes: publishes,
        when: (c) => {
          const pass = passMark.on(c.ruleDay)
          if (c.memo.score === undefined) return '发展保护中心尚未提交评估意见'
          return c.memo.score >= pass || `评估${c.memo.score}分，低于合格分${pass}分，不能拟同意`
        },
      },
      refuse: { label: '不予备案', by: 'leader', decides: true, to: 'refused', asks: { reason: longText('理由') }, issues: ['refusal'] } } },
    shown: publicity({
      label: '公示', within: shownFor, by: 'leader', answers: 'leader', notBy: ['propose'], to: 'filed', upheld: 'evaluation',
      confirm: {
        label: '同意备案', decides: true, gates: 'all', issues: ['certificate'],
        records: (c) => [{
          register: 'service-nodes', how: 'add', key: c.number, party: c.parties.applicant!, from: c.today, status: 'active',
          data: {
            name: c.parties.applicant!.name, type: 'node', host: c.answers.host.kind, address: c.answers.host.address, contact: c.answers.host.contact,
            services: c.answers.work.services, hours: c.answers.work.hours,
          },
        }],
        emits: (c) => [{ kind: 'service-node.filed', party: c.parties.applicant! }],
      },
      shows: (c) => [{ label: '承办单位', value: c.parties.applicant!.name }, { label: '服务地址', value: c.answers.host.address }, { label: '服务内容', value: servicesOf(c) }],
    }),
    filed: { label: '在册', standing: true, outcome: 'granted', steps: {
      report: {
        label: '提交年度报告', by: 'applicant',
        asks: {
          year: number('报告年度', { whole: true }), served: count('服务人次'), clients: count('服务对象数'),
          reports: count('检索和分析报告数'), trained: count('培训人次'), summary: longText('工作小结'),
        },
        checks: (c) => [
          ...(c.input.year === reportDue(c, c.doneOn.confirm!) ? []
            : [{ code: 'other-year', at: 'year', say: `应提交${reportDue(c, c.doneOn.confirm!)}年度的报告` }]),
          ...(c.input.year < yearOf(c.today) ? [] : [{ code: 'year-not-over', at: 'year', say: `${c.input.year}年度结束后再提交` }]),
        ],
        notes: (c) => ({ reportedFor: c.input.year }),
      },
      assess: {
        label: '登记评价结果', by: 'clerk', asks: { result: choice('评价', { good: '合格', improve: '责令改进' }), why: longText('说明') },
        records: (c) => [{ register: 'service-nodes', how: 'change', key: c.number, status: c.input.result === 'good' ? 'active' : 'improving' }],
        notes: (c) => ({ assessed: c.input.result }),
      },
      remove: {
        label: '移出名录', by: 'leader', decides: true, to: 'removed', danger: '移出后标牌收回，不能恢复；可重新申请', issues: ['removal'],
        asks: { cause: choice('原因', { silent: '逾期未提交年度报告', improve: '责令改进后仍不合格', own: '承办单位申请退出' }), why: longText('说明') },
        checks: (c) => [
          ...(c.input.cause !== 'silent' || c.today > reportDay(reportDue(c, c.doneOn.confirm!)) ? []
            : [{ code: 'not-late', at: 'cause', say: '年度报告尚未到期，不能以此移出' }]),
          ...(c.input.cause !== 'improve' || c.memo.assessed === 'improve' ? []
            : [{ code: 'not-told', at: 'cause', say: '尚未责令改进，不能以此移出' }]),
        ],
        records: (c) => [{ register: 'service-nodes', how: 'change', key: c.number, status: 'removed', to: c.today }],
        emits: (c) => [{ kind: 'service-node.removed', party: c.parties.applicant! }],
      } } },
    removed: { label: '已移出名录', final: true, outcome: 'settled' },
    refused: { label: '不予备案', final: true, outcome: 'refused' },
  },
  duties: { yearly: { label: '提交年度报告（次年第一季度）', of: 'applicant', by: 'report', next: (c, since) => reportDay(reportDue(c, since)) } },
  gates: {
    ownProgramme: {
      label: '不属另行管理的机构', basis: '国知办发服字〔2020〕46号：TISC和高校国家知识产权信息服务中心不作为网点备案',
      holds: (c) => {
        const types = ((c.facts.nodes ?? []) as { data: { type: string } }[]).map((n) => n.data.type)
        const apart = types.includes('tisc') ? '技术与创新支持中心（TISC）' : types.includes('university-centre') ? '高校国家知识产权信息服务中心' : undefined
        return !apart || `本单位已是${apart}，不作为网点备案`
      },
    },
  },
  needs: { nodes: { from: 'register', register: 'service-nodes', party: (c) => c.parties.applicant ?? c.answers.host?.unit } },
  papers: {
    certificate: {
      title: '知识产权信息公共服务网点备案证书', series: '网点', organ: 'fj', certificate: true,
      lines: (c) => [`${c.parties.applicant!.name}为福建省知识产权信息公共服务网点。`, `服务地址：${c.answers.host.address}`, `服务内容：${servicesOf(c)}`],
    },
    refusal: {
      title: '网点备案不予通过通知书', series: '网点不', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位的网点备案申请不予通过。理由：${c.input.reason}`],
    },
    removal: {
      title: '网点移出名录决定书', series: '网点移', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `将你单位移出公共服务网点名录。${c.input.why}`],
    },
  },
  unique: { host: { key: (a) => `${a.host.unit.creditCode} ${a.host.place}`, say: '本单位在该地已有在办或在册的网点' } },
  correction: { within: correctionLimit },
  registers: ['service-nodes'],
  titleOf: (a) => `${a.host.unit.name}网点备案`,
  examples: nodeExamples,
  walks: nodeWalks,
})

/** A report on a year is due by the end of the first quarter of the next. */
function reportDay(year: number): Day { return `${year + 1}-03-31` as Day }
function servicesOf(c: Told): string { return c.answers.work.services.map((s: keyof typeof services) => services[s]).join('、') }
