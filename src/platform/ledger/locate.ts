import { createHash, type Hash } from 'node:crypto'
import { canonical } from '../../kernel/index.ts'

/** Where a stored action differs from what was hashed. */
export interface Difference {
  /** Position of the first changed byte in the stored text, counted from one; absent when the hash cannot tell. */
  byte?: number
  /** What stood there, when one changed byte explains everything and the hash proves it. */
  was?: string
  now?: string
}

/** What a search for the one changed byte may cost. */
const mostMs = 4_000

/**
 * Finds the first changed byte of a stored text whose hash no longer fits. A text that is not canonical shows it at once. Otherwise one
 * changed, added or lost byte is searched for: a candidate that gives the old hash is the original, beyond doubt.
 */
export function locate(prevHash: string, caseId: string, text: string, hash: string): Difference {
  const broken = firstUncanonical(text)
  if (broken !== undefined) return { byte: broken }
  const bytes = Buffer.from(text)
  const end = Date.now() + mostMs
  const before = createHash('sha256').update(`${prevHash}\n${caseId}\n`)
  const fits = (...parts: Uint8Array[]): boolean => parts.reduce<Hash>((h, part) => h.update(part), before.copy()).digest('hex') === hash
  for (let i = 0; i <= bytes.length && Date.now() < end; i++) {
    const rest = bytes.subarray(i + 1)
    const now = shown(bytes, i)
    if (i < bytes.length && fits(rest)) return { byte: i + 1, was: '', now }
    for (const byte of likely) {
      const one = Uint8Array.of(byte)
      if (i < bytes.length && byte !== bytes[i] && fits(one, rest)) return { byte: i + 1, was: String.fromCharCode(byte), now }
      if (fits(one, bytes.subarray(i))) return { byte: i + 1, was: String.fromCharCode(byte), now: '' }
    }
    if (i < bytes.length) before.update(bytes.subarray(i, i + 1))
  }
  return {}
}

/** Digits first, because amounts and days are what is worth changing. */
const likely = [...Array.from({ length: 10 }, (_, i) => 48 + i), ...Array.from({ length: 95 }, (_, i) => 32 + i).filter((b) => b < 48 || b > 57)]

const shown = (bytes: Buffer, i: number): string => (i < bytes.length && bytes[i]! < 0x80 ? String.fromCharCode(bytes[i]!) : '')

/** The first byte, from one, at which a text is not the canonical text of any value. */
function firstUncanonical(text: string): number | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const at = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length)
    return Buffer.byteLength(text.slice(0, at)) + 1
  }
  const right = canonical(value)
  if (right === text) return undefined
  let i = 0
  while (right[i] === text[i]) i++
  return Buffer.byteLength(text.slice(0, i)) + 1
}
