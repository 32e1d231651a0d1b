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
  const ties = new Map<number, number>()
  const degree = new Uint32Array(names.length), head = Uint32Array.from(names, (_, i) => i)
  const rootOf = (i: number): number => {
    let at = i
    while (head[at] !== at) { head[at] = head[head[at]!]!; at = head[at]! }
    return at
  }
  const eachTie = (team: readonly number[], see: (tie: number, a: number, b: number) => void) => {
    for (const [i, a] of team.entries()) for (let j = i + 1; j < team.length; j++) see(a * names.length + team[j]!, a, team[j]!)
  }
  for (const team of teams) {
    eachTie(team.of, (tie, a, b) => {
      const n = ties.get(tie)
      ties.set(tie, (n ?? 0) + 1)
      if (n !== undefined) return
      degree[a]! += 1
      degree[b]! += 1
      const x = rootOf(a), y = rootOf(b)
      head[Math.max(x, y)] = Math.min(x, y)
    })
  }
  const sizes = new Map<number, number>()
  for (const i of names.keys()) sizes.set(rootOf(i), (sizes.get(rootOf(i)) ?? 0) + 1)
  const circles = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const circleOf = new Map(circles.map(([root], i) => [root, i + 1]))
  const strongest = [...ties].sort((x, y) => y[1] - x[1] || x[0] - y[0]).slice(0, of.most)
  const keys = new Map(strongest.map(([tie]) => [tie, [] as string[]]))
  for (const team of teams) eachTie(team.of, (tie) => keys.get(tie)?.push(team.key))
  const people = largestFirst(groupKeys(joint.map(({ row }) => row), namesOf))
  const largest = circles[0]?.[1] ?? 0
  const say = ties.size ? `合作${joint.length}件，${of.who}${names.length}个，分${circles.length}个合作圈，最大的有${largest}个` : `没有两个以上${of.who}的申请`
  const steps = [`${rows.length}件中有两个以上${of.who}的${joint.length}件`, `合作关系${ties.size}对，合作圈${circles.length}个`]
  const shared = { definition: of.definition, say, steps, over: rows.length }
  return {
    circles: circles.length, largest,
    ties: {
      ...shared, id: of.id, title: of.title,
      columns: [{ id: 'a', label: of.who, kind: 'text' }, { id: 'b', label: `合作${of.who}`, kind: 'text' }, { id: 'n', label: '合作件数', kind: 'count' }, { id: 'circle', label: '合作圈', kind: 'index' }],
      lines: strongest.map(([tie]) => {
        const a = Math.floor(tie / names.length), b = tie % names.length
        return { id: JSON.stringify([names[a], names[b]]), cells: [words(names[a]!), words(names[b]!), counted(keys.get(tie)!), numbered(circleOf.get(rootOf(a))!)] }
      }),
      ...(ties.size > of.most ? { more: ties.size - of.most } : {}),
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
