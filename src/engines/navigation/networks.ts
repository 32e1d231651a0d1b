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
  const ties = new Map<string, Map<string, string[]>>()
  const degree = new Map<string, Set<string>>(), head = new Map<string, string>()
  const rootOf = (name: string): string => {
    let at = name
    while (head.get(at) !== at) { head.set(at, head.get(head.get(at)!)!); at = head.get(at)! }
    return at
  }
  const joint = rows.map((row) => ({ row, names: [...new Set(namesOf(row))].sort(inCodeOrder) })).filter(({ names }) => names.length > 1)
  for (const { row, names } of joint) {
    for (const [i, a] of names.entries()) for (const b of names.slice(i + 1)) {
      const from = ties.get(a) ?? new Map<string, string[]>()
      ties.set(a, from)
      const keys = from.get(b)
      if (keys) keys.push(row.key)
      else from.set(b, [row.key])
      for (const [one, other] of [[a, b], [b, a]] as const) {
        degree.set(one, (degree.get(one) ?? new Set<string>()).add(other))
        if (!head.has(one)) head.set(one, one)
      }
      // Roots are joined under the name that comes first, so that a circle is called the same whatever the order of rows.
      const [x, y] = [rootOf(a), rootOf(b)].sort(inCodeOrder) as [string, string]
      head.set(y, x)
    }
  }
  const sizes = new Map<string, number>()
  for (const name of head.keys()) sizes.set(rootOf(name), (sizes.get(rootOf(name)) ?? 0) + 1)
  const circles = [...sizes].sort((a, b) => b[1] - a[1] || inCodeOrder(a[0], b[0]))
  const number = new Map(circles.map(([root], i) => [root, i + 1]))
  const together = groupKeys(joint.map(({ row }) => row), namesOf)
  const pairs = [...ties].flatMap(([a, tied]) => [...tied].map(([b, keys]) => ({ a, b, keys })))
    .sort((x, y) => y.keys.length - x.keys.length || inCodeOrder(x.a, y.a) || inCodeOrder(x.b, y.b))
  const largest = circles[0]?.[1] ?? 0
  const say = pairs[0] ? `合作${joint.length}件，${of.who}${head.size}个，分${circles.length}个合作圈，最大的有${largest}个` : `没有两个以上${of.who}的申请`
  const steps = [`${rows.length}件中有两个以上${of.who}的${joint.length}件`, `合作关系${pairs.length}对，合作圈${circles.length}个`]
  const shared = { definition: of.definition, say, steps, over: rows.length }
  return {
    circles: circles.length, largest,
    ties: {
      ...shared, id: of.id, title: of.title,
      columns: [{ id: 'a', label: of.who, kind: 'text' }, { id: 'b', label: `合作${of.who}`, kind: 'text' }, { id: 'n', label: '合作件数', kind: 'count' }, { id: 'circle', label: '合作圈', kind: 'index' }],
      ...some(pairs.map(({ a, b, keys }) => ({ id: JSON.stringify([a, b]), cells: [words(a), words(b), counted(keys), numbered(number.get(rootOf(a))!)] })), of.most),
    },
    nodes: {
      ...shared, id: `${of.id}-nodes`, title: `${of.title}：节点`,
      columns: [{ id: 'name', label: of.who, kind: 'text' }, { id: 'n', label: '合作件数', kind: 'count' }, { id: 'degree', label: '合作对象', kind: 'index' }, { id: 'circle', label: '合作圈', kind: 'index' }],
      ...some(largestFirst(together).map(([name, keys]) => ({ id: name, cells: [words(name), counted(keys), numbered(degree.get(name)!.size), numbered(number.get(rootOf(name))!)] })), of.most),
    },
  }
}
