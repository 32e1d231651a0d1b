import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { buildWebIfStale } from '../src/main/web.ts'

interface Chunk { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[]; isEntry?: boolean }
const web = resolve(import.meta.dirname, '../dist/web')
let manifest: Record<string, Chunk>

beforeAll(async () => {
  await buildWebIfStale(() => {})
  manifest = JSON.parse(readFileSync(join(web, '.vite/manifest.json'), 'utf8'))
}, 180_000)

/** An entry with everything it cannot start without. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  for (const next of manifest[name]!.imports ?? []) withImports(next, found)
  return found
}
const weigh = (names: Iterable<string>) => [...new Set([...names].flatMap((n) => [manifest[n]!.file, ...(manifest[n]!.css ?? [])]))].reduce((sum, file) => sum + gzipSync(readFileSync(join(web, file))).length, 0)

test('工作台首次打开，压缩后不超过400KB', () => {
  expect(weigh(withImports('src/web/workbench/main.tsx'))).toBeLessThanOrEqual(400 * 1024)
})

test('首页连同它要的一切，仍在400KB以内', () => {
  expect(weigh([...withImports('src/web/workbench/main.tsx'), ...withImports('src/web/workbench/pages/front.tsx')])).toBeLessThanOrEqual(400 * 1024)
})

test('图表、表格和繁体词典等到要用时才取', () => {
  const first = [...withImports('src/web/workbench/main.tsx'), ...withImports('src/web/workbench/pages/front.tsx')].map((n) => manifest[n]!.file).join()
  for (const late of ['trend', 'table', 'traditional', 'upload', 'account']) expect(first).not.toMatch(new RegExp(`/${late}-`))
  expect(Object.keys(manifest)).toContain('src/web/workbench/trend.tsx')
})
