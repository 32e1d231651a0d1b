import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { mustBeFree, portRefusal } from './port.ts'
import { settings } from './settings.ts'

const zhixing = (...argv: string[]) => spawnSync(process.execPath, [resolve('src/main.ts'), ...argv], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })

test('不认识的命令，列出有哪些命令', () => {
  const { status, stderr } = zhixing('chicken', 'soup')
  expect(status).toBe(2)
  expect(stderr).toContain('没有命令“chicken soup”。可用的命令：\n  serve ')
  expect(stderr).toContain('list parse')
})

test('问怎么用，不算错', () => {
  expect(zhixing('--help')).toMatchObject({ status: 0, stderr: '' })
})

test('端口被占用，说出是谁、怎么换', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  await expect(mustBeFree('127.0.0.1', port)).rejects.toThrow(`请停止它，或换一个端口启动：PORT=${port + 1} npm start`)
  if (process.platform === 'linux') expect(portRefusal('EADDRINUSE', '127.0.0.1', port)).toContain(`端口 ${port} 已被进程 ${process.pid}（`)
  other.close()
  await once(other, 'close')
  await mustBeFree('127.0.0.1', port)
})

test('不是端口号的 PORT 被指出', () => {
  expect(() => settings({ PORT: '八千' })).toThrow('PORT=八千 不是端口号')
  expect(settings({})).toMatchObject({ port: 8022, host: '127.0.0.1', databaseUrl: undefined })
})
