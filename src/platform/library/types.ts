import { type Day, showPatentNumber } from '../../kernel/index.ts'

export type PatentType = 'invention' | 'utility-model' | 'design' | 'other'
export type HolderKind = 'enterprise' | 'university' | 'institute' | 'person' | 'other'
export type LegalStatus = 'pending' | 'granted' | 'ceased' | 'expired' | 'withdrawn' | 'refused' | 'abandoned' | 'invalidated' | 'unknown'
export type LegalFlag = 'pledged' | 'licensed' | 'open-licence' | 'preserved' | 'transferred'
export type LegalEventKind =
  | 'publication' | 'examination' | 'grant' | 'refusal' | 'deemed-withdrawn' | 'withdrawn' | 'deemed-abandoned' | 'fee-ceased' | 'ceased' | 'expired'
  | 'restored' | 'invalidated' | 'partly-invalidated' | 'transfer' | 'licence' | 'licence-end' | 'pledge' | 'pledge-end' | 'open-licence'
  | 'open-licence-end' | 'preservation' | 'preservation-end' | 'other'

/** Someone who applied or owns, as the record names them. */
export interface Holder {
  name: string
  kind: HolderKind
  country?: string
  creditCode?: string
  /** The party of this house it is, once that is sure. */
  party?: string
  address?: string
  /** GB/T 2260, six digits */
  region?: string
}

export interface Publication {
  /** With office and kind: CN104751825B */
  number: string
  kind: string
  day?: Day
}

/** One application, with whatever of its publications is known. */
export interface Patent {
  /** Office and application number with check digit, CN2015101633256; the first publication number known where that is not. */
  key: string
  office: string
  type: PatentType
  application?: { number: string; day?: Day }
  publications: Publication[]
  granted?: Day
  title: string
  abstract?: string
  /** One text, claims parted by newlines. */
  claims?: string
  applicants: Holder[]
  /** Empty means the applicants. */
  owners: Holder[]
  inventors: string[]
  agency?: { name: string; code?: string }
  agents: string[]
  /** The main symbol first, G09G5/10 */
  ipc: { symbol: string; version?: string }[]
  priorities: { number: string; day?: Day; office?: string }[]
  family?: string
  cites: { number: string; by?: 'examiner' | 'applicant' }[]
  /** Of a divisional: the key of its parent. */
  parent?: string
  /** Worked out from the events, kept for lists. */
  status: LegalStatus
  statusDay?: Day
  flags: LegalFlag[]
  demo: boolean
}

export interface LegalEvent { key: string; kind: LegalEventKind; day: Day; text: string; from?: string[]; to?: string[]; source: string }

/** The number of an application as people write it. */
export const applicationShown = ({ application, office }: Pick<Patent, 'application' | 'office'>): string | undefined => application && (office === 'CN' ? showPatentNumber(application.number) : application.number)
/** The number people know a record by: that of its last publication, else of its application. */
export const numberOf = (patent: Pick<Patent, 'key' | 'office' | 'application' | 'publications'>): string => patent.publications.at(-1)?.number ?? applicationShown(patent) ?? patent.key

export const typeWords: Record<PatentType, string> = { invention: '发明', 'utility-model': '实用新型', design: '外观设计', other: '其他' }
export const holderWords: Record<HolderKind, string> = { enterprise: '企业', university: '高校', institute: '科研院所', person: '个人', other: '其他' }
export const statusWords: Record<LegalStatus, string> = {
  pending: '审查中', granted: '有效', ceased: '终止', expired: '届满', withdrawn: '撤回', refused: '驳回', abandoned: '放弃', invalidated: '无效', unknown: '未知',
}
export const flagWords: Record<LegalFlag, string> = { pledged: '质押中', licensed: '许可中', 'open-licence': '开放许可', preserved: '保全中', transferred: '曾转让' }
export const eventWords: Record<LegalEventKind, string> = {
  publication: '公开', examination: '实质审查生效', grant: '授权', refusal: '驳回', 'deemed-withdrawn': '视为撤回', withdrawn: '撤回', 'deemed-abandoned': '视为放弃',
  'fee-ceased': '未缴年费终止', ceased: '终止', expired: '期限届满', restored: '恢复权利', invalidated: '宣告无效', 'partly-invalidated': '部分无效', transfer: '转让',
  licence: '许可备案', 'licence-end': '许可备案注销', pledge: '质押登记', 'pledge-end': '质押注销', 'open-licence': '开放许可', 'open-licence-end': '开放许可撤回',
  preservation: '保全', 'preservation-end': '保全解除', other: '其他事项',
}
