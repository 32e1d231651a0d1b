import { crc32, deflateRawSync } from 'node:zlib'

/** One file in a package; `size` and `at` may lie. */
export interface Packed { name: string; packed: Buffer; size: number; method?: number; crc?: number; at?: number }

export const packed = (name: string, content: Buffer | string, lie: Partial<Packed> = {}): Packed =>
  ({ name, packed: deflateRawSync(content), size: Buffer.byteLength(content), crc: crc32(content), ...lie })

/** A ZIP written by hand, so that it may say what no honest program would. */
export function zipOf(entries: readonly Packed[]): Buffer {
  const parts: Buffer[] = [], directory: Buffer[] = []
  let at = 0
  for (const e of entries) {
    const name = Buffer.from(e.name), local = Buffer.alloc(30), central = Buffer.alloc(46)
    const common = (b: Buffer, from: number) => {
      b.writeUInt16LE(20, from); b.writeUInt16LE(0x800, from + 2); b.writeUInt16LE(e.method ?? 8, from + 4)
      b.writeUInt32LE(e.crc ?? 0, from + 10); b.writeUInt32LE(e.packed.length, from + 14); b.writeUInt32LE(e.size, from + 18); b.writeUInt16LE(name.length, from + 22)
    }
    local.writeUInt32LE(0x04034b50, 0); common(local, 4)
    central.writeUInt32LE(0x02014b50, 0); central.writeUInt16LE(20, 4); common(central, 6)
    central.writeUInt32LE(e.at ?? at, 42)
    if (e.at === undefined) { parts.push(local, name, e.packed); at += 30 + name.length + e.packed.length }
    directory.push(central, name)
  }
  const listed = Buffer.concat(directory), end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(entries.length, 8); end.writeUInt16LE(entries.length, 10); end.writeUInt32LE(listed.length, 12); end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, listed, end])
}

const types = packed('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
/** A Word document with this XML as its text. */
export const docxOf = (document: string | Packed, ...more: Packed[]): Buffer => zipOf([types, typeof document === 'string' ? packed('word/document.xml', document) : document, ...more])
/** A workbook with this XML as its one sheet. */
export const xlsxOf = (sheet: string): Buffer => zipOf([
  types, packed('xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>'),
  packed('xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="r1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>'), packed('xl/worksheets/sheet1.xml', sheet),
])
export const paragraphs = (...lines: string[]): string => `<w:document xmlns:w="w"><w:body>${lines.map((l) => `<w:p><w:r><w:t>${l}</w:t></w:r></w:p>`).join('')}</w:body></w:document>`
