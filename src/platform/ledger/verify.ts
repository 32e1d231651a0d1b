import { sql } from 'kysely'
import { canonical, showInstant, type Instant } from '../../kernel/index.ts'
import { type Action, apply, blank, type ServiceItem, type Snapshot } from '../../service/index.ts'
import { rows, type Db } from '../db/index.ts'
import { firstHash, hashOfText } from './chain.ts'
import { locate } from './locate.ts'
import { rootOf, type Head } from './seal.ts'

/** Something that is not as it was written: where, and what it means. The first one of a case hides those that follow from it. */
export interface Fault { caseId?: string; number?: string; seq?: number; byte?: number; seal?: number; say: string }
export interface LedgerReport {
  cases: number
  actions: number
  bytes: number
  seals: number
  /** Sealed demonstration cases that have been removed since. */
  removedDemo: number
  /** Cases of items that are no longer offered: their chains are walked, what they came to cannot be worked out again. */
  notReplayed: number
  lastRoot?: string
  faults: Fault[]
}
export interface Progress { done: number; total: number }

interface ActionRow { case_id: string; seq: number; step: string; on_day: string; by_id: string; action: string; prev_hash: string; hash: string }
interface CaseRow { id: string; number: string; version: number; head_hash: string; item: string; state: string; title: string; place: string; handler: string; closed_on: string | null; outcome: string | null; marks: unknown; snapshot: Snapshot }

const batch = 1_000
const mostLocated = 5

export interface Verifying { items: ReadonlyMap<string, ServiceItem>; onProgress?: (progress: Progress) => void; anchored?: readonly string[] }

/**
 * Walks every chain, every head and every seal, at one moment of the database, and says what is not as it was written. Every case is
 * worked out again from its history on the way: what lists and pages show must be what the history comes to.
 */
export function verifyLedger(db: Db, { items, onProgress, anchored = [] }: Verifying): Promise<LedgerReport> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (tx) => {
    // Nothing new appears while it walks, so that cases at work do not look changed.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
    const report: LedgerReport = { cases: 0, actions: 0, bytes: 0, seals: 0, removedDemo: 0, notReplayed: 0, faults: [] }
    await walkChains(tx, items, report, onProgress)
    await walkSeals(tx, report, anchored)
    return report
  })
}

/** A case on the walk: how far its chain has been followed, and whether it still holds. */
interface Chain { file: CaseRow; seq: number; head: string; isSound: boolean; item?: ServiceItem | undefined; s?: Snapshot }

async function walkChains(tx: Db, items: Verifying['items'], report: LedgerReport, onProgress?: (progress: Progress) => void): Promise<void> {
  const [{ total } = { total: 0 }] = await rows<{ total: number }>(tx, 'select count(*) as total from case_action')
  const cases = casesInOrder(tx)
  const orphans = new Set((await rows<{ id: string }>(tx, 'select distinct a.case_id as id from case_action a where not exists (select from case_file c where c.id = a.case_id) order by 1')).map((o) => o.id))
  for (const id of orphans) report.faults.push({ caseId: id, say: `办件 ${id}：历史还在，办件本身已被删去` })
  const nextChain = async (): Promise<Chain | undefined> => {
    const { value: file } = await cases.next()
    if (!file) return undefined
    report.cases++
    const item = items.get(file.item)
    if (!item) report.notReplayed++
    return { file, seq: 0, head: firstHash, isSound: true, ...(item ? { item, s: blank(item) } : {}) }
  }
  let located = 0
  let chain = await nextChain()
  for (let after: [string, number] = ['', 0]; ;) {
    const found = await rows<ActionRow>(tx, `select case_id, seq, step, on_day, by_id, action, prev_hash, hash from case_action
      where (case_id, seq) > ($1, $2) order by case_id, seq limit ${batch}`, after)
    for (const row of found) {
      report.actions++
      report.bytes += Buffer.byteLength(row.action)
      if (orphans.has(row.case_id)) continue
      // Both are read in the database's own order, so a case without actions is closed on the way.
      while (chain && chain.file.id !== row.case_id) {
        close(chain)
        chain = await nextChain()
      }
      if (!chain) throw new Error(`actions of ${row.case_id} stand without a case`)
      check(chain, row)
    }
    onProgress?.({ done: report.actions, total })
    if (found.length < batch) break
    after = [found.at(-1)!.case_id, found.at(-1)!.seq]
  }
  while (chain) {
    close(chain)
    chain = await nextChain()
  }

  function fault(of: Chain, say: string, seq?: number, byte?: number): void {
    const { id, number } = of.file
    if (of.isSound) report.faults.push({ caseId: id, number, ...(seq === undefined ? {} : { seq }), ...(byte === undefined ? {} : { byte }), say: `办件 ${number}${seq === undefined ? '' : ` 第${seq}步`}：${say}` })
    of.isSound = false
  }

  function check(of: Chain, row: ActionRow): void {
    if (row.seq !== of.seq + 1) fault(of, `应为第${of.seq + 1}步，其间的步骤被删去或编号被改`, row.seq)
    if (row.prev_hash !== of.head) fault(of, '所记的前一步散列与前一步不符', row.seq)
    if (of.isSound && hashOfText(row.prev_hash, row.case_id, row.action) !== row.hash) {
      const at = located++ < mostLocated ? locate(row.prev_hash, row.case_id, row.action, row.hash) : {}
      const where = at.byte === undefined ? `内容或散列被改动（全文${Buffer.byteLength(row.action)}字节）` : `第${at.byte}字节起被改动`
      fault(of, `${where}${at.was === undefined ? '' : `，原为“${at.was}”，现为“${at.now}”`}`, row.seq, at.byte)
    }
    if (of.isSound) {
      const said = JSON.parse(row.action) as Action
      if (said.seq !== row.seq || said.step !== row.step || said.on !== row.on_day || said.by.id !== row.by_id) fault(of, '列表所用的步骤、日期或经办人与历史正文不符', row.seq)
      else if (of.item) of.s = apply(of.item, of.s!, said)
    }
    of.seq = row.seq
    of.head = row.hash
  }

  function close(of: Chain): void {
    const { version, head_hash } = of.file
    if (of.seq !== version) fault(of, `历史有${of.seq}步，办件记为${version}步，${of.seq < version ? '末尾的步骤被删去' : '办件被退回到较早的样子'}`)
    if (of.head !== head_hash) fault(of, '办件所记的链头与历史的最后一步不符')
    if (!of.isSound || !of.s || version === 0) return
    const changed = differing(of.file, of.s)
    if (changed.length) fault(of, `历史未动，但办件现在所示的${changed.join('、')}与按历史逐步重算的结果不符`)
  }
}

