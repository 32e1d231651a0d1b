import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Progress, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { LoadedTable } from '../../../http/index.ts'
import { get, post, Refused, type Refusal } from '../api.ts'
import { Labelled } from '../fields.tsx'
import { Section, showInstant, Wide } from '../marks.tsx'
import { Crumbs, mayImport, Titled } from '../patents.tsx'
import { useHere } from '../session.tsx'
import { sendUp } from '../upload.ts'
import { Asked, Nothing, Refusals } from '../waits.tsx'

type Kind = LoadedTable['kind']
/** What can be loaded, and which columns its file must have. */
const kinds: Record<Kind, { name: string; columns: string }> = {
  ipc: { name: '国际专利分类表', columns: 'code（分类号）、title（名称）、parent（上级）' },
  'wipo-fields': { name: 'WIPO 35个技术领域与 IPC 对照', columns: 'ipc（分类号开头）、field（领域名称）、field_number（领域号）' },
  gbt4754: { name: '国民经济行业分类', columns: 'code（代码）、name（名称）、parent（上级）' },
  industries: { name: '产业与 IPC 参照关系', columns: 'ipc（分类号开头）、name（产业名称）、code（产业代码）' },
  nice: { name: '商标注册用商品和服务国际分类', columns: 'code（代码）、name（商品名称）、class（类别）' },
}
/** Those that are leafed through from the top; the others give symbols a meaning. */
const trees: readonly Kind[] = ['ipc', 'gbt4754']

/** Classifications and concordances: none is part of the product, each is loaded with its version and source, and earlier versions stay. */
export default function TablesPage() {
  const [at] = useSearchParams()
  const kind = at.get('kind')
  return kind && kind in kinds ? <Tree kind={kind as Kind} code={at.get('code') ?? undefined} version={at.get('version') ?? undefined} /> : <All />
}

function All() {
  const here = useHere()
  const found = useQuery({ queryKey: ['library-tables'], queryFn: () => get<{ rows: LoadedTable[] }>('/api/v1/library/tables?limit=200') })
  return (
    <>
      <Titled title="分类和行业表" extra={<a href="/api/v1/library/tables?format=xlsx">导出</a>}>
        <p className="quiet" style={{ marginTop: 0 }}>技术领域、产业的统计都写明依据哪一版。换新版时旧版留着，旧类号仍查得到名称。</p>
        <Asked query={found}>{({ rows }) => rows.length === 0 ? <Nothing say="还没有载入分类表。载入前，分类号照样可以检索，只是没有名称，也不能按技术领域和产业统计" /> : (
          <Wide label="已载入的分类表"><table className="printed rows plain"><thead><tr><th scope="col">表</th><th scope="col">版本</th><th scope="col">来源</th><th scope="col" className="num">行数</th><th scope="col">载入</th></tr></thead><tbody>
            {rows.map((t) => (
              <tr key={t.kind + t.version}>
                <td className="roomy">{trees.includes(t.kind) ? <Link to={`/library/tables?kind=${t.kind}&version=${encodeURIComponent(t.version)}`}>{t.name}</Link> : t.name}</td><td data-label="版本">{t.version}</td><td className="roomy" data-label="来源">{t.source}</td>
                <td className="num" data-label="行数">{t.rows.toLocaleString('zh-CN')}</td><td data-label="载入">{t.by}<span className="quiet">　{showInstant(t.at)}</span></td>
              </tr>
            ))}
          </tbody></table></Wide>
        )}</Asked>
      </Titled>
      {mayImport(here) && <Load />}
    </>
  )
}

