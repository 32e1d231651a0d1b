import { addMonths, type Finding, foldName, showDay } from '../../../kernel/index.ts'
import { familiesOf, type Family } from '../families.ts'
import { excuseFor, sharesApplicant } from './excuses.ts'
import { alikePairs, jaccard, joined, runsOf, sharedOf, shinglesOf, titleCosine } from './likeness.ts'
import { signalParameters as p } from './parameters.ts'
import { alone, beside, blind, by, claimOne, digits, featuresOf, none, partWords, seen, shownOf, strengthOf, strengthTimes, undatedGap, withText } from './read.ts'
import type { Application, Evidence, Excerpt, Excused, Given, Reading, Signal } from './types.ts'

/** Two filings of the subject that read alike, with no good reason known. */
interface Pair { a: Application; b: Application; part: Excerpt['part']; likeness: number }

/** Pairs whose claims agree, or their descriptions, or where there are no claims their abstracts; parted into those that count and those with a reason. */
function pairsOf(given: Given): { pairs: Pair[]; excused: Excused[]; gaps: string[]; summed: number } {
  const { day } = given, length = p.shingle.on(day)
  const claims = withText(given.filings, 'claims'), descriptions = withText(given.filings, 'description')
  const alike = (part: Pair['part'], of: Application[], least: number): Pair[] =>
    alikePairs(of.map((f) => shinglesOf(f[part]!, length)), least).map(({ a, b, likeness }) => ({ a: of[a]!, b: of[b]!, part, likeness }))
  const found = new Map<string, Pair>()
  const whole = p.duplicateDescription.on(day), summed = given.filings.filter((f) => !f.claims && f.abstract)
  for (const pair of [...alike('claims', claims.readable, p.duplicateClaims.on(day)), ...alikeLong(descriptions.readable, length, whole), ...alike('abstract', summed, whole)]) {
    const id = [pair.a.key, pair.b.key].sort().join()
    if (!found.has(id)) found.set(id, pair)
  }
  const pairs: Pair[] = [], excused: Excused[] = []
  for (const pair of found.values()) {
    const why = excuseFor(pair.a, pair.b, given)
    if (why) excused.push({ records: [pair.a.key, pair.b.key], why })
    else pairs.push(pair)
  }
  return { pairs: pairs.sort((x, y) => y.likeness - x.likeness || (x.a.key < y.a.key ? -1 : 1)), excused, gaps: claims.gaps, summed: summed.length }
}

/** Of descriptions, which have tens of thousands of letters, a sample of runs is compared, the same in every text; what comes near is then compared whole. */
function alikeLong(of: readonly Application[], length: number, least: number): Pair[] {
  const whole = of.map((f) => runsOf(f.description!, length)), oneIn = whole.reduce((sum, runs) => sum + runs.length, 0) > sampledFrom ? 8 : 1
  return alikePairs(whole.map((runs) => new Set(runs.filter((run) => run % oneIn === 0))), least - 0.05).flatMap(({ a, b }) => {
    const likeness = sharedOf(whole[a]!, whole[b]!)
    return likeness >= least ? [{ a: of[a]!, b: of[b]!, part: 'description' as const, likeness }] : []
  })
}
const sampledFrom = 500_000

const shownPair = (pair: Pair, more = ''): Evidence => ({
  say: `${pair.a.key}“${pair.a.title}”与${pair.b.key}“${pair.b.title}”${partWords[pair.part]}重合度${digits(pair.likeness)}${more}`,
  records: [pair.a.key, pair.b.key], numbers: [{ label: '重合度', value: digits(pair.likeness) }],
  texts: beside(pair.part, { key: pair.a.key, text: pair.a[pair.part]! }, { key: pair.b.key, text: pair.b[pair.part]! }),
})
const isNear = (a: Application, b: Application, months: number): boolean => {
  if (!a.filed || !b.filed) return false
  const [first, last] = a.filed < b.filed ? [a.filed, b.filed] : [b.filed, a.filed]
  return last <= addMonths(first, months)
}
const formula = (given: Given) => [by(p.duplicateClaims, given.day), by(p.shingle, given.day), '重合度＝两文共有片段数÷两文片段总数（Jaccard，逐字精确计算，标点、全半角不计）']

