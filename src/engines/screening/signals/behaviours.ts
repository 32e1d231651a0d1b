import { type Day, dated } from '../../../kernel/index.ts'

/** A version of the rules on how to file, with its types of behaviour in its own numbers. */
export interface BehaviourTable { version: string; types: Readonly<Record<number, string>> }

const notice411: BehaviourTable = {
  version: '国家知识产权局公告第411号',
  types: {
    1: '同时或先后提交内容明显相同或由特征简单组合变化的多件申请', 2: '编造、伪造、变造内容、数据或效果，或抄袭、简单替换、拼凑', 3: '与申请人、发明人实际研发能力和资源条件明显不符',
    4: '主要利用计算机程序随机生成', 5: '为规避可专利性审查而明显不合常理，或变劣、堆砌、非必要缩限', 6: '为逃避监管将关联申请分散、先后或异地提交', 7: '倒买倒卖，或虚假变更发明人、设计人',
    8: '代理机构等代理、诱导、教唆、帮助他人或与之合谋', 9: '其他违反诚实信用、扰乱秩序的行为',
  },
}
const order77: BehaviourTable = {
  version: '国家知识产权局令第77号',
  types: {
    1: '多件申请内容明显相同，或由不同特征、要素简单组合变化', 2: '编造、伪造、变造内容、实验数据或技术效果，或抄袭、简单替换、拼凑', 3: '主要利用计算机技术等随机生成', 4: '明显不符合技术改进、设计常理，或变劣、堆砌、非必要缩限',
    5: '无实际研发活动提交多件且不能合理解释', 6: '将关联的多件申请恶意分散、先后或异地提出', 7: '出于不正当目的转让、受让专利申请权，或虚假变更发明人、设计人', 8: '其他违反诚实信用原则、扰乱正常秩序的行为',
  },
}

/** The types of behaviour of each version of the rules, from the day it came into force. */
export const behaviourTables = dated<BehaviourTable>('规范申请专利行为的规定所列类型', '公告第411号（2021-03-11）；局令第77号（2024-01-20施行），类型次序和文字待按公布文本核定', { '2021-03-11': notice411, '2024-01-20': order77 }, { show: (t: BehaviourTable) => t.version })

/** Where the types of notice 411 went in order 77. Its eighth, on agencies, became a duty of its own there and is counted under the last. */
const into77: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 5, 4: 3, 5: 4, 6: 6, 7: 7, 8: 8, 9: 8 }

export interface Behaviour { version: string; number: number; mark: string; text: string }

/** What types of notice 411 are called by the rules of a day. */
export function behavioursOn(day: Day, of411: readonly number[]): Behaviour[] {
  const table = behaviourTables.on(day)
  const numbers = table === order77 ? [...new Set(of411.map((n) => into77[n]!))] : of411
  return numbers.map((number) => ({ version: table.version, number, mark: String.fromCharCode(0x2460 + number - 1), text: table.types[number]! }))
}
