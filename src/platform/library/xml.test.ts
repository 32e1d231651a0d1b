import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attribute, xmlScanner, type XmlNode, type XmlRecord } from './xml.ts'

const records = new Set(['r'])
function read(pieces: Iterable<string>, options: Partial<Parameters<typeof xmlScanner>[0]> = {}): { records: XmlRecord[]; say?: string } {
  const scanner = xmlScanner({ records, ...options })
  const found: XmlRecord[] = []
  for (const piece of pieces) {
    const read = scanner.push(piece)
    if (!read.ok) return { records: found, say: read.refusals[0]!.say }
    found.push(...read.value)
  }
  const last = scanner.end()
  return last.ok ? { records: [...found, ...last.value] } : { records: found, say: last.refusals[0]!.say }
}

/** A document as it is meant, and one of the ways to write it. */
type Meant = { name: string; attributes: [string, string][]; within: (Meant | { text: string; as: 'plain' | 'cdata' | 'numbers' } | { comment: string })[] }
const letters = fc.string({ unit: fc.constantFrom('a', '中', '<', '>', '&', '"', "'", ']', ' ', '𠮷', ';', '-'), maxLength: 12 })
const name = fc.constantFrom('a', 'b', 'x:c', 'long-name')
const meantOf = fc.memo((depth): fc.Arbitrary<Meant> => fc.record({
  name, attributes: fc.uniqueArray(fc.tuple(fc.constantFrom('id', 'x:lang', 'kind'), letters), { maxLength: 2, selector: ([n]) => n }),
  within: fc.array(fc.oneof(
    ...(depth > 1 ? [meantOf(depth - 1)] : []), fc.record({ text: letters, as: fc.constantFrom('plain' as const, 'cdata' as const, 'numbers' as const) }),
    fc.record({ comment: letters.map((t) => t.replaceAll('-', '')) })), { maxLength: 4 }),
}))
const meant = meantOf(3)
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const write = (m: Meant): string => {
  const inside = m.within.map((w) => 'name' in w ? write(w) : 'comment' in w ? `<!--${w.comment}--><?p ${w.comment.replaceAll('>', '')}?>`
    : w.as === 'plain' ? escape(w.text) : w.as === 'cdata' ? `<![CDATA[${w.text.replaceAll(']', '')}]]>` : [...w.text].map((c) => `&#x${c.codePointAt(0)!.toString(16)};`).join('')).join('')
  const start = `${m.name}${m.attributes.map(([n, v]) => ` ${n} = "${escape(v)}"`).join('')}`
  return inside === '' && m.attributes.length % 2 ? `<${start}/>` : `<${start} >${inside}</${m.name} >`
}
const bare = (name: string) => name.replace('x:', '')
type Plain = { name: string; attributes: [string, string][]; within: (Plain | string)[] }
const together = (within: (Plain | string)[]): (Plain | string)[] => within.reduce<(Plain | string)[]>((out, w) => {
  if (typeof w === 'string' && typeof out.at(-1) === 'string') out.push(`${out.pop() as string}${w}`)
  else if (w !== '') out.push(w)
  return out
}, [])
const intended = (m: Meant): Plain => ({
  name: bare(m.name), attributes: m.attributes.map(([n, v]): [string, string] => [bare(n), v]).sort(([a], [b]) => (a < b ? -1 : 1)),
  within: together(m.within.map((w) => ('name' in w ? intended(w) : 'comment' in w ? '' : w.as === 'cdata' ? w.text.replaceAll(']', '') : w.text))),
})
const got = (node: XmlNode): Plain => ({
  name: node.name, attributes: ['id', 'kind', 'lang'].flatMap((n): [string, string][] => { const v = attribute(node, n); return v === undefined ? [] : [[n, v]] }),
  within: together(node.within.map((w) => (typeof w === 'string' ? w : got(w)))),
})
const cut = (text: string, cuts: readonly number[]): string[] => {
  const at = [...new Set(cuts.map((c) => c % (text.length + 1)))].sort((a, b) => a - b)
  return [...at, text.length].map((end, i) => text.slice(at[i - 1] ?? 0, end))
}

