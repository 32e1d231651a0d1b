import type { FastifyInstance } from 'fastify'

const everywhere = { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' }

/** For answers to programs: nothing in them may ever run or be framed, and nothing is kept by a cache. */
export const apiHeaders: Record<string, string> = { ...everywhere, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox", 'cache-control': 'no-store' }

const forPages = {
  ...everywhere, 'referrer-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()',
}

/** For pages: scripts of our own files only; inline styles are allowed, because antd writes its own. */
export function pageHeaders({ secure, scriptHashes = [] }: { secure: boolean; scriptHashes?: readonly string[] }): Record<string, string> {
  const policy = [
    "default-src 'self'", `script-src ${["'self'", ...scriptHashes.map((hash) => `'${hash}'`)].join(' ')}`, "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
    "connect-src 'self'", "worker-src 'self' blob:", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", ...(secure ? ['upgrade-insecure-requests'] : []),
  ]
  return { ...forPages, 'content-security-policy': policy.join('; '), ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}) }
}

/** Sets fixed headers, made once, on every answer of this part of the server. */
export function sends(app: FastifyInstance, headers: Record<string, string>): void {
  const pairs = Object.entries(headers)
  app.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of pairs) reply.raw.setHeader(name, value)
    done()
  })
}
