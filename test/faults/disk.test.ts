import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows } from '../../src/platform/db/index.ts'
import { anOffice, type Office, type Person } from '../http.ts'

// A disk of three megabytes that really is full. Only root may make one; elsewhere there is nothing to try it on.

const dir = mkdtempSync(join(tmpdir(), 'zhixing-full-'))
const made = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', dir]).status === 0
afterAll(() => {
  if (made) spawnSync('umount', [dir])
  rmSync(dir, { recursive: true, force: true })
})

describe.skipIf(!made)('a disk that is full, where root may mount a small one', () => {
  let office: Office, who: Person
  const logged: { msg: string; route: string }[] = []
  beforeAll(async () => {
    office = await anOffice({ log: pino({ level: 'error' }, { write: (line) => { logged.push(JSON.parse(line)) } }) })
    office.house.dataDir = dir
    who = await office.person()
  })
  afterAll(() => office?.close())
  const upload = (name: string, bytes: Buffer) => who.asks('POST', '/api/v1/files',
    Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`), bytes, Buffer.from('\r\n--b--\r\n')]), { 'content-type': 'multipart/form-data; boundary=b' })
  const left = () => (existsSync(join(dir, 'files/incoming')) ? readdirSync(join(dir, 'files/incoming')) : [])

  it('an upload is refused in words, nothing of it stays, and what was there is still there', async () => {
    const first = await upload('甲.txt', Buffer.alloc(1_000_000, '甲'))
    expect(first.status).toBe(201)
    for (let i = 0; i < 3; i++) {
      const full = await upload('乙.txt', Buffer.alloc(4_000_000, '乙'))
      expect([full.status, full.body.refusals]).toEqual([507, [{ code: 'disk-full', at: 'file', say: '服务器的存储空间已满，“乙.txt”没有保存；请稍后再试，并告诉管理员' }]])
      expect(left()).toEqual([])
    }
    expect(logged.map((l) => [l.route, l.msg])).toEqual(Array.from({ length: 3 }, () => ['/api/v1/files', 'the disk is full; what was sent could not be kept']))
    expect(await rows(office.fresh.db, 'select name from file')).toEqual([{ name: '甲.txt' }])
    const back = await who.asks('GET', `/api/v1/files/${first.body.hash}`)
    expect([back.status, back.bytes.length]).toEqual([200, 1_000_000])
    // There is room for a smaller one.
    expect((await upload('丙.txt', Buffer.alloc(500_000, '丙'))).status).toBe(201)
  })
})
