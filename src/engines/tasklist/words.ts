import { dense } from './fold.ts'
import type { Role } from './types.ts'

/** What a column or a label is about, whatever it is called in this document. */
export type Meaning =
  | 'number' | 'section' | 'title' | 'measure' | 'lead' | 'cooperate' | 'responsible'
  | 'deadline' | 'scope' | 'parent' | 'person' | 'target' | 'note'

const organ = '(?:单位|部门|处室|科室|股室|机构|主体|机关|方|处|组织|地区|责任单位|责任部门)'
const list = '(?:[(][^()]*[)])?'

/** In order: the first that fits wins. Words are compared without blanks and with brackets cut off. */
const meanings: [RegExp, Meaning][] = [
  [/^(?:序号?|编号|no\.?|项号|条目|序列)$/i, 'number'],
  [/^(?:.{0,4}(?:领导|负责人|联系人|联络人|责任人|经办人|专员|局长|市长|县长|省长|主任|书记)|.{0,4}电话|联系方式)$/, 'person'],
  [new RegExp(`^(?:总?牵头|主办|主责|主要责任|第一责任|主要负责|牵头责任|牵头负责|责任牵头|总牵头)${organ}${list}$`), 'lead'],
  [new RegExp(`^(?:配合|协办|协助|参与|参加|协同|支持|协作|会办|会同|共同|协同配合|责任配合|配合责任|其他)${organ}${list}$`), 'cooperate'],
  [new RegExp(`^(?:责任|负责|责任落实|实施|落实|承担|承办|完成|主管|指导|推进|执行|督办|工作|具体负责|任务|组织|责任(?:单位|部门)?及?分工)?${organ}${list}$`), 'responsible'],
  [/^(?:责任|职责|任务|部门|单位|工作)?分工$|^(?:牵头|责任)及(?:配合|责任)(?:单位|部门)$|^(?:牵头|责任).{0,6}(?:配合|参与|协办)(?:单位|部门)$|^责任$/, 'responsible'],
  [/(?:时限|时间|期限|节点|截止日期|完成日期|时间进度|完成进度|工期|日期|办结)(?:要求|安排|表|节点)?$|^(?:工作|推进|计划)?进度(?:安排|要求)?$/, 'deadline'],
  [/^上一?级(?:任务|事项)$/, 'parent'],
  [/^(?:适用|推广|实施|试点|覆盖|改革|应用)?(?:范围|区域|地域)$/, 'scope'],
  [/^(?:备注|说明|依据|.{0,4}依据|.{0,4}来源|进展|.{0,6}(?:进展|完成)情况|附注|注|状态|督办情况)$/, 'note'],
  [/^(?:(?:反馈|存在|巡视|巡察|督察|检查|发现|整改|主要|突出|具体|涉及)的?)*问题(?:描述|表现|内容|清单|概述|及表现)?$|^整改(?:任务|事项|内容)$/, 'title'],
  [/^(?:预期|工作|整改|年度|主要|量化|绩效|考核|具体)?(?:成果|成效|指标|目标值|指标值|目标|效果)(?:形式|要求|名称)?$|^(?:成果|完成)(?:形式|标志|标准)$|^(?:任务目标|目标要求|预期目标|年度目标|考核指标|工作目标|交付成果|输出成果)$/, 'target'],
  [/^(?:落实|具体|主要|重点|推进|工作|改革|任务|实施|细化|政策)?(?:举措|措施|做法)$|^(?:主要|工作|具体|任务|重点|改革|建设|实施|细化)?内容$|^(?:工作|具体|任务|落实|推进)要求$|^(?:主要内容及?措施|工作内容及要求|具体任务|具体工作|落实举措|主要工作任务|内容及要求|具体工作任务|任务分解|细化任务|工作措施.{0,4}|主要做法)$|^(?:工作|推进|具体)(?:步骤|计划|安排)$|^措施.{0,4}$|^(?:子任务|二级任务|具体事项|工作要点)$/, 'measure'],
  [/^(?:类别|类型|分类|领域|板块|方面|一级任务|任务类别|任务分类|工作类别|重点领域|改革领域|所属领域|任务领域|一级指标|目标任务类别|大类|模块|工程|专项)$/, 'section'],
  [/^(?:重点|工作|改革|目标|主要|年度|具体|推广|创新|试点|建设|政策|清单)?(?:任务|事项|工作|项目|举措|改革|清单|条款|经验|政策|行动)(?:任务|事项|名称|清单|项目|内容|措施|举措)?$|^(?:名称|项目名称|任务清单|改革事项|试点任务|二级任务|重点工作任务|目标任务|主要目标任务|改革举措|政策措施|经验做法|工作任务)$/, 'title'],
]

