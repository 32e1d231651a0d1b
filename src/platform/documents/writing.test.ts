import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { chineseNumber, linesOf, numbered, type Part, signatureIndents, titleLines, type Writing } from './writing.ts'
import { writingDocx, writingPdf } from './index.ts'

const body: Part[] = [
  { kind: 'text', text: '现将推进情况通报如下。' },
  { kind: 'level', level: 1, heading: '总体情况' }, { kind: 'level', level: 2, heading: '进度。', say: '全年过半。' }, { kind: 'level', level: 3, heading: '第一项', say: '：正常。' }, { kind: 'level', level: 4, heading: '第一点' }, { kind: 'level', level: 3, heading: '第二项' },
  { kind: 'level', level: 1, heading: '各市情况' }, { kind: 'level', level: 2, heading: '福州市' }, { kind: 'level', level: 3, heading: '重新计数' },
  { kind: 'table', columns: [{ label: '编号', width: 1, centred: true }, { label: '灯', width: 3 }], rows: [{ over: '一、部分' }, ['7.3', '绿']] },
]
const writing: Writing = {
  title: '关于任务清单推进情况的通报', organ: '福建省知识产权局', on: '2022-07-01', to: '各责任单位', body, head: { number: '闽知通报〔2022〕1号' },
  attachments: [{ title: '指标口径', parts: [{ kind: 'text', text: '口径见下。' }] }, { title: '台账', parts: [], wide: true }], copies: ['省政府办公厅', '各设区市人民政府'], mark: '演示数据',
}
const partsOf = (bytes: Uint8Array) => { const files = unzipSync(bytes); return (name: string) => strFromU8(files[name]!) }
const paragraphOf = (xml: string, words: string) => xml.match(/<w:p>.*?<\/w:p>/gs)!.find((p) => p.replace(/<[^>]+>/g, '').includes(words))!

it('层次序数依次为一、（一）1.（1），下一层从头计数', () => {
  expect(numbered(body).flatMap((p) => (p.kind === 'level' ? [p.heading] : []))).toEqual(['一、总体情况', '（一）进度。', '1.第一项', '（1）第一点', '2.第二项', '二、各市情况', '（一）福州市', '1.重新计数'])
  expect([9, 10, 11, 20, 21, 99, 100, 101, 110, 123].map(chineseNumber)).toEqual(['九', '十', '十一', '二十', '二十一', '九十九', '一百', '一百零一', '一百一十', '一百二十三'])
  expect(linesOf(writing)).toEqual(['各责任单位：', '现将推进情况通报如下。', '一、总体情况', '（一）进度。全年过半。', '1.第一项：正常。', '（1）第一点', '2.第二项', '二、各市情况', '（一）福州市', '1.重新计数', '附件：1.指标口径；2.台账'])
})

it('署名右空二字，成文日期首字比署名首字右移二字；日期更长时日期右空二字', () => {
  // 8 characters end 2 from the right, so the name begins 10 from it; the day, 6 wide, begins 8 from it and ends 2 from it.
  expect(signatureIndents('福建省知识产权局', '2022年7月1日')).toEqual({ organ: 2, day: 2.0 })
  expect(signatureIndents('福建省知识产权局（省市场监督管理局）', '2022年7月1日').day).toBe(12)
  // 3 against 6: the day ends 2 from the right and begins 8 from it; the name begins 10 from it and ends 7 from it.
  expect(signatureIndents('保护处', '2022年7月1日')).toEqual({ organ: 7, day: 2 })
})

