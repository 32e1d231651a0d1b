import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const pages = new URL('./pages/', import.meta.url)

it('每个从旁打开的页面关上后，键盘焦点回到原处', () => {
  const files = readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.tsx'))
  const drawers = files.map((file) => ({ file, text: readFileSync(new URL(file, pages), 'utf8') })).filter(({ text }) => text.includes('<Drawer'))
  expect(drawers.length).toBeGreaterThan(10)
  for (const { file, text } of drawers) {
    // One call in each component that draws one.
    for (const part of text.split(/^(?=(?:export )?(?:default )?function |const [A-Z])/m)) {
      if (part.includes('<Drawer')) expect(part, file).toContain('useFocusBack()')
    }
  }
})
