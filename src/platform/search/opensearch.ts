import { Client, errors } from '@opensearch-project/opensearch'
import { foldLetters, keyForm, numberForm, patents, readAsk, type Answer, type Ask, type Dictionary, type Doc } from '../../engines/search/index.ts'
import { isNo, no, type Result, yes } from '../../kernel/index.ts'
import type { Asked, EngineState, Everything, Found, Origin, SearchEngine, Source } from './engine.ts'
import { phraseOf, tokensOf } from './tokens.ts'
import { domainDictionary } from './words.ts'

/** What an index on the server remembers of itself, in its mapping: how it was made and up to where it knows the library. */
interface Memory { dictionary: string; schema: string; origin: Origin; mark: string; round: number; complete: boolean; began: number }
interface Index { name: string; memory: Memory; serves: boolean; /** Made by the rules of now from the library of now. */ fits: boolean }

const alias = 'zhixing-patents'
const batch = 1000
/** How long what the server said of its indexes is taken for true. */
const fresh = 5000
/** The server leafs no further in one search. */
const reach = 10_000

/**
 * The engine for a library that outgrows one machine: an OpenSearch server that is fed the words the embedded index files, so
 * that both find the same. Searches go to an alias; a rebuild fills a new index beside it and moves the alias in one step.
 * The order by rank is the server's own and may differ in ties and fractions.
 */
