import { rows, type Db } from '../db/index.ts'
import { changedPatents } from './read.ts'
import { docOfNumber } from './row.ts'

const step = 2_000

/** How far the list of who cites whom has come; it moves a moment after the library does. */
export async function citationsMark(db: Db): Promise<string> {
  const [at] = await rows<{ mark: string }>(db, `select mark from library_follow where what = 'citations'`)
  return at?.mark ?? ''
}

/** Brings the list of who cites whom up to the rows, some at a time; it is read for counts and may be a moment behind. */
export async function followCitations(db: Db): Promise<number> {
  let followed = 0
  for (let more = true; more;) {
    more = await db.transaction().execute(async (tx) => {
      await rows(tx, `insert into library_follow (what, mark) values ('citations', '') on conflict do nothing`)
      const [at] = await rows<{ mark: string }>(tx, `select mark from library_follow where what = 'citations' for update skip locked`)
      if (!at) return false
      const { patents, gone, mark, more: rest } = await changedPatents(tx, at.mark, step)
      if (mark === at.mark) return false
      const cites = patents.flatMap((p) => p.cites.map(({ number, by }) => ({ doc: docOfNumber(number), key: p.key, by: by === undefined ? null : by === 'examiner' })))
      await rows(tx, 'delete from patent_citation where by_key = any($1)', [[...patents.map(({ key }) => key), ...gone]])
      if (cites.length) {
        await rows(tx, 'insert into patent_citation (doc, by_key, by_examiner) select * from unnest($1::text[], $2::text[], $3::boolean[]) on conflict do nothing', [cites.map((c) => c.doc), cites.map((c) => c.key), cites.map((c) => c.by)])
      }
      await rows(tx, `update library_follow set mark = $1 where what = 'citations'`, [mark])
      followed += patents.length
      return rest
    })
  }
  return followed
}