export const nearDuplicate: Signal = {
  rule: 'R1', label: '内容近似的多件申请', family: 'text', behaviours: [1],
  look(given): Finding<Reading> {
    const { day } = given, { pairs, excused, gaps, summed } = pairsOf(given)
    if (!given.filings.some((f) => f.claims ?? f.description ?? f.abstract)) return blind(this, '没有可比对的公开或自愿提交的文本')
    const close = pairs.filter((x) => isNear(x.a, x.b, p.duplicateMonths.on(day)))
    const place = new Map(given.filings.map((f, i) => [f.key, i]))
    const least = p.duplicateSize.on(day)
    const groups = joined(given.filings.length, close.map((x) => [place.get(x.a.key)!, place.get(x.b.key)!] as const)).filter((g) => g.length >= least).sort((x, y) => y.length - x.length)
    const steps = [...formula(given), by(p.duplicateDescription, day), by(p.duplicateMonths, day), by(p.duplicateSize, day)], all = { steps, excused, gaps: [...gaps, ...(summed ? [`其中${summed}件有摘要，只按摘要比对`] : []), ...undatedGap(given.filings)] }
    const series = seriesOf(given)
    steps.push(by(p.seriesSize, day), by(p.seriesAgreement, day), by(p.seriesShare, day), '同一样板＝同一申请人的申请去掉换掉的词以后句式相同；样板占比＝相同部分的字数÷全文字数')
    const biggest = groups[0], longest = series[0]
    if (!biggest && !longest) return none(this, { ...all, say: `可比对的文本中没有${least}件以上相互近似的申请，也没有套用同一样板的系列` })
    const keys = groups.map((g) => g.map((i) => given.filings[i]!.key))
    const inGroups = close.filter((x) => keys.some((g) => g.includes(x.a.key)))
    const says = [biggest && `${groups.length}组共${keys.flat().length}件申请文本近似，最大一组${biggest.length}件`, longest && `${series.length}个系列共${series.reduce((n, f) => n + f.members.length, 0)}件套用同一样板，最大的${longest.members.length}件`].filter(Boolean)
    return seen(this, Math.max(biggest ? strengthTimes(biggest.length, least, day) : 0, longest ? strengthTimes(longest.members.length, p.seriesSize.on(day), day) : 0), {
      ...all, say: says.join('；'),
      evidence: [...series.slice(0, 3).map((f) => shownSeries(f, given)), ...keys.slice(0, 3).map((g) => ({ say: `近似的一组，${g.length}件`, records: g, numbers: [{ label: '件数', value: g.length }] })), ...shownOf(inGroups, (x) => shownPair(x))],
    })
  },
}

const wordsOf = (f: Application): { part: Excerpt['part']; text: string } | undefined => (f.claims ? { part: 'claims', text: f.claims } : f.abstract ? { part: 'abstract', text: f.abstract } : undefined)

/** Many filings made to one pattern, a word or a number changed in each; whoever has a good reason to read like one before is left out. */
function seriesOf(given: Given): Family[] {
  const kept: Application[] = []
  for (const f of given.filings) if (f.type !== 'design' && wordsOf(f) && !kept.some((k) => excuseFor(k, f, given))) kept.push(f)
  return familiesOf(kept.map((f) => ({ id: f.key, text: wordsOf(f)!.text, people: f.applicants.map(foldName), ...(f.filed ? { day: f.filed } : {}) })), { least: p.seriesSize.on(given.day), agreement: p.seriesAgreement.on(given.day) })
    .filter((f) => f.template.share >= p.seriesShare.on(given.day))
}
function shownSeries(f: Family, given: Given): Evidence {
  const [first, second] = f.members.map((m) => given.filings.find((x) => x.key === m.id)!) as [Application, Application]
  const days = f.days ? `，${showDay(f.days.first)}至${showDay(f.days.last)}提交` : ''
  return {
    say: `同一样板的系列，${f.members.length}件${days}；样板：${f.template.pattern.slice(0, 300)}${f.template.pattern.length > 300 ? '…' : ''}`, records: f.members.map((m) => m.id),
    numbers: [{ label: '件数', value: f.members.length }, { label: '样板占比', value: digits(f.template.share) }], texts: beside(wordsOf(first)!.part, { key: first.key, text: wordsOf(first)!.text }, { key: second.key, text: wordsOf(second)!.text }),
  }
}

