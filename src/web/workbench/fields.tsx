import { useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { Button, Checkbox, Input, InputNumber, Radio, Select, Upload } from 'antd'
import type { AskedField } from '../../service/index.ts'
import { post, Refused, type Refusal } from './api.ts'
import { useUnits } from './units.ts'

interface Widget { value: any; onChange: (value: any) => void; field: AskedField; id: string; invalid: boolean; said?: string }
type Kind = string

/** One widget for every kind of answer. Values are what the server reads; it alone decides what counts as an answer. */
const widgets: Record<Kind, (w: Widget) => ReactNode> = {
  text: (w) => <Input id={w.id} value={w.value ?? ''} maxLength={w.field.maxLength} status={status(w)} aria-describedby={w.said} onChange={(e) => w.onChange(e.target.value)} />,
  longText: (w) => <Input.TextArea id={w.id} value={w.value ?? ''} maxLength={w.field.maxLength} autoSize={{ minRows: 3, maxRows: 12 }} showCount={(w.value ?? '').length > 200} status={status(w)} aria-describedby={w.said} onChange={(e) => w.onChange(e.target.value)} />,
  number: (w) => <InputNumber id={w.id} value={w.value ?? null} suffix={w.field.unit} style={{ width: 200 }} status={status(w)} aria-describedby={w.said} onChange={(v) => w.onChange(v ?? undefined)} />,
  money: (w) => <Input id={w.id} value={w.value ?? ''} suffix="元" style={{ maxWidth: 240 }} inputMode="decimal" status={status(w)} aria-describedby={w.said} onChange={(e) => w.onChange(e.target.value)} />,
  day: (w) => <Input id={w.id} type="date" value={w.value ?? ''} style={{ width: 180 }} status={status(w)} aria-describedby={w.said} onChange={(e) => w.onChange(e.target.value)} />,
  instant: (w) => <Input id={w.id} type="datetime-local" value={w.value ?? ''} style={{ width: 220 }} status={status(w)} aria-describedby={w.said} onChange={(e) => w.onChange(e.target.value)} />,
  choice: (w) => Object.keys(w.field.options ?? {}).length <= 5
    ? <Radio.Group id={w.id} value={w.value} aria-labelledby={`${w.id}-label`} aria-describedby={w.said} onChange={(e) => w.onChange(e.target.value)} options={options(w.field)} />
    : <Select id={w.id} value={w.value} style={{ minWidth: 240, maxWidth: '100%' }} status={status(w)} aria-describedby={w.said} onChange={w.onChange} options={options(w.field)} showSearch optionFilterProp="label" />,
  several: (w) => <Checkbox.Group aria-labelledby={`${w.id}-label`} value={w.value ?? []} onChange={w.onChange} options={options(w.field)} />,
  confirm: (w) => <Checkbox id={w.id} checked={w.value === true} onChange={(e) => w.onChange(e.target.checked || undefined)}>{w.field.label}</Checkbox>,
  party: (w) => (
    <div style={{ display: 'grid', gap: 8 }}>
      <Input id={w.id} placeholder="名称" aria-label={`${w.field.label}名称`} value={w.value?.name ?? ''} status={status(w)} onChange={(e) => w.onChange({ ...w.value, name: e.target.value })} />
      <Input placeholder="统一社会信用代码" aria-label={`${w.field.label}统一社会信用代码`} value={w.value?.creditCode ?? ''} status={status(w)} onChange={(e) => w.onChange({ ...w.value, creditCode: e.target.value })} />
    </div>
  ),
  unit: (w) => <UnitPicker {...w} />,
  region: (w) => <UnitPicker {...w} byCode />,
  patentNumber: (w) => <Input id={w.id} value={w.value ?? ''} placeholder="如 201911335380.3" style={{ maxWidth: 260 }} status={status(w)} aria-describedby={w.said} onChange={(e) => w.onChange(e.target.value)} />,
  creditCode: (w) => <Input id={w.id} value={w.value ?? ''} maxLength={18} style={{ maxWidth: 260 }} status={status(w)} aria-describedby={w.said} onChange={(e) => w.onChange(e.target.value)} />,
  files: (w) => <FilesPicker id={w.id} value={w.value} onChange={w.onChange} accept={w.field.accept} />,
  rows: (w) => <Rows {...w} />,
}
const status = (w: Widget) => (w.invalid ? 'error' as const : undefined)
const options = (f: AskedField) => Object.entries(f.options ?? {}).map(([value, label]) => ({ value, label }))

/** The questions of a step, each with its label, its help and what was wrong with the answer. */
export function Questions({ fields, values, onChange, refusals, prefix = '' }: { fields: AskedField[]; values: Record<string, any>; onChange: (values: Record<string, any>) => void; refusals: Refusal[]; prefix?: string }) {
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      {fields.map((f) => {
        const at = `${prefix}${f.name}`
        const wrong = refusals.filter((r) => r.at === at || r.at?.startsWith(`${at}.`))
        const id = `q-${at.replaceAll('.', '-')}`
        const help = [f.help, f.prefilled === 'register' && '系统已有的可以不填，由系统填好'].filter(Boolean).join('；')
        const said = [help ? `${id}-help` : '', wrong.length ? `${id}-wrong` : ''].filter(Boolean).join(' ') || undefined
        return (
          <div key={f.name}>
            {f.kind !== 'confirm' && <label id={`${id}-label`} htmlFor={id} style={{ fontWeight: 600 }}>{f.label}{f.optional && <span className="quiet">（选填）</span>}</label>}
            {help && <div id={`${id}-help`} className="quiet">{help}</div>}
            <div style={{ marginTop: 4 }}>{(widgets[f.kind] ?? widgets.text!)({ value: values[f.name], onChange: (v) => onChange({ ...values, [f.name]: v }), field: f, id, invalid: wrong.length > 0, ...(said ? { said } : {}) })}</div>
            {wrong.length > 0 && <div id={`${id}-wrong`} role="alert" className="late">{wrong.map((r) => r.say).join('；')}</div>}
          </div>
        )
      })}
    </div>
  )
}

