import { expect, test } from 'vitest'
import { inTraditional } from './traditional.ts'

test('只换读的字：正文和标签换，表单里填的、地址和代码不换', async () => {
  const html = '<html lang="zh-CN"><p title="发展">知识产权发展保护中心</p><input value="发展" aria-label="名称"><textarea>发展</textarea><code>发展</code><a href="/check?q=发展">核准、签收</a></html>'
  expect(await inTraditional(html)).toBe('<html lang="zh-Hant"><p title="發展">知識產權發展保護中心</p><input value="发展" aria-label="名稱"><textarea>发展</textarea><code>发展</code><a href="/check?q=发展">核准、簽收</a></html>')
})

test('机关用字照机关的写法，地名不错', async () => {
  expect(await inTraditional('<p>行政复议、公布、布局、账号、准予、松溪县、台江区、干部</p>')).toBe('<p>行政復議、公布、布局、帳號、准予、松溪縣、臺江區、幹部</p>')
})
