import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { CannotStart } from '../platform/db/index.ts'

/** Refuses in words, naming who has it, when the port cannot be had; asked before the long work starts. */
export async function mustBeFree(host: string, port: number): Promise<void> {
  const code = await new Promise<string | undefined>((settle) => {
    const probe = createServer().once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => settle(undefined)))
  })
  if (code) throw new CannotStart(portRefusal(code, host, port))
}

export function portRefusal(code: string, host: string, port: number): string {
  const another = `PORT=${port === 8022 ? 8023 : port + 1} npm start`
  if (code === 'EADDRINUSE') {
    const holder = holderOf(port)
    return `端口 ${port} 已被${holder ? `进程 ${holder}` : '另一个程序'}占用。请停止它，或换一个端口启动：${another}`
  }
  if (code === 'EACCES') return `当前用户不能使用端口 ${port}（1024 以下的端口只给管理员）。请换一个端口启动：PORT=8022 npm start`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `本机没有地址 ${host}。请改 HOST，本机使用可写 HOST=127.0.0.1，让其他机器访问可写 HOST=0.0.0.0`
  return `不能在 ${host}:${port} 上等候访问（${code}）。请换一个端口启动：${another}`
}

function holderOf(port: number): string | undefined {
  if (process.platform === 'linux') return holderByProc(port)
  const { stdout } = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' })
  const [, pid, name] = /^p(\d+)\nc(.*)$/m.exec(stdout ?? '') ?? []
  return pid && `${pid}（${name}）`
}

function holderByProc(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => quiet(() => readFileSync(file, 'utf8').split('\n')) ?? [])
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === '0A')
    .map((columns) => `socket:[${columns[9]}]`))
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of quiet(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
      const target = quiet(() => readlinkSync(`/proc/${pid}/fd/${fd}`))
      if (target && sockets.has(target)) return `${pid}（${quiet(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 80))}）`
    }
  }
  return undefined
}

// Processes end while we look, and those of other users do not let us.
function quiet<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
