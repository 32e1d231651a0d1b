import type { Outcome } from './items/filing-verification/parameters.ts'
import { outcomes } from './items/filing-verification/parameters.ts'

/** One application of a batch, as far as counting goes. */
export interface Counted { outcome?: string; kind: string; agency?: string }
export interface CountRow { id: string; label: string; count: number; definition: string; /** Each share names what it is a share of. */ shares: { of: string; count: number; percent: string }[] }

const verifiedAs: readonly Outcome[] = ['retracted', 'appealed', 'lost', 'false-address', 'refusing', 'unexplained']
const said: Record<Outcome, string> = {
  retracted: '申请人提交撤回声明', appealed: '申请人提交申诉材料', lost: '按规定次数和方式联系不上', 'false-address': '现场核查地址不存在或不符', refusing: '申请人明确不撤回，也不申诉',
  unexplained: '已联系到，既未撤回也未申诉或说明', elsewhere: '应由外地核查，已退回或请外省协查',
}
/** Rounded half up to one place, from whole numbers. */
const percentOf = (part: number, whole: number): string => `${(Math.floor((part * 2000 + whole) / (2 * whole)) / 10).toFixed(1)}%`

/**
 * The counts of a batch with what each counts. Shares are given of both denominators, since reports mix them:
 * 605 of 884 verified is 68.4 %, of 890 sent down 68.0 %. The rest of the verified is a state of its own, not what is left over.
 */
export function countTable(filings: readonly Counted[], beside: { rectified?: number; unsent?: number } = {}): CountRow[] {
  const n = filings.length, by = (o: Outcome) => filings.filter((f) => f.outcome === o).length
  const verified = verifiedAs.reduce((sum, o) => sum + by(o), 0), open = filings.filter((f) => !f.outcome).length
  const share = (count: number, of: string, whole: number) => (whole ? [{ of, count: whole, percent: percentOf(count, whole) }] : [])
  const agencies = new Set(filings.flatMap((f) => (f.agency ? [f.agency] : [])))
  const row = (id: string, label: string, count: number, definition: string, shares: CountRow['shares'] = []): CountRow => ({ id, label, count, definition, shares })
  return [
    row('issued', '下发', n, '已下发到核查单位的申请；批次中尚未下发的另列'),
    row('kinds', '其中发明、实用新型', filings.filter((f) => f.kind === '发明' || f.kind === '实用新型').length, '按申请号的种类位计'),
    row('verified', '完成核查', verified, `有处置结果的：${verifiedAs.map((o) => outcomes[o]).join('、')}`, share(verified, '下发', n)),
    ...verifiedAs.map((o) => row(o, outcomes[o], by(o), said[o], [...share(by(o), '完成核查', verified), ...share(by(o), '下发', n)])),
    row('elsewhere', outcomes.elsewhere, by('elsewhere'), `${said.elsewhere}；不计入完成核查`, share(by('elsewhere'), '下发', n)),
    row('open', '尚无结果', open, '待签收和联系中的；下发＝完成核查＋非本辖区＋尚无结果', share(open, '下发', n)),
    row('agencies', '代理机构', agencies.size, '不同名称的代理机构家数'),
    row('self', '自行申请', filings.filter((f) => !f.agency).length, '没有代理机构的申请', share(filings.filter((f) => !f.agency).length, '下发', n)),
    ...(beside.rectified === undefined ? [] : [row('rectified', '代理机构整改报告', beside.rectified, '已提交整改报告的代理机构办件')]),
    ...(beside.unsent ? [row('unsent', '尚未下发', beside.unsent, '名单中有疑点待核或者还没有下发的行')] : []),
  ]
}
