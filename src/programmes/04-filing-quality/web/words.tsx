import type { LineState, Standing } from '../index.ts'

/** How a subject stands, in a shape and a word beside the colour. */
const standings: Record<Standing, { mark: string; word: string }> = { lead: { mark: '■', word: '疑似线索' }, attention: { mark: '▲', word: '关注' }, hint: { mark: '●', word: '提示' }, none: { mark: '–', word: '未见提示' } }
export const StandingMark = ({ of }: { of: Standing }) => <span className={`standing ${of}`}>{standings[of].mark} {standings[of].word}</span>
export const families: Record<string, string> = { text: '文本', capacity: '能力', network: '关联', transaction: '权属变动' }
export const lineWords: Record<LineState, string> = { odd: '待核对', ready: '可下发', sent: '已下发', left: '不下发' }
export const parts: Record<string, string> = { claims: '权利要求', description: '说明书', abstract: '摘要' }
export const kinds = { party: '申请人', batch: '批次', query: '检索式' } as const
export const percent = (share: number | null): string => (share === null ? '—' : `${(Math.round(share * 1000) / 10).toFixed(1)}%`)