it('Word 文档合于 GB/T 9704：纸张、页边、每页22行每行28字、字体字号、页码', async () => {
  const part = partsOf(await writingDocx(writing))
  const xml = part('word/document.xml')
  const [first, , last] = xml.match(/<w:sectPr.*?<\/w:sectPr>/gs)!
  const is = (text: string, tag: string) => Object.fromEntries([...new RegExp(`<w:${tag} ([^>]*?)/?>`).exec(text)![1]!.matchAll(/w:(\w+)="([^"]*)"/g)].map((m) => [m[1], m[2]]))
  expect(is(first!, 'pgSz')).toMatchObject({ w: '11906', h: '16838', orient: 'portrait' })
  expect(is(last!, 'pgSz')).toMatchObject({ w: '16838', h: '11906', orient: 'landscape' })
  const margins = is(first!, 'pgMar')
  expect(['top', 'bottom', 'left', 'right'].map((side) => Math.round((Number(margins[side]) * 25.4) / 144) / 10)).toEqual([37, 35, 28, 26])
  const grid = is(first!, 'docGrid')
  const text = { width: 11906 - 1587 - 1474, height: 16838 - 2098 - 1984 }
  expect([grid.type, Math.floor(text.height / Number(grid.linePitch)), Math.floor(text.width / ((16 + Number(grid.charSpace) / 4096) * 20) + 0.001)]).toEqual(['linesAndChars', 22, 28])
  const line = paragraphOf(xml, '现将推进情况')
  expect(line).toContain('w:eastAsia="仿宋_GB2312"')
  expect(line).toContain('<w:sz w:val="32"/>')
  expect(line).toContain('w:firstLineChars="200"')
  expect(is(line, 'spacing')).toMatchObject({ line: grid.linePitch, lineRule: 'exact' })
  for (const [words, font] of [['一、总体情况', '黑体'], ['（一）进度', '楷体_GB2312'], ['1.第一项', '仿宋_GB2312'], ['（1）第一点', '仿宋_GB2312']] as const) expect(paragraphOf(xml, words)).toContain(`w:eastAsia="${font}"`)
  // The heading is 楷体, what is said with it 仿宋.
  expect(paragraphOf(xml, '（一）进度')).toContain('w:eastAsia="仿宋_GB2312"')
  const styles = part('word/styles.xml')
  expect(/w:styleId="Title".*?<\/w:style>/s.exec(styles)![0]).toMatch(/方正小标宋简体.*<w:sz w:val="44"\/>/s)
  const number = paragraphOf(xml, '闽知通报〔2022〕1号')
  expect(number).toMatch(/<w:pBdr><w:bottom[^>]*w:color="FF0000"/)
  expect(paragraphOf(xml, '抄送：省政府办公厅，各设区市人民政府。')).toContain('<w:sz w:val="28"/>')
  const feet = ['word/footer1.xml', 'word/footer2.xml'].map(part)
  for (const foot of feet) expect(foot).toMatch(/宋体.*<w:sz w:val="28"\/>.*— .*PAGE.* —/s)
  expect([feet[0]!.includes('w:val="right"'), feet[1]!.includes('w:val="left"')]).toEqual([true, true])
  expect(part('word/settings.xml')).toContain('<w:evenAndOddHeaders/>')
  expect(part('word/header1.xml')).toContain('演示数据')
})

it('标题回行不拆词，不把标点放到行首，各行长短相近', () => {
  expect(titleLines('关于任务清单推进情况的通报')).toEqual(['关于任务清单推进情况的通报'])
  const lines = titleLines('关于《2022年福建省推动知识产权高质量发展任务清单》推进情况的通报')
  expect([lines.length, lines.join('')]).toEqual([2, '关于《2022年福建省推动知识产权高质量发展任务清单》推进情况的通报'])
  for (const l of lines) expect(l).not.toMatch(/^[》、，。]|《$/)
  expect(lines[0]).not.toMatch(/发$/)
})

it('没有发文字号就没有红头', async () => {
  const { head: _, mark: __, ...draft } = writing
  const part = partsOf(await writingDocx(draft))
  expect(part('word/document.xml')).not.toContain('FF0000')
})

it('文字里的控制字符和半个字符不损坏文件', async () => {
  const part = partsOf(await writingDocx({ ...writing, title: '题\u0001目\ud800', organ: '某\u0002局', body: [{ kind: 'text', text: '甲\u000b乙<&>"' }] }))
  expect(part('word/document.xml')).toMatch(/甲乙&lt;&amp;&gt;/)
  expect(part('word/document.xml') + part('docProps/core.xml')).not.toMatch(/[\u0000-\u0008\u000b\ud800]/)
  expect(part('docProps/core.xml')).toContain('<dc:creator>某局<')
})

it('同一文稿绘出同样的 PDF', async () => {
  const [one, two] = [await writingPdf(writing), await writingPdf(writing)]
  expect([one.subarray(0, 5).toString(), one.equals(two)]).toEqual(['%PDF-', true])
})
