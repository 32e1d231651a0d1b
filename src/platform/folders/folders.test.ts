import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { keepOnly, readWhole, takeFolder, writeWhole } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'zhixing-folders-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('processes that start at once each get a folder of their own, whatever a killed one left', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']), rounds = Array.from({ length: 12 }, (_, n) => join(root, `round-${n}`))
  for (const dir of rounds) {
    mkdirSync(join(dir, '1'), { recursive: true })
    writeFileSync(join(dir, '1/taken-by'), JSON.stringify({ told: 'gone', host: hostname(), pid }))
  }
  const code = `
    const { takeFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'take.ts'))})
    process.stdout.write('ready')
    process.stdin.once('data', async (start) => {
      const taken = []
      for (const [n, dir] of ${JSON.stringify(rounds)}.entries()) {
        while (Date.now() < Number(start) + n * 20);
        taken.push((await takeFolder(dir)).path)
      }
      process.stdout.write(JSON.stringify(taken))
      process.stdin.once('end', () => process.exit())
    })`
  const children = Array.from({ length: 3 }, () => spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] }))
  const said = (child: (typeof children)[number]) => new Promise<string>((settle) => { child.stdout.once('data', (chunk) => settle(String(chunk))) })
  await Promise.all(children.map(said))
  const answers = children.map(said), start = Date.now() + 50
  for (const child of children) child.stdin.write(String(start))
  const taken = (await Promise.all(answers)).map((text) => JSON.parse(text) as string[])
  for (const child of children) child.stdin.end()
  for (const [n, dir] of rounds.entries()) expect(taken.map((of) => of[n]).sort()).toEqual(['1', '2', '3'].map((no) => join(dir, no)))
})

it('one process does not take a folder twice, and finds it again once it let go', async () => {
  const dir = join(root, 'own'), [one, two] = await Promise.all([takeFolder(dir), takeFolder(dir)])
  expect([one.path, two.path].sort()).toEqual([join(dir, '1'), join(dir, '2')])
  expect([await one.others(), await two.others()]).toEqual([[two.path], [one.path]])
  await one.release()
  const again = await takeFolder(dir)
  expect(again.path).toBe(one.path)
  await Promise.all([two.release(), again.release()])
  expect(readdirSync(dir, { recursive: true }).sort()).toEqual(['1', '2'])
})

it('who has a folder and is alive keeps it; a number that after a restart is somebody else’s does not', async () => {
  const dir = join(root, 'number'), sign = join(dir, '1/taken-by')
  mkdirSync(join(dir, '1'), { recursive: true })
  writeFileSync(sign, JSON.stringify({ told: 'long ago', host: hostname(), pid: process.ppid }))
  const beside = await takeFolder(dir)
  utimesSync(sign, new Date('2022-01-01'), new Date('2022-01-01'))
  const inPlace = await takeFolder(dir)
  expect([beside.path, inPlace.path]).toEqual([join(dir, '2'), join(dir, '1')])
  await Promise.all([beside.release(), inPlace.release()])
})

it('who was killed while taking a folder over does not bar it, who is alive and at it does', async () => {
  const dir = join(root, 'claims'), sign = join(dir, '1/taken-by'), { pid } = spawnSync(process.execPath, ['-e', ''])
  mkdirSync(join(dir, '1'), { recursive: true })
  writeFileSync(sign, JSON.stringify({ told: 'gone', host: hostname(), pid }))
  writeFileSync(`${sign}.gone`, JSON.stringify({ told: 'claimer', host: hostname(), pid: process.ppid }))
  const beside = await takeFolder(dir)
  utimesSync(`${sign}.gone`, new Date('2022-01-01'), new Date('2022-01-01'))
  const inPlace = await takeFolder(dir)
  expect([beside.path, inPlace.path, readdirSync(join(dir, '1'))]).toEqual([join(dir, '2'), join(dir, '1'), ['taken-by']])
  await Promise.all([beside.release(), inPlace.release()])
})

it('who slept so long that another took the folder leaves the other’s sign alone', async () => {
  const dir = join(root, 'slept'), sign = join(dir, '1/taken-by'), one = await takeFolder(dir), another = JSON.stringify({ told: 'another', host: hostname(), pid: process.ppid })
  writeFileSync(sign, another)
  await one.release()
  expect(readFileSync(sign, 'utf8')).toBe(another)
})

it('a file is there whole or as it was before, and nothing else stays', async () => {
  const dir = join(root, 'files'), text = async (name: string) => { const bytes = await readWhole(dir, name); return bytes && Buffer.from(bytes).toString() }
  mkdirSync(dir)
  await writeWhole(dir, 'a', [Buffer.from('一'), Buffer.from('二')])
  function* broken() { yield Buffer.from('三'); throw new Error('no more') }
  await expect(writeWhole(dir, 'a', broken())).rejects.toThrow('no more')
  expect([await text('a'), await text('b'), readdirSync(dir)]).toEqual(['一二', undefined, ['a']])
  writeFileSync(join(dir, 'c.half'), '四')
  await writeWhole(dir, 'b', [])
  await keepOnly(dir, ['b'])
  expect([await text('b'), readdirSync(dir)]).toEqual(['', ['b']])
})
