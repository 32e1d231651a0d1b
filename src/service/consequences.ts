import { dated, type Day, showDay } from '../kernel/index.ts'
import type { PartyRef } from './form.ts'
import type { Gate, Need, Told } from './item.ts'

/** What may follow for a party once the national office has identified a filing of its. The first four close a door of this house or the office's for a time. */
export const consequences = { fee: '不予减缴专利费用', subsidy: '不予资助奖励、追还已发款项', award: '不予参评奖项', 'pre-exam': '暂停或取消预审备案', statistics: '不计入统计', announce: '通报' } as const
export type Consequence = keyof typeof consequences

/** A line of the register of consequences, as whoever must ask for it is told. */
interface StandingLine {
  status: string
  from: Day
  to?: Day
  party?: PartyRef
  data: { name: string; kind: string; filing: string; batch: string; /** Left out in lines from before it was asked. */ identifiedOn?: Day; document: string }
}

export const consequenceRegister = 'filing-consequences'
/** The rules on how to file, as they stood on a day. */
const filingRules = dated('规范申请专利行为的规则', '国家知识产权局令、公告的施行日', {
  '2017-04-01': '《关于规范专利申请行为的若干规定》（局令第75号）', '2021-03-11': '《关于规范申请专利行为的办法》（公告第411号）', '2024-01-20': '《规范申请专利行为的规定》（局令第77号）',
})
const appeal = '对认定不服的，可以依法向国家知识产权局申请行政复议或者提起行政诉讼，认定被撤销的，这一后果随即撤销；认为登记有误的，请向省知识产权局保护处提出'

/**
 * The door that one consequence closes, for an item that gives what is barred: what to look up, and the gate. It opens again by itself
 * when the time is over or the identification has fallen. Nothing else closes it: no score, no batch that is still being verified.
 */
export function barredBy(kind: Consequence, whom: (c: Told) => readonly (PartyRef | undefined)[]): { need: Extract<Need, { from: 'register' }>; gate: Gate } {
  // Two people may have one name: whoever has no code cannot be looked up, and a person in charge asks.
  const named = (c: Told) => whom(c).flatMap((party) => (party?.creditCode || party?.id ? [party] : []))
  return {
    need: { from: 'register', register: consequenceRegister, party: named },
    gate: {
      label: '申请行为处理后果', basis: (c) => filingRules.on(c.ruleDay),
      holds: (c) => {
        const standing = ((c.facts.consequences ?? []) as StandingLine[]).filter((l) => l.data.kind === kind && l.status === 'inForce')
        if (!standing.length) return true
        const said = standing.map((l) => `${l.data.name}的${l.data.filing}（${l.data.batch}）${l.data.identifiedOn ? `于${showDay(l.data.identifiedOn)}` : ''}经国家知识产权局作出认定，依据${l.data.document}，自${showDay(l.from)}起${consequences[kind]}${l.to ? `，至${showDay(l.to)}` : ''}`)
        return `${said.join('；')}。${appeal}`
      },
    },
  }
}
