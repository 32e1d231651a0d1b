import type { Instant } from '../../kernel/index.ts'
import type { Db } from '../db/index.ts'
import { writeEntries, type Registers } from './write.ts'

const release = { id: 'release', name: '随系统发布' }

/** Writes the lines registers open with. Doing it again adds only what a newer release has added, and changes nothing kept since. */
export async function openRegisters(db: Db, registers: Registers, at: Instant): Promise<number> {
  let added = 0
  for (const register of registers.values()) {
    if (!register.opens?.length) continue
    const known = await db.selectFrom('entry as e').innerJoin('entry_change as c', (j) => j.onRef('c.entry_id', '=', 'e.id').on('c.version', '=', 1))
      .select(['e.key', 'c.from_day']).where('e.register', '=', register.id).where('c.by_id', '=', release.id).execute()
    const fresh = register.opens.filter((line) => !known.some((k) => k.key === line.key && k.from_day === line.from))
    // Each is known from its first day, because the announcement it is taken from was public then.
    for (const line of fresh) await db.transaction().execute((tx) => writeEntries(tx, [{ register: register.id, how: 'add', ...line }], { by: release, on: line.from, at }, registers))
    added += fresh.length
  }
  return added
}