export function openSearchEngine(url: string, source: Source, { dictionary = domainDictionary(), now = Date.now }: { dictionary?: Dictionary; now?: () => number } = {}): SearchEngine {
  const client = new Client({ node: url })
  const schema = JSON.stringify(patents)
  const ending = new AbortController()
  let known: { indexes: Index[]; at: number } | undefined
  let feeding: Promise<number> | undefined

  async function call<Body>(method: string, path: string, body?: object, query?: Record<string, string>): Promise<Body> {
    return (await client.transport.request({ method, path, ...(body ? { body: body as Record<string, any> } : {}), ...(query ? { querystring: query } : {}) })).body as Body
  }
  /** The same, where there may be nothing of the kind. */
  async function callIfThere<Body>(method: string, path: string): Promise<Body | undefined> {
    try {
      return await call<Body>(method, path)
    } catch (error) {
      if (error instanceof errors.ResponseError && error.statusCode === 404) return undefined
      throw error
    }
  }

  async function indexes(): Promise<Index[]> {
    if (known && performance.now() - known.at < fresh) return known.indexes
    const mappings = await call<Record<string, { mappings: { _meta?: Memory } }>>('GET', `/${alias}-*/_mapping`)
    const aliased = await callIfThere<Record<string, unknown>>('GET', `/_alias/${alias}`) ?? {}
    const origin = await source.origin()
    const fits = (memory: Memory) => memory.dictionary === dictionary.name && memory.schema === schema && memory.origin.of === origin.of && memory.origin.moment <= origin.moment
    const found = Object.entries(mappings).flatMap(([name, { mappings: { _meta } }]) => (_meta ? [{ name, memory: _meta, serves: name in aliased, fits: fits(_meta) }] : []))
    known = { indexes: found, at: performance.now() }
    return found
  }
  const serving = async () => (await indexes()).find(({ serves }) => serves)

  async function remember(index: Index, change: Partial<Memory>): Promise<void> {
    index.memory = { ...index.memory, ...change }
    await call('PUT', `/${index.name}/_mapping`, { _meta: index.memory })
  }

  /** A new index; the first of all serves at once, for what it has. */
  async function begin(round: number, first: boolean): Promise<Index> {
    const memory: Memory = { dictionary: dictionary.name, schema, origin: await source.origin(), mark: '', round, complete: false, began: now() }
    const name = `${alias}-${round}-${memory.began.toString(36)}`
    await call('PUT', `/${name}`, { settings, mappings: { ...mapping, _meta: memory }, ...(first ? { aliases: { [alias]: {} } } : {}) })
    known = undefined
    return { name, memory, serves: first, fits: true }
  }

  async function bulk(index: string, lines: readonly object[]): Promise<void> {
    if (!lines.length) return
    const { body } = await client.transport.request({ method: 'POST', path: `/${index}/_bulk`, bulkBody: lines as Record<string, any>[] })
    const wrong = (body as { errors: boolean; items: Record<string, { status: number; error?: { type: string; reason: string } }>[] })
    const failed = wrong.errors ? wrong.items.flatMap(Object.values).find(({ error }) => error) : undefined
    if (failed) throw new Error(`OpenSearch did not take a document: ${failed.error!.type}: ${failed.error!.reason}`)
  }
  const putInto = (index: string, docs: readonly Doc[]) => bulk(index, docs.flatMap((doc) => [{ index: { _id: doc.id } }, bodyOf(doc, dictionary)]))
  const removeFrom = (index: string, ids: readonly string[]) => bulk(index, ids.map((id) => ({ delete: { _id: id } })))

  async function take(index: Index): Promise<{ docs: number; more: boolean }> {
    const { docs, gone, mark, more } = await source.changes(index.memory.mark, batch)
    await removeFrom(index.name, gone)
    await putInto(index.name, docs)
    // Where nothing came, the mark need not be moved: it only repeats nothing.
    if (docs.length || gone.length) await remember(index, { mark })
    else index.memory = { ...index.memory, mark }
    return { docs: docs.length, more }
  }

  /** One process at a time does this; whichever it is goes on where the last one stopped. */
  async function work(): Promise<number> {
    let done = 0
    known = undefined
    while (!ending.signal.aborted) {
      const all = await indexes(), old = all.find(({ serves }) => serves), plan = await source.plan()
      if (old?.fits && old.memory.complete) {
        const { docs, more } = await take(old)
        done += docs
        if (more) continue
        if (old.memory.round >= plan.round) {
          for (const { name } of all.filter((index) => index !== old)) await call('DELETE', `/${name}`)
          if (all.length > 1) known = undefined
          break
        }
      }
      const next = all.find((index) => !index.memory.complete && index.fits) ?? await begin(plan.round, !old)
      if (plan.stopped) break
      const { docs, more } = await take(next)
      done += docs
      if (!more) await replace(old, next)
    }
    return done
  }

  async function replace(old: Index | undefined, next: Index): Promise<void> {
    await remember(next, { complete: true })
    await call('POST', `/${next.name}/_refresh`)
    if (old && old.name !== next.name) await call('POST', '/_aliases', { actions: [{ remove: { index: old.name, alias } }, { add: { index: next.name, alias } }] })
    known = undefined
  }

  /** A server that cannot be reached is said in words; it is nobody's mistake who searches. */
  async function reached<T>(ask: () => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError || error instanceof errors.TimeoutError) return down
      throw error
    }
  }
  const partly = ({ memory, fits }: Index) => (memory.complete && fits ? {} : { partial: true as const })

  return {
    own: false,
    search: (of) => reached(async () => {
      const query = queryOf(of, dictionary), at = await serving()
      if (isNo(query)) return query
      if (!at) return yes<Found>({ total: 0, hits: [], facets: {}, partial: true })
      const { skip = 0, take = 20, facets = {}, order = 'rank' } = of, size = Math.max(0, Math.min(take, reach - skip))
      const found = await call<ServerAnswer>('POST', `/${alias}/_search`, {
        query: query.value, track_total_hits: true, _source: false, from: size ? skip : 0, size, sort: order === 'rank' ? [{ _score: 'desc' }, ...newest] : newest,
        ...(Object.keys(facets).length ? { aggs: Object.fromEntries(Object.entries(facets).map(([name, top]) => [name, { terms: { field: facetField(name), size: Math.max(1, top), order: [{ _count: 'desc' }, { _key: 'asc' }] } }])) } : {}),
      })
      return yes<Found>({ total: found.hits.total.value, hits: found.hits.hits.map(({ _id, _score }) => ({ id: _id, score: _score ?? 0 })), facets: facetsOf(found), ...partly(at) })
    }),
    all: (of, most) => reached(async () => {
      const query = queryOf(of, dictionary), at = await serving()
      if (isNo(query)) return query
      if (!at) return yes<Everything>({ total: 0, ids: [], partial: true })
      const { pit_id } = await call<{ pit_id: string }>('POST', `/${alias}/_search/point_in_time`, undefined, { keep_alive: '2m' })
      try {
        const ids: string[] = []
        let total = 0, after: unknown[] | undefined
        do {
          const { hits } = await call<ServerAnswer>('POST', '/_search', { query: query.value, track_total_hits: after === undefined, _source: false, size: Math.min(reach, Math.max(1, most - ids.length)), sort: newest, pit: { id: pit_id, keep_alive: '2m' }, ...(after ? { search_after: after } : {}) })
          if (!after) total = hits.total.value
          for (const { _id } of hits.hits) if (ids.length < most) ids.push(_id)
          after = hits.hits.at(-1)?.sort
        } while (after && ids.length < Math.min(most, total))
        return yes<Everything>({ total, ids, ...partly(at) })
      } finally {
        await call('DELETE', '/_search/point_in_time', { pit_id: [pit_id] })
      }
    }),
    async put(docs, mark) {
      const at = await serving() ?? await begin((await source.plan()).round, true)
      await putInto(at.name, docs)
      await remember(at, { mark })
    },
    async remove(ids) {
      const at = await serving()
      if (at) await removeFrom(at.name, ids)
    },
    async state(): Promise<EngineState> {
      const found = await reached(async () => yes(await indexes()))
      if (isNo(found)) return { size: 0, mark: '', bytes: 0, complete: false, down: found.refusals[0]!.say }
      const all = found.value, at = all.find(({ serves }) => serves), next = all.find(({ memory }) => !memory.complete), plan = await source.plan()
      const count = async (index: Index) => (await call<{ count: number }>('GET', `/${index.name}/_count`)).count
      const done = next ? await count(next) : 0
      const store = at ? await call<{ indices: Record<string, { total: { store: { size_in_bytes: number } } }> }>('GET', `/${at.name}/_stats/store`) : undefined
      return {
        size: at ? await count(at) : 0, mark: at?.memory.mark ?? '', bytes: store?.indices[at!.name]?.total.store.size_in_bytes ?? 0, complete: at !== undefined && at.fits && at.memory.complete,
        ...(next || (at && at.memory.round < plan.round) ? { rebuilding: { done, of: await source.count(), perSecond: next ? Math.round(done / Math.max(1, (now() - next.memory.began) / 1000)) : 0, stopped: plan.stopped } } : {}),
      }
    },
    async feed() {
      return (feeding ??= work().finally(() => { feeding = undefined }))
    },
    async rebuild() {
      const found = await reached(async () => yes(await indexes())), all = isNo(found) ? [] : found.value, plan = await source.plan()
      await source.setPlan(all.some(({ memory }) => !memory.complete) ? { ...plan, stopped: false } : { round: Math.max(plan.round, ...all.map(({ memory }) => memory.round)) + 1, stopped: false })
    },
    async stopRebuild() {
      const all = await indexes(), plan = await source.plan()
      if (!all.length || all.some(({ memory }) => !memory.complete || memory.round < plan.round)) await source.setPlan({ ...plan, stopped: true })
    },
    async close() {
      ending.abort()
      await Promise.allSettled([feeding])
      await client.close()
    },
  }
}

