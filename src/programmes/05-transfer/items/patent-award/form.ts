import {
  addRatio, compareRatio, decimal, type Day, foldName, mustBe, type PatentKind, ratio, ratioNumber, readPatentNumber, showDay, yearOf,
} from '../../../../kernel/index.ts'
import {
  type AnswersIn, askedAnew, choice, confirm, creditCode, day, files, form, longText, money, number, optional, party, patentNumber, prefilled, region, rows, section, text,
} from '../../../../service/index.ts'
import { closingOf } from './parameters.ts'
import { roles } from './split.ts'

/** Fields the award means to encourage. */
export const industries = {
  electronics: '新一代电子信息', equipment: '高端装备', biomedicine: '生物医药', energy: '新能源', materials: '新材料', green: '节能环保', marine: '海洋高新', other: '其他',
}

export const awardForm = form({
  award: section('申报', {
    round: askedAnew('申报哪一年度由申报单位选定；获奖名录里的年度是已经获奖的届次', number('申报年度', { whole: true, min: 2018, max: 2100, unit: '年' })),
    applicant: prefilled({ party: 'name' }, party('申报单位', { creditCode: 'required', help: '须为专利权人之一；同一单位同一年度限报一项' })),
    place: prefilled({ party: 'region' }, region('申报单位所在地')),
    contact: prefilled({ party: 'reach' }, text('联系人及电话', { maxLength: 60 })),
    industry: choice('所属领域', industries),
    agency: optional(text('代理机构', { help: '填写后，该机构人员不参加评审' })),
  }),
  patent: section('专利', {
    number: patentNumber('专利号', { help: '种类由专利号第五位判定，无需另填' }),
    title: prefilled({ register: 'patent-status', field: 'title', by: 'patent.number' }, text('专利名称')),
    granted: prefilled({ register: 'patent-status', field: 'granted', by: 'patent.number' }, day('授权公告日')),
    open: confirm('不属于保密专利；国防专利已解密'),
  }),
  people: section('权利人与发明人', {
    patentees: rows('专利权人', {
      name: text('名称'), creditCode: optional(creditCode('统一社会信用代码')), consent: choice('是否同意申报', { yes: '同意', no: '不同意' }),
    }, { most: 30 }),
    inventors: rows('发明人（设计人）', { name: text('姓名', { maxLength: 40 }) }, { most: 50 }),
    consents: files('全体专利权人同意申报的证明'),
  }),
  use: section('实施与效益', {
    since: day('开始实施日'),
    how: longText('实施与保护情况'),
    economics: rows('近三年效益', {
      year: number('年度', { whole: true, min: 2000, max: 2100 }), sales: money('新增销售额', { help: '只计可归于本专利的部分，以审计数为准' }),
      profit: money('新增利润'), exports: money('出口额'),
    }, { least: 3, most: 3 }),
    audit: files('专项审计报告', { help: '近三年效益的专项审计报告' }),
  }),
  shares: section('奖金分配约定', {
    parts: rows('分配', {
      name: text('姓名或名称'), role: choice('身份', roles), percent: number('份额', { min: 0, max: 100, unit: '%' }),
    }, { most: 80 }),
    agreed: confirm('以上分配已经全体专利权人和发明人同意'),
  }),
}, {
  checks: [
    { at: 'award.round', ok: (a, on) => a.award.round === yearOf(on), say: (_, on) => `本届只收${yearOf(on)}年度的申报` },
    {
      at: 'patent.granted',
      ok: (a, on) => a.patent.granted <= closingOf(a.award.round, on),
      say: (a, on) => `授权公告日须在${showDay(closingOf(a.award.round, on))}以前（含当日）；此后授权的专利请在下一年度申报`,
    },
    {
      at: 'people.patentees',
      ok: (a) => a.people.patentees.every((p) => p.consent === 'yes'),
      say: (a) => `须经全体专利权人同意；尚未同意：${a.people.patentees.filter((p) => p.consent !== 'yes').map((p) => p.name).join('、')}`,
    },
    {
      at: 'people.patentees',
      ok: (a) => a.people.patentees.some((p) => (p.creditCode ? p.creditCode === a.award.applicant.creditCode : foldName(p.name) === foldName(a.award.applicant.name))),
      say: '申报单位不在所填专利权人之中；非专利权人不能申报',
    },
    {
      at: 'use.since',
      ok: (a) => a.use.since <= (`${a.award.round - 1}-12-31` as Day),
      say: (a) => `须已实施并取得效益：开始实施日不得晚于${a.award.round - 1}年12月31日`,
    },
    {
      at: 'use.economics',
      ok: (a) => [3, 2, 1].every((n) => a.use.economics.filter((e) => e.year === a.award.round - n).length === 1),
      say: (a) => `请按年度各填一行：${[3, 2, 1].map((n) => a.award.round - n).join('、')}`,
    },
    {
      at: 'use.economics',
      ok: (a) => a.use.economics.every((e) => e.year >= yearOf(a.use.since) || e.sales + e.profit + e.exports === 0),
      say: (a) => `专利自${showDay(a.use.since)}起实施，此前年度的数据不能归于本专利，请填 0`,
    },
    {
      at: 'shares.parts',
      ok: (a) => compareRatio(sumOf(a.shares.parts), ratio(100, 1)) === 0,
      say: (a) => `各份额合计须为100%，现为${ratioNumber(sumOf(a.shares.parts))}%`,
    },
    { at: 'shares.parts', ok: (a) => strangers(a).length === 0, say: (a) => `${strangers(a).join('、')}不在所填专利权人或发明人之中` },
    {
      at: 'shares.parts',
      ok: (a) => new Set(a.shares.parts.map((p) => `${p.role} ${foldName(p.name)}`)).size === a.shares.parts.length,
      say: '同一人以同一身份只填一行',
    },
  ],
})
export type AwardAnswers = AnswersIn<typeof awardForm>

const sumOf = (parts: readonly { percent: number }[]) => addRatio(...parts.map((p) => decimal(p.percent)))

/** Those named in the agreement who have nothing to do with the patent. */
function strangers(a: {
  shares: { parts: { name: string; role: string }[] }; people: { patentees: { name: string }[]; inventors: { name: string }[] }
}): string[] {
  const known = { patentee: a.people.patentees, inventor: a.people.inventors }
  const isKnown = (p: { name: string; role: string }) => known[p.role as keyof typeof known].some((k) => foldName(k.name) === foldName(p.name))
  return a.shares.parts.filter((p) => !isKnown(p)).map((p) => p.name)
}

export const kindOf = (a: AwardAnswers): PatentKind => mustBe(readPatentNumber(a.patent.number)).kind
