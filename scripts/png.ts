import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** The same picture with at most 256 colours; pages of paper and ink lose nothing the eye would miss, and three quarters of the size. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png)
  const palette = paletteOf(pixels)
  const nearest = new Map<number, number>()
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 3) lines[y * (width + 1) + 1 + x] = indexOf(pixels[from]! << 16 | pixels[from + 1]! << 8 | pixels[from + 2]!)
  }
  const head = Buffer.from(png.subarray(16, 29))
  head.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    png.subarray(0, 8), chunk('IHDR', head), chunk('PLTE', Buffer.from(palette.flatMap(bytes))), chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0)),
  ])

  function indexOf(colour: number): number {
    const known = nearest.get(colour)
    if (known !== undefined) return known
    let best = 0
    for (let i = 1, least = distance(colour, palette[0]!); i < palette.length; i++) {
      const d = distance(colour, palette[i]!)
      if (d < least) [best, least] = [i, d]
    }
    nearest.set(colour, best)
    return best
  }
}

/** The commonest colours as they are, then what stands farthest from those chosen, so that small marks keep their hue. */
function paletteOf(pixels: Buffer): number[] {
  const counts = new Map<number, number>()
  for (let i = 0; i < pixels.length; i += 3) {
    const colour = pixels[i]! << 16 | pixels[i + 1]! << 8 | pixels[i + 2]!
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const common = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour)
  const chosen = common.slice(0, 128)
  const others = common.slice(128, 6_000)
  const gaps = others.map((colour) => Math.min(...chosen.map((c) => distance(c, colour))))
  while (chosen.length < 256 && others.length) {
    let far = 0
    for (let i = 1; i < gaps.length; i++) if (gaps[i]! > gaps[far]!) far = i
    if (gaps[far] === 0) break
    const colour = others[far]!
    chosen.push(colour)
    for (let i = 0; i < gaps.length; i++) gaps[i] = Math.min(gaps[i]!, distance(colour, others[i]!))
  }
  return chosen
}

const bytes = (colour: number): number[] => [colour >> 16, colour >> 8 & 255, colour & 255]
function distance(a: number, b: number): number {
  const [r, g, u] = [(a >> 16) - (b >> 16), (a >> 8 & 255) - (b >> 8 & 255), (a & 255) - (b & 255)]
  return r * r + g * g + u * u
}

/** Eight-bit true colour without interlacing, which is what browsers write; transparency is laid on white paper by them already. */
function decode(png: Buffer): { width: number; height: number; pixels: Buffer } {
  const width = png.readUInt32BE(16), height = png.readUInt32BE(20), kind = png[25]
  if (png[24] !== 8 || (kind !== 2 && kind !== 6) || png[28] !== 0) throw new Error('not a picture as browsers write it')
  const packed: Buffer[] = []
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const raw = inflateSync(Buffer.concat(packed))
  const depth = kind === 6 ? 4 : 3, stride = width * depth
  const pixels = Buffer.alloc(width * height * 3)
  let above = Buffer.alloc(stride)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!
    const line = Buffer.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)))
    for (let i = 0; i < stride; i++) {
      const left = i < depth ? 0 : line[i - depth]!, up = above[i]!, corner = i < depth ? 0 : above[i - depth]!
      line[i] = line[i]! + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!
    }
    for (let x = 0; x < width; x++) line.copy(pixels, (y * width + x) * 3, x * depth, x * depth + 3)
    above = line
  }
  return { width, height, pixels }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner, [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}
