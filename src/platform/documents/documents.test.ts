import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { deflateRawSync } from 'node:zlib'
import { zipSync } from 'fflate'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { isNo, mustBe } from '../../kernel/index.ts'
import type { Decision } from '../../service/index.ts'
import { cleanName, filesOf, findPaper, installationKey, issuePapers, linesHashOf, openFile, paperPdf, papersOf, storeFile, sweepHalves, verifyOffline, verifyPaper, voidPaper, type Issuing } from './index.ts'

let ground: FreshDatabase
let dataDir: string
beforeAll(async () => {
  ground = await freshDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'zhixing-documents-'))
})
afterAll(async () => {
  await ground.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

const store = (content: Uint8Array | string | Readable, name: string, limits = {}) =>
  storeFile(ground.db, dataDir, typeof content === 'string' ? Buffer.from(content) : content, name, 'm1', limits)
const codeOf = async (stored: ReturnType<typeof store>) => {
  const result = await stored
  return isNo(result) ? result.refusals.map((r) => r.code).join() : 'taken'
}
const pdf = '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n'
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const text = (s: string) => Buffer.from(s)
const docx = (more: Record<string, Uint8Array> = {}) => zipSync({ '[Content_Types].xml': text('<Types/>'), 'word/document.xml': text('<w:document/>'), ...more })

describe('files', () => {
  it('takes away the half that a killed process left a day ago, and never one that may still be written', async () => {
    const incoming = join(dataDir, 'files', 'incoming')
    mkdirSync(incoming, { recursive: true })
    for (const [name, hours] of [['left', 25], ['live', 23]] as const) {
      writeFileSync(join(incoming, name), 'half')
      utimesSync(join(incoming, name), new Date(), new Date(Date.now() - hours * 3_600_000))
    }
    expect([await sweepHalves(dataDir), readdirSync(incoming)]).toEqual([1, ['live']])
    rmSync(join(incoming, 'live'))
    expect(await sweepHalves(join(dataDir, 'nowhere'))).toBe(0)
  })


  it('keeps the same bytes once under their SHA-256 and gives them back', async () => {
    const first = mustBe(await store(pdf, '营业执照.pdf'))
    const again = mustBe(await storeFile(ground.db, dataDir, Readable.from([Buffer.from(pdf.slice(0, 9)), Buffer.from(pdf.slice(9))]), '副本.pdf', 'm2'))
    const hash = createHash('sha256').update(pdf).digest('hex')
    expect(first).toEqual({ hash, name: '营业执照.pdf', size: Buffer.byteLength(pdf), type: 'application/pdf' })
    expect(again.hash).toBe(hash)
    expect(readdirSync(join(dataDir, 'files', hash.slice(0, 2)))).toEqual([hash])
    const opened = (await openFile(ground.db, dataDir, hash))!
    expect(Buffer.concat(await opened.stream.toArray()).toString()).toBe(pdf)
    expect((await filesOf(ground.db, 'm2')).map((f) => f.name)).toEqual(['副本.pdf'])
    expect(await openFile(ground.db, dataDir, '../../etc/passwd')).toBeUndefined()
  })

  it('refuses what is empty, too large, misnamed or of an unknown kind, and leaves nothing behind', async () => {
    expect(await store('', '空.pdf')).toEqual({ ok: false, refusals: [{ code: 'file-empty', say: '“空.pdf”是空文件，请检查后重新上传' }] })
    expect(await codeOf(store(pdf, '大.pdf', { maxBytes: 20 }))).toBe('file-too-large')
    expect(await codeOf(store(png, '图.pdf'))).toBe('file-content')
    expect(await codeOf(store('MZ\u0090\u0000\u0003', '说明.txt'))).toBe('file-content')
    expect(await codeOf(store(pdf, '发票.pdf.exe'))).toBe('file-ending')
    expect(await codeOf(store(pdf, '没有扩展名'))).toBe('file-ending')
    expect(await codeOf(store(png, '图.png', { accept: ['pdf'] }))).toBe('file-ending')
    expect(await codeOf(store('<html><script>alert(1)</script>', '页.html'))).toBe('file-ending')
    expect(readdirSync(join(dataDir, 'files', 'incoming'))).toEqual([])
  })

  it('stops reading a file that never ends', async () => {
    let given = 0
    const endless = Readable.from((function* () { for (;;) { given += 65_536; yield Buffer.alloc(65_536, 97) } })())
    expect(await codeOf(store(endless, '长.txt', { maxBytes: 1_000_000 }))).toBe('file-too-large')
    expect(given).toBeLessThan(2_000_000)
  })

  it('an image has a lower limit than other files', async () => {
    expect(await codeOf(store(Buffer.concat([png, Buffer.alloc(20_000_000)]), '大图.png'))).toBe('file-too-large')
    expect(await codeOf(store(png, '小图.png'))).toBe('taken')
  })

  it('takes texts in UTF-8 and GB 18030, and refuses what is neither', async () => {
    expect(await codeOf(store('企业名称,金额\n甲,1\n', '表.csv'))).toBe('taken')
    expect(await codeOf(store(Buffer.from([0xc6, 0xf3, 0xd2, 0xb5, 0x0a]), '旧表.csv'))).toBe('taken')
    expect(await codeOf(store(Buffer.from([0x61, 0xff, 0xff, 0x62]), '坏.csv'))).toBe('file-content')
  })

  it('tells Word, Excel and plain packages apart by what is inside', async () => {
    expect(mustBe(await store(docx(), '合同.docx')).type).toContain('wordprocessingml')
    expect(await codeOf(store(docx(), '表格.xlsx'))).toBe('file-content')
    expect(mustBe(await store(docx(), '材料.zip')).type).toContain('wordprocessingml')
    expect(mustBe(await store(zipSync({ '申请书.pdf': text(pdf) }), '材料包.zip')).type).toBe('application/zip')
  })

  it('refuses packages that would swamp whoever unpacks them', async () => {
    const zeros = new Uint8Array(60_000_000)
    expect(await codeOf(store(docx({ 'word/media/a.bin': zeros }), '炸弹.docx'))).toBe('file-bomb')
    const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, i) => [`${i}.txt`, new Uint8Array(0)]))
    expect(await codeOf(store(zipSync(many), '多.zip'))).toBe('file-bomb')
    // One that lies: the directory claims ten bytes, the content is a megabyte.
    const liar = Buffer.from(zipSync({ 'a.txt': new Uint8Array(1_000_000) }))
    const directory = liar.indexOf('PK\u0001\u0002', 0, 'latin1')
    liar.writeUInt32LE(10, directory + 24)
    expect(await codeOf(store(liar, '谎.zip'))).toBe('file-bomb')
    // Two entries over the same bytes.
    expect(await codeOf(store(overlapping(), '叠.zip'))).toBe('file-bomb')
    expect(await codeOf(store(zipSync({ '../../etc/cron.d/x': text('x') }), '穿越.zip'))).toBe('file-path')
    expect(await codeOf(store(docx({ 'word/vbaProject.bin': text('x') }), '宏.docx'))).toBe('file-macro')
    expect(await codeOf(store(Buffer.from(docx()).subarray(0, 120), '断.docx'))).toBe('file-broken')
  })

  it('cleans names of folders, hidden characters and second endings', () => {
    expect(cleanName('../../etc/passwd.pdf')).toBe('passwd.pdf')
    expect(cleanName('C:\\Users\\a\\扫描件.PDF')).toBe('扫描件.PDF')
    expect(cleanName('发票\u202efdp.exe')).toBe('发票fdp.exe')
    expect(cleanName('合同.exe.pdf')).toBe('合同_exe.pdf')
    expect(cleanName('.htaccess')).toBe('htaccess')
    expect(cleanName('a<b>:"c|?*.pdf')).toBe('a_b___c___.pdf')
    expect(cleanName('CON.pdf')).toBe('_CON.pdf')
    expect([...cleanName(`${'长'.repeat(300)}.docx`)].length).toBe(105)
    expect(cleanName('\u0000/')).toBe('未命名')
  })
})

