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
export function nameFolding(most = 50_000): Names {
  const known = new Map<string, { folded: string; told: Set<string> }>()
  const of = (name: string) => {
    let is = known.get(name)
    if (!is) {
      if (known.size >= most) known.clear()
      // A copy: what is remembered must not hold the piece of the file it was cut from.
      const copy = Buffer.from(name).toString()
      known.set(copy, is = { folded: foldName(copy), told: new Set() })
    }
    return is
  }
  return {
    fold: (name) => of(name).folded,
    fresh(patents) {
      const found: HolderName[] = []
      const add = ({ name, kind, creditCode }: Patent['applicants'][number]) => {
        if (kind === 'person') return
        const { folded, told } = of(name)
        if (told.has(creditCode ?? '')) return
        told.add(creditCode ?? '')
        found.push({ folded, name, kind, code: creditCode ?? null })
      }
      for (const { applicants, owners } of patents) {
        for (const one of applicants) add(one)
        for (const one of owners) add(one)
      }
      return found
    },
  }
}
