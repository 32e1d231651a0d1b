// A process that keeps writing and says after each commit what it has written, until somebody kills it.
import { openDatabase, rows } from '../../src/platform/db/index.ts'

const { db } = await openDatabase({ dataDir: process.argv[2]!, log: () => {} })
await rows(db, 'create table if not exists written (n bigserial primary key)')
for (;;) {
  const [row] = await rows<{ n: number }>(db, 'insert into written default values returning n')
  process.stdout.write(`${row!.n}\n`)
}
