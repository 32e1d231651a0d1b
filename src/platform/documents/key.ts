import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The key this installation signs papers with. Only the private half is secret; the public half is published. */
export interface InstallationKey {
  sign: KeyObject
  /** The public half as PEM. */
  publicPem: string
  /** The first sixteen hex digits of its SHA-256, for people to compare. */
  fingerprint: string
}

const known = new Map<string, Promise<InstallationKey>>()

/** The installation's key, made at the first start and kept readable by its owner alone. */
export function installationKey(dataDir: string): Promise<InstallationKey> {
  const path = join(dataDir, 'keys', 'papers-ed25519.pem')
  const found = known.get(path) ?? readOrMake(path)
  known.set(path, found)
  found.catch(() => known.delete(path))
  return found
}

async function readOrMake(path: string): Promise<InstallationKey> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return make(path)
    throw error
  })
  const sign = createPrivateKey(pem)
  const publicPem = createPublicKey(sign).export({ type: 'spki', format: 'pem' }) as string
  return { sign, publicPem, fingerprint: fingerprintOf(publicPem) }
}

/** Written whole beside its place and linked in: of two processes starting together the first wins, and both use its key. */
async function make(path: string): Promise<string> {
  const folder = join(path, '..')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const temporary = `${path}.${randomUUID()}`
  await writeFile(temporary, pem, { mode: 0o600, flag: 'wx' })
  const handle = await open(temporary)
  await handle.sync()
  await handle.close()
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(temporary)
  return readFile(path, 'utf8')
}

export function fingerprintOf(publicPem: string): string {
  const der = createPublicKey(publicPem).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}
