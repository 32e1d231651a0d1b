import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { keptSecret } from './secret.ts'

const dir = mkdtempSync(join(tmpdir(), 'zhixing-secret-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

it('many who ask for the secret at the same moment are given one and the same, whole', async () => {
  const data = join(dir, 'new')
  const given = await Promise.all(Array.from({ length: 20 }, () => keptSecret(data, '')))
  expect(new Set(given)).toEqual(new Set([expect.stringMatching(/^[0-9a-f]{64}$/)]))
  expect(readdirSync(data)).toEqual(['secret'])
  expect(statSync(join(data, 'secret')).mode & 0o777).toBe(0o600)
})

it('a secret that was cut short is refused with what to do, never signed with', async () => {
  writeFileSync(join(dir, 'secret'), '')
  await expect(keptSecret(dir, '')).rejects.toThrow('不完整。删除它后重新启动即另生成一份，所有人须重新登录')
})
