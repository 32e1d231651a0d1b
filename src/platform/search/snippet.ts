import { marksOf, readAsk, patents } from '../../engines/search/index.ts'
import { isNo } from '../../kernel/index.ts'

/** A text with the places, from and to, that show what was asked for. */
export interface Marked { text: string; marks: [number, number][] }

const room = 140

/** How a query shows itself in a document's texts: the title whole, and the stretch of text that shows most of it. */
export function shownIn(query: string, texts: { title: string; abstract?: string; claims?: string }): { title: Marked; snippet?: Marked & { from: 'abstract' | 'claims' } } {
  const ask = readAsk(query, patents)
  const marked = (field: 'title' | 'abstract' | 'claims', text: string): Marked => ({ text, marks: isNo(ask) ? [] : marksOf(ask.value, field, text) })
  const bodies = (['abstract', 'claims'] as const).flatMap((from) => (texts[from] ? [{ from, ...marked(from, texts[from]) }] : []))
  // The abstract says what it is about; the claims are shown where only they have what was asked for.
  const body = bodies.find(({ marks }) => marks.length) ?? bodies[0]
  return { title: marked('title', texts.title), ...(body ? { snippet: { from: body.from, ...bestPassage(body) } } : {}) }
}

/** The stretch with most different things found in it, then most places, then the earliest; cut where a sentence begins if one is near. */
export function bestPassage({ text, marks }: Marked, length = room): Marked {
  if (text.length <= length) return { text, marks }
  let from = 0, best = -1
  for (const [i, [at]] of marks.entries()) {
    const inside = marks.slice(i).filter(([, to]) => to <= at + length)
    const score = new Set(inside.map(([a, b]) => text.slice(a, b))).size * 1000 + inside.length
    if (score > best) { best = score; from = at }
  }
  if (from > 0) {
    const before = text.slice(Math.max(0, from - 40), from), stop = Math.max(...[...'。；，：\n'].map((sign) => before.lastIndexOf(sign)))
    from = stop >= 0 ? from - before.length + stop + 1 : Math.max(0, from - 20)
  }
  from = Math.min(from, text.length - length)
  const to = from + length, head = from > 0 ? '…' : '', tail = to < text.length ? '…' : ''
  const moved = marks.flatMap(([a, b]): [number, number][] => (b <= from || a >= to ? [] : [[Math.max(a, from) - from + head.length, Math.min(b, to) - from + head.length]]))
  return { text: head + text.slice(from, to) + tail, marks: moved }
}