export const titleSwap: Signal = {
  rule: 'R2', label: '换名称、内容相同', family: 'text', behaviours: [1, 2],
  look(given) {
    const { day } = given
    if (!given.filings.some((f) => f.claims)) return blind(this, '没有可比对的公开或自愿提交的权利要求')
    const { pairs, excused, gaps } = pairsOf(given), below = p.titleLikeness.on(day)
    const swapped = pairs.filter((x) => x.part === 'claims').map((x) => ({ ...x, title: titleCosine(x.a.title, x.b.title) })).filter((x) => x.title < below)
    const all = { steps: [...formula(given), by(p.titleLikeness, day), '名称相似度＝两字片段的余弦'], excused, gaps }
    if (!swapped.length) return none(this, { ...all, say: '可比对的文本中没有名称不同而权利要求相同的申请' })
    return seen(this, strengthOf(Math.max(...swapped.map((x) => x.likeness)), p.duplicateClaims.on(day), 1), {
      ...all, say: `${swapped.length}对申请名称不同而权利要求近似`, evidence: shownOf(swapped, (x) => shownPair(x, `，名称相似度${digits(x.title)}`)),
    })
  },
}

const materials = ['不锈钢', '铝合金', '镁合金', '钛合金', '合金钢', '碳钢', '铸铁', '碳纤维', '玻璃纤维', '聚丙烯', '聚乙烯', '聚氨酯', '聚四氟乙烯', '聚碳酸酯', '尼龙', '硅胶', '橡胶', '塑料', '树脂', '陶瓷', '玻璃', '木材', '竹材', '黄铜', '紫铜', '铜', '铝', '钢', '铁']
const material = new RegExp(materials.join('|'), 'g')
/** A feature without what is changed first when a text is copied: numbers, sizes, materials and the words that point back. */
export const bareFeature = (feature: string): string => feature.normalize('NFKC').replace(/所述的?|该|上述/g, '').replace(/\d+(?:\.\d+)?/g, '#').replace(/[零一二三四五六七八九十百千两]+(?=[个条根片块层组对只件套])/g, '#').replace(material, '材').replace(/\s/g, '')

/** How many features of two claims agree once numbers and materials are left out, over those of the longer. */
export function featureOverlap(a: string, b: string): { overlap: number; changed: { a: string; b: string }[]; own: string[] } {
  const fa = featuresOf(a), fb = featuresOf(b), free = new Map<string, string[]>()
  for (const f of fb) free.set(bareFeature(f), [...(free.get(bareFeature(f)) ?? []), f])
  const changed: { a: string; b: string }[] = [], own: string[] = []
  let same = 0
  for (const f of fa) {
    const other = free.get(bareFeature(f))?.shift()
    if (other === undefined) own.push(f)
    else { same++; if (other !== f) changed.push({ a: f, b: other }) }
  }
  return { overlap: same / Math.max(fa.length, fb.length, 1), changed, own }
}

export const priorCopy: Signal = {
  rule: 'R3', label: '与他人在先文献特征重合', family: 'text', behaviours: [2],
  look(given) {
    const { day } = given, least = p.featureOverlap.on(day)
    if (!given.nearby) return blind(this, '尚未检索他人在先文献')
    const { readable, gaps } = withText(given.filings, 'claims')
    if (!readable.length) return blind(this, '没有可比对的公开或自愿提交的权利要求')
    const others = given.nearby.filter((o) => o.claims)
    const hits = readable.flatMap((f) => others.filter((o) => o.key !== f.key && !sharesApplicant(o, f) && (!f.filed || !o.filed || o.filed < f.filed)).map((o) => ({ f, o, ...featureOverlap(claimOne(f.claims!), claimOne(o.claims!)) })))
      .filter((x) => x.overlap >= least).sort((x, y) => y.overlap - x.overlap || (x.f.key < y.f.key ? -1 : 1))
    const all = { steps: [by(p.featureOverlap, day), '重合率＝去掉数值、尺寸、材料词后相同的特征数÷两项权利要求1中较多的特征数；只看他人、申请日在先的文献'], gaps }
    if (!hits.length) return none(this, { ...all, say: others.length ? `与检得的${others.length}件文献相比，没有他人在先的文献特征重合达到门槛` : '检得的相近文献都没有权利要求，或者都是自己的' })
    return seen(this, strengthOf(hits[0]!.overlap, least, 1), {
      ...all, say: `${new Set(hits.map((x) => x.f.key)).size}件申请的权利要求1与他人在先文献特征重合，差别仅在数值、尺寸或材料`,
      evidence: shownOf(hits, ({ f, o, overlap, changed, own }) => ({
        say: `${f.key}与他人在先的${o.key}特征重合${digits(overlap)}${changed.length ? `，改动：${changed.slice(0, 5).map((c) => `“${c.b}”改为“${c.a}”`).join('；')}` : ''}${own.length ? `；另有特征：${own.slice(0, 3).map((w) => `“${w}”`).join('、')}` : ''}`,
        records: [f.key, o.key], numbers: [{ label: '特征重合率', value: digits(overlap) }], texts: beside('claims', { key: f.key, text: claimOne(f.claims!) }, { key: o.key, text: claimOne(o.claims!) }),
      })),
    })
  },
}

