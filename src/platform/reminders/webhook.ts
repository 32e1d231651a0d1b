import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { lookup } from 'node:dns'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { no, type Result, yes } from '../../kernel/index.ts'
import type { Tried } from './mail.ts'

// Signatures and headers as Standard Webhooks has them (standardwebhooks.com): receivers have ready-made code for it.

export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`
/** The headers that prove a message comes from us and is fresh; with two secrets in force it is signed with both. */
export function signed(secrets: readonly string[], id: string, at: number, body: string): Record<string, string> {
  const signature = (secret: string) => `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${at}.${body}`).digest('base64')}`
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': secrets.map(signature).join(' ') }
}

const keyOf = (secret: string) => createHash('sha256').update(`webhook secrets\n${secret}`).digest()
/** Kept in the database only under the installation's secret. */
export function seal(text: string, secret: string): string {
  const iv = randomBytes(12), cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv)
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
}
/** Nothing where it was sealed under another secret. */
export function unseal(sealed: string, secret: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64'), decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(-16))
  const text = decipher.update(bytes.subarray(12, -16))
  try { return Buffer.concat([text, decipher.final()]).toString('utf8') } catch { return undefined }
}

// Addresses of this machine, of the house network, and those nobody should be at.
const inside = new BlockList()
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]] as const) inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [['::', 96], ['::ffff:0:0', 96], ['64:ff9b::', 96], ['100::', 64], ['2001:db8::', 32], ['2002::', 16], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const) inside.addSubnet(net, bits, 'ipv6')
const isInside = (address: string) => inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** An address a webhook may have: https to a public host, or to a host that the administrator allows, which may then speak http. */
export function readTarget(text: string, allowed: readonly string[]): Result<URL> {
  const wrong = (say: string) => no({ code: 'webhook-url', at: 'url', say })
  if (text.length > 500 || !URL.canParse(text)) return wrong('地址不完整，应形如 https://gateway.example.cn/hook')
  const url = new URL(text)
  const isAllowed = allowed.includes(hostOf(url))
  if (url.username || url.password) return wrong('地址里不要写账号口令；接收方用签名核验来源')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isAllowed)) return wrong('地址须以 https:// 开头；内网主机列入允许名单后可用 http://')
  if (isIP(hostOf(url)) && isInside(hostOf(url)) && !isAllowed) return wrong(insideSay(hostOf(url)))
  return yes(url)
}
const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
const insideSay = (host: string) => `“${host}”是本机或内网地址，未列入允许名单，不发送；确需发送的，由管理员先把主机加入允许名单`

const longest = 10_000
/** Posts a message once. No redirect is followed, and the address is looked at again at the moment of connecting, whatever the name stood for before. */
export async function post(text: string, headers: Record<string, string>, body: string, allowed: readonly string[]): Promise<Tried> {
  const target = readTarget(text, allowed)
  if (!target.ok) return { outcome: 'refused', address: text, answer: target.refusals[0]!.say }
  const url = target.value, host = hostOf(url)
  const guarded: LookupFunction = (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0)
      if (!allowed.includes(host) && found.some((f) => isInside(f.address))) return done(Object.assign(new Error(insideSay(host)), { code: 'EINSIDE' }), '', 0)
      return options.all ? done(null, found) : done(null, found[0]!.address, found[0]!.family)
    })
  }
  return new Promise((settle) => {
    const tell = (outcome: Tried['outcome'], answer: string) => settle({ outcome, address: text, answer: answer.slice(0, 300) })
    const asked = (url.protocol === 'https:' ? secure : plain)(url, {
      method: 'POST', lookup: guarded, signal: AbortSignal.timeout(longest), agent: false,
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), 'user-agent': 'zhixing-webhook/1', ...headers },
    }, (answer) => {
      const status = answer.statusCode ?? 0
      // What the other side writes is of no interest and may be endless.
      answer.destroy()
      if (status >= 200 && status < 300) tell('sent', `HTTP ${status}`)
      else if (status >= 300 && status < 400) tell('failed', `HTTP ${status}：接收方要求转到别处，不跟随；请把地址改为最终地址`)
      else if (status === 410) tell('refused', 'HTTP 410：接收方声明不再接收')
      else tell('failed', `HTTP ${status}`)
    })
    asked.on('error', (error: NodeJS.ErrnoException) => tell(error.code === 'EINSIDE' ? 'refused' : 'failed', error.name === 'TimeoutError' || error.name === 'AbortError' ? '接收方10秒内没有应答' : error.message || String(error.code)))
    asked.end(body)
  })
}
