import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { tableKinds } from '../programmes/04-filing-quality/index.ts'
import { loadDescriptions, loadTable } from '../programmes/04-filing-quality/routes.ts'
import { assemble } from './house.ts'
import { withDatabase } from './tools.ts'

/** Brings figures of firms, buildings or descriptions from the command line, as the page does. */
export async function qualityLoad(argv: string[]): Promise<number> {
  const { values, positionals: [kind, file] } = parseArgs({ args: argv, allowPositionals: true, options: { day: { type: 'string' }, source: { type: 'string' } } })
  if (!kind || !Object.hasOwn(tableKinds, kind) || !file || !values.day || !values.source) {
    console.error(`用法：zhixing quality load 种类 文件 --day 截至日 --source 来源\n种类：${Object.entries(tableKinds).map(([id, name]) => `${id} ${name}`).join('，')}`)
    return 2
  }
  const path = resolve(file), brought = { source: values.source, day: values.day, fileName: basename(path) }, by = { name: '命令行' }
  return withDatabase(async (database) => {
    const house = await assemble(database)
    let loaded
    try {
      loaded = kind === 'descriptions' ? await loadDescriptions(house, by, { ...brought, path }) : await loadTable(house, by, { ...brought, kind: kind as 'firms' | 'places', bytes: readFileSync(path) })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'EISDIR') throw error
      console.error(code === 'ENOENT' ? `找不到文件“${path}”，请检查路径` : `无法读取“${path}”（${code}）`)
      return 1
    }
    if (!loaded.ok) {
      console.error(loaded.refusals.map((r) => r.say).join('\n'))
      return 1
    }
    const { name, rows, refused } = loaded.value
    console.log(`${name}：收下${rows.toLocaleString('zh-CN')}，没有收下${refused.length}；来源：${values.source}，截至${values.day}`)
    for (const r of refused.slice(0, 10)) console.log(`  ${r.at}：${r.say}`)
    return 0
  })
}
