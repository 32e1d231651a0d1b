import { randomUUID } from 'node:crypto'
import { type Behaviour, behavioursOn, type Given, type Reading, type Rule, type SignalFamily, signals, type Standing } from '../../engines/screening/index.ts'
import { type Day, no, type Result, yes } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { aside } from '../../platform/threads/index.ts'
import { gather, type RunKind } from './given.ts'
import { type Typed, withDescriptions } from './known.ts'
import * as parameters from './parameters.ts'
import { byMonth, type HitOutcome, type Judged, type Precision, precisionOf } from './precision.ts'
import { measuredRecall, type Recall } from './recall.ts'
import { missing, notYours, reachOf, seatForRuns, within } from './reach.ts'
import type { Answer, Question, Set as SetOf } from './signals-thread.ts'

export interface RunRow { id: string; title: string; kind: RunKind; about: string; ruleDay: Day; filings: number; subjects: number; leads: number; attention: number; hints: number; by: string; at: string; demo: boolean }
export interface SubjectRow { no: number; name: string; standing: Standing; score: number; families: SignalFamily[]; filings: number; seen: Rule[]; blind: Rule[]; judged: number }
export interface RunView extends RunRow { compared: string[]; rows: SubjectRow[]; may: { judge: boolean } }
export interface Outcome { outcome: HitOutcome; reason: string; by: string; at: string }
export interface ReadingView extends Reading { label: string; behaviours: Behaviour[]; steps: string[]; outcomes: Outcome[] }
export interface SubjectView extends SubjectRow { run: Pick<RunRow, 'id' | 'title' | 'ruleDay'>; readings: ReadingView[]; working: string[]; may: { judge: boolean } }

const thread = aside<Question, Answer>(new URL('./signals-thread.ts', import.meta.url))
const setNow = (): SetOf => ({
  signals: Object.fromEntries(Object.entries(parameters.signals).map(([name, p]) => [name, p.versions()])), weights: Object.fromEntries(Object.entries(parameters.weights).map(([name, p]) => [name, p.versions()])),
})

/** Looks at a party, at what is in a batch, or at what a query finds, and keeps what was seen as it was seen. */
export async function screen(house: House, who: Who, of: { title: string; kind: RunKind; about: string; firm?: Typed }): Promise<Result<RunView>> {
  const unit = seatForRuns(house, who)
  if (!unit) return notYours('筛查由保护处、保护中心和市县局的经办人发起')
  const title = of.title.trim(), about = of.about.trim()
  if (!title || title.length > 120) return no({ code: 'answer-missing', at: 'title', say: '请填写筛查名称，最多120字' })
  if (!about || about.length > 300) return no({ code: 'answer-missing', at: 'about', say: of.kind === 'party' ? '请填写申请人名称' : of.kind === 'batch' ? '请选择批次' : '请填写检索式' })
  const gathered = await gather(house, who, { ...of, about })
  if (!gathered.ok) return gathered
  const { subjects, filings, compared } = gathered.value, id = randomUUID(), set = setNow()
  const found: { given: Given; answer: Answer }[] = []
  for (const given of subjects) found.push({ given, answer: await thread({ given: await withDescriptions(house, given, who.demo), set }) })
  found.sort((a, b) => b.answer.stood.value.score - a.answer.stood.value.score || b.given.filings.length - a.given.filings.length)
  await house.db.transaction().execute(async (tx) => {
    await rows(tx, `insert into screening_run (id, title, kind, about, batch_id, unit, rule_day, filings, compared, by_id, by_name, at, demo) values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13)`,
      [id, title, of.kind, gathered.value.about, gathered.value.batch ?? null, unit, today(house), filings, JSON.stringify(compared), who.id, who.name, house.now(), who.demo])
    for (let at = 0; at < found.length; at += 50) {
      await rows(tx, `insert into screening_subject (run_id, no, name, standing, score, families, filings, readings, working)
        select $1, s.no, s.name, s.standing, s.score, s.families, s.filings, s.readings, s.working from jsonb_to_recordset($2::jsonb) as s(no int, name text, standing text, score double precision, families jsonb, filings int, readings jsonb, working jsonb)`,
      [id, JSON.stringify(found.slice(at, at + 50).map(({ given, answer: { readings, stood } }, i) => ({
        no: at + i + 1, name: given.subject, standing: stood.value.standing, score: stood.value.score, families: stood.value.families, filings: given.filings.length, working: stood.steps, readings: readings.map((r) => ({ ...r.value, steps: r.steps })),
      })))])
    }
  })
  return viewRun(house, who, id)
}

const runSql = `select r.id, r.title, r.kind, r.about, r.rule_day as "ruleDay", r.filings, r.by_name as by, r.at, r.demo, r.compared,
  (select count(*)::int from screening_subject s where s.run_id = r.id) as subjects, (select count(*)::int from screening_subject s where s.run_id = r.id and s.standing = 'lead') as leads,
  (select count(*)::int from screening_subject s where s.run_id = r.id and s.standing = 'attention') as attention, (select count(*)::int from screening_subject s where s.run_id = r.id and s.standing = 'hint') as hints
  from screening_run r where ${within('r.unit', 1)}`
