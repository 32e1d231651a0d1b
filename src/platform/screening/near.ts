import { join } from 'node:path'
import type { Match } from '../../engines/screening/index.ts'
import { type Folder, takeFolder } from '../folders/index.ts'
import type { House } from '../house/index.ts'
import { changedPatents } from '../library/index.ts'
import { librarySource } from '../search/index.ts'
import { aside } from '../threads/index.ts'
import type { Question, Reply } from './near-thread.ts'

/** What was found near a text, and among how many. */
export interface NearFound {
  matches: Match[]
  /** Texts that were compared. */
  compared: number
  /** The library has not been taken in wholly yet: what is near may be among what is missing. */
  partial: boolean
}
export interface NearTexts {
  /** Abstracts of the public library most like a text. The text is compared and forgotten. */
  find(text: string, top: number): Promise<NearFound>
  /** Takes in what has changed in the library; answers how many records that were. */
  feed(): Promise<number>
  close(): Promise<void>
}

const batch = 2000, againAfter = 30_000, keepAfter = 50_000
const hosts = new WeakMap<object, NearTexts>()

/** The near texts of a house: an index in a thread of its own, started when first asked and kept up while it is used. */
export function nearTexts({ db, dataDir }: Pick<House, 'db' | 'dataDir'>): NearTexts {
  const known = hosts.get(db)
  if (known) return known
  const made = host({ db, dataDir })
  hosts.set(db, made)
  return made
}

/** Ends the near texts of a house, if they were asked; their files are as of now. */
export const closeNear = async ({ db }: Pick<House, 'db'>): Promise<void> => hosts.get(db)?.close()

function host({ db, dataDir }: Pick<House, 'db' | 'dataDir'>): NearTexts {
  const source = librarySource(db)
  let folder: Folder | undefined
  const thread = aside<Question, Reply>(new URL('./near-thread.ts', import.meta.url))
  let mark = '', opened: Promise<void> | undefined, feeding: Promise<number> | undefined, fedAt = 0, unsaved = 0, isWhole = false
  const life = { isOver: false }

  const ask = async (of: Question): Promise<Reply> => {
    if (life.isOver && of.do !== 'save') throw new Error('the near texts are closed')
    return thread(of).catch((error) => {
      // Another thread takes its place; it begins with what was kept.
      opened = undefined
      isWhole = false
      throw error
    })
  }
  const placeIn = (path: string): string => join(path, 'index')
  const save = async (): Promise<void> => {
    await ask({ do: 'save', to: placeIn(folder!.path), mark, origin: await source.origin() })
    unsaved = 0
  }

  const open = (): Promise<void> => opened ??= (async () => {
    folder ??= await takeFolder(join(dataDir, 'near'))
    // What another process has made is as good to begin with.
    mark = (await ask({ do: 'open', from: [folder.path, ...await folder.others()].map(placeIn), origin: await source.origin() })).mark ?? ''
  })().catch((error) => { opened = undefined; throw error })

  const feedAll = async (): Promise<number> => {
    await open()
    let taken = 0
    for (let more = true; more && !life.isOver;) {
      const found = await changedPatents(db, mark, batch)
      // A key that stands for an abstract no longer there is taken out like one that is gone.
      const put = found.patents.flatMap((p) => (p.abstract ? [{ id: p.key, text: p.abstract }] : []))
      const gone = [...found.gone, ...found.patents.filter((p) => !p.abstract).map((p) => p.key)]
      if (put.length || gone.length) await ask({ do: 'change', put, gone })
      taken += found.patents.length
      unsaved += found.patents.length
      mark = found.mark
      more = found.more
      if (unsaved >= keepAfter) await save()
    }
    if (unsaved >= batch) await save()
    isWhole = !life.isOver
    fedAt = Date.now()
    return taken
  }
  const feed = (): Promise<number> => feeding ??= feedAll().finally(() => { feeding = undefined })

  return {
    feed,
    async find(text, top) {
      // Those who ask while much is still coming in are not kept waiting for all of it.
      if (!isWhole || Date.now() - fedAt > againAfter) await Promise.race([feed(), new Promise((go) => setTimeout(go, 3000).unref())])
      await open()
      const { matches = [], size } = await ask({ do: 'find', text, top })
      return { matches, compared: size, partial: !isWhole }
    },
    async close() {
      if (life.isOver) return
      life.isOver = true
      hosts.delete(db)
      // What failed has been told to whoever asked for it.
      await Promise.allSettled([opened, feeding])
      try {
        if (opened && unsaved) await save()
      } finally {
        await thread.end()
        await folder?.release()
      }
    },
  }
}