const words: Record<string, string> = {
  state: '状态', answers: '填报内容', parties: '当事人', place: '所在地', handler: '办理单位', number: '编号', title: '名称', ruleDay: '适用规则之日', submittedAt: '提交时间', computed: '测算结果', memo: '办理记录', doneOn: '各步日期',
  doneBy: '经办人', marks: '列表标记', clocks: '期限', suspensions: '中止', corrections: '补正次数', closedOn: '办结日', outcome: '结果', standingSince: '生效日', version: '版本',
}
/** What of a case is not what its history comes to: in the folded state, or in the columns that lists read. */
function differing(file: CaseRow, s: Snapshot): string[] {
  const kept: Record<string, unknown> = { ...file.snapshot }, now: Record<string, unknown> = { ...s }
  const columns = { state: file.state, title: file.title, place: file.place, handler: file.handler, closedOn: file.closed_on ?? undefined, outcome: file.outcome ?? undefined, marks: file.marks }
  const isOther = (a: unknown, b: unknown) => canonical(a ?? null) !== canonical(b ?? null)
  const names = [...new Set([...Object.keys(kept), ...Object.keys(now)])].filter((k) => isOther(kept[k], now[k]))
  const inLists = Object.entries(columns).filter(([k, v]) => isOther(v, now[k])).map(([k]) => k)
  return [...new Set([...names, ...inLists])].map((k) => words[k] ?? k)
}

async function* casesInOrder(tx: Db): AsyncGenerator<CaseRow, undefined> {
  for (let after = ''; ;) {
    const found = await rows<CaseRow>(tx, `select id, number, version, head_hash, item, state, title, place, handler, closed_on, outcome, marks, snapshot from case_file where id > $1 order by id limit ${batch}`, [after])
    yield* found
    if (found.length < batch) return undefined
    after = found.at(-1)!.id
  }
}

async function walkSeals(tx: Db, report: LedgerReport, anchored: readonly string[]): Promise<void> {
  const seals = await tx.selectFrom('ledger_seal').selectAll().orderBy('id').execute()
  let prevRoot = ''
  for (const seal of seals) {
    report.seals++
    const named = `${showInstant(seal.at as Instant)}的封存（第${seal.id}号）`
    const heads = await rows<Head & { hash: string | null; known: boolean; number: string | null }>(tx, `select h.case_id, h.seq, h.head_hash, h.demo, a.hash, c.id is not null as known, c.number
      from ledger_seal_head h left join case_file c on c.id = h.case_id left join case_action a on a.case_id = h.case_id and a.seq = h.seq where h.seal_id = $1`, [seal.id])
    if (seal.prev_root !== prevRoot) report.faults.push({ seal: seal.id, say: `${named}所记的前一封存与前一封存不符，其间的封存被删去或改动` })
    else if (rootOf({ prevRoot, at: seal.at, cases: seal.cases, actions: seal.actions }, heads) !== seal.root) report.faults.push({ seal: seal.id, say: `${named}的根与其内容不符` })
    for (const h of heads) {
      if (h.hash === h.head_hash) continue
      if (!h.known && h.demo) report.removedDemo++
      else report.faults.push({ seal: seal.id, caseId: h.case_id, seq: h.seq, ...(h.number ? { number: h.number } : {}), say: h.known ? `办件 ${h.number} 第${h.seq}步：与${named}时不同，历史在封存后被整段改写或截短` : `办件 ${h.case_id} 在${named}时存在，现已不见` })
    }
    prevRoot = seal.root
  }
  if (seals.length) report.lastRoot = prevRoot
  for (const root of anchored) if (!seals.some((s) => s.root === root)) report.faults.push({ say: `所给的根 ${root} 不在封存之中：封存被整体改写，或这个根不属于本系统` })
}
