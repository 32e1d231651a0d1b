import { resolve } from 'node:path'
import { CannotStart } from '../platform/db/index.ts'
import type { MailSettings } from '../platform/reminders/index.ts'

export const root = resolve(import.meta.dirname, '../..')

/** What the person starting the program may choose, all by environment. */
export interface Settings {
  databaseUrl: string | undefined
  dataDir: string
  host: string
  port: number
  /** Where people reach the house, for links that leave it. */
  origin: string
  /** The way out for mail; without it none is sent. */
  mail?: MailSettings
  /** The OpenSearch server that searches the patent library; without it the house does so itself. */
  openSearch?: string
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
    origin: env.ZHIXING_ORIGIN?.replace(/\/+$/, '') || `http://localhost:${port}`,
    ...mailOf(env), ...openSearchOf(env),
  }
}

function mailOf(env: NodeJS.ProcessEnv): { mail?: MailSettings } {
  const url = env.ZHIXING_SMTP_URL, from = env.ZHIXING_MAIL_FROM
  if (!url && !from) return {}
  if (!url || !/^smtps?:\/\/./.test(url) || !URL.canParse(url)) throw new CannotStart('ZHIXING_SMTP_URL 须形如 smtps://账号:口令@mail.example.gov.cn:465 或 smtp://mail.example.gov.cn:25；口令中的 @ 写作 %40')
  if (!from || !/@[A-Za-z0-9.-]+>?\s*$/.test(from)) throw new CannotStart('配置了 ZHIXING_SMTP_URL，还须以 ZHIXING_MAIL_FROM 写明发件人，如 知行 <zhixing@example.gov.cn>')
  return { mail: { url, from } }
}

function openSearchOf({ ZHIXING_OPENSEARCH_URL: url }: NodeJS.ProcessEnv): { openSearch?: string } {
  if (!url) return {}
  if (!/^https?:\/\/./.test(url) || !URL.canParse(url)) throw new CannotStart('ZHIXING_OPENSEARCH_URL 须形如 https://账号:口令@search.example.gov.cn:9200；口令中的 @ 写作 %40')
  return { openSearch: url }
}
