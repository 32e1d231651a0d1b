import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checksum, mustBe, type Numbers, pack, unpack } from './index.ts'

const as = { magic: 0x1234_5678, version: 3 }
const arrays = fc.array(fc.oneof(fc.uint8Array(), fc.uint16Array(), fc.uint32Array(), fc.int32Array(), fc.float32Array({ noNaN: true })) as fc.Arbitrary<Numbers>, { maxLength: 6 })

it('what is packed comes back wherever the bytes lie, and no letter of it may be another', () => {
  fc.assert(fc.property(arrays, fc.jsonValue(), fc.nat(15), fc.nat(), (of, about, offset, at) => {
    const bytes = Buffer.concat([...pack(as, about, of)]), moved = new Uint8Array(bytes.length + offset).subarray(offset)
    moved.set(bytes)
    const back = mustBe(unpack(as, moved))
    expect(back.about).toEqual(JSON.parse(JSON.stringify(about)))
    expect(of.map(() => back.next())).toEqual(of)
    moved[at % moved.length]! ^= 1 << at % 8
    expect(unpack(as, moved).ok).toBe(false)
    expect(unpack(as, moved.subarray(0, at % moved.length)).ok).toBe(false)
  }), { numRuns: 200 })
  const bytes = Buffer.concat([...pack(as, {}, [])])
  expect([unpack({ ...as, version: 4 }, bytes), unpack({ ...as, magic: 1 }, bytes)]).toEqual(Array.from({ length: 2 }, () => ({ ok: false, refusals: [{ code: 'index-file', say: '索引文件不是这一版本的，需要重建' }] })))
})

it('a checksum of parts is that of the whole', () => {
  const bytes = Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) >> 3)
  expect(checksum(bytes.subarray(1600), checksum(bytes.subarray(0, 1600)))).toBe(checksum(bytes))
})
