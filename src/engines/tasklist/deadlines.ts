import { fold } from './fold.ts'

/**
 * Days by which something is to be done, as printed. A date inside a condition (2020年5月1日前到期的贷款) or in the
 * description of a benefit (征收期延长至3月底) is no deadline of the task.
 */
const year = '(?:20\\d\\d|今|明|本|当|次|后)年度?'
const month = '(?:\\d{1,2}|十[一二]|[一二三四五六七八九十])月份?'
const quarter = '(?:第?[一二三四1-4]季度|[一二三四]季|[上下]半年|前三季度)'
const day = '\\d{1,2}[日号]'
const part = '(?:底|末|初|中旬|上旬|下旬|中)'
const point = `(?:${year}(?:${quarter}|${month}(?:${day})?)?|${quarter}|${month}(?:${day})?|年|20\\d\\d\\.\\d{1,2}(?:\\.\\d{1,2})?|20\\d\\d[-/]\\d{1,2}(?:[-/]\\d{1,2})?)`
const span = '(?:(?:20\\d\\d|今|本|当|年|季|月|本年|本月|本季)(?:年|度|年度|季度)?内)'
const doing = '(?:要|全面|基本|力争|全部|争取|率先|正式|完成|实现|建成|启动|推广|出台|开展|组织|举办|召开|投入|落地|印发|报送|开工|竣工|推出|达到|形成|建立|制定|取得|开通|上线|见效|突破)'
const season = '(?:(?:主汛期|汛期|入汛|春节|元旦|国庆节?|供暖[季期]|采暖[季期])(?:来临|到来)?)'
const expression = new RegExp(
  `(?:${point}|${season})${part}?(?:之|以)?前` +
  `|${point}${part}` +
  `|(?<![\\d一二三四五六七八九十两半])${span}(?:持续推进|长期推进|基本完成|全面完成|全部完成|持续|完成|建成|实现|启动|推进|出台|开展)?` +
  `|${point}(?=${doing})` +
  `|(?<=[到至])20\\d\\d年(?!\\d)`, 'g')

/** Blanks set around figures: 2021 年 6 月底前. */
const apart = /[\d０-９][ \u00a0\u3000]+[年月日号]/
const apartAll = /(?<=[\d０-９])[ \u00a0\u3000]+(?=[年月日号])|(?<=[年月])[ \u00a0\u3000]+(?=[\d０-９])/g

const noted = /[(](?:20\d\d年)?(?:\d{1,2}月|第?[一二三四]季度|[上下]半年|年底)[^()]{0,12}[)]/
const begun = new RegExp(`^${doing}`)
const condition = /^(?!将)(?:[^,。;、]{0,2}?(?:到期|已|未|发生|出生|受理的|办理的|立项的|认定的|授权的|形成的)|[^,。;、]{0,2}?(?:成立|注册|登记|投产|签订|签约|取得|入职|购买|享受)[^,。;、]{0,10}的)/
const benefit = /^[^,。;]{0,4},?[^,。;]{0,18}(?:免收|免征|暂免|减免|减半|缓缴|暂缓|暂不|给予|补助|补贴|优惠|享受)/
const stretched = /(?:延长|顺延|展期|延期|延至|推迟|宽限|有效期|缓缴|自|从|截止|比|较|同比|低于|高于|不低于|自\d{4}年|止于)(?:期限)?(?:至|到|于)?$/

