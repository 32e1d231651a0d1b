import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { axe, launchBrowser } from '../browser.ts'

let browser: Browser
beforeAll(async () => { browser = await launchBrowser() })
afterAll(() => browser?.close())

const pageWith = async (body: string) => {
  const context = await browser.newContext({ viewport: { width: 400, height: 160 }, locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(`<!doctype html><html lang="zh-CN"><title>知行</title>${body}`)}`)
  return page
}

test('没有中文字体的机器上，汉字也各是各的字形', async () => {
  const page = await pageWith('<main><h1 style="font-family: sans-serif">知行：办得成、查得到</h1></main>')
  const shapes = await page.evaluate(() => ['知', '行', '识', '产', '權', '\u{10FFFD}'].map((char) => {
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d')!
    pen.font = '40px sans-serif'
    pen.fillText(char, 10, 60)
    return canvas.toDataURL()
  }))
  // A font without the character draws the same box for every one of them.
  expect(new Set(shapes).size).toBe(shapes.length)
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT })
})

test('无障碍检查能看出没有名字的按钮', async () => {
  expect(await axe(await pageWith('<main><h1>好页面</h1><button>提交</button></main>'))).toEqual([])
  expect((await axe(await pageWith('<main><h1>坏页面</h1><button></button></main>'))).join()).toContain('button-name')
})
