import { type Field, type PartyFact, questions, type ServiceItem } from '../../service/index.ts'
import { rows } from '../db/index.ts'
import { type House, today } from '../house/index.ts'
import { getParty, type PartyRow, type Who } from '../people/index.ts'
import { entryInForce } from '../registers/index.ts'

/** An answer the house filled in, and its place. */
export interface Filled { at: string; value: unknown }
type Raw = Record<string, any>

/**
 * Fills in what the house keeps wherever nothing is answered yet: of the party once, when the draft is opened, so that what a person
 * clears stays clear; of registers as soon as the key is there. What an answer would not be taken for is not filled in.
 */
export async function fillKnown(house: House, who: Who, item: ServiceItem, raw: Raw, opening: boolean): Promise<{ raw: Raw; filled: Filled[] }> {
  const filled: Filled[] = []
  const open = questions(item.form).filter(({ at, field }) => field.from && (opening || !field.optional) && isBlank(at.split('.').reduce<any>((of, name) => of?.[name], raw)))
  const ofParty = opening && who.partyId && open.some(({ field }) => 'party' in field.from!) ? await whatIsKept(house, who) : undefined
  const whole: Raw = { ...raw }
  for (const { at, field } of open) {
    const from = field.from!
    const value = 'party' in from ? ofParty?.(from.party, field) : await fromLine(house, item, whole, from)
    if (value === undefined || value === null || !field.parse(value).ok) continue
    const [section, name] = at.split('.') as [string, string]
    whole[section] = { ...whole[section], [name]: value }
    filled.push({ at, value })
  }
  return { raw: whole, filled }
}
const isBlank = (value: any): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0) || (typeof value === 'object' && !Array.isArray(value) && !value.name && !value.creditCode)

/** The record of a party, and beyond it what the party itself answered last to a question of the same kind. */
async function whatIsKept(house: House, who: Who): Promise<(fact: PartyFact, field: Field<unknown>) => unknown> {
  const party = await getParty(house.db, who.partyId!)
  const earlier = await rows<{ item: string; answers: Raw | null }>(house.db, `select item, snapshot -> 'answers' as answers from case_file where party_id = $1 and version > 0 order by submitted_at desc limit 30`, [who.partyId])
  return (fact, field) => ofRecord(house, party, fact, field) ?? earlier.flatMap(({ item, answers }) => {
    const of = house.items.get(item)
    return of && answers ? questions(of.form).filter(({ field: f }) => f.kind === field.kind && f.from && 'party' in f.from && f.from.party === fact).map(({ at }) => { const [section, name] = at.split('.'); return answers[section!]?.[name!] }) : []
  }).find((answer) => !isBlank(answer) && field.parse(answer).ok)
}

function ofRecord(house: House, party: PartyRow, fact: PartyFact, field: Field<unknown>): unknown {
  if (fact === 'name') return field.kind === 'party' ? { name: party.name, ...(party.credit_code ? { creditCode: party.credit_code } : {}) } : party.name
  if (fact === 'creditCode') return party.credit_code ?? undefined
  if (fact === 'region') return party.region && house.units.unitOf(party.region) ? party.region : undefined
  return party.facts[fact]
}

async function fromLine(house: House, item: ServiceItem, raw: Raw, from: { register: string; field: string; by: string }): Promise<unknown> {
  const [section, name] = from.by.split('.')
  const key = item.form.sections[section!]?.fields[name!]?.parse(raw[section!]?.[name!])
  if (!key?.ok || typeof key.value !== 'string' || !house.registers.has(from.register)) return undefined
  return (await entryInForce(house.db, from.register, key.value, today(house)))?.data[from.field]
}
