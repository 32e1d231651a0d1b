import type { Random } from '../src/kernel/index.ts'

/** How a text is made to look like another, as copied filings are: one kind of change at a time, from slight to deep. */
export interface Edit {
  kind: string
  grade: 'light' | 'heavy'
  /** So many of the others are sources as much as the text itself: put together out of all of them. */
  joins?: number
  /** The changed text, drawn by chance; nothing where there is nothing to change. `others` are texts to borrow from, at least two. */
  change(text: string, others: readonly string[], chance: Random): string | undefined
}

const synonyms = `包括 包含 具有 含有|设置有 设有 安装有 布置有|开设有 开有 加工有|固定连接 固接 相固连 固定相连|转动连接 可转动相连 枢接|连接 相连 联接|用于 用以 供|通过 借助 经由|安装在 装设于 固定在 装配在|设于 位于 置于|贯穿 穿过 穿设于|延伸至 伸至 延长到|所述 该 上述|获取 得到 采集|根据 依据 按照|确定 得出 判定|启动 开启 触发|大于 超过 高于|利用 采用 借助于|完成 实现 进行|发送 传送 下发|重复 反复执行|步骤 操作|直至 直到|送入 输送到 导入|混合 混匀 掺混|解决了 克服了 消除了|问题 缺陷 不足|提高了 提升了 增强了|降低了 减小了 减少了|改善了 优化了|有利于 有助于 便于|避免 防止|保证了 确保了|效率高 效率较高 高效|结构简单 结构简洁 构造简单|使用方便 使用便捷 便于使用|成本低廉 造价低 成本较低|便于维护 维护方便 易于维修|安全可靠 安全稳定|稳定性好 稳定性强 运行稳定|使用寿命长 经久耐用 寿命较长|精度高 精确度高|适用范围广 适用面宽|一侧 侧边 侧面|顶部 上端 顶端|底部 下端 底端|内部 里侧 内侧|外壁 外表面 外侧壁|内壁 内表面|两侧 两边|中部 中间位置|材质 材料制成|公开了 提供了 涉及 揭示了|提供了 公开了|技术领域 领域|现有 传统 目前的|配合 协同 相互作用|输出端 输出轴端|表面 外表|距离 间距|依次 先后|组件 部件 总成|机构 装置 机件|结构 构造|方法 工艺|优点 优势 特点|显著 明显 大幅|更加充分 更为彻底|从而 进而 因此|具体涉及 特别是涉及 尤其涉及|尤其是 特别是|制备方法 制作方法 生产工艺`
  .split('|').map((set) => set.split(' '))
const synonymOf = new Map(synonyms.map((set) => [set[0]!, set.slice(1)]))
const anySynonym = new RegExp([...synonymOf.keys()].sort((a, b) => b.length - a.length).join('|'), 'g')
const materials = '不锈钢 铝合金 碳钢 铜合金 钛合金 陶瓷 橡胶 硅胶 尼龙 聚乙烯 聚丙烯 聚四氟乙烯 玻璃纤维 石墨 环氧树脂 聚碳酸酯 铸铁 镁合金 氧化铝 氮化硅 聚氨酯 亚克力'.split(' ')
const anyMaterial = new RegExp(materials.join('|'), 'g')

export const clausesOf = (text: string): string[] => text.match(/[^，。；]+[，。；]?/g) ?? []
const written = (clauses: readonly string[]): string => `${clauses.map((clause) => (/[，。；]$/.test(clause) ? clause : `${clause}，`)).join('').replace(/[，。；]$/, '')}。`
const pick = <T>(from: readonly T[], chance: Random): T => from[chance.int(from.length)]!
const wide = (text: string): string => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))

/** Terms of three to seven letters that a text says again and again, the most telling first; none within another. */
export function termsOf(text: string, most: number): string[] {
  const seen = new Map<string, number>()
  for (const clause of clausesOf(text)) {
    const plain = clause.replace(/[^\u4e00-\u9fff]/g, ' ')
    for (let n = 3; n <= 7; n++) for (let i = 0; i + n <= plain.length; i++) {
      const term = plain.slice(i, i + n)
      if (!/ |所述|[的与和在为设有]/.test(term)) seen.set(term, (seen.get(term) ?? 0) + 1)
    }
  }
  const found: string[] = []
  for (const [term] of [...seen].filter(([, times]) => times > 1).sort((a, b) => b[1] * (b[0].length - 1) - a[1] * (a[0].length - 1) || (a[0] < b[0] ? -1 : 1))) {
    if (found.length < most && !found.some((other) => other.includes(term) || term.includes(other))) found.push(term)
  }
  return found
}