/** Runs of measured values, in reading order. What is not measured, like the numbers of parts in a drawing, has no decimals. */
function valuesOf(text: string, length: number): Map<string, number> {
  const values = [...text.normalize('NFKC').matchAll(/\d+(?:\.\d+)?/g)].map((m) => ({ value: m[0], at: m.index }))
  const runs = new Map<string, number>()
  for (let i = 0; i + length <= values.length; i++) {
    const run = values.slice(i, i + length).map((v) => v.value)
    if (new Set(run).size * 2 >= length && run.filter((v) => v.includes('.')).length * 2 >= length && !runs.has(run.join(' '))) runs.set(run.join(' '), values[i]!.at)
  }
  return runs
}

/** Of one run no more are told than a person would look at. */
const mostHolders = 60

export const clonedData: Signal = {
  rule: 'R4', label: '不同主题数据相同', family: 'text', behaviours: [2],
  look(given) {
    const { day } = given, length = p.clonedRun.on(day)
    const { readable, gaps } = withText(given.filings, 'description')
    if (!readable.length) return blind(this, '没有说明书文本，实验数据无法比对')
    const holders = new Map<string, { i: number; at: number }[]>()
    for (const [i, f] of readable.entries()) for (const [run, at] of valuesOf(f.description!, length)) holders.set(run, [...(holders.get(run) ?? []), { i, at }].slice(0, mostHolders))
    const isOther = (a: Application, b: Application) => titleCosine(a.title, b.title) < p.titleLikeness.on(day) || (a.ipc[0] && b.ipc[0] && a.ipc[0].slice(0, 4) !== b.ipc[0].slice(0, 4))
    interface Shared { a: { f: Application; at: number }; b: { f: Application; at: number }; run: string; n: number }
    // Each pair is judged once: nothing, or what the two share.
    const judged = new Map<number, Shared | undefined>(), excused: Excused[] = []
    for (const [run, of] of holders) for (const [x, a] of of.entries()) for (const b of of.slice(x + 1)) {
      const id = a.i * readable.length + b.i, known = judged.get(id)
      if (known) known.n++
      if (judged.has(id)) continue
      const [fa, fb] = [readable[a.i]!, readable[b.i]!], why = isOther(fa, fb) ? excuseFor(fa, fb, given) : undefined
      if (why) excused.push({ records: [fa.key, fb.key], why })
      judged.set(id, isOther(fa, fb) && !why ? { a: { f: fa, at: a.at }, b: { f: fb, at: b.at }, run, n: length } : undefined)
    }
    const found = [...judged.values()].filter((s) => s !== undefined)
    const hits = found.sort((x, y) => y.n - x.n)
    const all = { steps: [by(p.clonedRun, day), by(p.titleLikeness, day), '依次相同的数值，其中一半以上带小数、一半以上互不相同；主题不同＝名称相似度低于门槛或国际专利分类小类不同'], excused, gaps }
    if (!hits.length) return none(this, { ...all, say: '可比对的说明书中没有主题不同而数据相同的' })
    return seen(this, strengthTimes(Math.max(...hits.map((h) => h.n)), length, day), {
      ...all, say: `${hits.length}对主题不同的申请载有相同的一列数据`,
      evidence: shownOf(hits, ({ a, b, run, n }) => {
        const part = (x: { f: Application; at: number }) => ({ key: x.f.key, text: x.f.description!.slice(Math.max(0, x.at - 40), x.at + run.length + 200) })
        return { say: `${a.f.key}“${a.f.title}”与${b.f.key}“${b.f.title}”有连续${n}个数值相同`, records: [a.f.key, b.f.key], numbers: [{ label: '相同数值', value: run }], texts: beside('description', part(a), part(b)) }
      }),
    })
  },
}

