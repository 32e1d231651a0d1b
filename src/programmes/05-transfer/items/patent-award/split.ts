import { capitalYuan, decimal, type Fen, type Finding, found, showYuan, splitFen } from '../../../../kernel/index.ts'

export interface Share { name: string; role: 'patentee' | 'inventor'; percent: number }
export interface Part { name: string; role: Share['role']; amount: Fen }

/** Divides a prize as its takers agreed; the parts add up to the fen, what cannot be divided goes to the largest remainder. */
export function splitPrize(prize: Fen, shares: readonly Share[]): Finding<Part[]> {
  const amounts = splitFen(prize, shares.map((s) => decimal(s.percent)))
  const parts = shares.map((s, i) => ({ name: s.name, role: s.role, amount: amounts[i]! }))
  return found(parts,
    `奖金 ${showYuan(prize)}（${capitalYuan(prize)}）`,
    ...shares.map((s, i) => `${roles[s.role]}${s.name}：${s.percent}% → ${showYuan(amounts[i]!)}`),
    '先按份额取整到分，余下的分依余数从大到小补足，各人合计与奖金相等')
}

export const roles = { patentee: '专利权人', inventor: '发明人（设计人）' } as const
