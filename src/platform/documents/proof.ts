import { createHash, createPublicKey, sign, verify } from 'node:crypto'
import { canonical, no, type Result, showDay, yes } from '../../kernel/index.ts'
import type { Db } from '../db/index.ts'
import { paperOf, snapshotOf, wordingOf, type IssuedPaper } from './issue.ts'
import { fingerprintOf, type InstallationKey } from './key.ts'
import type { PaperRow } from './schema.ts'

/** What a proof says of a paper. A long paper's lines are not in its proof, only their hash, so that the code stays readable. */
export interface Proven {
  title: string
  number: string
  organ: string
  on: string
  signer: string
  code: string
  demo?: true
  lines?: string[]
  linesHash?: string
}

/** A proof longer than this makes a code that cameras fail to read on paper. */
const longestProof = 1_000

/** Signed words that prove a paper without this system: version, wording and Ed25519 signature, joined by dots. */
export function proofOf(row: PaperRow, key: InstallationKey): string {
  const whole = proof(wordingOf(row), key)
  if (whole.length <= longestProof) return whole
  const { lines, ...rest } = wordingOf(row)
  return proof({ ...rest, linesHash: linesHashOf(lines) }, key)
}

/** What a long paper's proof carries in place of its lines. */
export const linesHashOf = (lines: readonly string[]): string => createHash('sha256').update(canonical(lines)).digest('hex')

function proof(wording: unknown, key: InstallationKey): string {
  const payload = Buffer.from(canonical(wording))
  return `ZX1.${payload.toString('base64url')}.${sign(null, payload, key.sign).toString('base64url')}`
}

/** Checks a proof read from a paper or its code against a published public key; no database, no network. */
export function verifyOffline(text: string, publicKey: string): Result<Proven> {
  // Copied from a page, a proof comes with the line breaks of the page; read by a phone, behind the address.
  const read = /ZX1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})/.exec(text.replace(/\s+/g, ''))
  if (!read) return no({ code: 'proof-unreadable', say: '这不是一段完整的离线验证码；请重新扫描证书上的离线验证二维码，或完整复制“ZX1.”开头的全部文字' })
  const payload = Buffer.from(read[1]!, 'base64url')
  if (!verify(null, payload, createPublicKey(publicKey), Buffer.from(read[2]!, 'base64url'))) {
    return no({ code: 'proof-wrong', say: `签名与公钥（${fingerprintOf(publicKey)}）不符：内容被改动过，或者不是本单位签发` })
  }
  return yes(JSON.parse(payload.toString()) as Proven)
}

/** What anyone is told of a paper under its code. The lines are shown for certificates; other papers are for those they were served on. */
export interface Verified {
  paper: Pick<IssuedPaper, 'title' | 'number' | 'on' | 'organName' | 'certificate' | 'demo' | 'voided'> & { lines?: string[]; signer?: string }
  status: 'valid' | 'void'
  say: string
}

const cleanCode = (code: string) => code.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '')
/** The case that a paper with this code comes from. */
export const caseOfPaper = async (db: Db, code: string): Promise<string | undefined> =>
  (await db.selectFrom('paper').select('case_id').where('verify_code', '=', cleanCode(code)).executeTakeFirst())?.case_id ?? undefined

/** Looks a paper up by the code printed on it; a record that no longer matches what was signed is never called valid. */
export async function verifyPaper(db: Db, code: string): Promise<Result<Verified>> {
  const clean = cleanCode(code)
  const row = clean.length === 16 ? await db.selectFrom('paper').selectAll().where('verify_code', '=', clean).executeTakeFirst() : undefined
  if (!row) return no({ code: 'paper-unknown', at: 'code', say: '没有查到这份文书；请核对验证码（16位，不含字母I、O和数字0、1）。如确认无误仍查不到，请勿采信，并向落款单位核实' })
  if (snapshotOf(row) !== row.snapshot) return no({ code: 'paper-changed', at: 'code', say: `编号${row.number}的记录与签发时不一致，不能证明其真实；请向${row.organ_name}核实` })
  const { title, number, on, organName, certificate, demo, voided, lines, signer } = paperOf(row)
  const say = `${demo ? '这是演示数据，不具有任何效力。' : ''}${voided ? `本文书已于${showDay(voided.on)}作废：${voided.reason}` : `${organName}于${showDay(on)}签发，记录与签发时一致`}`
  return yes({
    paper: { title, number, on, organName, certificate, demo, ...(voided ? { voided } : {}), ...(certificate ? { lines, signer: signer.name } : {}) },
    status: voided ? 'void' : 'valid', say,
  })
}
