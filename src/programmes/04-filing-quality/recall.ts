/** How much of what was changed on purpose near texts still find, by kind of change. Measured where the answers are known; copied here from that run, and replaced with the next. */
export interface Recall { on: string; by: string; texts: number; each: number; falseHits: string; rows: { kind: string; grade: '轻度' | '重度'; recall: number }[] }

export const measuredRecall: Recall = {
  on: '2026-11-23', by: 'node bench/screening.ts 100000', texts: 100_000, each: 200, falseHits: '1%',
  rows: [
    { kind: '格式', grade: '轻度', recall: 1 }, { kind: '数字', grade: '轻度', recall: 1 }, { kind: '材料', grade: '轻度', recall: 1 }, { kind: '语序', grade: '轻度', recall: 1 }, { kind: '同义词', grade: '轻度', recall: 1 }, { kind: '插入', grade: '轻度', recall: 1 },
    { kind: '换主题', grade: '重度', recall: 1 }, { kind: '删特征', grade: '重度', recall: 1 }, { kind: '拼接', grade: '重度', recall: 1 }, { kind: '混合', grade: '重度', recall: 1 }, { kind: '多种并用', grade: '重度', recall: 0.99 },
  ],
}
