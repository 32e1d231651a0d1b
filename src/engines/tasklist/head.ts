import { fold, numeral } from './fold.ts'
import { meaningOf } from './words.ts'

/** The name of a document, its year and its number, out of what stands before its body. */
export interface Head {
  title: string
  year: number | null
  docNumber: string | null
}

const ends = /(?:通知|意见|方案|清单|计划|措施|办法|要点|分工|分工表|安排|决定|规定|纲要|规划|函|公告|任务|安排|条|细则|任务书|台账|一览表|分解表|任务表|表|指南|行动|举措|责任制|部署|若干政策|政策)(?:[(\[][^()\[\]]{1,20}[)\]])?$/
const date = /^(?:20\d\d年\d{1,2}月\d{1,2}日|[二〇零○一]{4}年.{2,5}月.{1,3}日)$/
const number = /([\u4e00-\u9fff]{2,14})\s*[〔\[（(【]\s*((?:19|20)\d\d)\s*[〕\]）)】]\s*第?\s*(\d{1,4})\s*号/

export function readHead(head: string, whole: string, hinted: string | undefined): Head {
  const lines = linesOf(head)
  const runs = titleRuns(lines)
  const standing = runs.filter((r) => !/的(?:通知|函)$/.test(r))
  const notice = runs.find((r) => /的(?:通知|函)$/.test(r))
  const enclosed = notice && /(?:印发|转发|下发|发布)(?:关于印发)?《?(.{4,}?)》?(?:的通知)+$/.exec(notice.replace(/\s/g, ''))?.[1]
  const title = clean(hinted && hinted.length >= 4 && !notice ? hinted : standing.at(-1) ?? enclosed ?? notice ?? lines.find((l) => l.length >= 4 && !date.test(fold(l)))?.slice(0, 100) ?? '')
  const numbered = number.exec(head.slice(0, 3000)) ?? undefined
  const docNumber = numbered ? `${numbered[1]!.replace(/^.*(?:通知|意见|方案|函|的)/, '')}〔${numbered[2]}〕${numbered[3]}号` : null
  const inTitle = /(?:19|20)\d\d(?=年|[—–-]|～|~|\b)/.exec(fold(title))?.[0] ?? chineseYear(title)
  const year = inTitle ?? numbered?.[2] ?? issuedIn(head, whole)
  return { title, year: year === undefined ? null : Number(year), docNumber }
}

/** The year a document was issued: by its signature, a bracket under its title, or a date glued to the name of the office. */
function issuedIn(head: string, whole: string): string | undefined {
  const signed = [...fold(whole.slice(0, 4000) + '\n' + whole.slice(-1500)).matchAll(/(?:^|[\s)])(20\d\d)年\d{1,2}月(?:\d{1,2}日)?(?=\s|$|[(])/g)].at(-1)?.[1]
  if (signed !== undefined) return signed
  const folded = fold(head.slice(0, 3000))
  const noted = /[(](20\d\d)年(?:\d{1,2}月(?:\d{1,2}日)?)?[^()]{0,12}[)]/.exec(folded)?.[1]
  return noted ?? /(?:政府|办公厅|办公室|委员会|局|厅|部)(20\d\d)年\d{1,2}月\d{1,2}日/.exec(folded)?.[1]
}

function chineseYear(title: string): string | undefined {
  const m = /([一二][〇零○一二三四五六七八九]{3})年/.exec(title)?.[1]
  return m ? [...m].map((c) => (c === '○' ? 0 : numeral(c))).join('') : undefined
}

const clean = (title: string): string => title.replace(/\s+/g, (s, at: number) => (/[A-Za-z0-9]/.test(title[at - 1] ?? '') && /[A-Za-z]/.test(title[at + s.length] ?? '') ? ' ' : '')).replace(/^[《“]|[》”]$/g, '').trim()

/** Where breaks were lost, blanks stand in their place. */
function linesOf(head: string): string[] {
  const lines: string[] = []
  for (const line of head.split('\n').slice(0, 200)) {
    const words = line.trim()
    if (words.length > 120) lines.push(...words.replace(/(?<=\d)\s+(?=[年月日号])|(?<=[年月〕\]])\s+(?=\d)/g, '').slice(0, 4000).split(/\s+/).slice(0, 200))
    else lines.push(words)
  }
  return lines
}

/** Lines that together read as a title, in their order. */
function titleRuns(lines: string[]): string[] {
  const runs: string[] = []
  for (let k = 0; k < lines.length; k++) {
    const words = fold(lines[k]!).replace(/[(\[]\s*(?:此件|试行)[^)\]]*[)\]]$/, '')
    const glued = /^(.{8,90}?(?:的通知|的意见))[\u4e00-\u9fff]{2,8}[(\[]20\d\d[)\]]\d+号$/.exec(words)
    const dated = /^([^,。:;]{6,80}?(?:通知|意见|方案|清单|计划|措施|办法|要点|分工|政策))[(\[]20\d\d年[^)\]]{0,16}[)\]]/.exec(words)
    if (dated && !ends.test(words)) { runs.push(lines[k]!.slice(0, dated[1]!.length)); continue }
    if (glued) { runs.push(lines[k]!.slice(0, glued[1]!.length)); continue }
    if (!ends.test(words.replace(/[》”"]$/, '')) || words.length > 100 || /[。:;]/.test(words) || meaningOf(words) || /(?:如下|贯彻执行|请|附件)/.test(words)) continue
    let run = lines[k]!
    for (let up = k - 1; up >= 0 && up >= k - 3; up--) {
      const above = fold(lines[up]!)
      if (above === '' || above.length > 45 || /[。:;)\]!]$/.test(above) || date.test(above) || number.test(lines[up]!) || /^附[件表]?\s*\d*$/.test(above) || /[>》]$/.test(above) || ends.test(above) || meaningOf(above)) break
      if (/(?:人民政府|办公[室厅]|委员会|领导小组|局|厅)$/.test(above) && !/^(?:关于|印发)/.test(lines[up + 1]!)) break
      run = lines[up]! + run
    }
    runs.push(run)
  }
  return runs.filter((r) => r.replace(/\s/g, '').length >= 5)
}
