import { isDay, no, readCreditCode, type Day, type Instant, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { type Fields, type PartyRef, readFields } from '../../service/index.ts'
import { type Db, wholeOrNothing } from '../db/index.ts'
import type { Line } from './line.ts'
import { alterLine, writeEntries, type EntrySource, type Registers } from './write.ts'

/** An official with the offices they are appointed at today. */
export interface Keeper { id: string; name: string; offices: readonly string[] }

/** What a keeper fills in: a new line, or changes to the line with the given id as it was read. */
export interface ByHand {
  register: string
  how: 'add' | 'change'
  key?: string
  /** The line to change, and the version that was on the screen. */
  id?: number
  version?: number
  party?: PartyRef
  from?: string
  to?: string
  status?: string
  data?: Record<string, unknown>
  unit?: string
  reason: string
}

/** Adds or changes a line without a case. Only the offices that keep the register may, and they say why. */
export async function changeByHand(db: Db, who: Keeper, raw: ByHand, at: { on: Day; at: Instant }, registers: Registers): Promise<Result<Line>> {
  const register = registers.get(raw.register)
  if (!register) return no({ code: 'no-register', at: 'register', say: '没有这个名录' })
  const keptBy = register.keptBy ?? []
  if (!keptBy.length) return no({ code: 'kept-by-cases', say: `“${register.name}”只由办件写入，不能手工修改` })
  if (!keptBy.some((office) => who.offices.includes(office))) return no({ code: 'not-keeper', say: `“${register.name}”不由您所在单位维护` })

  const refusals: Refusal[] = []
  const reason = raw.reason?.trim()
  if (!reason) refusals.push({ code: 'answer-missing', at: 'reason', say: '请填写修改理由' })
  if (raw.how === 'add' && !raw.key?.trim()) refusals.push({ code: 'answer-missing', at: 'key', say: `请填写${register.keyLabel}` })
  for (const end of ['from', 'to'] as const) if (raw[end] !== undefined && !isDay(raw[end])) refusals.push({ code: 'answer-wrong', at: end, say: `${end === 'from' ? '起始日' : '截止日'}须为真实日期，例如 2022-07-01` })
  if (raw.status !== undefined && !(raw.status in register.statuses)) refusals.push({ code: 'answer-wrong', at: 'status', say: `请选择状态：${Object.values(register.statuses).join('、')}` })
  if (raw.party?.creditCode) {
    const code = readCreditCode(raw.party.creditCode)
    if (!code.ok) refusals.push(...code.refusals.map((r) => ({ ...r, at: 'party' })))
  }
  // A change asks only what it changes.
  const asked: Fields = raw.how === 'add' ? register.fields : Object.fromEntries(Object.entries(register.fields).filter(([name]) => raw.data !== undefined && name in raw.data))
  const data = readFields(asked, raw.data ?? {})
  if (!data.ok) refusals.push(...data.refusals.map((r) => ({ ...r, at: r.at ? `data.${r.at}` : 'data' })))
  if (refusals.length || !data.ok) return no(...refusals)

  const source: EntrySource = { by: { id: who.id, name: who.name }, on: at.on, at: at.at, reason, unit: raw.unit }
  const change = { party: raw.party, from: raw.from as Day | undefined, to: raw.to as Day | undefined, status: raw.status, data: data.value as Record<string, unknown> }
  return wholeOrNothing(db, async (tx): Promise<Result<Line>> => {
    if (raw.how === 'add') {
      const written = await writeEntries(tx, [{ register: register.id, key: raw.key!.trim(), how: 'add', ...change }], source, registers)
      return written.ok ? yes(written.value[0]!) : written
    }
    const before = await tx.selectFrom('entry').selectAll().where('id', '=', raw.id ?? 0).where('register', '=', register.id).forUpdate().executeTakeFirst()
    if (!before) return no({ code: 'no-entry', at: 'id', say: '没有找到要修改的条目，请刷新后重试' })
    if (raw.version !== before.version) return no({ code: 'entry-changed', at: 'version', say: '这一条目刚刚被他人修改，请刷新后核对再改' })
    return alterLine(tx, register, before, change, source)
  })
}
