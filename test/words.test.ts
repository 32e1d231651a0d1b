import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

// The table of docs/words.md, kept: what it names in code is there, and one Chinese word stands for one thing.

const root = resolve(import.meta.dirname, '..')
const rows = readFileSync(join(root, 'docs/words.md'), 'utf8').split('\n')
  .filter((line) => line.startsWith('|') && !/^\|[-\s|]+\|$/.test(line))
  .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
  .filter(([chinese]) => chinese !== '中文')

const filesUnder = (dir: string, ending: RegExp): string[] => readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' }).filter((name) => ending.test(name) && !/\.test\.tsx?$/.test(name)).map((name) => join(root, dir, name))
const text = [...filesUnder('src', /\.(tsx?|sql)$/), ...filesUnder('data/fujian', /\.json$/)].map((file) => readFileSync(file, 'utf8')).join('\n')

test('词汇表里写作代码的英文，代码里都有', () => {
  const missing = rows.flatMap(([chinese, english = '']) => [...english.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
    .filter((name) => !new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`).test(text))
    .map((name) => `“${chinese}”写作 ${name}，代码里没有：改了名就改词汇表，没有了就删去这一行`))
  expect(missing).toEqual([])
})

test('一个中文词只在一行，指一件事', () => {
  const seen = new Map<string, number>()
  for (const [chinese = ''] of rows) seen.set(chinese, (seen.get(chinese) ?? 0) + 1)
  expect([...seen].filter(([, n]) => n > 1).map(([chinese, n]) => `“${chinese}”出现${n}次：合并，或在括号里写明是哪一个`)).toEqual([])
})