function overlapping(): Buffer {
  const content = Buffer.alloc(5_000, 1)
  const packed = deflateRawSync(content)
  const local = Buffer.alloc(31)
  local.writeUInt32LE(0x04034b50, 0); local.writeUInt16LE(8, 8); local.writeUInt16LE(1, 26); local.write('a', 30)
  const central = Buffer.alloc(47)
  central.writeUInt32LE(0x02014b50, 0); central.writeUInt16LE(8, 10); central.writeUInt32LE(packed.length, 20); central.writeUInt32LE(content.length, 24)
  central.writeUInt16LE(1, 28); central.write('a', 46)
  const directory = Buffer.concat(Array.from({ length: 20 }, () => central))
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(20, 10); end.writeUInt32LE(directory.length, 12); end.writeUInt32LE(31 + packed.length, 16)
  return Buffer.concat([local, packed, directory, end])
}

const organ = { id: 'fj.use', name: '福建省知识产权局', word: '闽知' }
const issuing = (more: Partial<Issuing> = {}): Issuing => ({ on: '2022-07-01', signer: { id: 'm9', name: '演示·陈处长' }, organOf: () => organ, ...more })
const notice = (lines = ['经审核，同意给予贴息38,000.00元。'], series = '贴'): Decision['papers'][number] =>
  ({ name: 'notice', title: '专利权质押贷款贴息通知书', series, organ: 'use', lines, certificate: true, servedOn: ['applicant'] })

