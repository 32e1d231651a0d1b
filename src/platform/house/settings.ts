import { type Db, rows } from '../db/index.ts'

/** What the installation remembers of itself under a name. */
export async function setting<T>(db: Db, key: string): Promise<T | undefined> {
  const [found] = await rows<{ value: T }>(db, 'select value from setting where key = $1', [key])
  return found?.value
}
export async function saveSetting(db: Db, key: string, value: unknown): Promise<void> {
  await rows(db, 'insert into setting (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value, at = now()', [key, JSON.stringify(value)])
}
export async function dropSetting(db: Db, key: string): Promise<void> {
  await rows(db, 'delete from setting where key = $1', [key])
}
