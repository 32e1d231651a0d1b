import { useState } from 'react'
import { Input } from 'antd'
import { Section } from '../../marks.tsx'
import { useUnits, type UnitBrief } from '../../units.ts'
import { Asked, Nothing } from '../../waits.tsx'

/** The tree of units: the bureau with its divisions and centres, the cities, their counties. */
export default function Units() {
  const units = useUnits()
  const [q, setQ] = useState('')
  return (
    <Section title={<>单位{units.data && <span className="quiet">（{units.data.length}个）</span>}</>} extra={<a href="/api/v1/units?format=xlsx">导出表格</a>}>
      <div className="filters" role="search"><Input allowClear placeholder="名称或区划代码" aria-label="查找单位" style={{ width: 240 }} value={q} onChange={(e) => setQ(e.target.value.trim())} /></div>
      <Asked query={units}>{(all) => {
        if (q) {
          const hits = all.filter((u) => u.name.includes(q) || u.place.includes(q) || u.code?.startsWith(q))
          return hits.length ? <ul className="tree">{hits.map((u) => <li key={u.id}><Words u={u} /></li>)}</ul> : <Nothing say="没有这个单位" />
        }
        return <ul className="tree">{all.filter((u) => u.parent === null).map((u) => <Branch key={u.id} u={u} all={all} open />)}</ul>
      }}</Asked>
    </Section>
  )
}

function Branch({ u, all, open = false }: { u: UnitBrief; all: UnitBrief[]; open?: boolean }) {
  const below = all.filter((x) => x.parent === u.id)
  return <li>{below.length === 0 ? <Words u={u} /> : <details open={open}><summary><Words u={u} /><span className="quiet">　下属{below.length}个</span></summary><ul>{below.map((x) => <Branch key={x.id} u={x} all={all} />)}</ul></details>}</li>
}
const Words = ({ u }: { u: UnitBrief }) => <>{u.name}<span className="quiet">　{u.code && `${u.code}　`}{u.decides ? '' : '受理、审查和服务，不作行政决定'}</span></>
