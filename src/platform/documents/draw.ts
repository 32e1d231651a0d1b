import QRCode from 'qrcode'
import { showDay, startOfDay } from '../../kernel/index.ts'
import { pdfmake } from './maker.ts'
import type { PaperRow } from './schema.ts'

/** All a drawing is made from; the same gives the same bytes. */
export interface ToDraw { row: PaperRow; proof: string; fingerprint: string; site: string }

/** A paper on A4: what it says, who signed it, the seal, and both ways of checking it. */
export async function draw({ row, proof, fingerprint, site }: ToDraw): Promise<Buffer> {
  const address = `${site.replace(/\/$/, '')}/verify/${row.verify_code}`
  const mark = row.voided_on ? '作废' : row.demo ? '演示' : undefined
  const issuedAt = new Date(startOfDay(row.on_day))
  const document = pdfmake.createPdf({
    pageSize: 'A4',
    pageMargins: [72, 72, 72, 64],
    defaultStyle: { font: 'Noto', fontSize: 12, lineHeight: 1.5 },
    info: { title: `${row.title} ${row.number}`, author: row.organ_name, creator: 'Zhixing', producer: 'Zhixing', subject: proof, creationDate: issuedAt, modDate: issuedAt },
    language: 'zh-CN',
    ...(mark ? { watermark: { text: mark, color: '#c00000', opacity: 0.12, bold: true, fontSize: 140, angle: -35 } } : {}),
    footer: (page: number, pages: number) => ({ text: `${row.number}　第 ${page} 页，共 ${pages} 页`, alignment: 'center', fontSize: 8, color: '#666666', margin: [0, 24, 0, 0] }),
    content: [
      { text: row.organ_name, alignment: 'center', fontSize: 16, bold: true, color: '#b00000' },
      { canvas: [{ type: 'line', x1: 0, y1: 4, x2: 451, y2: 4, lineWidth: 1.2, lineColor: '#b00000' }], margin: [0, 0, 0, 18] },
      { text: row.title, alignment: 'center', fontSize: 20, bold: true },
      { text: row.number, alignment: 'center', margin: [0, 4, 0, 18] },
      // The line that addresses the receiver is not indented.
      ...row.lines.map((text) => ({ text, leadingIndent: text.endsWith('：') ? 0 : 24, margin: [0, 0, 0, 4] as [number, number, number, number], preserveLeadingSpaces: true })),
      // The seal lies over the name and the day, as on paper, and is never parted from them.
      { unbreakable: true, margin: [0, 28, 0, 0], stack: [
        { text: row.organ_name, alignment: 'right', margin: [0, 26, 12, 0] },
        { text: `签发人：${row.signer_name}`, alignment: 'right', margin: [0, 0, 12, 0] },
        { text: showDay(row.on_day), alignment: 'right', margin: [0, 0, 12, 0] },
        { svg: seal(row.organ_name, row.demo), width: 116, relativePosition: { x: 268, y: -104 } },
      ] },
      { unbreakable: true, margin: [0, 36, 0, 0], columnGap: 12, columns: [
        { width: 76, stack: [{ svg: qrSvg(address), width: 72 }, { text: '扫码核验', fontSize: 8, alignment: 'center' }] },
        { width: '*', stack: [
          { text: [{ text: `验证码 ${row.verify_code.replace(/(.{4})(?=.)/g, '$1 ')}\n`, bold: true, fontSize: 10 }, { text: address, fontSize: 8, color: '#333333' }], lineHeight: 1.3 },
          { text: `离线验证（公钥指纹 ${fingerprint}）：用公布的公钥验证右侧二维码或下列文字，无需联网。`, fontSize: 7, color: '#333333', margin: [0, 4, 0, 2], lineHeight: 1.2 },
          { text: proof.match(/.{1,72}/g)!.join('\n'), fontSize: 4.2, color: '#555555', lineHeight: 1.1 },
        ] },
        { width: 112, stack: [{ svg: qrSvg(proof), width: 110 }, { text: '离线验证', fontSize: 8, alignment: 'center' }] },
      ] },
    ],
  })
  return document.getBuffer()
}

/** Modules left white around a code, without which readers do not find it. */
const quiet = 4

/** A code as one path: sharp at any size, and the same bytes everywhere. */
function qrSvg(text: string): string {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: text.length > 200 ? 'L' : 'M' }).modules
  const squares: string[] = []
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue
      let run = 1
      while (x + run < size && data[y * size + x + run]) run++
      squares.push(`M${x + quiet} ${y + quiet}h${run}v1h-${run}z`)
      x += run
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size + 2 * quiet} ${size + 2 * quiet}"><path fill="#000" d="${squares.join('')}"/></svg>`
}

/** A round seal: the name along the upper arc, the star in the middle. What a demonstration seals says so. */
function seal(name: string, demo: boolean): string {
  const letters = [...name]
  const step = Math.min(24, 250 / letters.length)
  const size = Math.min(18, (step * Math.PI * 82) / 180 * 0.92)
  const around = letters.map((letter, i) => {
    const angle = (i - (letters.length - 1) / 2) * step
    return `<g transform="translate(105 105) rotate(${angle.toFixed(2)}) translate(${(-size / 2).toFixed(2)} ${(-74 + size * 0.1).toFixed(2)})"><text font-family="Noto" font-weight="bold" font-size="${size.toFixed(2)}" fill="#d00000">${escapeXml(letter)}</text></g>`
  })
  const star = Array.from({ length: 10 }, (_, i) => {
    const radius = i % 2 === 0 ? 30 : 11.5
    const angle = (i * Math.PI) / 5 - Math.PI / 2
    return `${(105 + radius * Math.cos(angle)).toFixed(2)},${(105 + radius * Math.sin(angle)).toFixed(2)}`
  }).join(' ')
  const below = demo ? '<g transform="translate(77 165)"><text font-family="Noto" font-weight="bold" font-size="14" fill="#d00000">演示专用</text></g>' : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 210"><g opacity="0.8"><circle cx="105" cy="105" r="98" fill="none" stroke="#d00000" stroke-width="5"/><polygon points="${star}" fill="#d00000"/>${around.join('')}${below}</g></svg>`
}

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
