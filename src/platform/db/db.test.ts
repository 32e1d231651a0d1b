import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql } from 'kysely'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { foreignPool, json, migrate, rows } from './index.ts'

let fresh: FreshDatabase
let dir: string
beforeAll(async () => { fresh = await freshDatabase() })
afterAll(() => fresh.drop())
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'zhixing-sql-')), 'migrations')
  mkdirSync(dir)
  return () => rmSync(join(dir, '..'), { recursive: true })
})

const nothing = () => {}
const write = (name: string, text: string) => writeFileSync(join(dir, name), text)

test('行里的日期、时刻、整数、小数和 JSON 各按约定读出', async () => {
  const [row] = await rows(fresh.db, `select 9007199254740991::int8 as whole, date '2024-02-29' as day, 1.50::numeric as exact,
    timestamptz '2024-02-29 08:00:00.25+08' as instant, '{"a": [1]}'::jsonb as json,
    array[date '2024-02-29'] as days, array[7::int8] as wholes, array[0.10::numeric] as exacts`)
  expect(row).toEqual({
    whole: 9007199254740991, day: '2024-02-29', exact: '1.50', instant: '2024-02-29T00:00:00.250Z', json: { a: [1] },
    days: ['2024-02-29'], wholes: [7], exacts: ['0.10'],
  })
})

test('超出安全范围的整数报错而不是悄悄变样', async () => {
  await expect(rows(fresh.db, 'select 9007199254740993::int8 as whole')).rejects.toThrow('9007199254740993')
})

test('时刻转成日期按北京时间', async () => {
  expect(await rows(fresh.db, `select (timestamptz '2024-02-28 17:00:00+00')::date as day`)).toEqual([{ day: '2024-02-29' }])
})

test('数组存进 jsonb 仍是数组', async () => {
  const { rows: found } = await sql<{ kept: number[] }>`select ${json([1, 2])} as kept`.execute(fresh.db)
  expect(found).toEqual([{ kept: [1, 2] }])
})

test('同一语句再次执行时已预备好，事务里也一样', async () => {
  const prepared = () => fresh.db.transaction().execute(async (tx) => {
    await rows(tx, 'select $1::text as again', ['一'])
    await rows(tx, 'select $1::text as again', ['二'])
    return rows<{ n: number }>(tx, `select count(*)::int as n from pg_prepared_statements where statement like '%as again%'`)
  })
  expect(await prepared()).toEqual([{ n: 1 }])
})

test('外来的库用自己的连接，仍读到 Date', async () => {
  const pool = foreignPool(fresh.url, 1)
  const { rows: [row] } = await pool.query(`select timestamptz '2024-02-29 00:00:00+00' as at`)
  await pool.end()
  expect(row.at).toEqual(new Date('2024-02-29T00:00:00Z'))
})

test('中文可按拼音排序', async () => {
  const found = await rows<{ name: string }>(fresh.db, `select name from unnest(array['漳州','福州','厦门','莆田']) as name order by name collate "zh-x-icu"`)
  expect(found.map(({ name }) => name)).toEqual(['福州', '莆田', '厦门', '漳州'])
})

test('变更脚本按编号各执行一次', async () => {
  write('0002-b.sql', 'insert into one_a values (2); create table one_b (n int)')
  write('0001-a.sql', 'create table one_a (n int)')
  const dirs = [{ name: 'one', dir }]
  expect(await migrate(fresh.pool, dirs, nothing)).toBe(2)
  expect(await migrate(fresh.pool, dirs, nothing)).toBe(0)
  expect(await rows(fresh.db, 'select n from one_a')).toEqual([{ n: 2 }])
})

test('执行过的脚本又被改过，拒绝启动并说明怎么办', async () => {
  write('0001-a.sql', 'create table two_a (n int)')
  await migrate(fresh.pool, [{ name: 'two', dir }], nothing)
  write('0001-a.sql', 'create table two_a (n bigint)')
  await expect(migrate(fresh.pool, [{ name: 'two', dir }], nothing)).rejects.toThrow(
    '数据库变更脚本 two/0001-a.sql 在执行之后又被改过。已执行的脚本不能再改：请恢复原文件，把新的改动另写成下一个编号的脚本',
  )
})

test('脚本中途出错，整个脚本都不算数', async () => {
  write('0001-a.sql', 'create table three_a (n int); select 1/0')
  await expect(migrate(fresh.pool, [{ name: 'three', dir }], nothing)).rejects.toThrow('three/0001-a.sql: division by zero')
  expect(await rows(fresh.db, `select to_regclass('three_a') as found`)).toEqual([{ found: null }])
})

test('编号相同的两个脚本被指出', async () => {
  write('0001-a.sql', 'select 1')
  write('0001-b.sql', 'select 1')
  await expect(migrate(fresh.pool, [{ name: 'four', dir }], nothing)).rejects.toThrow('0001-a.sql 与 0001-b.sql 编号相同')
})

test('两个进程同时升级，只执行一次', async () => {
  write('0001-a.sql', 'create table five_a (n int); select pg_sleep(0.2)')
  const both = await Promise.all([1, 2].map(() => migrate(fresh.pool, [{ name: 'five', dir }], nothing)))
  expect(both.toSorted()).toEqual([0, 1])
})
