import { no, type Result, yes } from '../../kernel/index.ts'
import { legalRecords, st96Records } from './read-st96.ts'
import { st36Records } from './read-st36.ts'

export const formats = { xml: 'XML', csv: '表格（CSV）', xlsx: '表格（XLSX）', jsonl: 'JSON 逐行', zip: '压缩包' } as const
export type Format = keyof typeof formats

/** Elements that are records, of every office's XML: a package may hold several kinds. */
export const xmlRecords: ReadonlySet<string> = new Set([...st36Records, ...st96Records, ...legalRecords])

const refused: readonly (readonly [RegExp, string])[] = [
  [/^(\s|<\?xml[^>]*>|<!--[\s\S]*?-->)*<(!DOCTYPE\s+)?PATDOC\b/, '这是美国专利商标局2001—2004年的 SGML 格式（PATDOC），含有只有它自己的文档类型才能解释的字符，不能按 XML 读取。请取同一批数据的 XML 版本（2004年以后），或先转换为 ST.36'],
  [/^PATN\s*\r?\nWKU/, '这是美国专利商标局1976—2001年的 Green Book 定长文本格式，不能直接导入。请先转换为 CSV 或 ST.36'],
  [/<patent-application-publication[\s>]/, '这是美国专利商标局2001—2004年的公开文本格式（PAP），不能直接导入。请取同一批数据2004年以后的 XML 版本'],
  [/<(class-scheme|\w*:?CPCMasterClassificationFile)[\s>]/, '这是分类表，不是专利记录；分类表请用“载入分类表”'],
]

/** What kind of file it is, from its beginning; what is known but cannot be read is said in words. */
export function detect(head: Buffer, name = ''): Result<{ format: Format; encoding: string; packed: boolean }> {
  if (head.length === 0) return no({ code: 'file-empty', say: '这是空文件' })
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) {
    const isSheet = /\.xlsx$/i.test(name) || head.includes('xl/worksheets') || head.includes('xl/workbook.xml')
    return yes({ format: isSheet ? 'xlsx' : 'zip', encoding: 'utf-8', packed: false })
  }
  if (head[0] === 0xd0 && head[1] === 0xcf) return no({ code: 'file-xls', say: '这是旧的 XLS 格式，请在电子表格软件里另存为 XLSX 或 CSV' })
  if (head[0] === 0x25 && head[1] === 0x50) return no({ code: 'file-pdf', say: '这是 PDF，请提供数据文件（XML、CSV、XLSX 或 JSON 逐行）' })
  const encoding = encodingOf(head)
  const text = new TextDecoder(encoding).decode(head, { stream: true }).trimStart()
  for (const [pattern, say] of refused) if (pattern.test(text.slice(0, 20_000))) return no({ code: 'format-refused', say })
  if (text.startsWith('<')) return yes({ format: 'xml', encoding: declared(text) ?? encoding, packed: false })
  if (text.startsWith('{')) return yes({ format: 'jsonl', encoding, packed: false })
  if (text.startsWith('[')) return no({ code: 'json-array', say: '这是一个 JSON 数组，请改为 JSON 逐行（一行一条记录）' })
  return yes({ format: 'csv', encoding, packed: false })
}

/** What the file says of itself, for the old Chinese ones. */
const declared = (text: string): string | undefined => {
  const name = /^<\?xml[^>]*encoding\s*=\s*["']([\w-]+)/i.exec(text)?.[1]?.toLowerCase()
  return name && /^gb/.test(name) ? 'gb18030' : name && /^(iso-8859-1|windows-1252)$/.test(name) ? 'windows-1252' : undefined
}

function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return 'utf-8'
  } catch {
    // Spreadsheets in China write GB 18030; what does not look Chinese in it is western.
    const chinese = new TextDecoder('gb18030').decode(head, { stream: true })
    const han = chinese.match(/[\u4e00-\u9fff]/g)?.length ?? 0, odd = chinese.match(/\ufffd/g)?.length ?? 0
    return odd * 20 < han && /[的一种方法装置申请专利公司]/.test(chinese) ? 'gb18030' : 'utf-8'
  }
}
