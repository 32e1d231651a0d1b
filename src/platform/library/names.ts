import { foldName } from '../../kernel/index.ts'
import type { HolderKind, Patent } from './types.ts'

/** An applicant that may be a party. */
export interface HolderName { folded: string; name: string; kind: HolderKind; code: string | null }

/** Folded names, remembered while they repeat. */
export interface Names {
  fold: (name: string) => string
  /** Of the applicants and owners those that are no natural persons and were not told of before, or not with their credit code. */
  fresh: (patents: Iterable<Patent>) => HolderName[]
}
export function nameFolding(most = 20_000): Names {
  /** A name folded, and with which credit code it was told of last; empty means without one. */
  const known = new Map<string, { folded: string; told?: string }>()
  const of = (name: string) => {
    let is = known.get(name)
    if (!is) {
      if (known.size >= most) known.clear()
      // A copy: what is remembered must not hold the piece of the file it was cut from.
      const copy = Buffer.from(name).toString(), folded = foldName(copy)
      known.set(copy, is = { folded: folded === copy ? copy : folded })
    }
    return is
  }
  return {
    fold: (name) => of(name).folded,
    fresh(patents) {
      const found: HolderName[] = []
      const add = ({ name, kind, creditCode: code = '' }: Patent['applicants'][number]) => {
        if (kind === 'person') return
        const is = of(name)
        if (is.told === code || (is.told && !code)) return
        is.told = code
        found.push({ folded: is.folded, name, kind, code: code || null })
      }
      for (const { applicants, owners } of patents) {
        for (const one of applicants) add(one)
        for (const one of owners) add(one)
      }
      return found
    },
  }
}
