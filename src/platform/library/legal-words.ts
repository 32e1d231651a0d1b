import type { LegalEventKind } from './types.ts'

/** What an event of the Chinese legal-status data is, by what its text says; the first that fits. */
const phrases: readonly (readonly [RegExp, LegalEventKind])[] = [
  [/未缴(纳)?年费.*终止|终止.*未缴(纳)?年费/, 'fee-ceased'], [/有效期(届|期)?满|期限届满|保护期限届满/, 'expired'], [/恢复/, 'restored'],
  [/部分无效|无效宣告.*部分|维持部分有效/, 'partly-invalidated'], [/全部无效|宣告无效|无效宣告(?!请求)/, 'invalidated'],
  [/视为放弃|避免重复授(予|权)|主动放弃|放弃专利权/, 'deemed-abandoned'], [/视为撤回|视撤/, 'deemed-withdrawn'], [/主动撤回|撤回专利申请|申请.*撤回$/, 'withdrawn'],
  [/驳回/, 'refusal'], [/开放许可.*(撤回|终止|失效)/, 'open-licence-end'], [/开放许可/, 'open-licence'],
  [/质押.*(注销|解除)/, 'pledge-end'], [/质押/, 'pledge'], [/许可.*(注销|终止|解除)/, 'licence-end'], [/许可/, 'licence'],
  [/保全.*解除|解除.*保全/, 'preservation-end'], [/保全|查封|中止/, 'preservation'], [/转移|转让|权利人.*变更|申请权.*变更/, 'transfer'],
  [/终止/, 'ceased'], [/授权|授予/, 'grant'], [/实质审查/, 'examination'], [/公开|公布/, 'publication'],
]
/** 保全及其解除 and 质押合同登记的生效、变更及注销 are headings; the text below them says which. */
export function kindOfPhrase(status: string, detail = ''): LegalEventKind {
  const said = /及其?(解除|注销)|、(变更|注销)/.test(status) && detail ? detail : status
  return phrases.find(([pattern]) => pattern.test(said))?.[1] ?? phrases.find(([pattern]) => pattern.test(detail))?.[1] ?? 'other'
}

/** INPADOC codes of China. Source: the EPO's list of legal event codes, as this house reads it. */
const chinese: Record<string, LegalEventKind> = {
  C06: 'publication', PB01: 'publication', C10: 'examination', SE01: 'examination', C14: 'grant', GR01: 'grant', C02: 'deemed-withdrawn', WD01: 'deemed-withdrawn', C12: 'refusal', RJ01: 'refusal',
  C17: 'ceased', C19: 'fee-ceased', CF01: 'fee-ceased', CX01: 'expired', C25: 'deemed-abandoned', AV01: 'deemed-abandoned', C20: 'deemed-abandoned', RR01: 'restored', C41: 'transfer', TA01: 'transfer', TR01: 'transfer',
  EE01: 'licence', EC01: 'licence-end', PE01: 'pledge', PC01: 'pledge-end', PP01: 'preservation', PD01: 'preservation-end', IW01: 'invalidated', IP01: 'partly-invalidated', OL01: 'open-licence',
}
/** Of other offices only what can mean one thing; a lapse in one contracting state is not the end of a European patent. */
const described: readonly (readonly [RegExp, LegalEventKind])[] = [
  [/CONTRACTING STATE/, 'other'], [/LAPSE.*(NON-?PAYMENT|FAILURE TO PAY)|(NON-?PAYMENT|FAILURE TO PAY).*LAPSE/, 'fee-ceased'], [/DEEMED TO BE WITHDRAWN/, 'deemed-withdrawn'],
  [/^ASSIGNMENT|CHANGE OF OWNER|TRANSFER OF (RIGHTS|PATENT)/, 'transfer'], [/^(PATENT )?LICEN[CS]E/, 'licence'], [/PATENT GRANTED|GRANT OF PATENT|^INFORMATION ON STATUS: PATENT GRANT$/, 'grant'],
  [/^APPLICATION REFUSED|^REFUSAL/, 'refusal'],
]
export const kindOfInpadoc = (country: string, code: string, description: string): LegalEventKind =>
  country === 'CN' ? chinese[code] ?? kindOfPhrase(description) : described.find(([pattern]) => pattern.test(description.toUpperCase()))?.[1] ?? 'other'