/** One question of a page's own: its label, its help and what was wrong, tied to the field for those who listen. */
export function Labelled({ label, help, optional = false, wrong, children }: { label: ReactNode; help?: ReactNode; optional?: boolean; wrong: Refusal[]; children: (props: { id: string; status?: 'error'; 'aria-describedby'?: string }) => ReactNode }) {
  const id = useId()
  const said = [help ? `${id}-help` : '', wrong.length ? `${id}-wrong` : ''].filter(Boolean).join(' ')
  return (
    <div>
      <label htmlFor={id} style={{ fontWeight: 600 }}>{label}{optional && <span className="quiet">（选填）</span>}</label>
      {help && <div id={`${id}-help`} className="quiet">{help}</div>}
      <div style={{ marginTop: 4, display: 'grid' }}>{children({ id, ...(wrong.length ? { status: 'error' as const } : {}), ...(said ? { 'aria-describedby': said } : {}) })}</div>
      {wrong.length > 0 && <div id={`${id}-wrong`} role="alert" className="late">{wrong.map((r) => r.say).join('；')}</div>}
    </div>
  )
}

/** Units or places, searched by name. */
function UnitPicker({ value, onChange, id, byCode, ...w }: Widget & { byCode?: boolean }) {
  const units = useUnits()
  const found = (units.data ?? []).filter((u) => !byCode || u.code)
  return <Select id={id} value={value} onChange={onChange} showSearch optionFilterProp="label" loading={units.isPending} status={status({ ...w, value, onChange, id })} style={{ minWidth: 280, maxWidth: '100%' }} placeholder="输入名称查找"
    options={found.map((u) => ({ value: byCode ? u.code! : u.id, label: byCode ? u.place || u.name : u.name }))} />
}

/** Files by content: sent as they are chosen, kept by their hash. */
export function FilesPicker({ value, onChange, accept, id }: { value: any; onChange: (value: any) => void; accept?: string[] | undefined; id: string }) {
  const [wrong, setWrong] = useState('')
  const held: { hash: string; name: string; size: number }[] = value ?? []
  // A file arrives later than it was chosen: it is added to what has come and been typed by then, and drawn at once for the next.
  const now = useRef({ held, onChange })
  useLayoutEffect(() => { now.current = { held, onChange } })
  return (
    <div>
      <Upload id={id} multiple showUploadList={false} accept={accept?.map((a) => `.${a}`).join(',')} customRequest={async ({ file, onSuccess, onError }) => {
        const body = new FormData()
        body.append('file', file as File)
        try {
          const stored = await post<{ hash: string; name: string; size: number }>('/api/v1/files', body)
          setWrong('')
          const { held, onChange } = now.current
          flushSync(() => onChange([...held.filter((h) => h.hash !== stored.hash), { hash: stored.hash, name: stored.name, size: stored.size }]))
          onSuccess?.(stored)
        } catch (error) {
          setWrong(error instanceof Refused ? error.message : '上传失败，请再试一次')
          onError?.(error as Error)
        }
      }}><Button>选择文件</Button></Upload>
      <span className="quiet" style={{ marginLeft: 8 }}>{accept ? `可收 ${accept.join('、')}；` : ''}每份不超过50MB</span>
      {wrong && <div role="alert" className="late">{wrong}</div>}
      <ul style={{ margin: '4px 0 0', paddingLeft: 20 }}>{held.map((h) => <li key={h.hash}>{h.name}（{Math.ceil(h.size / 1024)} KB）<Button type="link" size="small" onClick={() => onChange(held.filter((x) => x !== h))}>移除</Button></li>)}</ul>
    </div>
  )
}

function Rows({ value, onChange, field }: Widget) {
  const held: Record<string, any>[] = value ?? [{}]
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      {held.map((row, i) => (
        <fieldset key={i} style={{ border: '1px solid var(--rule)', borderRadius: 4, padding: 12 }}>
          <legend>第{i + 1}行 {held.length > 1 && <Button type="link" size="small" onClick={() => onChange(held.filter((_, at) => at !== i))}>删除</Button>}</legend>
          <Questions fields={field.fields ?? []} values={row} refusals={[]} prefix={`${field.name}.${i}.`} onChange={(v) => onChange(held.map((x, at) => (at === i ? v : x)))} />
        </fieldset>
      ))}
      <div><Button onClick={() => onChange([...held, {}])}>增加一行</Button></div>
    </div>
  )
}
