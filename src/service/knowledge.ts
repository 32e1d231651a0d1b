import type { Field, Fields, Form } from './form.ts'
import type { ServiceItem } from './item.ts'
import type { Register } from './register.ts'

/** What the house keeps of a party: its record, and what it last answered about itself in any case. */
export const partyFacts = {
  name: '名称和统一社会信用代码', creditCode: '统一社会信用代码', region: '注册地', address: '住所', size: '规模', contact: '联系人', phone: '联系电话', reach: '联系人及电话', account: '收款账户',
} as const
export type PartyFact = keyof typeof partyFacts

/** How a question for one of these is worded. The first that fits names it. */
const wordings: readonly [PartyFact, RegExp, readonly Field<unknown>['kind'][]][] = [
  ['creditCode', /统一社会信用代码$/, ['creditCode', 'text']],
  ['name', /^(申请|申报|承办)?(企业|单位|主体|机构)(全称|名称)$/, ['text']],
  ['region', /^(注册地|住地|住所地|(申请|申报)?(企业|单位)所在地)$/, ['region']],
  ['address', /^(住所|地址|注册地址|通讯地址|联系地址|住所地址)$/, ['text', 'longText']],
  ['size', /^(企业|单位)规模$/, ['choice']],
  ['reach', /^联系人(及|和|、|与)(联系)?(电话|方式)$/, ['text']],
  ['contact', /^联系人(姓名)?$/, ['text']],
  ['phone', /^(联系)?(电话|手机)(号码)?$/, ['text']],
  ['account', /^(开户(银)?行(及账号)?|(银行|收款|开户)(账号|账户))$/, ['text']],
]

/** What the form asks the applicant that the house keeps already and neither fills in nor gives a reason to ask: the place, the label, and where it is kept. */
export function asksKnown(item: Pick<ServiceItem, 'form' | 'parties'>, registers: Iterable<Register> = []): { at: string; label: string; kept: string; write: string }[] {
  const own = ownParty(item)
  const open = questions(item.form).filter(({ field }) => !field.from && !field.anew)
  const keyed = [...registers].flatMap((register) => {
    const by = questions(item.form).find(({ field }) => field.label === register.keyLabel || field.kind === 'patentNumber' && register.keyLabel === '专利号')
    return by ? [{ register, by: by.at }] : []
  })
  return open.flatMap(({ at, field }) => {
    const fact = own === undefined ? undefined : at === own ? 'name' : wordings.find(([, says, kinds]) => kinds.includes(field.kind) && says.test(field.label))?.[0]
    if (fact) return [{ at, label: field.label, kept: `party.${fact}`, write: `{ party: '${fact}' }` }]
    for (const { register, by } of keyed) {
      const line = Object.entries(register.fields as Fields).find(([, f]) => f.kind === field.kind && field.label.endsWith(f.label) && at !== by)
      if (line) return [{ at, label: field.label, kept: `${register.id}.${line[0]}`, write: `{ register: '${register.id}', field: '${line[0]}', by: '${by}' }` }]
    }
    return []
  })
}

/** Every question of a form with its place, rows as one. */
export const questions = (form: Form): { at: string; field: Field<unknown> }[] =>
  Object.entries(form.sections).flatMap(([section, { fields }]) => Object.entries(fields).map(([name, field]) => ({ at: `${section}.${name}`, field })))

/** The question whose answer makes the applicant: found by answering each party differently and seeing who becomes the applicant. */
function ownParty({ form, parties }: Pick<ServiceItem, 'form' | 'parties'>): string | undefined {
  const asked: Record<string, Record<string, unknown>> = {}
  for (const [section, { fields }] of Object.entries(form.sections)) {
    asked[section] = Object.fromEntries(Object.entries(fields).filter(([, f]) => f.kind === 'party').map(([name]) => [name, { name: `${section}.${name}` }]))
  }
  try {
    return parties.applicant?.from?.(asked, {})?.name
  } catch {
    return undefined // the applicant depends on more than who is named
  }
}