const noRun = missing('没有这次筛查，或者它不在您可查看的范围内')

export const listRuns = (house: House, who: Who): Promise<RunRow[]> => rows<RunRow>(house.db, `${runSql} order by r.at desc, r.id limit 500`, [reachOf(house, who)])

const findRun = async (house: House, who: Who, id: string): Promise<(RunRow & { compared: string[] }) | undefined> => (await rows<RunRow & { compared: string[] }>(house.db, `${runSql} and r.id = $2`, [reachOf(house, who), id]))[0]

const subjectSql = `select s.no, s.name, s.standing, s.score, s.families, s.filings,
  coalesce((select jsonb_agg(r ->> 'rule') from jsonb_array_elements(s.readings) r where r ->> 'outcome' = 'seen'), '[]') as seen, coalesce((select jsonb_agg(r ->> 'rule') from jsonb_array_elements(s.readings) r where r ->> 'outcome' = 'blind'), '[]') as blind,
  (select count(distinct o.rule)::int from screening_outcome o where o.run_id = s.run_id and o.no = s.no) as judged from screening_subject s`

export async function viewRun(house: House, who: Who, id: string): Promise<Result<RunView>> {
  const run = await findRun(house, who, id)
  if (!run) return noRun
  return yes({ ...run, rows: await rows<SubjectRow>(house.db, `${subjectSql} where s.run_id = $1 order by s.no`, [id]), may: { judge: seatForRuns(house, who) !== undefined } })
}

export async function viewSubject(house: House, who: Who, id: string, no_: number): Promise<Result<SubjectView>> {
  const run = await findRun(house, who, id)
  if (!run) return noRun
  const [subject] = await rows<SubjectRow & { readings: (Reading & { steps: string[] })[]; working: string[] }>(house.db, `${subjectSql.replace('select s.no,', 'select s.readings, s.working, s.no,')} where s.run_id = $1 and s.no = $2`, [id, no_])
  if (!subject) return missing('本次筛查中没有这个主体')
  const said = await rows<Outcome & { rule: Rule }>(house.db, 'select rule, outcome, reason, by_name as by, at from screening_outcome where run_id = $1 and no = $2 order by id', [id, no_])
  return yes({
    ...subject, run: { id: run.id, title: run.title, ruleDay: run.ruleDay }, may: { judge: seatForRuns(house, who) !== undefined },
    readings: subject.readings.map((r) => { const signal = signals.find((s) => s.rule === r.rule)!; return { ...r, label: signal.label, behaviours: behavioursOn(run.ruleDay, signal.behaviours), outcomes: said.filter((o) => o.rule === r.rule) } }),
  })
}

/** A person's finding on one hit, with the reason. It changes nothing about the subject: it tells how far the signal was right. */
export async function judgeHit(house: House, who: Who, id: string, no_: number, of: { rule: string; outcome: HitOutcome; reason: string }): Promise<Result<SubjectView>> {
  if (!seatForRuns(house, who)) return notYours('由保护处、保护中心和市县局的经办人记录核对结果')
  const subject = await viewSubject(house, who, id, no_)
  if (!subject.ok) return subject
  if (!subject.value.readings.some((r) => r.rule === of.rule && r.outcome === 'seen')) return no({ code: 'no-hit', at: 'rule', say: '这个信号没有命中，不需要记录' })
  const reason = of.reason.trim()
  if (!reason || reason.length > 1000) return no({ code: 'answer-missing', at: 'reason', say: '请写明核对了什么、依据什么，最多1000字' })
  await rows(house.db, 'insert into screening_outcome (run_id, no, rule, outcome, reason, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [id, no_, of.rule, of.outcome, reason, who.id, who.name, house.now()])
  return viewSubject(house, who, id, no_)
}

export interface Figures { all: Precision[]; months: { month: string; rows: Precision[] }[]; recall: Recall }
/** How far the signals were right, over all runs a person may see and month by month; demonstration apart from the rest. */
export async function screeningFigures(house: House, who: Who): Promise<Figures> {
  const hits = await rows<Judged>(house.db, `select h ->> 'rule' as rule, to_char(r.at at time zone 'Asia/Shanghai', 'YYYY-MM') as month,
    coalesce((select jsonb_agg(o.outcome order by o.id) from screening_outcome o where o.run_id = s.run_id and o.no = s.no and o.rule = h ->> 'rule'), '[]') as said
    from screening_run r join screening_subject s on s.run_id = r.id cross join jsonb_array_elements(s.readings) h where h ->> 'outcome' = 'seen' and r.demo = $2 and ${within('r.unit', 1)}`, [reachOf(house, who), who.demo])
  return { all: precisionOf(hits), months: byMonth(hits), recall: measuredRecall }
}
