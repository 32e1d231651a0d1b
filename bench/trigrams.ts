import { lettersOf } from '../src/engines/screening/letters.ts'

const runs = 1 << 24

/** The plain way to find near texts, for comparison: every run of three letters of every text, exactly, by Dice's coefficient. */
export function makeTrigrams(texts: Iterable<{ id: string; text: string }>) {
  const ids: string[] = [], sets: Uint32Array[] = []
  for (const { id, text } of texts) {
    ids.push(id)
    sets.push(runsOf(text))
  }
  const from = new Uint32Array(runs + 1)
  for (const set of sets) for (const run of set) from[run + 1]!++
  for (let run = 0; run < runs; run++) from[run + 1]! += from[run]!
  const of = new Uint32Array(from[runs]!), filled = from.slice(0, runs)
  for (const [no, set] of sets.entries()) for (const run of set) of[filled[run]!++] = no
  const shared = new Uint16Array(ids.length)
  return {
    find(text: string, top: number): { id: string; score: number }[] {
      const set = runsOf(text)
      shared.fill(0)
      for (const run of set) for (let at = from[run]!; at < from[run + 1]!; at++) shared[of[at]!]!++
      const best: { no: number; score: number }[] = []
      for (let no = 0; no < shared.length; no++) {
        const score = (2 * shared[no]!) / (set.length + sets[no]!.length)
        if (best.length === top && score <= best[top - 1]!.score) continue
        best.splice(best.findIndex((other) => other.score < score) >>> 0, 0, { no, score })
        best.length = Math.min(best.length, top)
      }
      return best.map(({ no, score }) => ({ id: ids[no]!, score }))
    },
  }
}

function runsOf(text: string): Uint32Array {
  const codes = lettersOf(text).codes.filter((code) => code !== 0), found = new Set<number>()
  for (let i = 0; i + 3 <= codes.length; i++) found.add(Math.imul(Math.imul(codes[i]! * 31_153 + codes[i + 1]!, 31_153) + codes[i + 2]!, 0x9e3779b1) >>> 8)
  return Uint32Array.from(found)
}
