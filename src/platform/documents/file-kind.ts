import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { fileTypeFromFile } from 'file-type'
import { no, type Result, yes } from '../../kernel/index.ts'
import { lookIntoZip } from './zip.ts'

/** What each ending may contain: the types by content that belong to it, and how large a file of that kind may be. */
interface Kind { types: readonly string[]; image?: true; show: string }

const zipped: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ofd: 'application/ofd',
  zip: 'application/zip',
}
// The old office formats and WPS share one container.
const compound = 'application/x-cfb'

const kinds: Record<string, Kind> = {
  pdf: { types: ['application/pdf'], show: 'PDF' },
  jpg: { types: ['image/jpeg'], image: true, show: 'JPG 图片' },
  jpeg: { types: ['image/jpeg'], image: true, show: 'JPG 图片' },
  png: { types: ['image/png', 'image/apng'], image: true, show: 'PNG 图片' },
  gif: { types: ['image/gif'], image: true, show: 'GIF 图片' },
  webp: { types: ['image/webp'], image: true, show: 'WebP 图片' },
  bmp: { types: ['image/bmp'], image: true, show: 'BMP 图片' },
  tif: { types: ['image/tiff'], image: true, show: 'TIFF 图片' },
  tiff: { types: ['image/tiff'], image: true, show: 'TIFF 图片' },
  heic: { types: ['image/heic', 'image/heif'], image: true, show: 'HEIC 图片' },
  docx: { types: [zipped.docx!], show: 'Word 文档' },
  xlsx: { types: [zipped.xlsx!], show: 'Excel 表格' },
  pptx: { types: [zipped.pptx!], show: 'PowerPoint 文稿' },
  ofd: { types: [zipped.ofd!], show: 'OFD 版式文件' },
  zip: { types: [zipped.zip!], show: 'ZIP 压缩包' },
  doc: { types: [compound], show: '旧版 Word 文档' },
  xls: { types: [compound], show: '旧版 Excel 表格' },
  ppt: { types: [compound], show: '旧版 PowerPoint 文稿' },
  wps: { types: [compound, zipped.docx!], show: 'WPS 文档' },
  et: { types: [compound, zipped.xlsx!], show: 'WPS 表格' },
  txt: { types: ['text/plain'], show: '文本' },
  csv: { types: ['text/plain'], show: 'CSV 表格' },
  xml: { types: ['application/xml', 'text/plain'], show: 'XML' },
  mp4: { types: ['video/mp4'], show: 'MP4 视频' },
  mov: { types: ['video/quicktime'], show: 'MOV 视频' },
  mp3: { types: ['audio/mpeg'], show: 'MP3 录音' },
  m4a: { types: ['audio/x-m4a', 'audio/mp4'], show: 'M4A 录音' },
  wav: { types: ['audio/wav'], show: 'WAV 录音' },
}
/** Every ending that is taken at all. */
export const endingsTaken: readonly string[] = Object.keys(kinds)

const endingOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
export const isImage = (name: string): boolean => kinds[endingOf(name)]?.image ?? false

/** Whether a file of that ending is taken, before anything of it has been read. */
export function mayEnd(name: string, accept: readonly string[] = endingsTaken): Result<string> {
  const ending = endingOf(name)
  if (ending in kinds && accept.includes(ending)) return yes(ending)
  const taken = accept.filter((e) => e in kinds).join('、')
  return no({ code: 'file-ending', say: ending ? `不接收“.${ending}”文件；可上传：${taken}` : `文件名没有扩展名，无法识别；可上传：${taken}` })
}

/** The type by content; refused when it is not what the ending says, or when unpacking it would swamp the reader. */
export async function typeByContent(path: string, name: string): Promise<Result<string>> {
  const ending = endingOf(name)
  const kind = kinds[ending]!
  const found = await sniff(path)
  if (!found.ok) return found
  // Any package in ZIP form may be sent as a ZIP.
  const fits = kind.types.includes(found.value) || (ending === 'zip' && Object.values(zipped).includes(found.value))
  if (fits) return yes(ending === 'csv' ? 'text/csv' : ending === 'xml' ? 'application/xml' : found.value)
  const really = Object.values(kinds).find((k) => k.types.includes(found.value))?.show
  return no({ code: 'file-content', say: `“${name}”的内容不是${kind.show}${really ? `，而像是${really}` : ''}；请用正确的软件另存后再上传，不要只改扩展名` })
}

async function sniff(path: string): Promise<Result<string>> {
  // A package is looked into by ourselves first: nothing else may unpack it before its size is known.
  if (await beginsLikeZip(path)) {
    const inside = await lookIntoZip(path)
    return inside.ok ? yes(zipped[inside.value]!) : inside
  }
  const detected = await fileTypeFromFile(path)
  if (detected) return yes(detected.mime)
  return yes(await isText(path) ? 'text/plain' : 'application/octet-stream')
}

async function beginsLikeZip(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.readUInt32LE(0) === 0x04034b50
  } finally {
    await handle.close()
  }
}

// A text may be in UTF-8 or, from older Chinese software, in GB 18030; it has no NUL in either.
async function isText(path: string): Promise<boolean> {
  const decoders = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding, { fatal: true }))
  let possible = decoders
  for await (const chunk of createReadStream(path)) {
    if ((chunk as Buffer).includes(0)) return false
    possible = possible.filter((decoder) => reads(() => decoder.decode(chunk as Buffer, { stream: true })))
    if (!possible.length) return false
  }
  return possible.some((decoder) => reads(() => decoder.decode()))
}

function reads(decode: () => string): boolean {
  try {
    decode()
    return true
  } catch {
    return false
  }
}

const dangerous = /\.(exe|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|mjs|wsf|hta|msi|msp|jar|lnk|html?|svg|php|jsp|aspx?|sh|dll|reg|chm|cpl|app)(?=\.)/gi

/** A file's name as it is kept: no folders, no characters that mislead or that another system cannot store, one real ending. */
export function cleanName(raw: string): string {
  const base = raw.normalize('NFC').replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]/g, '')
    .split(/[/\\]/).at(-1)!.replace(/[<>:"|?*]/g, '_').replace(/\s+/g, ' ').replace(/^[. ]+|[. ]+$/g, '')
  const named = base.replace(dangerous, '_$1').replace(/^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i, '_$1')
  const ending = /\.[^.]+$/.exec(named)?.[0] ?? ''
  const stem = Array.from(named.slice(0, named.length - ending.length)).slice(0, 100).join('')
  return `${stem || '未命名'}${ending.slice(0, 12)}`
}