const reword = (text: string, share: number, chance: Random): string => text.replace(anySynonym, (word) => (chance.next() < share ? pick(synonymOf.get(word)!, chance) : word))
const renumber = (text: string, chance: Random): string => text.replace(/\d+(\.\d+)?/g, (old) => {
  let now = old
  while (now === old) now = String(1 + chance.int(999))
  return now
})
const reorder = (text: string, chance: Random): string => {
  const clauses = clausesOf(text)
  return written([clauses[0]!, ...chance.shuffle(clauses.slice(1))])
}
const rename = (text: string, others: readonly string[], most: number, chance: Random): string => {
  // What it is an invention of goes first.
  const subject = /一种(?:用于|基于)?([\u4e00-\u9fff]{2,12}?)(?:及|，|；|。|包)/.exec(text)?.[1]
  const names = [...(subject ? [subject] : []), ...termsOf(text, most)].slice(0, most), foreign = chance.shuffle(others.flatMap((other) => termsOf(other, most + 2)))
  return names.reduce((now, name, i) => (foreign[i] ? now.replaceAll(name, foreign[i]) : now), text)
}

export const edits: readonly Edit[] = [
  {
    kind: '格式', grade: 'light',
    change(text, _, chance) {
      let numeral = 1
      return wide(written(clausesOf(text).map((clause) => (chance.next() < 0.4 ? clause.replace(/([，。；]?)$/, ` (${numeral++})$1`) : clause))).replaceAll('，', pick([',', '， ', '、'], chance)).replaceAll('；', ';\n'))
    },
  },
  { kind: '数字', grade: 'light', change: (text, _, chance) => (/\d/.test(text) ? renumber(text, chance) : undefined) },
  { kind: '材料', grade: 'light', change: (text, _, chance) => (text.search(anyMaterial) < 0 ? undefined : text.replace(anyMaterial, (old) => pick(materials.filter((m) => m !== old), chance))) },
  { kind: '语序', grade: 'light', change: (text, _, chance) => (clausesOf(text).length > 2 ? reorder(text, chance) : undefined) },
  { kind: '同义词', grade: 'light', change: (text, _, chance) => (text.search(anySynonym) < 0 ? undefined : reword(text, 1, chance)) },
  {
    kind: '插入', grade: 'light',
    change(text, others, chance) {
      const clauses = clausesOf(text), foreign = clausesOf(pick(others, chance)).slice(1)
      for (const clause of chance.sample(foreign, Math.min(foreign.length, Math.ceil(clauses.length * 0.4)))) clauses.splice(1 + chance.int(clauses.length), 0, clause)
      return written(clauses)
    },
  },
  { kind: '换主题', grade: 'heavy', change: (text, others, chance) => rename(text, others, 5, chance) },
  {
    kind: '删特征', grade: 'heavy',
    change(text, _, chance) {
      const clauses = clausesOf(text), kept = Math.max(2, Math.round(clauses.length * 0.4))
      return clauses.length > 3 ? written(chance.sample([...clauses.keys()], kept).sort((a, b) => a - b).map((i) => clauses[i]!)) : undefined
    },
  },
  {
    kind: '拼接', grade: 'heavy', joins: 1,
    change(text, others) {
      const own = clausesOf(text), foreign = clausesOf(others[0]!)
      return written([...own.slice(0, Math.ceil(own.length / 2)), ...foreign.slice(foreign.length >> 1)])
    },
  },
  {
    kind: '混合', grade: 'heavy', joins: 2,
    change(text, others, chance) {
      const third = (from: string): string[] => { const clauses = clausesOf(from); return chance.sample(clauses, Math.ceil(clauses.length / 3)) }
      return reword(written(chance.shuffle([text, ...others.slice(0, 2)].flatMap(third))), 0.5, chance)
    },
  },
  {
    kind: '多种并用', grade: 'heavy',
    change(text, others, chance) {
      const clauses = clausesOf(reword(renumber(text, chance), 1, chance)), kept = chance.sample(clauses, Math.max(2, Math.round(clauses.length * 0.6)))
      return rename(written([...kept, ...clausesOf(pick(others, chance)).slice(-2)]), others, 2, chance)
    },
  },
]

/** What is planted as a near-duplicate: two or three slight changes, one on another. */
export function nearDuplicate(text: string, others: readonly string[], chance: Random): string {
  const light = chance.sample(edits.filter(({ grade }) => grade === 'light'), 2 + chance.int(2))
  return light.reduce((now, edit) => edit.change(now, others, chance) ?? now, text)
}
