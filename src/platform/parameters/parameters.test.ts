import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { dated, isNo, mustBe, percent, ratio, showPercent, showYuan, times, yuan, type Result } from '../../kernel/index.ts'
import { workdays } from '../../service/index.ts'
import { applyValues, confirmValue, parametersIn, parametersOf, proposeValue, valuesOf, withdrawValue } from './index.ts'

const rule = '网球俱乐部章程（虚构）'
const fees = {
  share: dated('会费减免比例', rule, { '2021-01-01': percent(30) }, { show: showPercent }),
  cap: dated('减免上限', rule, { '2021-01-01': yuan(200) }, { show: showYuan }),
  limit: dated('审核期限', rule, { '2021-01-01': workdays(10) }),
  late: dated<'counted' | 'excluded'>('逾期处理', rule, { '2021-01-01': 'counted', '2022-01-01': 'excluded' }, { show: (v) => (v === 'counted' ? '计入' : '不计入') }),
  due: dated('报告时间', rule, { '2021-01-01': '03-31' }),
  sizes: dated<readonly string[]>('适用的会员', rule, { '2021-01-01': ['junior'] }, { choices: { junior: '少年会员', senior: '老年会员' } }),
  grades: dated<readonly { name: string; votes: readonly number[] }[]>('等级', rule, { '2021-01-01': [{ name: '一', votes: [1, 2] }] }),
}
const parameters = parametersOf([parametersIn('tennis-club', { ...fees, again: fees.cap, text: 'x', list: [dated('补正', rule, { '2021-01-01': 1 })] })])

let ground: FreshDatabase
const document = 'a'.repeat(64)
beforeAll(async () => {
  ground = await freshDatabase()
  await ground.db.insertInto('file').values({ hash: document, name: '通知.pdf', size: 1, type: 'application/pdf', by_id: 'm1' }).execute()
})
afterAll(() => ground.drop())

const first = { id: 'm1', name: '演示·林科员' }
const second = { id: 'm2', name: '演示·陈处长' }
const propose = (parameter: string, value: string, more = {}) =>
  proposeValue(ground.db, first, { parameter: `tennis-club.${parameter}`, from: '2022-07-01', value, source: '俱乐部〔2022〕5号', documentHash: document, ...more }, parameters)
const said = (r: Result<unknown>) => (isNo(r) ? r.refusals.map((x) => x.say) : [])

it('parameters are known by where they are declared, each once', () => {
  expect([...parameters.keys()]).toEqual(['share', 'cap', 'limit', 'late', 'due', 'sizes', 'grades', 'list.0'].map((n) => `tennis-club.${n}`))
})

it('a value counts once a second person has confirmed it, from its day on, and earlier days keep theirs', async () => {
  const proposed = mustBe(await propose('share', '50%'))
  expect(proposed).toMatchObject({ shown: '50%', proposed: { name: '演示·林科员' } })
  expect(showPercent(fees.share.on('2022-08-01'))).toBe('30%')
  expect(said(await propose('share', '60%'))).toEqual(['“会费减免比例”自2022年7月1日起的取值已有人提出，正待另一人复核'])
  expect(said(await confirmValue(ground.db, first, proposed.id, parameters))).toEqual(['取值由您提出，须由另一人对照依据文件复核'])
  mustBe(await confirmValue(ground.db, second, proposed.id, parameters))
  expect([fees.share.on('2022-06-30'), fees.share.on('2022-07-01')].map(showPercent)).toEqual(['30%', '50%'])
  // Exactly one half, so that what is worked out with it is exact too.
  expect(times(yuan(1.01), fees.share.on('2022-07-01'))).toBe(50)
  expect(said(await confirmValue(ground.db, second, proposed.id, parameters))).toEqual(['这一取值已由演示·陈处长复核'])
  expect(said(await withdrawValue(ground.db, proposed.id))).toEqual(['只能撤回尚待复核的取值；已生效的取值请另提一个同日施行的取值更正'])
})