describe('numbers', () => {
  it('begin at one in each series of an organ and year', async () => {
    const [a, b] = await ground.db.transaction().execute((tx) => issuePapers(tx, [notice(), notice([], '标')], issuing({ caseId: 'c1', seq: 4 })))
    const [c] = await ground.db.transaction().execute((tx) => issuePapers(tx, [notice()], issuing({ caseId: 'c1', seq: 5 })))
    const [demo] = await ground.db.transaction().execute((tx) => issuePapers(tx, [notice()], issuing({ caseId: 'd1', demo: true })))
    expect(demo!.number).toBe('闽知贴（演示）〔2022〕1号')
    const [d] = await ground.db.transaction().execute((tx) => issuePapers(tx, [notice()], issuing({ on: '2023-01-03' })))
    expect([a, b, c, d].map((p) => p!.number)).toEqual(['闽知贴〔2022〕1号', '闽知标〔2022〕1号', '闽知贴〔2022〕2号', '闽知贴〔2023〕1号'])
    expect((await papersOf(ground.db, 'c1')).map((p) => p.number).sort()).toEqual(['闽知标〔2022〕1号', '闽知贴〔2022〕1号', '闽知贴〔2022〕2号'])
  })

  it('have no gap and no double, however transactions cross and fail', async () => {
    let round = 0
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ fails: fc.boolean(), series: fc.array(fc.constantFrom('甲', '乙'), { minLength: 1, maxLength: 3 }), slow: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 14 }), async (attempts) => {
      const year = 2030 + round++
      const outcomes = await Promise.all(attempts.map(({ fails, series, slow }) => ground.db.transaction().execute(async (tx) => {
        const made = await issuePapers(tx, series.map((s) => notice([], s)), issuing({ on: `${year}-03-01` as '2030-03-01' }))
        await new Promise((resolve) => setTimeout(resolve, slow))
        if (fails) throw new Error('rolled back')
        return made
      }).catch((error: Error) => {
        if (error.message !== 'rolled back') throw error
        return []
      })))
      const numbers = outcomes.flat().map((p) => p.number)
      const expected = ['甲', '乙'].flatMap((series) => {
        const n = attempts.filter((a) => !a.fails).flatMap((a) => a.series).filter((s) => s === series).length
        return Array.from({ length: n }, (_, i) => `闽知${series}〔${year}〕${i + 1}号`)
      })
      expect(numbers.sort()).toEqual(expected.sort())
    }), { numRuns: 12 })
  })
})

