import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { no, type Result, yes } from '../../kernel/index.ts'

const mostEntries = 5_000
const mostBytes = 300_000_000
/** XML of large tables packs a hundredfold; only above this size does the ratio say anything. */
const ratioFrom = 20_000_000
const mostRatio = 200

const localHeader = 30

interface Entry { name: string; method: number; packed: number; size: number; at: number; encrypted: boolean }
const bomb = (why: string) => no({ code: 'file-bomb', say: `压缩内容${why}，为保护系统不予接收；请减少内容或拆分后再上传` })
const broken = () => no({ code: 'file-broken', say: '压缩包已损坏或不完整，无法读取；请重新导出或压缩后再上传' })

/** Says what kind of package a ZIP is, after making sure, by unpacking it into nothing, that it is as small as it claims. */
export async function lookIntoZip(path: string): Promise<Result<'docx' | 'xlsx' | 'pptx' | 'ofd' | 'zip'>> {
  const handle = await open(path)
  try {
    return await look(handle, path)
  } finally {
    await handle.close()
  }
}

async function look(handle: FileHandle, path: string): ReturnType<typeof lookIntoZip> {
  const { size } = await handle.stat()
  const listed = await entriesOf(handle, size)
  if (!listed.ok) return listed
  const entries = listed.value
  const unpacked = entries.reduce((sum, e) => sum + e.size, 0)
  // Entries that share the same bytes are how a small file claims to hold a large one.
  const inOrder = [...entries].sort((a, b) => a.at - b.at)
  if (inOrder.some((e, i) => e.at + localHeader + e.packed > (inOrder[i + 1]?.at ?? size))) return bomb('的条目互相重叠')
  if (unpacked > mostBytes) return bomb(`展开后达${Math.round(unpacked / 1_000_000)} MB，超过${mostBytes / 1_000_000} MB`)
  if (unpacked > ratioFrom && unpacked / size > mostRatio) return bomb(`的压缩比达${Math.round(unpacked / size)}倍`)
  if (entries.some((e) => /(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[a-z]:/i.test(e.name))) return no({ code: 'file-path', say: '压缩包内含有指向外部的路径，不予接收；请重新压缩后再上传' })
  if (entries.some((e) => e.encrypted)) return no({ code: 'file-locked', say: '压缩包或文档设有密码，无法查验；请取消密码后再上传' })
  if (entries.some((e) => /vbaproject\.bin$/i.test(e.name))) return no({ code: 'file-macro', say: '文档含有宏，不予接收；请另存为不含宏的格式后再上传' })
  let total = 0
  for (const entry of entries) {
    const real = await unpackedSize(handle, path, entry, Math.min(mostBytes - total, Math.max(entry.size, 1)))
    if (real === 'broken') return broken()
    if (real === 'larger') return bomb('的实际大小超过其声明的大小')
    total += real
  }
  const names = new Set(entries.map((e) => e.name))
  if (names.has('word/document.xml')) return yes('docx')
  if (names.has('xl/workbook.xml')) return yes('xlsx')
  if (names.has('ppt/presentation.xml')) return yes('pptx')
  if (names.has('OFD.xml')) return yes('ofd')
  return yes('zip')
}

/** The central directory at the end of the file: what every reader of ZIPs goes by. */
async function entriesOf(handle: FileHandle, size: number): Promise<Result<Entry[]>> {
  const tail = Buffer.alloc(Math.min(size, 65_557))
  await handle.read(tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  if (end < 0 || end + 22 > tail.length) return broken()
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const start = tail.readUInt32LE(end + 16)
  if (count > mostEntries) return bomb(`有${count === 0xffff ? '六万多' : count}个条目，超过${mostEntries}个`)
  if (count === 0 || start + length > size) return broken()
  const directory = Buffer.alloc(length)
  await handle.read(directory, 0, length, start)
  const entries: Entry[] = []
  for (let at = 0; at + 46 <= length && directory.readUInt32LE(at) === 0x02014b50;) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1, method: directory.readUInt16LE(at + 10), packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24), at: directory.readUInt32LE(at + 42), name: directory.toString('utf8', at + 46, at + 46 + nameLength),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    if (entries.length > mostEntries) return bomb(`的条目超过${mostEntries}个`)
  }
  return entries.length === count ? yes(entries) : broken()
}

async function unpackedSize(handle: FileHandle, path: string, entry: Entry, most: number): Promise<number | 'larger' | 'broken'> {
  if (entry.packed === 0) return entry.size === 0 ? 0 : 'broken'
  const header = Buffer.alloc(localHeader)
  const { bytesRead } = await handle.read(header, 0, localHeader, entry.at)
  if (bytesRead < localHeader || header.readUInt32LE(0) !== 0x04034b50) return 'broken'
  if (entry.method === 0) return entry.packed === entry.size ? entry.size : 'broken'
  if (entry.method !== 8) return 'broken'
  const start = entry.at + localHeader + header.readUInt16LE(26) + header.readUInt16LE(28)
  let size = 0
  const counted = new Writable({
    write(chunk: Buffer, _, next) {
      size += chunk.length
      next(size > most ? new Error('larger') : null)
    },
  })
  try {
    await pipeline(createReadStream(path, { start, end: start + entry.packed - 1 }), createInflateRaw(), counted)
  } catch (error) {
    return (error as Error).message === 'larger' ? 'larger' : 'broken'
  }
  return size
}
