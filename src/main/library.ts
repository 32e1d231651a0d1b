import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Format, formats, importerOf, importState, importWords, loadTable, type Mapping, rejects, startImport, tableKinds } from '../platform/library/index.ts'
import { assemble } from './house.ts'
import { withDatabase } from './tools.ts'

const said = (n: number) => n.toLocaleString('zh-CN')

/** Takes a file into the library and tells how far it is; interrupted, the same command goes on where it was. */
export async function libraryImport(argv: string[]): Promise<number> {
  const { values, positionals: [file] } = parseArgs({ args: argv, allowPositionals: true, options: { format: { type: 'string' }, source: { type: 'string' }, mapping: { type: 'string' } } })
  if (!file || (values.format !== undefined && !Object.hasOwn(formats, values.format))) {
    console.error(`用法：zhixing library import 文件 [--format ${Object.keys(formats).join('|')}] [--source 来源] [--mapping 对应.json]`)
    return 2
  }
  const mapping = values.mapping ? JSON.parse(readFileSync(values.mapping, 'utf8')) as Mapping : undefined
  return withDatabase(async (database) => {
    const house = await assemble(database)
    const started = await startImport(database.db, { path: resolve(file), by: { name: '命令行' }, ...(values.format ? { format: values.format as Format } : {}), ...(values.source ? { source: values.source } : {}), ...(mapping ? { mapping } : {}) })
    if (!started.ok) {
      console.error(started.refusals.map((r) => r.say).join('\n'))
      return 1
    }
    const { id, formatName, mapping: used } = started.value
    console.log(`${started.value.name}：${formatName}${used ? `，${Object.entries(used.columns).map(([header, field]) => `${header}→${field}`).join('，')}` : ''}`)
    const importer = importerOf(house, database.url)
    process.once('SIGINT', () => importer.pause())
    const tell = async () => {
      const now = (await importState(database.db, id))!
      const share = now.size ? Math.floor((now.doneBytes / now.size) * 100) : 100
      console.log(`${importWords[now.state]} ${share}%　读到${said(now.records)}条，新增${said(now.added)}，更新${said(now.changed)}，没有变化${said(now.same)}，没有收下${said(now.rejected)}　每秒${said(now.perSecond)}条`)
      return now
    }
    const telling = setInterval(() => { void tell() }, 2_000)
    await importer.turn(id).finally(() => clearInterval(telling))
    const end = await tell()
    for (const r of await rejects(database.db, id, { most: 10 })) console.log(`  第${r.line ?? r.n}${r.line ? '行' : '条'}：${r.why}`)
    if (end.rejected > 10) console.log(`  ……共${said(end.rejected)}条没有收下，全部见“数据导入”页`)
    if (end.state === 'running') console.log('另一个进程正在导入，或刚刚中断；再执行一次同一命令即从写到的地方继续')
    if (end.say) console.error(end.say)
    return end.state === 'done' ? 0 : 1
  })
}

export async function libraryLoadTable(argv: string[]): Promise<number> {
  const { values, positionals: [kind, file] } = parseArgs({ args: argv, allowPositionals: true, options: { version: { type: 'string' }, source: { type: 'string' } } })
  if (!kind || !file || !values.version || !values.source) {
    console.error(`用法：zhixing library load-table 种类 文件 --version 版本 --source 来源\n种类：${Object.entries(tableKinds).map(([id, name]) => `${id} ${name}`).join('，')}`)
    return 2
  }
  return withDatabase(async ({ db }) => {
    const loaded = await loadTable(db, { kind, path: resolve(file), version: values.version!, source: values.source!, by: '命令行' })
    if (!loaded.ok) {
      console.error(loaded.refusals.map((r) => r.say).join('\n'))
      return 1
    }
    console.log(`${loaded.value.name} ${loaded.value.version}：${said(loaded.value.rows)}行，来源：${loaded.value.source}`)
    return 0
  })
}
