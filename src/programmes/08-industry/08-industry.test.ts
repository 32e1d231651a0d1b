import { expect, it } from 'vitest'
import type { Day, Instant } from '../../kernel/index.ts'
import { perform } from '../../service/index.ts'
import { fujian, itemTests, onDaysOff, placesOf, played } from '../../../test/items.ts'
import { programme } from './index.ts'
import { navigationProject } from './items/navigation-project/index.ts'

itemTests(programme)

it('nobody of the demonstration works on a day off', () => expect(programme.items.flatMap(onDaysOff)).toEqual([]))

/** The lithium project after so many steps, and what comes of one more. */
const done = played(navigationProject, '产业导航验收发布，被专项资金采用')
const at = (step: string) => played(navigationProject, '产业导航验收发布，被专项资金采用', done.decisions.findIndex((d) => d.action.step === step)).snapshot
const said = (snapshot: typeof done.snapshot, step: string, as: string, on: string, input: unknown) => {
  const tried = perform(navigationProject, snapshot, { step, as: [as], by: { id: 'someone', name: '某人' }, input }, { ...fujian, at: `${on}T02:00:00.000Z` as Instant, today: on as Day, facts: {} })
  return tried.ok ? [] : tried.refusals.map((r) => [placesOf([r])[0], r.say])
}
const inputOf = (step: string) => done.decisions.find((d) => d.action.step === step)!.action.input

it('任务书少了该类导航的必备模块，说出少哪几个', () => {
  const input = { ...inputOf('fileBrief'), modules: ['need', 'collection', 'sampling', 'denoising', 'industry-direction', 'industry-position'] }
  expect(said(at('fileBrief'), 'fileBrief', 'contractor', '2022-02-14', input)).toEqual([['modules', '产业规划类（GB/T 39551.3）还须包括：技术分解表（三级，经产业专家确认）、产业发展路径']])
})
it('查全率、查准率达不到或抽样不足的中期报告不收', () => {
  const refusals = (more: object) => said(at('fileMidterm'), 'fileMidterm', 'contractor', '2022-04-12', { ...inputOf('fileMidterm'), ...more }).map(([where]) => where)
  // 48/60 is 80 %, 170/200 is 85 %: both just enough.
  expect(refusals({ seedsFound: 48, relevant: 170 })).toEqual([])
  expect(refusals({ seedsFound: 47, relevant: 169 })).toEqual(['seedsFound', 'relevant'])
  expect(refusals({ sampled: 199, relevant: 199 })).toEqual(['relevant'])
  expect(refusals({ seedsFound: 61 })).toEqual(['seedsFound'])
})
it('成果发布以前作出的文件不能算采用', () => {
  expect(said(at('adopt'), 'adopt', 'applicant', '2022-07-12', { ...inputOf('adopt'), on: '2022-05-12' })).toEqual([['on', '文件作出于成果入库发布（2022年5月13日）之前，不能算采用本成果']])
})
it('跟踪满六个月才登记；没有采用的成果不能评为优良', () => {
  const unused = at('adopt')
  expect(said(unused, 'follow', 'city', '2022-11-12', { found: '无', outdated: 'no' })).toEqual([['step', '第6个月的跟踪自2022年11月13日起登记']])
  const followed = { ...unused, memo: { ...unused.memo, followed: [6, 12] } }
  expect(said(followed, 'evaluate', 'leader', '2023-06-01', { grade: 'good', why: '好' })).toEqual([['grade', '没有一项采用的成果不能评为优良：报告不是目的，用了才是']])
})
