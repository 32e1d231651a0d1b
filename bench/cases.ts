import { aHouse, anApplicant, anOfficial } from '../test/house.ts'
import { step, submit } from '../src/platform/cases/index.ts'
import { cpuOf, ground, type Line, paced, rounds } from './ground.ts'
import { clients, handWritten } from './limit.ts'
import { pingProgramme } from './ping.ts'

const note = '同意，请右席办理'

/** Case transitions in process, beside one hand-written guarded statement that keeps the same rows, in the same run. */
export async function run(): Promise<Line[]> {
  const g = await ground()
  try {
    const house = await aHouse(g.db, { programmes: [pingProgramme] })
    const who = await anOfficial(g.db, 'fj.3501', ['handle'])
    const ids: string[] = []
    for (let i = 0; i < clients; i++) {
      const applicant = await anApplicant(g.db)
      const made = await submit(house, applicant, 'ping', { who: { name: { name: applicant.partyName }, place: '350102', note: '测速' } })
      if (!made.ok) throw new Error(JSON.stringify(made.refusals))
      ids.push(made.value.id)
    }
    const hand = await handWritten(g.pool)
    const byHand = async (client: number) => { await hand.step(`h${client}`, note) }
    const next = ids.map(() => 'over')
    const ours = async (client: number) => {
      const done = await step(house, who, ids[client]!, { step: next[client]!, input: { note } })
      if (!done.ok) throw new Error(JSON.stringify(done.refusals))
      next[client] = next[client] === 'over' ? 'back' : 'over'
    }
    return paced('办件流转（进程内，每步一次持久事务）', await rounds({ hand: byHand, ours }, { clients, cpu: cpuOf(g.dataDir) }), 0.65)
  } finally {
    await g.end()
  }
}
if (import.meta.main) {
  const { print } = await import('./table.ts')
  print(await run())
}