/** The deadlines printed in running text, in their order, each once. */
export function deadlinesIn(source: string): string[] {
  const found: string[] = []
  // Most measures name no time at all: one of these signs stands in every expression.
  if (!/[年月季汛节旦庆暖]|[\d０-９][-./．／－][\d０-９]/.test(source)) return found
  if (apart.test(source)) source = source.replace(apartAll, '')
  const folded = fold(source)
  // A time alone in a bracket: 举办启动仪式（4月20日）.
  if (noted.test(folded)) for (const match of folded.matchAll(/(?<!》)[(]([^()]{2,20})[)]/g)) {
    if (noted.test(match[0]) && isTime(match[1]!)) found.push(source.slice(match.index + 1, match.index + 1 + match[1]!.length))
  }
  for (const match of folded.matchAll(expression)) {
    const at = match.index
    let words = match[0]
    const before = folded.slice(Math.max(0, at - 10), at)
    const after = folded.slice(at + words.length, at + words.length + 32)
    if (/[\d.]$/.test(before) || stretched.test(before)) continue
    const isBefore = /前$/.test(words)
    const isWithin = /内/.test(words)
    if (isBefore && condition.test(after)) continue
    if (isBefore && /[在凡]$/.test(before) && benefit.test(after)) continue
    if (!isBefore && !isWithin) {
      if (/^(?:年|月)/.test(words) && !/^年(?:底|末)/.test(words)) continue
      if (/(?:初|中)$/.test(words) && !/[到至于在]$/.test(before)) continue
      if (/^(?:的|以来|起|度|版|前|数|存|余额|间|止|同期|出生|考核|召开的|印发的|出台的)/.test(after)) continue
      const reached = /(?:^|[到至截于在,。;:、(\s力争取年])$/.test(before) && !/(?:确保|对|关于|做好|结合)$/.test(before)
      if (!reached) continue
      if (/^20\d\d年$/.test(words) && !/[到至]$/.test(before) && !begun.test(after)) continue
      if (/月\d*[日号]?$/.test(words) && /^(?:召开|印发|发布|出台|成立|施行)(?:的|[^,。]*(?:会议|大会))/.test(after)) continue
    }
    if (isWithin && /^的/.test(after)) continue
    if (isWithin && /^[年季月]/.test(words) && /(?:\d|[一二三四五六七八九十两半个]|周|往|历|终|近|去|每)$/.test(before)) continue
    words = source.slice(at, at + words.length)
    if (!found.some((f) => f.includes(words))) found.push(words)
  }
  return found
}

const timeWord = /[年月季日底前期续常按立马即每随步段\d]/
const opening = new RegExp(`^(?:[于在到至按每截至力争争取]|原则上)*(?:${point}|${span}|全年|长期|持续|常态化|每|按(?:季|月|年|时序|进度|要求|计划)|20\\d\\d)`)
const standing = /^(?:全年|长期|长期坚持|长期推进|持续|持续推进|持续实施|持续开展|常年|常态化|常态化推进|常态化开展|长期任务|持续推动|持续落实|立即|立即执行|即时|随时|每年|每季度|每月|按季度|按月|按年度?|按年度推进|按季度推进|按季度报送|按月报送|按时序推进|按时序进度推进|按要求推进|按国家要求|年内|年底|年度|贯穿全年|年度持续推进|全年推进|全年持续推进)$/

/** Whether a short piece of text, standing alone, says when. */
export function isTime(words: string): boolean {
  if (words.length > 60) return false
  const bare = fold(words).replace(/[\s。;,]+/g, '')
  if (bare === '' || bare.length > 40) return false
  if (!timeWord.test(bare)) return false
  if (standing.test(bare)) return true
  return opening.test(bare) &&
    (bare.length <= 12 || /(?:前|底|末|内|完成|推进|实施|坚持|开展|落实|启动|报送|见效|到位|实现|执行|建成|出台|结束|印发|[年月日]|到20\d\d年)/.test(bare))
}

/** The deadlines of a cell or label that is about nothing else. */
export function deadlinesOf(words: string): string[] {
  const cell = words.trim().replace(/([，,、])\s*\n\s*/g, '$1')
  if (cell === '' || /^[-—–/\\无]+$/.test(fold(cell))) return []
  const parts = cell.split(/[;；。\n]/).flatMap((p) => {
    const inner = p.split(/[,，]/)
    return inner.length > 1 && inner.every(isTime) ? inner : [p]
  }).map((p) => p.trim()).filter((p) => p !== '')
  const out: string[] = []
  for (const p of parts) {
    const inside = p.length > 12 ? deadlinesIn(p) : []
    if (inside.length > 1) out.push(...inside)
    else if (inside.length === 1 && p.length > 16) out.push(...inside)
    else if (p.length <= 40) out.push(p)
    else if (out.length === 0) out.push(p.slice(0, 40))
  }
  return [...new Set(out)]
}
