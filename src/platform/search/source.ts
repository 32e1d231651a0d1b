import { rows, type Db } from '../db/index.ts'
import { saveSetting, setting } from '../house/index.ts'
import { changes, countPatents } from '../library/index.ts'
import type { Plan, Source } from './engine.ts'

/** The patent library as a source of documents. */
export function librarySource(db: Db): Source {
  return {
    async origin() {
      // The timeline changes where a database was wound back or taken over, and with it what the marks mean.
      const [of] = await rows<{ of: string; moment: number }>(db, `select s.system_identifier || '.' || c.timeline_id || '.' || (select oid from pg_database where datname = current_database()) as of,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint as moment from pg_control_system() s, pg_control_checkpoint() c`)
      return of!
    },
    count: () => countPatents(db),
    changes: (mark, most) => changes(db, mark, most),
    plan: async () => await setting<Plan>(db, 'search-plan') ?? { round: 0, stopped: false },
    setPlan: (plan) => saveSetting(db, 'search-plan', plan),
  }
}
