import { counted, type Figure, groupKeys, holderSpellings, inCodeOrder, largestFirst, type NavigationRow, numbered, some, words } from './types.ts'

/** Who works with whom: the people or firms, the ties between them, and the circles they fall into. */
export interface Network { nodes: Figure; ties: Figure; circles: number; largest: number }

/** Applicants who file together. */
export function coApplicants(rows: readonly NavigationRow[], most: number): Network {
  const name = holderSpellings(rows)
  return network(rows, (row) => row.applicants.map((a) => name(a.name)), {
    id: 'co-applicants', title: '共同申请网络', who: '申请人', most,
    definition: '一件有两个以上申请人的，其中每两个之间计一件合作；能经合作相互到达的申请人为一个合作圈。没有合作过的申请人不列入。',
  })
}

/** Inventors who invent together. A name is one person only under the same first applicant: people of one name are many. */
export function inventorTeams(rows: readonly NavigationRow[], most: number): Network {
  const name = holderSpellings(rows)
  return network(rows, (row) => row.inventors.map((inventor) => (row.applicants[0] ? `${inventor}（${name(row.applicants[0].name)}）` : inventor)), {
    id: 'inventors', title: '发明人合作网络', who: '发明人', most,
    definition: '一件有两个以上发明人的，其中每两个之间计一件合作。同名且第一申请人相同的视为一人，第一申请人不同的分列：同名不等于同一人。没有合作过的发明人不列入。',
  })
}

function network(rows: readonly NavigationRow[], namesOf: (row: NavigationRow) => readonly string[], of: { id: string; title: string; who: string; definition: string; most: number }): Network {
  const joint = rows.map((row) => ({ row, names: [...new Set(namesOf(row))] })).filter(({ names }) => names.length > 1)
  // A million ties are counted as numbers; names are given numbers in code order, so that the order of rows changes nothing.
  const names = [...new Set(joint.flatMap((j) => j.names))].sort(inCodeOrder)
  const numberOf = new Map(names.map((name, i) => [name, i]))
  const teams = joint.map(({ row, names: those }) => ({ key: row.key, of: those.map((name) => numberOf.get(name)!).sort((a, b) => a - b) }))
  const width = names.length
  // Every tie of every team, sorted: the same tie stands together and is counted in one go.
  const all = new Float64Array(teams.reduce((sum, { of: team }) => sum + (team.length * (team.length - 1)) / 2, 0))
  let at = 0
  for (const { of: team } of teams) for (let i = 0; i < team.length; i++) for (let j = i + 1; j < team.length; j++) all[at++] = team[i]! * width + team[j]!
  all.sort()
  const degree = new Uint32Array(width), head = Uint32Array.from(names, (_, i) => i)
  const rootOf = (i: number): number => {
    let up = i
    while (head[up] !== up) { head[up] = head[head[up]!]!; up = head[up]! }
    return up
  }
  let count = 0
  const ties: Ties = { of: new Float64Array(all.length), n: new Uint32Array(all.length) }
  for (let i = 0; i < all.length;) {
    let next = i + 1
    while (all[next] === all[i]) next += 1
    ties.of[count] = all[i]!
    ties.n[count++] = next - i
    const a = Math.floor(all[i]! / width), b = all[i]! % width, x = rootOf(a), y = rootOf(b)
    degree[a]! += 1
    degree[b]! += 1
    head[Math.max(x, y)] = Math.min(x, y)
    i = next
  }
  const sizes = new Map<number, number>()
  for (const i of names.keys()) sizes.set(rootOf(i), (sizes.get(rootOf(i)) ?? 0) + 1)
  const circles = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const circleOf = new Map(circles.map(([root], i) => [root, i + 1]))
  const strongest = strongestOf(ties, count, of.most)
  const keys = new Map(strongest.map((tie) => [tie, [] as string[]]))
  for (const { key, of: team } of teams) for (let i = 0; i < team.length; i++) for (let j = i + 1; j < team.length; j++) keys.get(team[i]! * width + team[j]!)?.push(key)
  const people = largestFirst(groupKeys(joint.map(({ row }) => row), namesOf))
  const largest = circles[0]?.[1] ?? 0
  const say = count ? `合作${joint.length}件，${of.who}${names.length}个，分${circles.length}个合作圈，最大的有${largest}个` : `没有两个以上${of.who}的申请`
  const steps = [`${rows.length}件中有两个以上${of.who}的${joint.length}件`, `合作关系${count}对，合作圈${circles.length}个`]
  const shared = { definition: of.definition, say, steps, over: rows.length }
  return {
    circles: circles.length, largest,
    ties: {
      ...shared, id: of.id, title: of.title,
      columns: [{ id: 'a', label: of.who, kind: 'text' }, { id: 'b', label: `合作${of.who}`, kind: 'text' }, { id: 'n', label: '合作件数', kind: 'count' }, { id: 'circle', label: '合作圈', kind: 'index' }],
      lines: strongest.map((tie) => {
        const a = Math.floor(tie / width), b = tie % width
        return { id: JSON.stringify([names[a], names[b]]), cells: [words(names[a]!), words(names[b]!), counted(keys.get(tie)!), numbered(circleOf.get(rootOf(a))!)] }
      }),
      ...(count > of.most ? { more: count - of.most } : {}),
    },
    nodes: {
      ...shared, id: `${of.id}-nodes`, title: `${of.title}：节点`,
      columns: [{ id: 'name', label: of.who, kind: 'text' }, { id: 'n', label: '合作件数', kind: 'count' }, { id: 'degree', label: '合作对象', kind: 'index' }, { id: 'circle', label: '合作圈', kind: 'index' }],
      ...some(people.map(([name, those]) => {
        const i = numberOf.get(name)!
        return { id: name, cells: [words(name), counted(those), numbered(degree[i]!), numbered(circleOf.get(rootOf(i))!)] }
      }), of.most),
    },
  }
}

/** Ties as numbers, first × how many names there are + second, ascending; and how often each stands. */
interface Ties { of: Float64Array; n: Uint32Array }
/** The ties that stand most often, of equals the first. Most stand once, so only those that may be shown are sorted. */
function strongestOf(ties: Ties, count: number, most: number): number[] {
  const often = new Map<number, number>()
  for (let i = 0; i < count; i++) often.set(ties.n[i]!, (often.get(ties.n[i]!) ?? 0) + 1)
  let least = 0, above = 0
  for (const n of [...often.keys()].sort((a, b) => b - a)) {
    least = n
    if (above + often.get(n)! >= most) break
    above += often.get(n)!
  }
  const chosen: { tie: number; n: number }[] = []
  let room = most - above
  for (let i = 0; i < count; i++) if (ties.n[i]! > least || (ties.n[i] === least && room-- > 0)) chosen.push({ tie: ties.of[i]!, n: ties.n[i]! })
  return chosen.sort((a, b) => b.n - a.n || a.tie - b.tie).map(({ tie }) => tie)
}
