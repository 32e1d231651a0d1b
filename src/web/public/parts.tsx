import type { ReactNode } from 'react'
import { type Day, type Instant, showDay, showInstant } from '../../kernel/index.ts'
import type { Fault, Question } from '../../http/index.ts'

export const idOf = (path: string): string => `q-${path.replaceAll('.', '-')}`
export const DayText = ({ day }: { day: Day }) => <time dateTime={day}>{showDay(day)}</time>
export const When = ({ at }: { at: Instant }) => <time dateTime={at}>{showInstant(at)}</time>
export const Demo = () => <span className="tag demo-tag">演示</span>

/** How far something has come, in a shape and a word beside the colour. */
export function Mark({ started, closed, actions }: { started: number; closed: number; actions: number }) {
  const [look, shape, word] = actions > 0 && closed === actions ? ['done', '✓', '已办结'] : started > 0 ? ['green', '●', '推进中'] : ['grey', '–', '未启动']
  return <span className={`mark ${look}`}><span aria-hidden="true">{shape}</span> {word}</span>
}

/** What is wrong, summed up on top, each a way to its place. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  if (!faults.length) return null
  return (
    <div className="faults" role="alert" tabIndex={-1} id="faults" aria-labelledby="faults-title">
      <h2 id="faults-title">有{faults.length}处需要处理</h2>
      <ul>{faults.map((f, i) => <li key={i}>{f.href ? <a href={f.href}>{f.say}</a> : f.say}</li>)}</ul>
    </div>
  )
}
export const Done = ({ children }: { children: ReactNode }) => <output className="done-note">{children}</output>
export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>

/** A list of label and value, as it prints. */
export function Lines({ lines }: { lines: readonly { label: string; value: ReactNode }[] }) {
  return <dl className="lines">{lines.map((l, i) => <div key={i}><dt>{l.label}</dt><dd>{l.value}</dd></div>)}</dl>
}

/** Every question of a screen; each kind of answer has its one way of being asked. */
export const Questions = ({ questions, level = 0 }: { questions: readonly Question[]; level?: number }) => <>{questions.map((q) => <Ask key={q.path} q={q} level={level} />)}</>

const grouped = new Set(['choice', 'several', 'party', 'rows', 'files', 'confirm'])

function Ask({ q, level }: { q: Question; level: number }) {
  const id = idOf(q.path)
  const notes = [q.help && `${id}-help`, q.said !== undefined && `${id}-said`, q.error && `${id}-error`].filter(Boolean).join(' ') || undefined
  const label = <>{q.label}{q.optional && <span className="optional">（可不填）</span>}</>
  const around = (
    <>
      {q.help && <p className="help" id={`${id}-help`}>{q.help}</p>}
      {q.error && <p className="error" id={`${id}-error`}><span className="unseen">有误：</span>{q.error}</p>}
    </>
  )
  const said = (q.kind === 'money' || q.said) && <p className="said" id={`${id}-said`} data-said={q.path}>{q.said}</p>
  const state = { 'aria-describedby': notes, 'aria-invalid': q.error ? true as const : undefined }
  const look = `ask ask-${q.kind}${q.error ? ' wrong' : ''}`
  const put = widgets[q.kind] ?? widgets.text!
  if (grouped.has(q.kind) && !(q.kind === 'choice' && (q.options?.length ?? 0) > 8)) {
    return <fieldset className={look} id={id} tabIndex={-1} data-path={q.path} hidden={q.hidden} {...(q.kind === 'confirm' ? {} : { 'aria-describedby': notes })}>{<legend className={q.kind === 'confirm' ? 'unseen' : undefined}>{q.kind === 'confirm' ? '确认' : label}</legend>}{q.kind !== 'confirm' && around}{put(q, id, state, level)}{q.kind === 'confirm' && around}{said}</fieldset>
  }
  return <div className={look} data-path={q.path} hidden={q.hidden}><label htmlFor={id}>{label}</label>{around}{put(q, id, state, level)}{said}</div>
}

interface State { 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }
type Widget = (q: Question, id: string, state: State, level: number) => ReactNode

/** An input of one line; `inputMode` brings the right keyboard on a phone. */
const line = (more: (q: Question) => Record<string, unknown> = () => ({})): Widget => (q, id, state) => <input id={id} name={q.path} defaultValue={q.value} maxLength={q.maxLength} autoComplete="off" {...state} {...more(q)} />

