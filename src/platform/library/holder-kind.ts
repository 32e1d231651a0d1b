import type { HolderKind } from './types.ts'

// Checked in this order. In a Chinese name the last word says what a body is, but a company's branch or institute is the
// company still, and a university's laboratory the university. An ending needs something before it: 王学会 is a person.
const kinds: readonly (readonly [RegExp, HolderKind])[] = [
  [/公司|集团|企业|银行|信用社|信用合作|合作社|事务所|株式会社|合伙\)?$|.{2}(厂|商行|[分支总]行|[营经]业部|经营部|门市部|服务部|销售部|事业部|项目部|联社|工作室|出版社|旅行社|商店|酒店|饭店|药店|书店|[农林牧渔茶]场|养殖场|种植场|煤矿|个体工商户)$/, 'enterprise'],
  [/\b(inc|incorporated|llc|l\.l\.c|ltd|limited|corp|corporation|co|company|companies|gmbh|ag|sa|s\.a|sas|s\.a\.s|sarl|s\.?r\.?l|spa|s\.p\.a|bv|b\.v|nv|n\.v|kk|plc|ab|oy|oyj|as|a\/s|aps|kg|kft|pty|pte|llp|lp|sdn|bhd|holdings?|group|enterprises?|industries|international|technolog(y|ies)|systems|electronics|pharmaceuticals?|foods|products|bank|motors?)\b|kabushiki/i, 'enterprise'],
  [/.{2}(医院|卫生院|保健院|卫生服务中心|疾病预防控制中心|委员会|管委会|村委会|居委会|协会|学会|商会|联合会|基金会|理事会|工会|人民政府|[分总]?局|法院|检察院|派出所|部队|大队|支队|总队|办事处|管理处)$|\b(hospital|clinic|ministry|government|agency|department)\b/i, 'other'],
  [/大学|(?<!科)学院|学校|中学|小学|职校|技校|党校|幼儿园|\b(univ|universit\w+|college|school)\b/i, 'university'],
  [/研究院|研究所|研究中心|科学院|实验室|设计院|研究总院|农科院|\b(institut\w*|laborator\w+|research|academy|found|foundation)\b/i, 'institute'],
  [/.{2}(中心|[院校厅馆站所店])$|.{3}[社处会]$|^(中国|国家|国网).{2}/, 'other'],
  // 王小明, 欧阳修远, 王 小明; 买买提·艾合买提; Smith John A., LIVCHAK, Andrey.
  [/^\p{Script=Han}{2,4}$|^\p{Script=Han}{1,3} \p{Script=Han}{1,3}$|^\p{Script=Han}{1,8}([·•・．.]\p{Script=Han}{1,8}){1,4}$|^[\p{Script=Latin}.'’-]+(,? [\p{Script=Latin}.'’-]+){1,5},?$/u, 'person'],
]
const known = new Map<string, HolderKind>()

/** What kind of holder a name speaks of: a guess for statistics, never a ground for anything. */
export function kindOf(name: string): HolderKind {
  const before = known.get(name)
  if (before) return before
  // 某某分行（筹）, 某某事务所(普通合伙): what stands in brackets is not the name's last word.
  const bare = name.replace(/\s*[(（][^()（）]*[)）]$/, '')
  const kind = kinds.find(([pattern]) => pattern.test(bare))?.[1] ?? 'other'
  if (known.size >= 20_000) known.clear()
  // A copy, so that a name does not hold on to the piece of the file that it was cut from.
  known.set(Buffer.from(name).toString(), kind)
  return kind
}