it('reads what was meant, however it is written and wherever the file is cut', () => {
  fc.assert(fc.property(fc.array(meant, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 12 }), (of, cuts) => {
    const documents = of.map((m): Meant => ({ ...m, name: 'x:r' }))
    const text = `\ufeff<?xml version="1.0"?><!DOCTYPE all SYSTEM "a.dtd" [<!-- no > here --> ]><all>\n${documents.map(write).join('<other>1</other>')}</all>\n`
    const { records, say } = read(cut(text, cuts))
    expect(say).toBeUndefined()
    expect(records.map((r) => ('node' in r ? got(r.node) : r.refused.say))).toEqual(documents.map(intended))
  }), { numRuns: 300 })
})

it('what it has dealt with can be left out when it goes on from there', () => {
  fc.assert(fc.property(fc.array(meant, { minLength: 1, maxLength: 4 }), fc.nat(), (of, where) => {
    const text = `<all><some>${of.map((m) => write({ ...m, name: 'r' })).join('\n')}</some></all>`
    const first = xmlScanner({ records }), half = where % text.length
    const before = first.push(text.slice(0, half))
    const { settled, open } = first
    const after = read([text.slice(settled)], { open })
    const shown = (list: XmlRecord[]) => list.map((r) => ('node' in r ? got(r.node) : r.refused.say))
    expect(after.say).toBeUndefined()
    expect([...shown(before.ok ? before.value : []), ...shown(after.records)]).toEqual(of.map((m) => intended({ ...m, name: 'r' })))
  }), { numRuns: 200 })
})

describe('a hostile or broken file', () => {
  it('may not define entities, fetch files, or grow without end', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><all><r>&b;</r></all>`
    expect(read([bomb]).say).toBe('文件自行定义了实体，可能被用来耗尽内存或读取别的文件，为保护系统不予读取')
    expect(read(['<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><all><r>&x;</r></all>']).say).toContain('实体')
    expect(read(['<!DOCTYPE l [<!ENTITY % x SYSTEM "http://example.com/x.dtd"> %x;]><all/>']).say).toContain('实体')
    // Pictures named by the bulk files of 2001 are no texts; nothing of them is read.
    expect(read(['<!DOCTYPE l [<!ENTITY p SYSTEM "p.tif" NDATA TIF>]><all><r>1</r></all>']).records).toHaveLength(1)
    expect(read(['<!DOCTYPE l ', ...Array<string>(30).fill(' '.repeat(10_000))]).say).toBe('文档类型声明过长，不予读取')
  })

  it('loses only the record that is wrong', () => {
    const say = (list: XmlRecord[]) => list.map((r) => ('node' in r ? r.node.within.join('') : r.refused.say))
    expect(say(read(['<all><r>1</r><r>&lsquo;2</r><r>3<b></r><x/><r>4</r></all>']).records)).toEqual(['1', '有未定义的字符实体“&lsquo;”（旧的 SGML 文件常见），请先转为 XML', '记录的标签不配对：“</r>”处应为“</b>”', '4'])
    expect(say(read(['<?xml version="1.0"?><r>1</r>\n<?xml version="1.0"?>\n<r>2', '<?xml version="1.0"?><r>3</r>']).records)).toEqual(['1', '记录没有结束就开始了另一个文件', '3'])
    expect(say(read(['<all><r>1</r><r>2']).records)).toEqual(['1', '文件在这条记录中间就结束了，可能没有传完'])
    expect(read(['<all><r>1</r>']).say).toBe('文件没有结束：缺“</all>”，可能没有传完')
    expect(say(read([`<all><r>${'<a>'.repeat(1_000)}`, `</r><r>2</r></all>`]).records)).toEqual(['记录的标签嵌套超过256层', '2'])
  })

  it('with a text of a gigabyte is refused while little of it is held', () => {
    const piece = '中'.repeat(1_000_000), scanner = xmlScanner({ records, most: 4_000_000 })
    const found: XmlRecord[] = []
    const before = process.memoryUsage().heapUsed
    for (const start of ['<all><r>', '<r><![CDATA[', '<r a="', '<r><!--']) {
      const pieces = [start, ...Array<string>(12).fill(piece), start.includes('CDATA') ? ']]></r>' : start.includes('!--') ? '--></r>' : start.includes('a=') ? '"/>' : '</r>']
      for (const p of pieces) { const read = scanner.push(p); if (read.ok) found.push(...read.value); else { expect(read.refusals[0]!.say).toBe('文件中有超过1 MB的标签，不予读取'); break } }
      if (start.includes('a=')) break
    }
    expect(found.map((r) => ('node' in r ? 'read' : r.refused.say))).toEqual(['一条记录超过4 MB，为保护系统不予读取', '一条记录超过4 MB，为保护系统不予读取'])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000)
  })
})
