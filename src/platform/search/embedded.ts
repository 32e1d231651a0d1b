import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isNo, yes } from '../../kernel/index.ts'
import { type Folder, takeFolder } from '../folders/index.ts'
import { aside, type Aside } from '../threads/index.ts'
import type { Changes, EngineState, Everything, Found, SearchEngine, Source } from './engine.ts'
import { listed } from './files.ts'
import type { Question, Reply } from './index-thread.ts'

/** An index in a thread of its own, with the folder it is kept in. */
interface Held {
  thread: Aside<Question, Reply>
  path: string
  round: number
  /** Up to where it knows the library, and what was fetched of what comes after. */
  mark: string
  ahead?: Promise<Changes> | undefined
  bytes: number
  /** Nothing was taken in since it was last saved. */
  isSaved: boolean
  savedAt: number
  /** What was taken in since when, by this process. */
  done: number
  since: number
  /** How many documents the library had at the beginning. */
  expected: number
}

const batch = 1000
const askedStep = 400
/** The first part of a rebuild is waited for by whoever asks first: a small library is then answered for whole. */
const firstPart = 2000

/**
 * The engine without a server: an index in a thread, fed from the library, kept in files of this process under `dir`. A
 * rebuild makes a second index in a second thread, which takes the place of the first when it is complete; where there is
 * no first, the second answers for what it has and says so.
 */
