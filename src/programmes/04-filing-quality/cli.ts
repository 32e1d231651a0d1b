import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { agreeing, makeNear } from '../../engines/screening/index.ts'

const usage = '用法：zhixing screen pairs --corpus 文本库.jsonl --queries 待查.jsonl [--top 10]（每行 {"id", "text"}）'

/** `zhixing screen pairs`: for each text of one file, the texts of another most like it, a JSON line each, with the passages that agree. */
export async function screenPairs(argv: string[]): Promise<number> {
  const options = new Map<string, string>()
  for (let i = 0; i < argv.length; i += 2) {
    if (!['--corpus', '--queries', '--top'].includes(argv[i]!) || argv[i + 1] === undefined) return fail(usage)
    options.set(argv[i]!, argv[i + 1]!)
  }
  const corpus = options.get('--corpus'), queries = options.get('--queries'), top = Number(options.get('--top') ?? 10)
  if (!corpus || !queries || !Number.isInteger(top) || top < 1 || top > 1000) return fail(usage)
  try {
    const near = await makeNear(texts(corpus))
    for await (const { id, text } of texts(queries)) {
      const matches = near.find(text, top).map(({ text: other, ...match }) => ({
        ...match, score: digits(match.score), likeness: digits(match.likeness),
        passages: agreeing(text, other).map(({ a, text: words }) => ({ from: a[0], to: a[1], text: words })),
      }))
      if (!process.stdout.write(`${JSON.stringify({ query: id, matches })}\n`)) await new Promise((go) => process.stdout.once('drain', go))
    }
    return 0
  } catch (error) {
    if (error instanceof BadLine) return fail(error.message)
    const { code, path } = error as NodeJS.ErrnoException
    if (code) return fail(code === 'ENOENT' ? `找不到文件“${path}”，请检查路径` : `无法读取“${path}”（${code}）`)
    throw error
  }
}

class BadLine extends Error {}

async function* texts(file: string): AsyncGenerator<{ id: string; text: string }> {
  let line = 0
  for await (const row of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    line++
    if (!row.trim()) continue
    let read: { id?: unknown; text?: unknown } | null
    try { read = JSON.parse(row) } catch { throw new BadLine(`${file} 第${line}行不是 JSON`) }
    if ((typeof read?.id !== 'string' && typeof read?.id !== 'number') || typeof read.text !== 'string') throw new BadLine(`${file} 第${line}行没有 id 和 text`)
    yield { id: String(read.id), text: read.text }
  }
}

const digits = (value: number): number => Math.round(value * 1e6) / 1e6

function fail(say: string): number {
  process.stderr.write(`${say}\n`)
  return 2
}
