import { strToU8, zipSync } from 'fflate'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { layoutsOf, type Layout } from '../../../test/fixtures/list-layouts.ts'
import { readTaskList, type TaskList } from '../../engines/tasklist/index.ts'
import { readBlocks } from './read-blocks.ts'

const source = readFileSync(new URL('../../../data/fujian/lists/2022/source.txt', import.meta.url))

function read(bytes: Uint8Array): TaskList {
  const file = readBlocks(bytes)
  if (!file.ok) throw new Error(file.refusals[0]!.say)
  const list = readTaskList(file.value.document)
  if (!list.ok) throw new Error(list.refusals[0]!.say)
  return list.value
}

/** What a list says, apart from where it stands in its file. */
const meaning = (list: TaskList, without: { sections?: true } = {}) => ({
  title: list.title, year: list.year,
  sections: without.sections ? [] : list.sections.map((s) => s.title),
  tasks: list.tasks.map((t) => ({
    number: t.number, title: t.title, measures: t.measures, deadlines: t.deadlines, parent: t.parent,
    section: without.sections ? null : list.sections.find((s) => s.id === t.section)?.title,
    units: t.units.map((u) => ({ text: u.text, role: u.role, group: u.group })),
  })),
})

describe('福建二十项任务换一种版式，字字一样', async () => {
  // The published text itself is the reference; its reading is checked against the key in the engine's own tests.
  const original = read(source)
  const layouts: Layout[] = await layoutsOf({
    title: original.title, heads: ['任务清单', '落实举措', '责任部门'],
    sections: original.sections.map((s) => ({
      number: s.number!, title: s.title,
      tasks: original.tasks.filter((t) => t.section === s.id).map((t) => ({ number: t.number!, title: t.title, measures: t.measures, units: t.unitsPrinted })),
    })),
  })
  it.each(layouts)('$name', ({ name, bytes }) => {
    const list = read(bytes)
    const without = name.startsWith('竖线') ? { sections: true as const } : {}
    const got = meaning(list, without)
    // 第N条 and （一） print the numbers in Chinese; everything else is the same.
    if (/第N条|标题段落/.test(name)) got.tasks.forEach((t, k) => { t.number = String(k + 1) })
    expect(got).toEqual(meaning(original, without))
  })
})

describe('文字的编码', () => {
  const text = '一、加强保护\n1.完善机制。（责任单位：省知识产权局、省财政厅）\n'
  let gb: Uint8Array
  beforeAll(() => { gb = encodeGb(text) })

  it('UTF-8、带标记的 UTF-8、UTF-16、GB18030 读来一样', () => {
    const wanted = read(strToU8(text)).tasks
    expect(read(strToU8(`\ufeff${text}`)).tasks).toEqual(wanted)
    expect(read(new Uint8Array([0xff, 0xfe, ...Buffer.from(text, 'utf16le')])).tasks).toEqual(wanted)
    expect(read(gb).tasks).toEqual(wanted)
  })

  it('个别字符损坏，照读并指出在第几行', () => {
    const long = strToU8(`${text}${'加强知识产权保护工作。'.repeat(60)}\n`)
    const at = strToU8('一、加强保护\n1.完善').length
    const broken = new Uint8Array([...long.slice(0, at), 0xe6, ...long.slice(at)])
    const file = readBlocks(broken)
    expect(file.ok && file.value.oddities).toEqual([{ at: '第2行', say: '这一行有损坏的字符，原文无法还原，请对照原件补正' }])
  })

  it('无法识别的编码和内容各有一句话', () => {
    const say = (bytes: Uint8Array): string | undefined => { const r = readBlocks(bytes); return r.ok ? undefined : r.refusals[0]!.say }
    expect(say(new Uint8Array(400).fill(0xff))).toBe('文件的文字编码无法识别（既不是 UTF-8 也不是 GB18030，或内容已损坏）；请用记事本另存为 UTF-8 后再上传')
    expect(say(new Uint8Array())).toBe('文件是空的，请重新选择文件')
    expect(say(strToU8('%PDF-1.7 x'))).toBe('暂不能从 PDF 读取清单；请改用 Word、Excel、网页或文本文件')
    expect(say(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))).toBe('这是旧版 Word 或 Excel 文件（doc、xls）；请另存为 docx 或 xlsx 后再上传')
    expect(say(new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]))).toBe('文件已损坏或设有密码，无法读取；请重新保存后再上传')
    expect(say(zipSync({ 'a.txt': strToU8('x') }))).toBe('压缩包里不是 Word 或 Excel 文档；请上传 docx、xlsx、html 或 txt')
  })
})

