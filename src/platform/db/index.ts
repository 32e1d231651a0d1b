/** Opens the one database, embedded or by URL, applies the numbered SQL migrations, and types rows the way the rest of the house reads them. */
export { openDatabase, CannotStart, type Database, type OpenDatabase } from './open.ts'
export { migrate, type MigrationDir } from './migrate.ts'
export { foldedIn, foreignPool, housePool, json, rows, wholeOrNothing, type Db, type Tx } from './query.ts'
export type { Schema } from './schema.ts'
