import { resolve } from 'node:path'
import { CannotStart } from '../platform/db/index.ts'

export const root = resolve(import.meta.dirname, '../..')

/** What the person starting the program may choose, all by environment. */
export interface Settings {
  databaseUrl: string | undefined
  dataDir: string
  host: string
  port: number
}

export function settings(env: NodeJS.ProcessEnv = process.env): Settings {
  const port = Number(env.PORT || 8022)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new CannotStart(`PORT=${env.PORT} 不是端口号，应是 1 到 65535 之间的整数，如 PORT=8022`)
  return {
    databaseUrl: env.DATABASE_URL || undefined,
    dataDir: resolve(root, env.ZHIXING_DATA || 'var'),
    // The demonstration accounts have printed passwords: other machines are let in only when asked for.
    host: env.HOST || '127.0.0.1',
    port,
  }
}
