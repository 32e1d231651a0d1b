import { mulRatio, ratio, compareRatio, showRatio } from '../../../../kernel/index.ts'
import { type AnswersIn, choice, files, form, longText, money, number, optional, party, prefilled, region, section, text } from '../../../../service/index.ts'
import { cityMatch, kinds } from './parameters.ts'

export const projectForm = form({
  need: section('产业需求', {
    applicant: prefilled({ party: 'name' }, party('提出单位', { creditCode: 'required' })),
    place: region('所在地'),
    contact: prefilled({ party: 'reach' }, text('联系人及电话', { maxLength: 60 })),
    title: text('项目名称', { maxLength: 80, help: '如 宁德市锂电新能源产业专利导航' }),
    kind: choice('导航类别', kinds),
    industry: text('面向的产业或技术', { maxLength: 80 }),
    question: longText('要回答的问题', { help: '写明哪一项决策要用：规划、预算、招商、立项、布局' }),
    user: text('由谁使用成果', { maxLength: 120, help: '将要采用成果的单位或文件' }),
  }),
  means: section('条件', {
    firms: number('可提供数据的本地企业', { whole: true, min: 0, unit: '家' }),
    provincial: money('申请省级经费'),
    own: money('市级（或本单位）配套经费'),
    proof: optional(files('需求说明和配套承诺')),
  }),
}, {
  asks: [{ at: 'means.firms', when: (a) => a.need?.kind === 'industry' || a.need?.kind === 'region' }],
  checks: [
    // A landscape of the world without the region's own firms cannot say where the region stands.
    { at: 'means.firms', ok: (a) => !['industry', 'region'].includes(a.need.kind) || a.means.firms >= 1, say: '产业和区域导航须有本地企业自身的数据，否则只是技术全景，说不出本地的定位；请先落实至少1家' },
    {
      at: 'means.own', ok: (a, on) => a.need.kind !== 'industry' || a.means.provincial === 0 || compareRatio(ratio(a.means.own, 1), mulRatio(ratio(a.means.provincial, 1), cityMatch.on(on))) >= 0,
      say: (_, on) => `产业导航的市级配套与省级经费之比不低于${showRatio(cityMatch.on(on))}∶1`,
    },
  ],
})
export type ProjectAnswers = AnswersIn<typeof projectForm>