const widgets: Record<string, Widget> = {
  text: line((q) => ({ className: (q.maxLength ?? 200) <= 30 ? 'short' : undefined, autoComplete: { name: 'name', username: 'username', party: 'organization' }[q.path] ?? 'off' })),
  password: line((q) => ({ type: 'password', defaultValue: '', autoComplete: q.path === 'password' || q.path === 'again' ? 'new-password' : 'off' })),
  number: (q, id, state) => <span className="with-unit"><input className="short figure" id={id} name={q.path} defaultValue={q.value} inputMode="decimal" autoComplete="off" {...state} />{q.unit && <span>{q.unit}</span>}</span>,
  money: (q, id, state) => <span className="with-unit"><input className="figure" id={id} name={q.path} defaultValue={q.value} inputMode="decimal" autoComplete="off" data-quiet {...state} /><span>元</span></span>,
  day: line(() => ({ type: 'date', className: 'short', maxLength: undefined })),
  instant: line(() => ({ type: 'datetime-local', className: 'short', maxLength: undefined })),
  patentNumber: line(() => ({ className: 'short code', placeholder: undefined, spellCheck: false })),
  creditCode: line(() => ({ className: 'code', maxLength: 24, spellCheck: false })),
  longText: (q, id, state) => <textarea id={id} name={q.path} defaultValue={q.value} rows={5} maxLength={q.maxLength} {...state} />,
  region: (q, id, state) => <Select q={q} id={id} state={state} first="请选择市、县（市、区）" />,
  unit: (q, id, state) => <Select q={q} id={id} state={state} first="请选择单位" />,
  choice: (q, id, state) => ((q.options?.length ?? 0) > 8 ? <Select q={q} id={id} state={state} first="请选择" /> : (
    <div className="choices">
      {q.options?.map((o) => <label key={o.value}><input type="radio" name={q.path} value={o.value} defaultChecked={q.value === o.value} data-quiet aria-describedby={state['aria-describedby']} /> {o.label}</label>)}
    </div>
  )),
  several: (q, _id, state) => <div className="choices">{q.options?.map((o) => <label key={o.value}><input type="checkbox" name={q.path} value={o.value} defaultChecked={q.chosen.includes(o.value)} data-quiet aria-describedby={state['aria-describedby']} /> {o.label}</label>)}</div>,
  confirm: (q, id, state) => <div className="choices"><label><input type="checkbox" id={`${id}-yes`} name={q.path} defaultChecked={q.value === 'on'} data-quiet {...state} /> {q.label}</label></div>,
  party: (q, id, state) => (
    <div className="party">
      <label htmlFor={`${id}-name`}>名称或姓名</label>
      <input id={`${id}-name`} name={`${q.path}.name`} defaultValue={q.party?.name} maxLength={120} autoComplete="off" {...state} />
      <label htmlFor={`${id}-code`}>统一社会信用代码<span className="optional">（18位{q.party?.coded ? '' : '；个人不填'}）</span></label>
      <input className="code" id={`${id}-code`} name={`${q.path}.creditCode`} defaultValue={q.party?.creditCode} maxLength={24} autoComplete="off" spellCheck={false} {...state} />
    </div>
  ),
  files: (q, id, state) => (
    <div className="files" data-files={q.path}>
      <ul>
        {q.files?.map((f) => (
          <li key={f.hash}>
            <input type="hidden" name={q.path} value={JSON.stringify(f)} />
            <span>{f.name}</span> <span className="size">{size(f.size)}</span> <button className="quiet" name="act" value={`unfile:${q.path}:${f.hash}`} aria-label={`移除${f.name}`}>移除</button>
          </li>
        ))}
      </ul>
      <label htmlFor={`${id}-file`}>{q.files?.length ? '再加文件' : '选择文件'}<span className="optional">（可收 {q.accept?.join('、')}，每个不超过50 MB）</span></label>
      <input type="file" id={`${id}-file`} name={q.path} multiple accept={q.accept?.map((a) => `.${a}`).join(',')} {...state} />
      <button className="plain upload" name="act" value={`upload:${q.path}`}>上传所选文件</button>
      <output className="progress-note" data-upload={q.path} />
    </div>
  ),
  rows: (q, id, _state, level) => (
    <div className="rows">
      <input type="hidden" name={`${q.path}.rows`} value={q.rows?.length ?? 0} />
      {q.rows?.map((row, i) => (
        <fieldset className="row" key={i} id={`${id}-${i}`} tabIndex={-1}>
          <legend>{q.label} 第{i + 1}行</legend>
          <Questions questions={row} level={level + 1} />
          <button className="quiet" name="act" value={`drop:${q.path}:${i}`}>删除第{i + 1}行</button>
        </fieldset>
      ))}
      <button className="plain" name="act" value={`add:${q.path}`}>再加一行</button>
    </div>
  ),
}

function Select({ q, id, state, first }: { q: Question; id: string; state: State; first: string }) {
  const groups = [...new Set(q.options?.map((o) => o.group ?? ''))]
  const of = (group: string) => q.options?.filter((o) => (o.group ?? '') === group).map((o) => <option key={o.value} value={o.value}>{o.label}</option>)
  return (
    <select id={id} name={q.path} defaultValue={q.value} data-quiet {...state}>
      <option value="">{first}</option>
      {groups.map((g) => (g ? <optgroup key={g} label={g}>{of(g)}</optgroup> : of(g)))}
    </select>
  )
}

export const size = (bytes: number): string => (bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} KB`)
/** Forms that bring files are sent in parts; the others as plain pairs. */
export const encodingOf = (questions: readonly Question[]): 'multipart/form-data' | undefined =>
  (questions.some((q) => q.kind === 'files' || q.rows?.some((row) => encodingOf(row))) ? 'multipart/form-data' : undefined)
