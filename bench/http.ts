import { fork, type ChildProcess } from 'node:child_process'
import { createServer as bareServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { createServer } from '../src/http/index.ts'
import { submit } from '../src/platform/cases/index.ts'
import { appoint, createMember } from '../src/platform/people/index.ts'
import { aHouse, anApplicant } from '../test/house.ts'
import { ground, type Line, paced, rounds } from './ground.ts'
import { clients, handWritten } from './limit.ts'
import { pingProgramme } from './ping.ts'

interface Ready { bare: number; ours: number; ids: string[]; cookie: string }

/**
 * The same step over HTTP: one hand-written statement behind bare node:http, and ours with sign-in, validation and everything
 * else behind Fastify. Both servers live in one process of their own, so that the clients' work falls on neither.
 */
export async function run(): Promise<Line[]> {
  const child: ChildProcess = fork(import.meta.filename, ['serve'])
  const ready = await new Promise<Ready>((settle, fail) => { child.once('message', (m) => settle(m as Ready)); child.once('exit', (code) => fail(new Error(`the servers ended with ${code}`))) })
  child.removeAllListeners('exit')
  try {
    const bare = Array.from({ length: clients }, () => client(ready.bare)), ours = Array.from({ length: clients }, () => client(ready.ours))
    const next = ready.ids.map(() => 'over')
    const note = JSON.stringify({ input: { note: '同意，请右席办理' } })
    const writes = {
      hand: (n: number) => bare[n]!('POST', `/cases/h${n}/steps/over`, note),
      ours: async (n: number) => {
        await ours[n]!('POST', `/api/v1/cases/${ready.ids[n]}/steps/${next[n]}`, note, `cookie: ${ready.cookie}\r\nx-zhixing: 1\r\nprefer: return=minimal\r\n`)
        next[n] = next[n] === 'over' ? 'back' : 'over'
      },
    }
    const reads = { hand: (n: number) => bare[n]!('GET', `/cases/h${n}`), ours: (n: number) => ours[n]!('GET', `/api/v1/cases/${ready.ids[n]}/row`, undefined, `cookie: ${ready.cookie}\r\n`) }
    const lines: Line[] = []
    for (const [what, contenders, goal] of [['HTTP 办理一步（含登录和校验）', writes, 0.62], ['HTTP 按编号读（含登录和可见范围）', reads, 0.8]] as const) {
      lines.push(...paced(what, await rounds(contenders, { clients }), goal))
    }
    return lines
  } finally {
    await new Promise((settle) => { child.once('exit', settle); child.send('stop') })
  }
}

async function serve(): Promise<void> {
  const g = await ground()
  const house = await aHouse(g.db, { programmes: [pingProgramme] })
  const made = await createMember(g.db, { name: '测速', username: 'bench', password: 'Kk7-bamboo-river' })
  if (!made.ok) throw new Error(JSON.stringify(made.refusals))
  await appoint(g.db, { member: made.value.id, unit: 'fj.3501', duties: ['handle'], from: '2020-01-01', basis: '测速' })
  const ids: string[] = []
  for (let i = 0; i < clients; i++) {
    const applicant = await anApplicant(g.db)
    const filed = await submit(house, applicant, 'ping', { who: { name: { name: applicant.partyName }, place: '350102', note: '测速' } })
    if (!filed.ok) throw new Error(JSON.stringify(filed.refusals))
    ids.push(filed.value.id)
  }
  const bare = await listening(bareServerOver(await handWritten(g.pool)))
  const app = await createServer(house, { databaseUrl: g.url, secret: 'a secret of at least thirty-two letters', limits: false })
  const ours = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  const signed = await app.inject({ method: 'POST', url: '/api/session', headers: { 'x-zhixing': '1' }, payload: { username: 'bench', password: 'Kk7-bamboo-river' } })
  process.send!({ bare, ours, ids, cookie: String(signed.headers['set-cookie']).split(';')[0]! } satisfies Ready)
  process.once('message', () => { void app.close().then(() => g.end()).then(() => process.exit(0)) })
}

/** The limit behind the least server there is. */
const bareServerOver = (hand: Awaited<ReturnType<typeof handWritten>>) => bareServer((request, response) => {
  const id = request.url!.split('/')[2]!
  const send = (value: unknown) => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value)) }
  const fail = () => { response.writeHead(500).end() }
  if (request.method === 'GET') {
    hand.read(id).then(send, fail)
    return
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: { note: string } }
    hand.step(id, input.note).then((done) => send({ id, ...done }), fail)
  })
})

const listening = (server: ReturnType<typeof bareServer>): Promise<number> => new Promise((settle) => { server.listen(0, '127.0.0.1', () => settle((server.address() as { port: number }).port)) })

/** One kept connection that asks one thing after another and reads answers of known length; as little work as a client can do. */
function client(port: number) {
  let socket: Socket | undefined
  let got: ((whole: string) => void) | undefined
  let held = ''
  const open = () => {
    socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1')
    socket.on('data', (chunk) => {
      held += String(chunk)
      const end = held.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = /content-length: (\d+)/i.exec(held)?.[1]
      const whole = length ? held.length >= end + 4 + Number(length) : held.endsWith('0\r\n\r\n')
      if (!whole) return
      const answer = held
      held = ''
      got!(answer)
    })
    return socket
  }
  return async (method: string, path: string, body?: string, headers = ''): Promise<void> => {
    const answer = await new Promise<string>((settle) => {
      got = settle
      ;(socket ?? open()).write(`${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers}${body ? `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` : ''}\r\n${body ?? ''}`)
    })
    if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`${method} ${path}: ${answer.slice(0, 600)}`)
  }
}

if (import.meta.main) {
  if (process.argv[2] === 'serve') await serve()
  else (await import('./table.ts')).print(await run())
}