// The same names and headings come again and again; an answer once found is kept, and all are forgotten when they are many.
function remembered<T>(answer: (words: string) => T): (words: string) => T {
  const known = new Map<string, T>()
  return (words) => {
    if (words.length > 40) return answer(words)
    const held = known.get(words)
    if (held !== undefined || known.has(words)) return held as T
    if (known.size >= 5000) known.clear()
    const made = answer(words)
    known.set(words, made)
    return made
  }
}

/** What a table heading or a label means, or undefined. 改革举措 names a thing to do, 落实举措 says how. */
export const meaningOf = (words: string): Meaning | undefined => (words.length > 40 ? undefined : knownMeaning(words))

const knownMeaning = remembered((words: string): Meaning | undefined => {
  const bare = dense(words).replace(/[(\[].*$/, '').replace(/[:;,。*★☆※]+$/, '').replace(/^[*★☆※]+/, '')
  if (bare === '' || bare.length > 14) return undefined
  if (/^(?:改革|重要|创新|推广|政策|重大)(?:举措|措施)$|^(?:.{0,6}经验|经验做法)$/.test(bare)) return 'title'
  if (/^.{0,6}(?:措施|举措)(?:及(?:要求|目标|内容))?$|^.{2,4}及(?:具体|工作|主要)?措施$/.test(bare)) return 'measure'
  if (/(?:任务|内容|措施|举措|事项|工作)[及和与、](?:责任|牵头|负责|主办)?(?:单位|部门|分工)$/.test(bare)) return 'title'
  if (/(?:单位|部门|处室|科室).{0,4}(?:时限|时间|期限|节点)/.test(bare)) return 'responsible'
  for (const [pattern, meaning] of meanings) if (pattern.test(bare)) return meaning
  if (bare.length <= 12 && /(?:单位|部门)$/.test(bare)) {
    return /牵头|主办|主责/.test(bare) ? (/配合|参与|协/.test(bare) ? 'responsible' : 'lead') : /配合|协|参与/.test(bare) ? 'cooperate' : 'responsible'
  }
  return undefined
})

export const roleOf = (meaning: Meaning): Role | undefined =>
  meaning === 'lead' || meaning === 'cooperate' || meaning === 'responsible' ? meaning : undefined

/** Labels inside running text: 责任单位：… . The word itself is checked by meaning. */
const labelWord = '(?:(?:总?牵头|主办|主责|配合|协办|协助|参与|参加|协同|支持|协作|会办|责任|负责|落实|实施|承担|承办|完成|主管|指导|主要责任|第一责任|具体负责|牵头负责|牵头责任|配合责任|共同责任)' +
  '(?:单位|部门|处室|科室|机构|主体|机关|方|责任单位|责任部门)' +
  '|(?:责任|负责|职责|任务|部门|单位)?分工|牵头|配合|主办|协办|主责|参与|参加|协助|承办' +
  '|(?:完成|工作|办结|推进|落实|实施|任务完成|计划完成|整改)?(?:时限|期限|时间节点|时间要求|时限要求|完成时间|时间|时间安排|进度安排|日期)(?:要求)?' +
  '|(?:适用|推广|实施|试点|覆盖)(?:范围|区域)' +
  '|(?:责任|牵头|分管|主管|包抓|省级|市级|市|县|省)*(?:领导|责任人|负责人|联系人)' +
  '|(?:政策)?(?:咨询|联系|服务|办公)?电话|(?:预期|年度|工作|考核)(?:成果|目标|指标)|成果形式|任务来源|政策依据|文件依据|备注)'

export interface Label { index: number; word: string; end: number }

const labelBefore = new RegExp(`(?:${labelWord})$`)

/** A label set in a box of its own: 【责任单位】甲、乙 */
const boxedLabel = new RegExp(`\\[\\s?(${labelWord})\\s?\\]\\s?:?`, 'g')

/** Whether words are a label and nothing else. */
export const isLabel = (folded: string): boolean => wholeLabel.test(folded)
const wholeLabel = new RegExp(`^\\s?(?:${labelWord})\\s?:?\\s?$`)

/** The labels of a text: a label word with its colon, or set apart by a blank where the colon was lost. */
export function labelsIn(folded: string): Label[] {
  const labels: Label[] = []
  const put = (at: number, end: number): void => {
    const m = labelBefore.exec(folded.slice(Math.max(labels.at(-1)?.end ?? 0, at - 12), at))
    if (m) labels.push({ index: at - m[0].length, word: m[0], end })
  }
  for (let i = folded.indexOf(':'); i >= 0; i = folded.indexOf(':', i + 1)) {
    let at = i
    while (at > 0 && folded[at - 1] === ' ' && i - at < 2) at--
    put(at, i + 1)
  }
  if (folded.includes(']')) {
    const boxed = [...folded.matchAll(boxedLabel)].map((m) => ({ index: m.index, word: m[1]!, end: m.index + m[0].length }))
    if (boxed.length > 0) {
      labels.push(...boxed)
      labels.sort((a, b) => a.index - b.index)
      // 【责任单位】： is found twice, by its box and by its colon.
      for (let k = labels.length - 1; k > 0; k--) if (labels[k]!.index < labels[k - 1]!.end) labels.splice(k, 1)
    }
  }
  if (/(?:单位|部门) /.test(folded)) {
    for (const m of folded.matchAll(/(?:责任|牵头|配合|主办|协办)(?:单位|部门)( {1,3})(?=[\u4e00-\u9fff]{2})/g)) {
      labels.push({ index: m.index, word: m[0].trimEnd(), end: m.index + m[0].length })
    }
    labels.sort((a, b) => a.index - b.index)
  }
  return labels
}

/** A label whose characters lie apart: 责 任 单 位： */
export const spacedLabel = /(?<![\u4e00-\u9fff])(责 {0,2}任 {0,2}单 {0,2}位|责 {0,2}任 {0,2}部 {0,2}门|牵 {0,2}头 {0,2}单 {0,2}位|配 {0,2}合 {0,2}单 {0,2}位|完 {0,2}成 {0,2}时 {0,2}限) {0,2}:/

export function labelMeaning(word: string): Meaning | undefined {
  const bare = dense(word)
  if (/^(?:牵头|主办|主责)$/.test(bare)) return 'lead'
  if (/^(?:配合|协办|参与|参加|协助)$/.test(bare)) return 'cooperate'
  if (bare === '承办') return 'responsible'
  return meaningOf(bare)
}

/** What the name of a unit ends in. */
const unitEnd = new RegExp('(?:' + [
  '局', '厅', '委', '部', '办', '院', '署', '会', '室', '处', '科', '所', '站', '队', '中心', '公司', '集团', '银行', '支行', '分行', '大学', '学院', '学校', '高校',
  '医院', '政府', '政协', '人大', '海关', '部门', '单位', '机构', '地区', '园区', '片区', '开发区', '高新区', '经开区', '新区', '实验区', '示范区', '合作区', '试验区', '自贸区',
  '功能区', '领导小组', '专班', '各地', '地市', '市县', '人行', '残联', '妇联', '团委', '团省委', '团市委', '团中央', '工商联', '科协', '侨联', '文联', '社科联', '作协', '记协',
  '贸促会', '总工会', '党校', '税务', '证监', '电网', '铁塔', '移动', '联通', '电信', '总部', '企业', '国企', '各村', '社区', '法学会', '商会', '报社', '日报', '电视台', '广电', '总台', '新华社',
  '街道', '乡镇', '镇街', '各市', '各县', '各区', '各省', '县区', '旗县', '盟市', '州市', '市州', '司', '社', '组', '股', '库', '馆', '台', '联社', '工委', '纪委', '监委', '各方', '主体', '平台',
  '基地', '联盟', '协会', '学会', '研究会', '基金会', '事务所', '交易所', '检察院', '法院', '军区', '兵团', '农垦', '邮政', '供电', '分局', '分会', '地方', '部委', '行业', '自治区', '直辖市', '各级', '科技城', '产业园', '办事处', '代表处', '联席会议', '联合会',
].join('|') + ')$')
const regionOnly = /^(?:各|有关|相关)?(?:[\u4e00-\u9fff]{0,8}(?:省|市|州|盟|县|区|旗|乡|镇|街道))$/
const verbStart = /^(?:申报|申请|创建|争创|评选|修订|新建|改造|选派|梳理|排查|签订|签署|组建|设立|启动|争取|承接|化解|打击|查处|引进|谋划|巩固|营造|压减|精简|取消|下放|建设(?!局|厅|委|部|银行|兵团|集团|管理|工程|投资|指挥|和)|编制(?!办|委)|治理(?!办)|推广(?!中心|站)|举办|出台|印发|搭建|拓展|压实|督促|增强|改善|实行|推行|丰富|畅通|整治|规范|深入|用好|盘活|实现|形成|加大|扩展|降低|减免|稳定|加强|推进|推动|加快|完善|建立|健全|开展|组织|实施|落实|提升|提高|强化|优化|深化|促进|支持|鼓励|引导|探索|制定|研究|培育|打造|构建|扩大|做好|抓好|按照|根据|对(?!外|台)|将(?!乐)|在|把|以|为|使|确保|严格|积极|全面|进一步|充分|持续|不断|及时|依法|其中|包括|以下|如(?!东|皋)|即(?!墨)|须|应(?!急)|可(?!克)|不|免|含(?!山))/
const properVerbs = /^(?:组织部|研究[院所室会中])/

/** Whether words could be the name of a unit: short, no sentence, and ending as units end. */
export const looksLikeUnit = remembered((words: string): boolean => {
  const bare = dense(words).replace(/(?:[(\[][^()\[\]]*[)\]])+$/, '').replace(/等$/, '')
  if (bare.length < 2 || bare.length > 32) return false
  if (bare.includes('“') && /^[^“”]{0,12}“[^“”。;:]{1,16}”[^“”]{2,}$/.test(bare)) return unitEnd.test(bare)
  if (/[。!?“”"《》:;%]|\d{2,}/.test(bare)) return false
  if (verbStart.test(bare) && !properVerbs.test(bare.slice(0, 3))) return false
  return unitEnd.test(bare) || regionOnly.test(bare)
})

/** Names that stand for many or leave open which. */
export const isVague = (words: string): boolean =>
  /^(?:各|有关|相关|其他|全[省市县]|国务院(?:有关|相关))|(?:有关|相关|各)(?:部门|单位|地市|地区|地方|企业|方面)|^(?:部门|单位)$/.test(words)

/** Headings that close a document rather than give tasks. */
export const framing = /^(?:总体要求|总体目标|总体思路|指导思想|基本原则|工作目标|主要目标|工作原则|发展目标|目标要求|组织(?:领导|保障|实施)|保障措施|工作要求|有关要求|相关要求|附则|实施步骤|工作步骤|几点要求|(?:切实)?(?:加强|强化|做好)?(?:组织(?:领导|保障|实施)|保障措施|工作保障|工作要求))$/