/** Rests on the same likeness as R1 and therefore counts as text: withdrawn or not, it is one piece of evidence, not two. */
export const withdrawRefile: Signal = {
  rule: 'R11', label: '撤回后再次提交', family: 'text', behaviours: [1, 8],
  look(given) {
    const { day } = given, gone = given.filings.filter((f) => f.withdrawn)
    if (!gone.length) return none(this, { say: '没有核查通知后撤回的申请', steps: [by(p.duplicateClaims, day)] })
    const { readable, gaps } = withText(given.filings, 'claims'), length = p.shingle.on(day), least = p.duplicateClaims.on(day)
    const comparable = gone.filter((f) => f.claims)
    if (!comparable.length) return blind(this, `${gone.length}件撤回的申请都没有公开文本，无法与后来的申请比对`)
    const hits = comparable.flatMap((old) => {
      const own = shinglesOf(old.claims!, length)
      return readable.filter((f) => f.key !== old.key && f.filed && f.filed > old.withdrawn!.on).map((f) => ({ a: old, b: f, part: 'claims' as const, likeness: jaccard(own, shinglesOf(f.claims!, length)) }))
    }).filter((x) => x.likeness >= least && !excuseFor(x.a, x.b, given)).sort((x, y) => y.likeness - x.likeness)
    const all = { steps: [...formula(given), '后一件的申请日在前一件撤回之后'], gaps: [...gaps, ...(comparable.length < gone.length ? [`${gone.length - comparable.length}件撤回的申请没有公开文本`] : [])] }
    if (!hits.length) return none(this, { ...all, say: '撤回之后没有再提交近似的申请' })
    return seen(this, strengthOf(hits[0]!.likeness, least, 1), {
      ...all, say: `${hits.length}件申请与核查通知后撤回的申请近似`, evidence: shownOf(hits, (x) => shownPair(x, `，前一件于${showDay(x.a.withdrawn!.on)}在${x.a.withdrawn!.batch}核查后撤回，后一件于${showDay(x.b.filed!)}提交`)),
    })
  },
}

export const narrowClaim: Signal = {
  rule: 'R12', label: '权利要求过度限定', family: 'text', behaviours: [5],
  look(given) {
    const { day } = given, most = p.claimLetters.on(day), mostFeatures = p.claimFeatures.on(day)
    const { readable, gaps } = withText(given.filings.filter((f) => f.type !== 'design'), 'claims')
    if (!readable.length) return blind(this, '没有可看的权利要求文本')
    const hits = readable.map((f) => { const claim = claimOne(f.claims!); return { f, claim, letters: [...claim].length, features: featuresOf(claim).length } })
      .map((x) => ({ ...x, times: Math.max(x.letters / most, x.f.type === 'utility-model' ? x.features / mostFeatures : 0) })).filter((x) => x.times > 1).sort((x, y) => y.times - x.times)
    const all = { steps: [by(p.claimLetters, day), by(p.claimFeatures, day), '特征以逗号、分号、句号分开计数；特征数只对实用新型计'], gaps }
    if (!hits.length) return none(this, { ...all, say: '权利要求1的字数和特征数均未超过门槛' })
    return seen(this, strengthOf(hits[0]!.times, 1, p.fullAt.on(day)), {
      ...all, say: `${hits.length}件申请的权利要求1过长或特征过多`,
      evidence: shownOf(hits, (x) => ({ say: `${x.f.key}“${x.f.title}”权利要求1共${x.letters}字、${x.features}个特征`, records: [x.f.key], numbers: [{ label: '字数', value: x.letters }, { label: '特征数', value: x.features }], text: alone('claims', { key: x.f.key, text: x.claim }) })),
    })
  },
}
