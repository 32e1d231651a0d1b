import { existsSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { parametersIn, parametersOf, type Parameter } from '../platform/parameters/index.ts'
import { root } from './settings.ts'

const programmes = join(root, 'src', 'programmes')

/** Every legal number of the house: what the `parameters.ts` of the list, of reminders, of programmes and of their items export. Found by folder, so that an item need not list them again. */
export async function loadParameters(): Promise<ReadonlyMap<string, Parameter>> {
  const places = readdirSync(programmes).sort().flatMap((programme) => {
    const items = join(programmes, programme, 'items')
    return [{ owner: programme, dir: join(programmes, programme) },
      ...(existsSync(items) ? readdirSync(items).sort().map((item) => ({ owner: item, dir: join(items, item) })) : [])]
  }).concat({ owner: 'reminders', dir: join(root, 'src', 'platform', 'reminders') }, { owner: 'supervision', dir: join(root, 'src', 'supervision') }, { owner: 'scores', dir: join(root, 'src', 'supervision', 'scores') }).map(({ owner, dir }) => ({ owner, file: join(dir, 'parameters.ts') })).filter(({ file }) => existsSync(file))
  const found = await Promise.all(places.map(async ({ owner, file }) => parametersIn(owner, await import(pathToFileURL(file).href) as Record<string, unknown>)))
  return parametersOf(found)
}
