import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { get } from '../../../web/workbench/api.ts'
import { Labelled } from '../../../web/workbench/fields.tsx'
import { Section, showInstant, Wide } from '../../../web/workbench/marks.tsx'
import { Asked, Nothing, Refusals } from '../../../web/workbench/waits.tsx'
import type { HoldersView } from '../sorting.ts'
import { hasFields, rest, type Working } from './working.ts'

/** 合并名单: which applicants are counted as one group, each with its grounds; names that begin alike are only proposed. */
export function GroupsPart({ room, act, wrong }: Working) {
  const [of, set] = useState<{ group: string; names: string[]; why: string }>({ group: '', names: [], why: '' })
  const [apart, setApart] = useState<{ names: string[]; why: string }>({ names: [], why: '' })
  const found = useQuery({ queryKey: ['navigation-holders', room.id], queryFn: () => get<HoldersView>(`/api/v1/navigation/rooms/${room.id}/holders`) })
  const merged = room.groups.flatMap((g) => g.of.map((line) => line.name))
  // A refusal stands at the form it answers.
  const [form, turnTo] = useState<'together' | 'apart'>('together')
  const together = form === 'together' ? wrong : [], alone = form === 'apart' ? wrong : []
  return (
    <>
      <Section title={<>申请人合并名单<span className="quiet">（{room.groups.length}个集团）</span></>}>
        <p className="quiet" style={{ marginTop: 0 }}>同一集团的子公司按名单并为一个申请人，用于申请人排名、集中度、共同申请、海外布局、控制力、趋势和生命周期；影响到的图各有说明。已保存的图不变，重跑后按现在的名单。</p>
        {room.groups.length === 0 ? <Nothing say="还没有合并。查明出资关系后，在下面把申请人并入集团" /> : (
          <Wide label="合并名单"><table className="printed rows plain"><thead><tr><th scope="col">集团</th><th scope="col">申请人</th><th scope="col">依据</th><th scope="col">登记</th></tr></thead><tbody>
            {room.groups.flatMap((g) => g.of.map((line, i) => <tr key={line.name}><td className="roomy"><b>{g.name}</b>{i > 0 && <span className="quiet">（同上）</span>}</td><td data-label="申请人">{line.name}</td><td data-label="依据">{line.why}</td><td data-label="登记"><div>{line.by}</div><div className="quiet">{showInstant(line.at)}</div></td></tr>))}
          </tbody></table></Wide>
        )}
        {room.may.work && (
          <div className="narrow" style={{ marginTop: 16 }}>
            <Refusals of={rest(together, ['group', 'names', 'why'])} />
            <Labelled label="集团名称" help="图表里显示的名称，可以是母公司的名称" wrong={hasFields(together, ['group'])}>{(p) => <Input {...p} maxLength={200} value={of.group} onChange={(e) => set({ ...of, group: e.target.value })} />}</Labelled>
            <Labelled label="并入的申请人" help="从最近一次检索的申请人里选，也可以直接写名称" wrong={hasFields(together, ['names'])}>{(p) => <Select {...p} mode="tags" value={of.names} loading={found.isPending} options={(found.data?.holders ?? []).map((h) => ({ value: h.name, label: `${h.name}（${h.n}件）` }))} onChange={(names: string[]) => set({ ...of, names })} />}</Labelled>
            <Labelled label="依据" help="例如年报、工商登记的出资关系；名称相像不是依据" wrong={hasFields(together, ['why'])}>{(p) => <Input {...p} maxLength={400} value={of.why} onChange={(e) => set({ ...of, why: e.target.value })} />}</Labelled>
            <div><Button type="primary" loading={act.isPending} disabled={of.names.length === 0} onClick={() => { turnTo('together'); act.mutate({ path: 'groups', body: of }, { onSuccess: () => set({ group: '', names: [], why: '' }) }) }}>并入</Button></div>
          </div>
        )}
        {room.may.work && merged.length > 0 && (
          <details className="fold"><summary>改回各自单列</summary>
            <div className="narrow">
              <Refusals of={rest(alone, ['names', 'why'])} />
              <Labelled label="申请人" wrong={hasFields(alone, ['names'])}>{(p) => <Select {...p} mode="multiple" value={apart.names} options={merged.map((value) => ({ value, label: value }))} onChange={(names: string[]) => setApart({ ...apart, names })} />}</Labelled>
              <Labelled label="理由" wrong={hasFields(alone, ['why'])}>{(p) => <Input {...p} maxLength={400} value={apart.why} onChange={(e) => setApart({ ...apart, why: e.target.value })} />}</Labelled>
              <div><Button loading={act.isPending} disabled={apart.names.length === 0} onClick={() => { turnTo('apart'); act.mutate({ path: 'groups', body: { ...apart, group: null } }, { onSuccess: () => setApart({ names: [], why: '' }) }) }}>改回单列</Button></div>
            </div>
          </details>
        )}
      </Section>
      <Section title="名称相像的">
        <Asked query={found} rows={3}>{({ search, proposals }) => search === null ? <Nothing say="还没有检索记录；检索后，这里列出名称开头相同的申请人供查证" />
          : proposals.length === 0 ? <Nothing say={`第${search}号检索里，没有还未合并而名称开头相同的企业`} /> : (
            <>
              <p className="quiet" style={{ marginTop: 0 }}>去掉地名和组织形式后开头相同的企业，只供查证，不会自动合并。</p>
              <ul className="story">{proposals.map((p) => <li key={p.root}><b>“{p.root}”</b>　{p.names.join('、')}<div className="quiet">共{p.n}件次{room.may.work && <>　<button type="button" className="figure-door" onClick={() => { set({ ...of, names: p.names }); document.getElementById('main')?.scrollIntoView() }}>拿去填写</button></>}</div></li>)}</ul>
            </>
          )}</Asked>
      </Section>
    </>
  )
}