const down = no({ code: 'search-down', say: '检索服务（OpenSearch）现在连不上，请稍后再试' })

interface ServerAnswer {
  hits: { total: { value: number }; hits: { _id: string; _score?: number | null; sort?: unknown[] }[] }
  aggregations?: Record<string, { buckets: { key: string | number; doc_count: number }[] }>
}

// One shard, so that counts of values are exact; more of them is a setting for who knows what it costs.
const settings = { index: { number_of_shards: 1, refresh_interval: '1s' } }
const keyword = { type: 'keyword' }, words = { type: 'text', analyzer: 'whitespace' }
/** Texts as words in their order and, apart, the longer words of the dictionary; values as they are compared and as they are counted. */
const mapping = {
  dynamic: false, _source: { enabled: false },
  properties: Object.fromEntries<object>([
    ['id', keyword], ...patents.texts.flatMap(({ name }): [string, object][] => [[name, words], [`${name}_words`, words]]),
    ...patents.keys.flatMap(({ name }): [string, object][] => [[name, keyword], [`${name}_counted`, keyword]]), ...patents.days.flatMap(({ name }): [string, object][] => [[name, { type: 'integer' }], [`${name}_year`, { type: 'integer' }]]),
  ]),
}
const newest = [{ [patents.days[0]!.name]: { order: 'desc', missing: '_last' } }, { id: 'asc' }]

