import { expect, it } from 'vitest'
import { inBothScripts } from './scripts.ts'

it.each([
  ['專利', '(專利 或 专利)', '专利'],
  ['電機 控制', '(電機 或 电机) 控制', '电机 控制'],
  ['"發光二極體" 非 电池', '("發光二極體" 或 "发光二极体") 非 电池', '"发光二极体" 非 电池'],
  ['非 電機', '非 (電機 或 电机)', '非 电机'],
  ['標題:機器人 與 (電機 或 馬達*)', '标题:(機器人 或 机器人) 与 ((電機 或 电机) 或 (馬達* 或 马达*))', '标题:机器人 与 (电机 或 马达*)'],
  ['發明人：陳大文', '发明人：(陳大文 或 陈大文)', '发明人：陈大文'],
  ['申請日:2018..2020', '申请日:2018..2020', '申请日:2018..2020'],
  ['乾燥裝置', '(乾燥裝置 或 干燥装置)', '干燥装置'],
])('%s is asked as %s', async (typed, query, simplified) => {
  expect(await inBothScripts(typed)).toEqual({ query, simplified })
})

it.each(['', 'LED H01L*', '专利 或 "电机"', '显著提高', '苯并噁唑', '菸酰胺', '季鏻盐', '后视镜 里程 云台 皇后 干燥'])('%s is left as it is', async (typed) => {
  expect(await inBothScripts(typed)).toEqual({ query: typed })
})

it('what cannot be read keeps its places, and what would be too long in both scripts is asked in one', async () => {
  expect(await inBothScripts('電機 (隔膜')).toEqual({ query: '电机 (隔膜', simplified: '电机 (隔膜' })
  const long = Array.from({ length: 60 }, (_, i) => `電機${i}`).join(' ')
  expect(await inBothScripts(long)).toEqual({ query: long.replaceAll('電機', '电机'), simplified: long.replaceAll('電機', '电机') })
})
