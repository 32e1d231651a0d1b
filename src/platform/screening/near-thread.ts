import { createHash } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { loadNear, makeNear, type Match, type Near } from '../../engines/screening/index.ts'
import { answering } from '../threads/index.ts'

/** What the thread of the near texts is asked. It holds one index, in memory, with a copy in two whole files. */
export type Question =
  | { do: 'open'; from: string }
  | { do: 'change'; put: readonly { id: string; text: string }[]; gone: readonly string[] }
  | { do: 'find'; text: string; top: number }
  | { do: 'save'; to: string; mark: string }
export interface Reply { size: number; mark?: string; matches?: Match[] }

let near: Near | undefined
/** The first texts are waited for: how letters are packed follows how often they come. */
let first: Map<string, string> | undefined
const settleAt = 4096

const settled = async (): Promise<Near> => {
  near ??= await makeNear([...(first ?? new Map<string, string>())].map(([id, text]) => ({ id, text })))
  first = undefined
  return near
}

let last: Promise<unknown> = Promise.resolve()
// One after another: a question that comes while texts are being taken in would else find half of them.
answering<Question, Reply>((asked) => { const answer = last.then(() => work(asked)); last = answer.catch(() => undefined); return answer })

async function work(asked: Question): Promise<Reply> {
  // A thread started in place of one that died knows nothing, and must not answer as if there were nothing.
  if (asked.do !== 'open' && !near && !first) throw new Error('the near texts are not open')
  switch (asked.do) {
    case 'open': {
      const kept = await readKept(asked.from)
      near = kept?.near
      first = near ? undefined : new Map()
      return { size: near?.size ?? 0, ...(kept ? { mark: kept.mark } : {}) }
    }
    case 'change': {
      if (near) {
        for (const id of asked.gone) near.remove(id)
        for (const { id, text } of asked.put) near.put(id, text)
      } else {
        for (const id of asked.gone) first!.delete(id)
        for (const { id, text } of asked.put) first!.set(id, text)
        if (first!.size >= settleAt) await settled()
      }
      return { size: near?.size ?? first?.size ?? 0 }
    }
    case 'find': {
      const index = await settled()
      return { size: index.size, matches: index.find(asked.text, asked.top) }
    }
    case 'save': {
      const index = await settled()
      await keep(asked.to, index, asked.mark)
      return { size: index.size }
    }
  }
}

interface About { mark: string; bytes: string; size: number; sha256: string }

/** The bytes go into a new file, and only when they are safe does the small one name them: whoever is killed in between finds the old pair. */
async function keep(folder: string, index: Near, mark: string): Promise<void> {
  const before = await aboutIn(folder), bytes = before?.bytes === 'near-a.bin' ? 'near-b.bin' : 'near-a.bin'
  const hash = createHash('sha256')
  const file = await open(join(folder, bytes), 'w')
  let size = 0
  for (const part of index.save()) { hash.update(part); size += part.byteLength; await file.writeFile(part) }
  await file.sync()
  await file.close()
  const about = await open(join(folder, 'near.json.new'), 'w')
  await about.writeFile(JSON.stringify({ mark, bytes, size, sha256: hash.digest('hex') } satisfies About))
  await about.sync()
  await about.close()
  await rename(join(folder, 'near.json.new'), join(folder, 'near.json'))
  if (before && before.bytes !== bytes) await rm(join(folder, before.bytes), { force: true })
}

const aboutIn = async (folder: string): Promise<About | undefined> => {
  try { return JSON.parse(await readFile(join(folder, 'near.json'), 'utf8')) as About } catch { return undefined } // missing or damaged: made anew
}

async function readKept(folder: string): Promise<{ near: Near; mark: string } | undefined> {
  const about = await aboutIn(folder)
  const bytes = about && await readFile(join(folder, about.bytes)).catch(() => undefined)
  if (!about || !bytes || bytes.length !== about.size || createHash('sha256').update(bytes).digest('hex') !== about.sha256) return undefined
  const read = loadNear(bytes)
  return read.ok ? { near: read.value, mark: about.mark } : undefined
}