describe('papers', () => {
  const issueOne = async (lines?: string[], more: Partial<Issuing> = {}) =>
    (await ground.db.transaction().execute((tx) => issuePapers(tx, [notice(lines)], issuing(more))))[0]!

  it('become the same PDF every time, with the proof inside', async () => {
    const paper = await issueOne(undefined, { demo: true })
    const first = (await paperPdf(ground.db, dataDir, paper.id, 'https://zscq.example.cn'))!
    rmSync(join(dataDir, 'papers'), { recursive: true })
    const second = (await paperPdf(ground.db, dataDir, paper.id, 'https://zscq.example.cn'))!
    const kept = (await paperPdf(ground.db, dataDir, paper.id, 'https://zscq.example.cn'))!
    expect(first.subarray(0, 5).toString()).toBe('%PDF-')
    expect(second.equals(first) && kept.equals(first)).toBe(true)
    expect(first.length).toBeLessThan(300_000)
    expect(await paperPdf(ground.db, dataDir, 'nothing', '')).toBeUndefined()
  })

  it('prove themselves without this system, and a changed word does not', async () => {
    const { publicPem } = await installationKey(dataDir)
    const paper = await issueOne(['同意给予贴息200,000.00元。'])
    const proof = await printedProof(paper.id)
    const read = mustBe(verifyOffline(`https://x/verify/AAA#${proof.slice(0, 50)}\n  ${proof.slice(50)}`, publicPem))
    expect(read).toEqual({ title: paper.title, number: paper.number, organ: organ.name, on: '2022-07-01', signer: '演示·陈处长', code: paper.verifyCode, lines: paper.lines })
    const [, payload, signature] = proof.split('.')
    const forged = Buffer.from(Buffer.from(payload!, 'base64url').toString().replace('200,000.00', '900,000.00')).toString('base64url')
    expect(await codeOf(Promise.resolve(verifyOffline(`ZX1.${forged}.${signature}`, publicPem)) as never)).toBe('proof-wrong')
    expect(await codeOf(Promise.resolve(verifyOffline('没有', publicPem)) as never)).toBe('proof-unreadable')
  })

  it('that are long prove their lines by a hash', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `第${i + 1}条　被请求人应当立即停止制造、销售、许诺销售涉案专利产品。`)
    const paper = await issueOne(lines)
    const read = mustBe(verifyOffline(await printedProof(paper.id), (await installationKey(dataDir)).publicPem))
    expect(read.lines).toBeUndefined()
    expect(read.linesHash).toBe(linesHashOf(lines))
  })

  it('are told to anyone under their code, and are not called valid once void or altered', async () => {
    const paper = await issueOne()
    const shown = mustBe(await verifyPaper(ground.db, paper.verifyCode.toLowerCase().replace(/(.{4})/g, '$1 ')))
    expect(shown).toMatchObject({ status: 'valid', say: '福建省知识产权局于2022年7月1日签发，记录与签发时一致', paper: { number: paper.number, lines: paper.lines } })
    await ground.db.transaction().execute((tx) => voidPaper(tx, paper.id, { on: '2022-09-01', reason: '贴息依据撤销' }))
    expect(mustBe(await verifyPaper(ground.db, paper.verifyCode))).toMatchObject({ status: 'void', say: '本文书已于2022年9月1日作废：贴息依据撤销' })
    expect((await findPaper(ground.db, paper.id))!.voided).toEqual({ on: '2022-09-01', reason: '贴息依据撤销' })
    await ground.db.updateTable('paper').set({ title: '别的' }).where('id', '=', paper.id).execute()
    expect(await codeOf(verifyPaper(ground.db, paper.verifyCode) as never)).toBe('paper-changed')
    expect(await codeOf(verifyPaper(ground.db, '0000') as never)).toBe('paper-unknown')
  })

  it('are signed with one key that only its owner can read, whoever starts first', async () => {
    const elsewhere = join(dataDir, 'twice')
    const keys = await Promise.all([installationKey(elsewhere), installationKey(`${elsewhere}/`), installationKey(`${elsewhere}/.`)])
    expect(new Set(keys.map((key) => key.fingerprint)).size).toBe(1)
    if (process.platform !== 'win32') expect(statSync(join(elsewhere, 'keys', 'papers-ed25519.pem')).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(elsewhere, 'keys'))).toEqual(['papers-ed25519.pem'])
  })

  async function printedProof(id: string): Promise<string> {
    const bytes = (await paperPdf(ground.db, dataDir, id, 'https://zscq.example.cn'))!
    // The proof is the subject of the document, which PDF writes in plain letters.
    return /\((ZX1\.[^)]+)\)/.exec(bytes.toString('latin1'))![1]!
  }
})
