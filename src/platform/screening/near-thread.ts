import { mkdir } from 'node:fs/promises'
import { loadNear, makeNear, type Match, type Near } from '../../engines/screening/index.ts'
import { keepOnly, readWhole, writeWhole } from '../folders/index.ts'
import type { Origin } from '../search/index.ts'
import { answering } from '../threads/index.ts'

/** What the thread of the near texts is asked. It holds one index, in memory, with a copy in two whole files. */
export type Question =
  /** The first of these folders that has an index of the database it belongs to is taken up. */
  | { do: 'open'; from: readonly string[]; origin: Origin }
  | { do: 'change'; put: readonly { id: string; text: string }[]; gone: readonly string[] }
  | { do: 'find'; text: string; top: number }
  | { do: 'save'; to: string; mark: string; origin: Origin }
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
      let kept: { near: Near; mark: string } | undefined
      for (const folder of asked.from) if ((kept = await readKept(folder, asked.origin))) break
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
      await keep(asked.to, index, asked)
      return { size: index.size }
    }
  }
}

/** What the small file says: which of the large ones it is, and up to where the library is in it. */
interface Kept { file: string; mark: string; origin: Origin }
const list = 'near.json', files = ['near-a.bin', 'near-b.bin'] as const

/** The index goes into a new file, and the small one names it last: whoever is killed in between finds the old pair. */
async function keep(folder: string, index: Near, { mark, origin }: Omit<Kept, 'file'>): Promise<void> {
  await mkdir(folder, { recursive: true })
  const file = (await listed(folder))?.file === files[0] ? files[1] : files[0]
  await writeWhole(folder, file, index.save())
  await writeWhole(folder, list, [Buffer.from(JSON.stringify({ file, mark, origin } satisfies Kept))])
  await keepOnly(folder, [list, file])
}

async function listed(folder: string): Promise<Kept | undefined> {
  const bytes = await readWhole(folder, list)
  try { return bytes && JSON.parse(Buffer.from(bytes).toString()) as Kept } catch { return undefined } // damaged: made anew
}

async function readKept(folder: string, origin: Origin): Promise<{ near: Near; mark: string } | undefined> {
  const kept = await listed(folder)
  if (!kept || kept.origin?.of !== origin.of || kept.origin.moment > origin.moment) return undefined
  const bytes = await readWhole(folder, kept.file), read = bytes && loadNear(bytes)
  return read?.ok ? { near: read.value, mark: kept.mark } : undefined
}