function Load() {
  const queries = useQueryClient(), { message } = App.useApp()
  const [of, set] = useState<{ kind: Kind; version: string; source: string; file?: File }>({ kind: 'ipc', version: '', source: '' })
  const [sent, setSent] = useState<number>()
  const act = useMutation({
    mutationFn: async ({ kind, version, source, file }: typeof of) => {
      if (!file) throw new Refused(422, [{ code: 'file-missing', at: 'file', say: '请选择文件' }])
      setSent(0)
      const { upload } = await sendUp(file, setSent)
      return post<LoadedTable>('/api/v1/library/tables', { upload, kind, version, source })
    },
    onSuccess: async (t) => { void message.success(`已载入${t.name}${t.version}，${t.rows.toLocaleString('zh-CN')}行`); await queries.invalidateQueries({ queryKey: ['library-tables'] }) },
    onSettled: () => setSent(undefined),
  })
  const wrong: Refusal[] = act.error instanceof Refused ? act.error.refusals : act.error ? [{ code: 'failed', say: '没有载入，请再试一次' }] : []
  const at = (place: string) => wrong.filter((r) => r.at === place)
  return (
    <Section title="载入一版">
      <Refusals of={wrong.filter((r) => !['version', 'source', 'file'].includes(r.at ?? ''))} />
      <form className="narrow" onSubmit={(e) => { e.preventDefault(); act.mutate(of) }}>
        <Labelled label="哪一种" wrong={[]}>{(p) => <Select {...p} value={of.kind} options={Object.entries(kinds).map(([value, { name }]) => ({ value, label: name }))} onChange={(kind: Kind) => set({ ...of, kind })} />}</Labelled>
        <Labelled label="版本" help="例如 2022.01" wrong={at('version')}>{(p) => <Input {...p} value={of.version} maxLength={60} onChange={(e) => set({ ...of, version: e.target.value })} />}</Labelled>
        <Labelled label="来源" help="谁发布的，从哪里取得" wrong={at('source')}>{(p) => <Input {...p} value={of.source} maxLength={300} onChange={(e) => set({ ...of, source: e.target.value })} />}</Labelled>
        <Labelled label="文件" help={`CSV 或 JSON 逐行，首行列名：${kinds[of.kind].columns}`} wrong={at('file')}>{(p) => <input id={p.id} type="file" accept=".csv,.tsv,.txt,.jsonl,.gz" onChange={(e) => { const file = e.target.files?.[0]; set({ kind: of.kind, version: of.version, source: of.source, ...(file ? { file } : {}) }) }} />}</Labelled>
        {sent !== undefined && <div role="status"><Progress percent={sent} aria-label="上传进度" /></div>}
        <div><Button type="primary" htmlType="submit" loading={act.isPending}>载入</Button></div>
      </form>
    </Section>
  )
}

function Tree({ kind, code, version }: { kind: Kind; code?: string | undefined; version?: string | undefined }) {
  const asked = new URLSearchParams({ ...(code ? { code } : {}), ...(version ? { version } : {}) })
  const found = useQuery({ queryKey: ['library-table', kind, code, version], queryFn: () => get<{ version: string; source: string; rows: { code: string; title: string }[] }>(`/api/v1/library/tables/${kind}?${asked}`) })
  const to = (next: string) => `/library/tables?${new URLSearchParams({ kind, code: next, ...(version ? { version } : {}) })}`
  return (
    <>
      <Crumbs to="/library/tables" from="分类和行业表" here={`${kinds[kind].name}${code ? ` ${code}` : ''}`} />
      <Asked query={found} rows={10}>{(t) => (
        <Titled title={`${kinds[kind].name}${code ? ` ${code}` : ''}`} extra={<span className="quiet">{t.version}，{t.source}</span>}>
          {t.rows.length === 0 ? <Nothing say="下面没有更细的类" /> : <ul className="story">{t.rows.map((r) => <li key={r.code}><Link to={to(r.code)}><b>{r.code}</b></Link>　{r.title}{kind === 'ipc' && r.code.length > 3 && <>　<a className="small" href={`/patents?ipc=${encodeURIComponent(r.code.replace(/\/00$/, '/'))}`}>看专利</a></>}</li>)}</ul>}
        </Titled>
      )}</Asked>
    </>
  )
}
