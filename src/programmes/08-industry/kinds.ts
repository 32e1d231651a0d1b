import type { Group, Placed, Rule } from '../../engines/navigation/index.ts'
import type { Day } from '../../kernel/index.ts'

export type { Group, Placed, Rule }

/** The figures a set of patents can be asked for. Each is drawn as a chart, a table and a CSV. */
export const figureKinds = {
  'trend': '申请、公开和授权趋势', 'life-cycle': '技术生命周期', 'applicants': '申请人排名', 'concentration': '集中度', 'origins': '来源国家和地区', 'abroad': '海外布局', 'ipc': 'IPC分布', 'fields': '35个技术领域',
  'status': '法律状态', 'regions': '地区分布', 'advantages': '相对优势（RTA、RSI）', 'co-applicants': '共同申请网络', 'inventors': '发明人网络', 'transfers': '转让流向', 'citations': '高被引专利', 'control': '专利控制力',
  'technique-effect': '技术功效矩阵', 'gaps': '强弱缺矩阵',
} as const
export type FigureKind = keyof typeof figureKinds
/** Those that need what the tables of classes say. */
export const readsClasses = (kind: FigureKind): boolean => kind === 'ipc' || kind === 'fields' || kind === 'advantages'
/** Those that read words, or are given rules. */
export const readsTexts = (kind: FigureKind): boolean => kind === 'technique-effect' || kind === 'gaps'
/** Those that count applicants, to which a list of groups applies. Inventors and transfers go by the record: a right that moved within a group has moved. */
export const countsHolders = (kind: FigureKind): boolean => ['trend', 'life-cycle', 'applicants', 'concentration', 'abroad', 'co-applicants', 'control'].includes(kind)
/** Those into whose cells people sort by hand. */
export const matrixKinds = ['technique-effect', 'gaps'] as const
export type MatrixKind = (typeof matrixKinds)[number]
export const isMatrix = (kind: FigureKind): kind is MatrixKind => (matrixKinds as readonly string[]).includes(kind)

/** What a project calls missing and strong in place of the parameters, and why; the relation as people wrote it. */
export interface Thresholds { least: number; strong: string; why: string; by: string; day: Day }

export interface FigureOptions {
  ipcLevel?: 'section' | 'class' | 'subclass' | 'group' | 'symbol'
  ipcOf?: 'main' | 'all'
  depth?: 'province' | 'city' | 'county'
  within?: string
  by?: 'fields' | 'subclass'
  city?: string
  techniques?: readonly Rule[]
  effects?: readonly Rule[]
  chain?: readonly Rule[]
  /** The level of a room's tree the rules were taken from. */
  level?: number
  groups?: readonly Group[]
  placed?: readonly Placed[]
  thresholds?: Thresholds
}
