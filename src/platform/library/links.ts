import { type Instant, no, type Result, yes } from '../../kernel/index.ts'
import { rows, type Db } from '../db/index.ts'
import type { HolderKind } from './types.ts'

/** A name of the library that reads like a party of the house; whether it is that party, a person says. */
export interface LinkProposal { folded: string; name: string; kind: HolderKind; patents: number; party: { id: string; name: string; creditCode: string | null; region: string | null } }

/** Names that are written as a known party's, once the signs that nobody types alike are folded; those with most patents first. */
export const linkProposals = async (db: Db, { after = '', most = 100 }: { after?: string; most?: number } = {}): Promise<LinkProposal[]> =>
  rows(db, `select h.folded, h.name, h.kind, (select count(*) from patent t where t.holder = h.folded) as patents,
      json_build_object('id', p.id, 'name', p.name, 'creditCode', p.credit_code, 'region', p.region) as party
    from holder_name h join party p on p.folded = h.folded where h.state = 'open' and h.folded > $1 order by h.folded, p.id limit $2`, [after, most])

/** A person has looked: the name is this party, or it is not. Until then nothing is counted as theirs. */
export async function confirmLink(db: Db, of: { folded: string; party: string; is: boolean; by: string; at: Instant }): Promise<Result<void>> {
  const [found] = await rows<{ name: string }>(db, 'select h.name from holder_name h join party p on p.id = $2 and p.folded = h.folded where h.folded = $1', [of.folded, of.party])
  if (!found) return no({ code: 'not-found', at: 'folded', say: '没有这条待核的对应，可能已由他人核过' })
  const done = await rows(db, `update holder_name set state = $3, party_id = case when $3 = 'confirmed' then $2 end, by_id = $4, at = $5 where folded = $1 and state = 'open' returning folded`, [of.folded, of.party, of.is ? 'confirmed' : 'refused', of.by, of.at])
  return done.length ? yes(undefined) : no({ code: 'already-done', at: 'folded', say: `“${found.name}”的对应已由他人核过` })
}
/** Takes a decision back, so that it is asked again. */
export async function reopenLink(db: Db, folded: string, by: string, at: Instant): Promise<Result<void>> {
  const done = await rows(db, `update holder_name set state = 'open', party_id = null, by_id = $2, at = $3 where folded = $1 and state <> 'open' returning folded`, [folded, by, at])
  return done.length ? yes(undefined) : no({ code: 'not-found', at: 'folded', say: '没有这条已核的对应' })
}
/** The names under which the library knows a party. */
export const namesOfParty = (db: Db, party: string): Promise<{ folded: string; name: string }[]> =>
  rows(db, `select folded, name from holder_name where party_id = $1 and state = 'confirmed' order by folded`, [party])
