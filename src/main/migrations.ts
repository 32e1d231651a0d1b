import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { MigrationDir } from '../platform/db/index.ts'

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Every folder of migrations, the lower floors first: a programme's tables may refer to the platform's, never the reverse. */
export function migrationDirs(): MigrationDir[] {
  const programmes = existsSync(here('programmes')) ? readdirSync(here('programmes')).sort() : []
  return ['platform', 'supervision', ...programmes.map((name) => `programmes/${name}`)]
    .map((name) => ({ name, dir: here(`${name}/migrations`) }))
    .filter(({ dir }) => existsSync(dir))
}
