import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import type { LinkProposal } from '../../../http/index.ts'
import { get, post, Refused } from '../api.ts'
import { Wide } from '../marks.tsx'
import { Titled } from '../patents.tsx'
import { useUnits } from '../units.ts'
import { Asked, Nothing } from '../waits.tsx'

const holderHref = (name: string) => `/holders?name=${encodeURIComponent(name)}`

/** Names of the library that read like a party of the house. Whether a name is that party, a person says; until then nothing is counted as theirs. */
export default function HoldersPage() {
  const queries = useQueryClient(), units = useUnits(), { message } = App.useApp()
  const found = useQuery({ queryKey: ['library-links'], queryFn: () => get<{ rows: LinkProposal[]; total?: number }>('/api/v1/library/links?limit=100') })
  const say = useMutation({
    mutationFn: ({ p, is }: { p: LinkProposal; is: boolean }) => post('/api/v1/library/links', { folded: p.folded, party: p.party.id, is }),
    onSuccess: (_, { p, is }) => { void message.success(is ? `“${p.name}”已认定为该主体，专利计入它的名下` : `“${p.name}”已记为不是该主体`) },
    onError: (e) => { void message.error(e instanceof Refused ? e.message : '没有办成，请再试一次') },
    onSettled: () => queries.invalidateQueries({ queryKey: ['library-links'] }),
  })
  const placeOf = (code: string | null) => units.data?.find((u) => u.code === code)?.place ?? code
  return (
    <Titled title="持有人与主体">
      <p className="quiet" style={{ marginTop: 0 }}>专利上的申请人名称与主体名称写法相同的，列在这里。有统一社会信用代码且一致的已自动对应；只有名称相同的，由人核对后才算。</p>
      <Asked query={found}>{({ rows }) => rows.length === 0 ? <Nothing say="没有待核对的名称。导入的专利里有名称与主体相同的，会列在这里" /> : (
        <Wide label="待核对的名称"><table className="printed rows plain"><thead><tr><th scope="col">专利上的名称</th><th scope="col" className="num">专利（件）</th><th scope="col">可能的主体</th><th scope="col">核对</th></tr></thead><tbody>
          {rows.map((p) => {
            const busy = say.isPending && say.variables.p.folded === p.folded
            return (
              <tr key={p.folded + p.party.id}>
                <td className="roomy"><b>{p.name}</b></td>
                <td className="num" data-label="专利"><a href={holderHref(p.name)}>{p.patents}</a></td>
                <td className="roomy" data-label="可能的主体">{p.party.name}<span className="quiet">　{[p.party.creditCode, placeOf(p.party.region)].filter(Boolean).join('　') || '没有登记代码和地址'}</span></td>
                <td><span className="row"><Button size="small" type="primary" disabled={busy} aria-label={`${p.name}：是同一个`} onClick={() => say.mutate({ p, is: true })}>是同一个</Button><Button size="small" disabled={busy} aria-label={`${p.name}：不是`} onClick={() => say.mutate({ p, is: false })}>不是</Button></span></td>
              </tr>
            )
          })}
        </tbody></table></Wide>
      )}</Asked>
    </Titled>
  )
}
