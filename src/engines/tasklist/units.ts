import { deadlinesOf, isTime } from './deadlines.ts'
import { dense, fold } from './fold.ts'
import type { Role, Rule, Unit } from './types.ts'
import { isVague, labelMeaning, labelsIn, looksLikeUnit, roleOf, type Meaning } from './words.ts'

/** What the words about who, when and where say: the content of a bracket, a label or a table cell. */
export interface Said {
  units: Unit[]
  deadlines: string[]
  scope: string | null
  rules: Rule[]
  /** Pieces that stand where a unit should stand and do not look like one. */
  unread: string[]
  /** A label (责任单位：) or a role word (牵头) says that these are units. */
  isMarked: boolean
}

interface Piece { text: string; bar: string }

/** Reads 甲、乙牵头，丙配合 and its relatives; `role` is what the label or column says, `lax` where a cell may hold anything. */
export function readSaid(source: string, role: Role = 'responsible'): Said {
  const said: Said = { units: [], deadlines: [], scope: null, rules: [], unread: [], isMarked: false }
  const text = takeRules(source, said.rules)
  const folded = fold(text)
  const marks = labelsIn(folded).filter((m) => m.index === 0 || /[\s,;。、(\[|]$/.test(folded.slice(0, m.index)))
  const parts: { meaning: Meaning | undefined; text: string }[] = []
  const head = marks.length > 0 ? text.slice(0, marks[0]!.index) : text
  if (dense(head) !== '') parts.push({ meaning: role, text: head })
  marks.forEach((m, k) => {
    const until = marks[k + 1]?.index ?? text.length
    parts.push({ meaning: labelMeaning(m.word), text: text.slice(m.end, until) })
  })
  let group = 0
  for (const { meaning, text: words } of parts) {
    const as = meaning === undefined ? undefined : roleOf(meaning)
    if (as) {
      if (words !== head || marks.length === 0 || looksListed(words)) group = readNames(words, as, said, group)
      else if (dense(words) !== '') said.unread.push(words.trim())
    }
    else if (meaning === 'deadline') said.deadlines.push(...deadlinesOf(words.replace(/[\s;；，,。]+$/, '')))
    else if (meaning === 'scope') said.scope = words.replace(/^[\s]+|[\s;；，,。]+$/g, '').split(/[，,；;。]/)[0] ?? null
  }
  if (marks.some((m) => roleOf(labelMeaning(m.word) ?? 'note') !== undefined)) said.isMarked = true
  return said
}

const looksListed = (words: string): boolean => words.split(/[、，,；;\s]/).some((w) => looksLikeUnit(w))

const roleTail = new RegExp(
  '(?:(?:按照?|根据|依据?|依照?)?(?:各自|部门|有关|工作|本单位|本部门)?(?:职责|职能|权限)(?:分工|范围)?|(?:按照?|根据)分工|分别|共同|具体|统一|联合|各自|主要|全面|会同有关方面|抓好|做好)*' +
  '(牵头(?:负责|组织|抓总|协调|推进|落实|实施|会同|办理|单位)*|主办|主责|为主|负责(?:牵头|落实|组织实施|实施|推进|指导|具体实施|办理|制定|组织|完成|督促)*|分工负责|分工落实|分工推进|' +
  '配合(?:做好|实施|落实|推进|负责)*|协办|协助(?:落实|实施)?|参与(?:配合|实施)?|参加|协同(?:配合|推进)?|支持|抓好落实|贯彻落实|落实|组织实施|组织落实|推进落实|实施|推进)$')
const wordRole = (word: string): Role =>
  /牵头|主办|主责|为主/.test(word) ? 'lead' : /配合|协办|协助|参与|参加|协同|支持/.test(word) ? 'cooperate' : 'responsible'

/** Names with their roles; returns the number of the last group. */
function readNames(source: string, role: Role, said: Said, group: number): number {
  group++
  let isFirst = true
  let pending: { unit: Unit; fixed: boolean }[] = []
  let joint: Role | undefined
  // Once a role has been said, names wait for the next one: 甲牵头，乙，丙配合.
  let hasRole = false
  let prefix: string | undefined
  const settle = (as: Role): void => {
    for (const p of pending) if (!p.fixed) p.unit.role = as
    pending = []
    joint = undefined
  }
  const take = (name: string, fixedRole?: Role): void => {
    let text = dense2(name).replace(/^(?:(?:[此该本上以][项条述上]?(?:政策|措施|条款|工作|任务|事项)?)?由|其中|以及|及|和|与|并由|主要由|[*★☆※▲#]+|[:]+)/, '')
    let fixed = fixedRole
    const noted = /[(（\[〔]\s*(牵头|主办|主责|总牵头|配合|协办|参与|协助|负责|责任)(?:单位|部门)?\s*[)）\]〕]/.exec(text)
    if (noted) {
      fixed = wordRole(noted[1]!)
      text = text.replace(noted[0], '')
      said.isMarked = true
    }
    if (/[*★☆※▲]/.test(text)) {
      fixed = fixed ?? (said.rules.some((r) => r.kind === 'marked-leads') ? 'lead' : undefined)
      text = text.replace(/[*★☆※▲]/g, '')
    }
    text = text.replace(/[。.:：]+$/, '')
    if (text === '') return
    for (const one of apart(text)) {
      if (!looksLikeUnit(one.text)) {
        if (isTime(one.text)) { said.deadlines.push(one.text); continue }
        said.unread.push(one.text)
      }
      const unit: Unit = { text: one.text, role: fixed ?? joint ?? role, group }
      const own = /^(省|市|县|区|州|自治区)(?=[\u4e00-\u9fff]{2})/.exec(one.text)?.[1]
      if (own) prefix = own === '区' && /^区域/.test(one.text) ? prefix : own
      else if (prefix && /(?:局|厅|委|办|银行|人行|分局|集团|支行)$/.test(one.text) && !/^(?:各|有关|相关|国网|中国|国务院|全)/.test(one.text) && !/[市县区省].{2,}局$/.test(one.text)) unit.prefix = prefix
      if (one.open || isVague(one.text)) unit.vague = true
      said.units.push(unit)
      pending.push({ unit, fixed: fixed !== undefined || joint !== undefined })
    }
  }
  for (const piece of piecesOf(source)) {
    if (/[,;\n]/.test(piece.bar) && !isFirst) {
      if (pending.length > 0 || /[,;]/.test(piece.bar)) group++
      if (!hasRole || /[;\n]/.test(piece.bar)) settle(role)
    }
    isFirst = false
    let words = piece.text
    if (/^(?:下同|略|见附件|详见.*)$/.test(words)) continue
    if (isTime(words)) { said.deadlines.push(words); continue }
    const due = /^(.*?)(?:于|在)?((?:20\d\d年|\d{1,2}月|年).{0,6}(?:前|内|底))(?:完成|落实|实施)*$/.exec(fold(words))
    if (due && due[1] !== undefined && (due[1] === '' || looksLikeUnit(due[1]))) {
      said.deadlines.push(words.slice(words.length - fold(words).length + due[1].length).replace(/^[于在]/, ''))
      words = words.slice(0, due[1].length)
      if (words === '') continue
    }
    const mate = /^(.{2,}?)(?:牵头)?(?:会同|商|会商)(.{2,})$/.exec(words)
    if (mate && looksLikeUnit(mate[1]!.replace(/^由/, ''))) {
      take(mate[1]!, /牵头(?:会同|商|会商)/.test(words) ? 'lead' : undefined)
      const rest = roleTail.exec(mate[2]!)
      const main = pending
      pending = []
      joint = 'cooperate'
      take(rest ? mate[2]!.slice(0, rest.index) : mate[2]!)
      said.isMarked = true
      pending.push(...main)
      if (rest) settle(wordRole(rest[1]!))
      continue
    }
    const tail = roleTail.exec(words)
    if (tail && (tail.index === 0 ? pending.length > 0 || said.units.length > 0 : looksLikeUnit(words.slice(0, tail.index).replace(/^.{0,6}由/, '').replace(/[等(（].*$/, '')) || looksLikeUnit(words.slice(0, tail.index)) || /[等及和与]/.test(words.slice(0, tail.index)))) {
      if (tail.index > 0) take(words.slice(0, tail.index))
      else if (pending.length === 0) { said.isMarked = true; continue }
      settle(wordRole(tail[1]!))
      said.isMarked = hasRole = true
      continue
    }
    take(words)
  }
  settle(role)
  return group
}

const dense2 = (text: string): string => text.replace(/\s+/g, '')

const generic = /^(?:(?:各|有关|相关|全省各)?(?:设区|地级)?(?:省|市|县|区|州|盟|旗|镇|乡|地|地市|自治区|省份|乡镇|设区市)(?:[(\[][^()\[\]]*[)\]])?)$/
const genericNext = /^(?:(?:县|区|旗|镇|乡|州|自治区|直辖市|街道|自治州|县级市|(?:市|省)(?=[(\[]|人民|政府|党委|知识产权|市场监|$|有关|相关|管理))(?!直|属))/
const partyThen = /^(?:人民)?(?:政府|管委会)/

/** Cuts a row of names at its separators, leaving alone those inside brackets and inside one name (各市、县〔区〕人民政府). */
function piecesOf(source: string): Piece[] {
  const folded = fold(source)
  const raw: Piece[] = []
  let start = 0
  let depth = 0
  let bar = ''
  const cut = (end: number, by: string): void => {
    const text = source.slice(start, end).trim()
    if (text !== '') { raw.push({ text, bar }); bar = by }
    else bar = /[,;\n]/.test(by) ? by : bar + by
  }
  for (let i = 0; i < folded.length; i++) {
    const c = folded[i]!
    if (c === '(' || c === '[' || c === '“' || c === '《') depth++
    else if (c === ')' || c === ']' || c === '”' || c === '》') depth = Math.max(0, depth - 1)
    else if (depth === 0 && (c === '、' || c === ',' || c === ';' || c === '/' || c === '|' || c === '\n' || c === ' ' || c === '。')) {
      cut(i, c === '。' ? ';' : c)
      start = i + 1
    }
  }
  cut(folded.length, '')
  const joined: Piece[] = []
  for (const piece of raw) {
    const last = joined.at(-1)
    const [a, b] = [last && fold(last.text), fold(piece.text)]
    if (last && a !== undefined && (
      (/^[ \n]+$/.test(piece.bar) && /^等/.test(b)) ||
      (/^[ \n]+$/.test(piece.bar) && !(looksLikeUnit(a) || roleTail.test(a) || isTime(a)) ) ||
      (/^[ \n]+$/.test(piece.bar) && !looksLikeUnit(b.replace(roleTail, '') || '按职责') && !isTime(b))
    )) last.text += piece.text
    else if (last && a !== undefined && piece.bar === '、' && continues(a, b)) last.text += '、' + piece.text
    else joined.push({ ...piece })
  }
  return joined
}

function continues(a: string, b: string): boolean {
  const last = a.split('、').at(-1)!
  if (generic.test(last) && genericNext.test(b)) return true
  if (/^(?:省|市|县|区|乡|镇)$/.test(last)) return true
  if (/(?:党委|党工委|[县市区](?:[(][^()]*[)])?委)$/.test(/[)]委$/.test(a) ? a : last) && partyThen.test(b)) return true
  return /^各(?:设区|地)?市$/.test(last) && /(?:实验区|新区|开发区)(?!管委会)[\u4e00-\u9fff]+(?:局|厅|政府|部门|委)$/.test(b)
}

const conjunction = /以及|及|和|与|并/g
const strongEnd = /(?:局|厅|部|委|办|院|署|公司|中心|政府|部门|单位|银行|处|总社|协会|海关|机构|会|地区|集团)$/
const strongStart = /^(?:省|市|县|区|州|国家|各|有关|相关|国务院|中央|全国|中国|人民|地方|其他|属地|所在地)/

/** One printed piece may hold several names: 银保监会等国务院相关部门及各地区. */
function apart(text: string): { text: string; open?: true }[] {
  if (!/[及和与并等]/.test(text)) return [{ text }]
  const folded = fold(text)
  let depth = 0
  const flat = [...folded].map((c) => {
    if (c === '(' || c === '[') depth++
    const inside = depth > 0
    if (c === ')' || c === ']') depth = Math.max(0, depth - 1)
    return inside ? '\u0001' : c
  }).join('')
  for (const m of flat.matchAll(conjunction)) {
    const left = text.slice(0, m.index)
    const right = text.slice(m.index + m[0].length)
    if (right.length < 2 || /^(?:政府|人民政府|部门|单位)$/.test(right) || /社会$|学科$/.test(left)) continue
    const bare = left.replace(/等(?:.*)$/, '')
    if ((looksLikeUnit(left) || looksLikeUnit(bare)) && looksLikeUnit(right.replace(/等.*$/, '') || right) && (strongEnd.test(fold(left).replace(/[(\[].*$/, '')) || strongStart.test(right))) {
      return [...apart(left), ...apart(right)]
    }
  }
  const rest = /^(.*[^高平中初同对])等(.*)$/.exec(text)
  if (rest && looksLikeUnit(rest[1]!) && (rest[2] === '' || /(?:部门|单位|机构|地区|企业|方面|处室|银行|地市|厅局|部委|地方|高校|主体)$/.test(rest[2]!))) {
    const more = rest[2]!.replace(/^\d+[个家]/, '')
    const named = apart(rest[1]!)
    named[named.length - 1]!.open = true
    return more.length > 2 ? [...named, { text: more, open: true }] : named
  }
  return [{ text }]
}

/** Takes the sentences that rule the whole document out of a statement. */
export function takeRules(source: string, rules: Rule[]): string {
  const folded = fold(source)
  if (!/首位|第一|最前|排名|排列|列前|首个|均涉及|不再|以下|[*★☆※▲].{0,6}牵头|下同/.test(folded)) return source
  const nested = source.replace(/[(（\[〔][^()（）\[\]〔〕]*(?:牵头|主办|下同)[^()（）\[\]〔〕]*[)）\]〕]/g, (whole) => {
    const inner = whole.slice(1, -1)
    return isRule(inner, rules) ? '' : whole
  })
  const kept: string[] = []
  for (const clause of nested.split(/(?<=[；;。])/)) {
    if (isRule(clause, rules)) continue
    // The rule may follow the names after a comma: 甲、乙，列首位的为牵头单位，下同
    const parts = clause.split(/(?<=[，,])/)
    kept.push(parts.filter((p) => !/^\s*下同/.test(p) && !(parts.length > 1 && /首位|第一|最前|排名|列前/.test(p) && isRule(p, rules))).join(''))
  }
  return kept.join('').replace(/[；;，,。\s]+$/, '')
}

function isRule(clause: string, rules: Rule[]): boolean {
  const f = dense(clause)
  const say = clause.trim().replace(/[；;。]+$/, '')
  const put = (rule: Rule): true => {
    if (!rules.some((r) => r.kind === rule.kind && r.say === rule.say)) rules.push(rule)
    return true
  }
  if (/(?:首位|第一位?|最前|首个|排名|排列|列前|前列|首家)/.test(f) && /(?:牵头|主办|主责)/.test(f) && !/:.*(?:首位|第一)/.test(f) && f.length < 60) {
    return put({ kind: 'first-leads', say, units: [] })
  }
  if (/[*★☆※▲]/.test(f) && /牵头|主办/.test(f) && /(?:为|标|带|加|注)/.test(f) && f.length < 40) return put({ kind: 'marked-leads', say, units: [] })
  if (/均涉及|均由|均需/.test(f) && /不再|以下|各项/.test(f)) {
    const named = /均(?:涉及|由|需)(.*?)(?:[，,;；]?(?:不再|负责|落实)|$)/.exec(say)?.[1] ?? ''
    return put({ kind: 'every-task', say, units: piecesOf(named).map((p) => p.text) })
  }
  if (/以下.*(?:适用|推广|实施)范围/.test(f)) return put({ kind: 'default-scope', say, units: [] })
  return /^(?:下同|以下同|以下略)$/.test(f.replace(/[;。,]/g, ''))
}

/** Whether a piece of text is nothing but names of units. */
export function isUnitList(words: string): boolean {
  if (words.length > 600) return false
  const text = words.trim().replace(/[。；;，,、]+$/, '')
  if (text.length < 2 || text.length > 500 || /[。；;！!？?“《%：:]/.test(text)) return false
  const pieces = piecesOf(text)
  return pieces.length > 0 && pieces.every((p) => looksLikeUnit(apart(p.text.replace(roleTail, '') || p.text)[0]!.text.replace(/^由/, '')))
}

/** The leads by a document-wide rule: units printed with a sign (★市财政局). */
export function leadMarked(units: Unit[], printed: string): void {
  const words = dense(printed)
  for (const u of units) {
    const at = words.search(/[*★☆※▲]/) < 0 ? -1 : words.indexOf(dense(u.text))
    if (at >= 0 && (/[*★☆※▲]/.test(words[at - 1] ?? '') || /[*★☆※▲]/.test(words[at + dense(u.text).length] ?? ''))) u.role = 'lead'
  }
}

/** The lead by a document-wide rule: the first unit of the task. */
export function leadFirst(units: Unit[]): void {
  if (units.length > 0 && units.every((u) => u.role === 'responsible')) units[0]!.role = 'lead'
}
