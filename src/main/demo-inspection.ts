import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Day, mustBe } from '../kernel/index.ts'
import { drawPieces, enterDocument, judgePiece, type Level, lockFrame, readEvidenceTexts, sayLink, viewChain, type Verdict } from '../supervision/index.ts'
import { at, type ListCast, who } from './demo-list.ts'

interface Given { level: Level; title: string; docNumber: string; issuedOn: Day; text: string }

/** What the demonstration shows beside the list: clauses above it, and evidence drawn for checking. The clauses are invented and say so. */
export async function playInspection(cast: ListCast, listId: string, dataDir: string): Promise<void> {
  const group = who(cast, 'demo.group.handler')
  const given = JSON.parse(readFileSync(join(dataDir, 'demo/clauses.json'), 'utf8')) as Given[]
  const ids: string[] = []
  for (const d of given) ids.push(mustBe(await enterDocument(cast.at(at('2022-01-21')), group, d)).id)
  const [national, province] = ids as [string, string]
  const house = cast.at(at('2022-02-08'))
  const why = '演示：文字和职责一致'
  const clausesOf = async (id: string) => mustBe(await viewChain(house, group, id, { against: listId })).clauses
  // What is likest is confirmed in both; the sea is left for the office to find, and what the state does itself needs nobody here.
  for (const id of ids) for (const c of await clausesOf(id)) {
    const [likest] = c.proposals
    if (likest && likest.likeness >= 0.5) mustBe(await sayLink(house, group, id, { clause: c.id, to: { kind: likest.kind, in: likest.in, id: likest.id }, verdict: 'linked', why, reasons: likest.reasons }))
  }
  const upper = await clausesOf(national), lower = await clausesOf(province)
  const about = (of: typeof upper, word: string) => of.find((c) => c.leaf && c.title.includes(word))!.id
  mustBe(await sayLink(house, group, national, { clause: about(upper, '质押融资'), to: { kind: 'clause', in: province, id: about(lower, '质押融资') }, verdict: 'linked', why }))
  mustBe(await sayLink(house, group, national, { clause: about(upper, '国家有关部门'), to: 'nobody', verdict: 'linked', why: '演示：由国家有关部门自行办理' }))

  await readEvidenceTexts(cast.at(at('2022-07-21')), 1000)
  const sampling = mustBe(await lockFrame(cast.at(at('2022-07-21')), group, listId, {
    title: '演示：上半年佐证抽查', from: '2022-04-01', to: '2022-07-20', sources: ['file'], by: ['unit', 'action', 'source'], seedFrom: '2022年7月22日公布的某期开奖号码（演示，号码为虚构）',
  }))
  const drawn = mustBe(await drawPieces(cast.at(at('2022-07-23')), group, sampling.id, '演示 03 08 11 14 15'))
  const later = cast.at(at('2022-07-26'))
  const found: [Verdict, string][] = [['untrue', '演示：所列活动没有签到和照片，电话核实未举办'], ['partly', '演示：三项中两项有记录，一项没有'], ['true', '演示：与原件一致']]
  for (const [i, piece] of drawn.pieces.filter((p) => p.may.judge).slice(0, -2).entries()) {
    const [verdict, reason] = found[Math.min(i, 2)]!
    mustBe(await judgePiece(later, group, sampling.id, { piece: piece.id, verdict, reason }))
  }
}
