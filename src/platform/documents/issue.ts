import { createHash, randomInt, randomUUID } from 'node:crypto'
import { canonical, yearOf, type Day } from '../../kernel/index.ts'
import type { Decision } from '../../service/index.ts'
import { json, rows, type Db, type Tx } from '../db/index.ts'
import type { PaperRow } from './schema.ts'

/** An issued paper: numbered, signed by a person, and never changed; at most declared void. */
export interface IssuedPaper {
  id: string
  caseId?: string
  seq?: number
  name: string
  title: string
  number: string
  on: Day
  organ: string
  organName: string
  signer: { id: string; name: string }
  lines: string[]
  certificate: boolean
  servedOn: string[]
  verifyCode: string
  demo: boolean
  voided?: { on: Day; reason: string }
}

/** Whose number and seal a paper bears: the unit's id, its full name, and the word that begins its numbers, e.g. 闽知. */
export interface Organ { id: string; name: string; word: string }

export interface Issuing {
  caseId?: string | undefined
  seq?: number | undefined
  on: Day
  signer: { id: string; name: string }
  organOf: (office: string) => Organ
  demo?: boolean | undefined
}

/**
 * Numbers and keeps the papers of a decision. The number is taken under a row lock that lasts until the transaction ends, so a
 * transaction that is rolled back gives its number back and the series has no gap.
 */
export async function issuePapers(tx: Tx, papers: Decision['papers'], of: Issuing): Promise<IssuedPaper[]> {
  const year = yearOf(of.on)
  // Demonstrations count in series of their own, so that taking them away leaves no gap among real papers.
  const seriesOf = (paper: Decision['papers'][number]) => (of.demo ? `${paper.series}（演示）` : paper.series)
  const organs = papers.map((paper) => of.organOf(paper.organ))
  // Series are locked in one order everywhere, so that two transactions cannot wait for each other.
  const order = papers.map((_, i) => i).sort((a, b) => (seriesKey(a) < seriesKey(b) ? -1 : 1))
  const issued: IssuedPaper[] = []
  for (const i of order) issued[i] = await issueOne(tx, papers[i]!, seriesOf(papers[i]!), organs[i]!, year, of)
  return issued

  function seriesKey(i: number): string {
    return `${organs[i]!.id} ${seriesOf(papers[i]!)}`
  }
}

async function issueOne(tx: Tx, paper: Decision['papers'][number], series: string, organ: Organ, year: number, of: Issuing): Promise<IssuedPaper> {
  const [numbered] = await rows<{ last: number }>(tx, `insert into numbering as s (organ, year, series, last) values ($1, $2, $3, 1)
    on conflict (organ, year, series) do update set last = s.last + 1 returning last`, [organ.id, year, series])
  const n = numbered!.last
  const row = {
    id: randomUUID(), case_id: of.caseId ?? null, seq: of.seq ?? null, name: paper.name, title: paper.title, organ: organ.id, organ_name: organ.name, year,
    series, n, number: `${organ.word}${series}〔${year}〕${n}号`, on_day: of.on, signer_id: of.signer.id, signer_name: of.signer.name,
    lines: paper.lines, certificate: paper.certificate, served_on: [...paper.servedOn], verify_code: newCode(), demo: of.demo ?? false,
  }
  const made = await tx.insertInto('paper').values({ ...row, lines: json(row.lines), snapshot: snapshotOf(row), voided_on: null, void_reason: null })
    .returningAll().executeTakeFirstOrThrow()
  return paperOf(made)
}

/** What a paper says, as one text: the ground of its hash and of its signature. */
export const wordingOf = (p: Pick<PaperRow, 'title' | 'number' | 'organ_name' | 'on_day' | 'signer_name' | 'lines' | 'verify_code' | 'demo'>) => ({
  title: p.title, number: p.number, organ: p.organ_name, on: p.on_day, signer: p.signer_name, lines: p.lines, code: p.verify_code, ...(p.demo ? { demo: true } : {}),
})

export const snapshotOf = (p: Parameters<typeof wordingOf>[0]): string => createHash('sha256').update(canonical(wordingOf(p))).digest('hex')

// Without letters that are misread; sixteen of them cannot be guessed.
const codeLetters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const newCode = (): string => Array.from({ length: 16 }, () => codeLetters[randomInt(codeLetters.length)]).join('')

export const paperOf = (row: PaperRow): IssuedPaper => ({
  id: row.id, name: row.name, title: row.title, number: row.number, on: row.on_day, organ: row.organ, organName: row.organ_name,
  signer: { id: row.signer_id, name: row.signer_name }, lines: row.lines, certificate: row.certificate, servedOn: row.served_on, verifyCode: row.verify_code, demo: row.demo,
  ...(row.case_id === null ? {} : { caseId: row.case_id }), ...(row.seq === null ? {} : { seq: row.seq }),
  ...(row.voided_on === null ? {} : { voided: { on: row.voided_on, reason: row.void_reason ?? '' } }),
})

/** The papers of a case in the order they were issued. */
export const papersOf = async (db: Db, caseId: string): Promise<IssuedPaper[]> =>
  (await db.selectFrom('paper').selectAll().where('case_id', '=', caseId).orderBy('seq').orderBy('at').orderBy('number').execute()).map(paperOf)

export async function findPaper(db: Db, id: string): Promise<IssuedPaper | undefined> {
  const row = await db.selectFrom('paper').selectAll().where('id', '=', id).executeTakeFirst()
  return row && paperOf(row)
}

/** Declares a paper void from a day on; it stays readable, and whoever checks it is told. */
export async function voidPaper(tx: Tx, id: string, of: { on: Day; reason: string }): Promise<void> {
  await tx.updateTable('paper').set({ voided_on: of.on, void_reason: of.reason }).where('id', '=', id).where('voided_on', 'is', null).execute()
}