export function embeddedEngine(dir: string, source: Source, { saveEvery = 15_000 }: { saveEvery?: number } = {}): SearchEngine {
  let folder: Folder | undefined
  /** A thread that has the dictionary ready and no index yet: what it was to open could not be. */
  let spare: Held['thread'] | undefined
  let serving: Held | undefined, building: Held | undefined
  let opening: Promise<void> | undefined, feeding: Promise<number> | undefined
  const ending = new AbortController()
  let isChecked = false

  const opened = () => (opening ??= open().catch((error) => { opening = undefined; throw error }))

  async function open(): Promise<void> {
    await Promise.all([serving, building].map((held) => held?.thread.end()))
    serving = building = undefined
    isChecked = false
    folder ??= await takeFolder(dir)
    const origin = await source.origin(), own = await roundsOf(folder.path)
    // What another process has made is as good to begin with, if it is complete.
    const others = (await Promise.all((await folder.others()).map(roundsOf))).flat()
    for (const path of [...own, ...others]) {
      const kept = await listed(path)
      if (!kept || kept.origin.of !== origin.of || kept.origin.moment > origin.moment) continue
      if (kept.complete && !serving) serving = await load(path)
      else if (!kept.complete && !building && own.includes(path)) building = await load(path)
    }
    if (building && serving && building.round <= serving.round) {
      await building.thread.end()
      building = undefined
    }
    for (const path of own) if (path !== serving?.path && path !== building?.path) await rm(path, { recursive: true, force: true })
    if (!serving) await work(firstPart)
    await spare?.end()
    spare = undefined
  }

  const placeOf = (round: number) => join(folder!.path, `round-${round}`)
  function takeThread(): Held['thread'] {
    const thread = spare ?? aside<Question, Reply>(new URL('./index-thread.ts', import.meta.url))
    spare = undefined
    return thread
  }

  async function load(from: string): Promise<Held | undefined> {
    const thread = takeThread()
    const { opened: read } = await thread({ do: 'open', from }) as Extract<Reply, { opened: unknown }>
    if (!isNo(read) && read.value) {
      const { mark, round, bytes } = read.value, path = placeOf(round)
      // What another process made takes the place of whatever lay here under that name.
      if (from !== path) await rm(path, { recursive: true, force: true })
      return { thread, path, round, mark, bytes, isSaved: from === path, savedAt: performance.now(), done: 0, since: performance.now(), expected: await source.count() }
    }
    spare = thread
    return undefined
  }

  async function begin(round: number): Promise<Held> {
    const thread = takeThread(), path = placeOf(round)
    await rm(path, { recursive: true, force: true })
    await thread({ do: 'open' })
    return { thread, path, round, mark: '', bytes: 0, isSaved: false, savedAt: performance.now(), done: 0, since: performance.now(), expected: await source.count() }
  }

  /** Takes in the next of what has changed; says how much that was and whether there is more. */
  async function take(held: Held): Promise<{ docs: number; gone: number; more: boolean }> {
    const next = held.ahead ?? source.changes(held.mark, batch)
    held.ahead = undefined
    const { docs, gone, mark, more } = await next
    // What comes after is fetched while the thread is at work; should that fail, whoever takes it hears of it.
    const ahead = more ? source.changes(mark, batch) : undefined
    ahead?.catch(() => {})
    if (gone.length) await held.thread({ do: 'remove', ids: gone })
    // Whoever is asked meanwhile takes them in smaller steps.
    if (docs.length) await held.thread({ do: 'put', docs, step: serving && held === building ? batch : askedStep })
    if (docs.length || gone.length) held.isSaved = false
    Object.assign(held, { mark, ahead, done: held.done + docs.length })
    return { docs: docs.length, gone: gone.length, more }
  }

  async function save(held: Held): Promise<void> {
    const { kept } = await held.thread({ do: 'save', to: held.path, origin: await source.origin(), mark: held.mark, round: held.round, complete: held === serving }) as Extract<Reply, { kept: unknown }>
    Object.assign(held, { bytes: kept.bytes, savedAt: performance.now(), isSaved: true })
  }
  const saveIfDue = async (held: Held) => { if (!held.isSaved && performance.now() - held.savedAt >= saveEvery) await save(held) }

  /** Works until nothing is left to do, or so many documents are done, or the house closes. */
  async function work(most = Infinity): Promise<number> {
    let done = 0
    while (!ending.signal.aborted && done < most) {
      if (serving) {
        const { docs, gone, more } = await take(serving)
        done += docs
        await saveIfDue(serving)
        if (more) continue
        if (!isChecked && !docs && !gone) await check(serving)
      }
      const plan = await source.plan()
      if (!building && (!serving || serving.round < plan.round)) building = await begin(plan.round)
      if (!building) break
      if (plan.stopped) {
        Object.assign(building, { done: 0, since: performance.now() })
        break
      }
      const { docs, more } = await take(building)
      done += docs
      if (more) await saveIfDue(building)
      else await replace(building)
    }
    return done
  }

  /** A complete index serves from now on, and the one before it goes. */
  async function replace(complete: Held): Promise<void> {
    const old = serving
    serving = complete
    building = undefined
    isChecked = true
    // Whoever asked the old one is answered before it ends.
    await old?.thread({ do: 'size' })
    await old?.thread.end()
    await save(serving)
    if (old && old.path !== serving.path) await rm(old.path, { recursive: true, force: true })
  }

  /**
   * Once after opening: a library restored from a backup may hold other records than the files were made from. It is judged only
   * while nothing comes in, so that an import under way is not taken for a difference.
   */
  async function check(held: Held): Promise<void> {
    const count = await source.count(), size = await sizeOf(held), since = await take(held)
    if (since.docs || since.gone || since.more) return
    isChecked = true
    if (count !== size) await source.setPlan({ round: held.round + 1, stopped: false })
  }
  const sizeOf = async (held: Held): Promise<number> => (await held.thread({ do: 'size' }) as Extract<Reply, { size: number }>).size

  /** Asks whichever index there is. */
  async function ask(question: Question): Promise<{ reply: Reply; held: Held }> {
    await opened()
    const held = serving ?? building
    if (!held) throw new Error('the search engine is closed')
    try {
      return { reply: await held.thread(question), held }
    } catch (error) {
      await reopenIfDead(held)
      throw error
    }
  }
  /** A thread that died has been followed by one that knows nothing: the next question opens the files again. */
  async function reopenIfDead(held: Held): Promise<void> {
    const isDead = await sizeOf(held).then(() => false, () => true)
    if (isDead && !ending.signal.aborted && (held === serving || held === building)) opening = undefined
  }
  const partly = (held: Held) => (held === serving ? {} : { partial: true as const })

  return {
    own: true,
    async search(of) {
      const { reply, held } = await ask({ do: 'search', of })
      const { answer } = reply as Extract<Reply, { answer: unknown }>
      return isNo(answer) ? answer : yes<Found>({ ...answer.value, ...partly(held) })
    },
    async all(of, most) {
      const { reply, held } = await ask({ do: 'all', of, most })
      const { ids } = reply as Extract<Reply, { ids: unknown }>
      if (isNo(ids)) return ids
      const joined = new TextDecoder().decode(ids.value.joined)
      return yes<Everything>({ total: ids.value.total, ids: joined ? joined.split('\n') : [], ...partly(held) })
    },
    async put(docs, mark) {
      const { held } = await ask({ do: 'put', docs, step: askedStep })
      Object.assign(held, { mark, isSaved: false })
    },
    async remove(ids) {
      const { held } = await ask({ do: 'remove', ids })
      held.isSaved = false
    },
    async state(): Promise<EngineState> {
      const { reply, held } = await ask({ do: 'size' })
      const being = building, plan = await source.plan(), isWanted = held.round < plan.round
      return {
        size: (reply as Extract<Reply, { size: number }>).size, mark: held.mark, bytes: held.bytes, complete: held === serving,
        ...(being ? { rebuilding: { done: await sizeOf(being), of: being.expected, perSecond: Math.round(being.done / Math.max(0.001, (performance.now() - being.since) / 1000)), stopped: plan.stopped } }
          // The job that does it comes in a moment.
          : isWanted ? { rebuilding: { done: 0, of: await source.count(), perSecond: 0, stopped: plan.stopped } } : {}),
      }
    },
    async feed() {
      await opened()
      return (feeding ??= work().catch(async (error) => {
        for (const held of [serving, building]) if (held) await reopenIfDead(held)
        throw error
      }).finally(() => { feeding = undefined }))
    },
    async rebuild() {
      await opened()
      const plan = await source.plan()
      await source.setPlan(building ? { ...plan, stopped: false } : { round: Math.max(plan.round, serving?.round ?? 0) + 1, stopped: false })
    },
    async stopRebuild() {
      const plan = await source.plan()
      if (building || (serving && serving.round < plan.round)) await source.setPlan({ ...plan, stopped: true })
    },
    async close() {
      if (ending.signal.aborted) return
      ending.abort()
      // What failed has been told to whoever asked for it.
      await Promise.allSettled([opening, feeding])
      for (const held of [serving, building]) {
        if (held && !held.isSaved) await save(held)
        await held?.thread.end()
      }
      await spare?.end()
      await folder?.release()
    },
  }
}

/** The indexes in a folder, the newest first. */
async function roundsOf(path: string): Promise<string[]> {
  const names = await readdir(path).catch(() => [])
  return names.filter((name) => /^round-\d+$/.test(name)).sort((a, b) => Number(b.slice(6)) - Number(a.slice(6))).map((name) => join(path, name))
}
