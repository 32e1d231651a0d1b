import { expect, it } from 'vitest'
import { plainText, type Writing, writingDocx, writingPdf } from './index.ts'

const writing: Writing = {
  title: '关于质押融资推进情况的报告', organ: '福建省知识产权局', on: '2022-07-01', to: '各责任单位', head: { number: '闽知〔2022〕1号' }, attachments: [],
  body: [{ kind: 'text', text: '截至六月底，全省专利权质押登记三百二十一件，金额四十五亿元。' }, { kind: 'level', level: 1, heading: '下一步' }, { kind: 'text', text: '继续开展“入园惠企”活动。' }],
}
const dense = (text: string | undefined) => text?.normalize('NFKC').replace(/\s/g, '')

it('the words of a Word file and of a PDF are read, whoever drew them', async () => {
  for (const bytes of [await writingDocx(writing), await writingPdf(writing)]) {
    const text = dense(plainText(bytes))
    expect(text).toContain('截至六月底,全省专利权质押登记三百二十一件,金额四十五亿元。'.normalize('NFKC'))
    expect(text).toContain('继续开展“入园惠企”活动。')
  }
})
it('a PDF without text, a locked one and one cut short give no words and no fault', async () => {
  const pdf = await writingPdf(writing)
  expect(plainText(Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Page /Contents 2 0 R >>\nendobj\n2 0 obj\n<< /Length 6 >>\nstream\nq 1 Q\nendstream\nendobj\n'))).toBeUndefined()
  expect(plainText(Buffer.concat([pdf, Buffer.from('trailer << /Encrypt 9 0 R >>')]))).toBeUndefined()
  for (let cut = 100; cut < pdf.length; cut += Math.ceil(pdf.length / 40)) plainText(pdf.subarray(0, cut))
  expect(plainText(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]))).toBeUndefined()
})