function bodyOf(doc: Doc, { long }: Dictionary): object {
  const body: Record<string, unknown> = { id: doc.id }
  for (const { name } of patents.texts) {
    const text = doc.texts[name]
    if (!text) continue
    body[name] = tokensOf(text).join(' ')
    body[`${name}_words`] = long(foldLetters(text)).join(' ')
  }
  for (const { name, facetLetters } of patents.keys) {
    const values = doc.keys[name] ?? []
    body[name] = values.map(keyForm)
    body[`${name}_counted`] = facetLetters ? values.map((value) => value.slice(0, facetLetters)) : values
  }
  for (const { name } of patents.days) {
    const day = doc.days[name]
    if (day) Object.assign(body, { [name]: day, [`${name}_year`]: Math.trunc(day / 10_000) })
  }
  return body
}

function queryOf({ query, keys = {}, days = {} }: Asked, dictionary: Dictionary): Result<object> {
  const ask = readAsk(query, patents)
  if (isNo(ask)) return ask
  const filter = [
    ...Object.entries(keys).flatMap(([name, values]) => (values.length ? [any(values.map((value) => keyQuery(name, value, matchOf(name) === 'whole' || matchOf(name) === 'part')))] : [])),
    ...Object.entries(days).map(([name, { from = 1, to = 99_991_231 }]) => ({ range: { [name]: { gte: from, lte: to } } })),
  ]
  return yes({ bool: { must: [said(ask.value, dictionary)], filter } })
}

const any = (should: object[]) => ({ bool: { should, minimum_should_match: 1 } })
/** What narrows without saying how well something fits. */
const uncounted = (filter: object) => ({ constant_score: { filter, boost: 0 } })

function said(ask: Ask, dictionary: Dictionary): object {
  switch (ask.is) {
    case 'all': return uncounted({ match_all: {} })
    case 'text': return any(patents.texts.filter(({ name }) => !ask.field || ask.field === name).map(({ name, weight }) => textQuery(name, weight, ask.term, ask.beginning, dictionary)))
    case 'key': return uncounted(keyQuery(ask.field, ask.value, ask.whole))
    case 'day': return uncounted({ range: { [ask.field]: { gte: ask.from, lte: ask.to } } })
    case 'not': return { bool: { must_not: [said(ask.of, dictionary)], must: [uncounted({ match_all: {} })] } }
    case 'or': return any(ask.of.map((part) => said(part, dictionary)))
    case 'and': return { bool: { must: ask.of.map((part) => said(part, dictionary)) } }
  }
}

function textQuery(field: string, boost: number, term: string, beginning: boolean, dictionary: Dictionary): object {
  if (dictionary.long(term).includes(term)) return { term: { [`${field}_words`]: { value: term, boost } } }
  const { words: phrase, begun } = phraseOf(term, beginning)
  if (phrase.length === 1) return begun ? { prefix: { [field]: { value: phrase[0], boost } } } : { term: { [field]: { value: phrase[0], boost } } }
  return begun ? { match_phrase_prefix: { [field]: { query: phrase.join(' '), max_expansions: 10_000, boost } } } : { match_phrase: { [field]: { query: phrase.join(' '), boost } } }
}

const matchOf = (field: string) => patents.keys.find(({ name }) => name === field)!.match
function keyQuery(field: string, value: string, whole = false): object {
  const form = keyForm(value), match = matchOf(field)
  if (match === 'number') return { regexp: { [field]: { value: `([a-z]{2})?${numberForm(value).replace(/[^a-z0-9]/g, '\\$&')}.*` } } }
  if (whole || match === 'whole') return { term: { [field]: { value: form } } }
  return match === 'start' ? { prefix: { [field]: { value: form } } } : { wildcard: { [field]: { value: `*${form.replace(/[\\*?]/g, '\\$&')}*` } } }
}

const facetField = (name: string) => (patents.days.some((day) => day.name === name) ? `${name}_year` : `${name}_counted`)
const facetsOf = ({ aggregations = {} }: ServerAnswer): Answer['facets'] =>
  Object.fromEntries(Object.entries(aggregations).map(([name, { buckets }]) => [name, buckets.map(({ key, doc_count }) => ({ value: String(key), count: doc_count }))]))
