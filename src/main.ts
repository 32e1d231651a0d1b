import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { join, resolve } from 'node:path'

/** A word or two at the command line and what they do; each loads only what it needs. Answers the exit code. */
interface Command {
  words: string
  about: string
  run: (argv: string[]) => Promise<number>
}

const commands: Command[] = [
  { words: 'serve', about: '启动服务（不写命令时也是它）', run: async () => {
    const [{ serve }, { house }] = await Promise.all([import('./main/serve.ts'), import('./main/house.ts')])
    return serve(house)
  } },
  { words: 'list parse', about: '读一份任务清单：list parse 文件 --json，“-”为标准输入',
    run: async (argv) => (await import('./supervision/cli.ts')).listParse(argv) },
  { words: 'clock due', about: '推算期限：clock due --batch 文件.jsonl',
    run: async (argv) => (await import('./platform/calendar/cli.ts')).clockDue(argv) },
  { words: 'screen pairs', about: '查相近文本：screen pairs --corpus 文本库.jsonl --queries 待查.jsonl --top 10',
    run: async (argv) => (await import('./programmes/04-filing-quality/cli.ts')).screenPairs(argv) },
  { words: 'library import', about: '导入专利数据：library import 文件 [--format csv] [--source 来源] [--mapping 对应.json]', run: async (argv) => (await import('./main/library.ts')).libraryImport(argv) },
  { words: 'library load-table', about: '载入分类表：library load-table ipc 文件 --version 2026.01 --source 来源', run: async (argv) => (await import('./main/library.ts')).libraryLoadTable(argv) },
  { words: 'quality load', about: '载入筛查用的数据：quality load firms|places|descriptions 文件 --day 截至日 --source 来源', run: async (argv) => (await import('./main/quality.ts')).qualityLoad(argv) },
  { words: 'build', about: '生成网页（没有改动就什么也不做）', run: async () => (await import('./main/web.ts')).build() },
  { words: 'ledger verify', about: '核验办件台账的哈希链和封存', run: async (argv) => (await import('./main/tools.ts')).verifyLedger(argv) },
  { words: 'demo remove', about: '移除全部演示数据', run: async () => (await import('./main/tools.ts')).demoRemove() },
  { words: 'demo add', about: '下次启动时装载演示数据', run: async () => (await import('./main/tools.ts')).demoAdd() },
  { words: 'admin add', about: '建立管理员：用户名 姓名', run: async (argv) => (await import('./main/tools.ts')).adminAdd(argv) },
  { words: 'migrate', about: '只把数据库升级到本版本', run: async () => (await import('./main/upgrade.ts')).upgrade() },
]

const root = resolve(import.meta.dirname, '..')

async function main(argv: string[]): Promise<number> {
  if (Number(process.versions.node.split('.')[0]) < 24) return onOwnNode(argv)
  module.enableCompileCache?.()
  if (argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help') {
    console.log(`用法：zhixing [命令]\n${listed()}`)
    return 0
  }
  const words = argv.length === 0 ? ['serve'] : argv
  const command = commands.find((it) => it.words.split(' ').every((word, i) => words[i] === word))
  if (!command) {
    console.error(`没有命令“${words.filter((word) => !word.startsWith('-')).slice(0, 2).join(' ')}”。可用的命令：\n${listed()}`)
    return 2
  }
  return command.run(words.slice(command.words.split(' ').length))
}

const listed = (): string => commands.map(({ words, about }) => `  ${words.padEnd(14)}${about}`).join('\n')

/** The machine's Node is too old for this program; the package brings its own. */
function onOwnNode(argv: string[]): number {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (!existsSync(node)) {
    console.error('需要 Node 24。请先执行 npm ci（它会带来 Node 24），再用 npm start 或 bin/zhixing 启动')
    return 1
  }
  const done = spawnSync(node, [import.meta.filename, ...argv], { stdio: 'inherit', shell: process.platform === 'win32' })
  return done.status ?? 1
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  // What the machine or the setup is to blame for is a sentence; anything else is a bug and shows where it happened.
  console.error((error as Error).name === 'CannotStart' ? `\n${(error as Error).message}` : error)
  process.exitCode = 1
}
