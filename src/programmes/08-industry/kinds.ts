import type { Rule } from '../../engines/navigation/index.ts'

export type { Rule }

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
}