describe('有意为难的文件', () => {
  it('压缩炸弹不展开', () => {
    const bomb = zipSync({ 'word/document.xml': new Uint8Array(61_000_000) })
    expect(readBlocks(bomb)).toEqual({ ok: false, refusals: [{ code: 'file-bomb', at: 'file', say: '文件的压缩内容展开后超过 20 MB，为保护系统不予接收；请只上传清单本身' }] })
    expect(readBlocks(zipSync({ 'word/document.xml': new Uint8Array(20_000_000) }))).toMatchObject({ ok: false, refusals: [{ code: 'file-bomb' }] })
  })

  it('五十兆文本拒收', () => expect(readBlocks(new Uint8Array(50_000_001).fill(65))).toMatchObject({ ok: false, refusals: [{ code: 'file-too-large' }] }))

  it('脚本和 SQL 只是文字', () => {
    const list = read(strToU8('<html><body><script>alert(1)</script><p>1.加强&lt;script&gt;保护。（省知识产权局负责）</p><p>2.x\'; DROP TABLE y; --。（省财政厅负责）</p></body></html>'))
    expect(list.tasks.map((t) => t.title)).toEqual(['加强<script>保护', "x'"])
    expect(list.tasks[1]!.measures).toContain('DROP TABLE y; --')
  })

  it('层层嵌套的网页和残缺的 XML 读得完', () => {
    expect(readBlocks(strToU8(`<html>${'<div>'.repeat(20_000)}一、x`)).ok).toBe(true)
    expect(readBlocks(zipSync({ 'word/document.xml': strToU8('<w:document><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>一、保护</w:t></w:r></w:p></w:tbl></w:tc><w:p') })).ok).toBe(true)
  })
})

describe('Word 的细处', () => {
  const word = (body: string): TaskList => read(zipSync({ 'word/document.xml': strToU8(`<?xml version="1.0"?><w:document><w:body>${body}</w:body></w:document>`) }))
  const par = (inner: string): string => `<w:p>${inner}</w:p>`
  const run = (text: string): string => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`

  it('删去的修订和隐藏文字不算，插入的修订算', () => {
    const list = word(par(`${run('1.加强')}<w:del>${'<w:r><w:delText>削弱</w:delText></w:r>'}</w:del><w:ins>${run('保护')}</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>秘密</w:t></w:r>${run('。（省知识产权局）')}`))
    expect(list.tasks[0]).toMatchObject({ title: '加强保护', units: [{ text: '省知识产权局' }] })
  })

  it('文本框里的文字读一次', () => {
    const box = `<mc:AlternateContent><mc:Choice><w:txbxContent>${par(run('1.甲。（省知识产权局）'))}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>${par(run('1.甲。（省知识产权局）'))}</w:txbxContent></mc:Fallback></mc:AlternateContent>`
    expect(word(par(`<w:r>${box}</w:r>`) + par(run('2.乙。（省财政厅）'))).tasks.map((t) => t.title)).toEqual(['甲', '乙'])
  })
})

/** The two-byte part of GB18030, turned round from the platform's own decoder. */
function encodeGb(text: string): Uint8Array {
  const decoder = new TextDecoder('gb18030')
  const table = new Map<string, [number, number]>()
  for (let a = 0x81; a <= 0xfe; a++) for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) table.set(decoder.decode(new Uint8Array([a, b])), [a, b])
  return Uint8Array.from([...text].flatMap((c) => (c.charCodeAt(0) < 0x80 ? [c.charCodeAt(0)] : table.get(c)!)))
}