it('words of a list are typed as they read, never others', async () => {
  expect(said(await propose('sizes', '少年会员、外宾'))).toEqual(['“适用的会员”只能取：少年会员、老年会员，用顿号隔开'])
  const proposed = mustBe(await propose('sizes', '老年会员，少年会员'))
  expect(proposed.shown).toBe('老年会员、少年会员')
  mustBe(await confirmValue(ground.db, second, proposed.id, parameters))
  expect([fees.sizes.on('2022-06-30'), fees.sizes.on('2022-07-01')]).toEqual([['junior'], ['senior', 'junior']])
})

it('a value in force is put right by another of two persons, and both stay on record', async () => {
  const again = mustBe(await propose('share', '2/5', { source: '更正' }))
  mustBe(await confirmValue(ground.db, second, again.id, parameters))
  expect(fees.share.on('2022-07-01')).toEqual(ratio(2, 5))
  const view = (await valuesOf(ground.db, parameters)).find((p) => p.id === 'tennis-club.share')!
  expect(view).toMatchObject({ label: '会费减免比例', waiting: [], versions: [{ from: '2021-01-01', shown: '30%', source: rule }, { from: '2022-07-01', shown: '40%', source: '更正', added: { documentHash: document, confirmed: { name: '演示·陈处长' } } }] })
})

it('a proposal taken back leaves nothing, and applying again changes nothing', async () => {
  const proposed = mustBe(await propose('cap', '20万'))
  mustBe(await withdrawValue(ground.db, proposed.id))
  expect(said(await confirmValue(ground.db, second, proposed.id, parameters))).toEqual(['这一取值已被撤回或不存在'])
  await applyValues(ground.db, parameters)
  await applyValues(ground.db, parameters)
  expect(fees.cap.versions()).toHaveLength(1)
  expect(fees.share.versions()).toHaveLength(2)
})

it('what is typed is read by the kind of the parameter, or refused with an example', async () => {
  expect(said(await propose('cap', '很多', { from: '2022-02-30', source: ' ', documentHash: 'b'.repeat(64) }))).toEqual([
    '施行日须为真实日期，例如 2022-07-01', '请填写依据文件的名称和文号', '请先上传依据文件', '“减免上限”应填金额（元），例如 200,000 或 20万'])
  const read = async (name: string, value: string) => {
    const r = await propose(name, value)
    if (isNo(r)) return r.refusals[0]!.say
    await withdrawValue(ground.db, r.value.id)
    return r.value.shown
  }
  expect(await read('cap', '20万')).toBe('200,000.00 元')
  expect(await read('limit', '15个工作日')).toBe('15个工作日')
  expect(await read('limit', '２月')).toBe('2个月')
  expect(await read('limit', '0日')).toBe('“审核期限”应填期限，例如 10个工作日、15日、3个月、24小时')
  expect(await read('late', '计入')).toBe('计入')
  expect(await read('late', '减半')).toBe('“逾期处理”只能取：计入、不计入；要增加新的取值须修改程序')
  expect(await read('due', '02-30')).toBe('“报告时间”应填月日，例如 03-31')
  expect(await read('due', '04-30')).toBe('04-30')
  expect(await read('grades', '[{"name":"二","votes":[3]},{"name":"三","votes":[]}]')).toBe('[{"name":"二","votes":[3]},{"name":"三","votes":[]}]')
  expect(await read('grades', '[{"name":"二"}]')).toBe('“等级”的取值第1项缺少“votes”')
  expect(await read('grades', '[{"name":"二","votes":["3"]}]')).toBe('“等级”的取值第1项.votes第1项类型不对')
  expect(await read('grades', '{')).toBe('“等级”应填与现行取值结构相同的 JSON')
  expect(await read('share', '30')).toBe('“会费减免比例”应填比例，例如 30% 或 2/3')
})
