import { type Fen, showYuan } from '../../kernel/index.ts'
import type { Page, PublicAction, PublicProgress } from '../../http/index.ts'
import { DayText, Empty, Mark } from './parts.tsx'
import { Places } from './places.tsx'

const roles = { lead: '牵头', cooperate: '配合', responsible: '负责' } as const

/** The list as it was printed, in the order of the paper, with its state at the margin. */
export function Printed({ progress }: { progress: PublicProgress }) {
  const sections = progress.sections.filter((s) => progress.tasks.some((t) => t.section === s.id))
  const of = (section: string | null) => (
    <ol className="printed">
      {progress.tasks.filter((t) => (section === null ? !sections.some((s) => s.id === t.section) : t.section === section)).map((t) => (
        <li key={t.id}>
          <Mark {...t} />
          <a href={`/progress/${t.id}`}><span className="number">{t.number.replace(/[.．、]$/, '')}</span> {t.title}</a>
          <span className="tally">{t.started}/{t.actions}</span>
        </li>
      ))}
    </ol>
  )
  return <div className="paper">{sections.map((s) => <div key={s.id}><h3>{s.number} {s.title}</h3>{of(s.id)}</div>)}{progress.tasks.some((t) => !sections.some((s) => s.id === t.section)) && of(null)}</div>
}

export function Progress({ progress, printed, map }: Extract<Page, { kind: 'progress' }>) {
  if (!progress) return <><h1>任务清单进展</h1><Empty>任务清单尚未发布。清单核对采用后，全部任务和分解任务会按印发的样子列在这里，并标出每一项由什么推动、走到哪一步。</Empty></>
  return (
    <>
      <h1>{progress.list.title}</h1>
      <p className="lead">{progress.say}；一年时间已过去{progress.elapsed}%。</p>
      <p className="note">“推进中”表示至少一项分解任务已有交办、办件或名录变动；数字为“已启动/全部”分解任务，由系统按办件和名录汇总，不是填报的。</p>
      <div className="paper whole">
        {progress.sections.map((s) => {
          const tasks = progress.tasks.filter((t) => t.section === s.id)
          return tasks.length > 0 && (
            <section key={s.id}>
              <h2>{s.number} {s.title}</h2>
              {tasks.map((t) => {
                const text = printed.find((p) => p.id === t.id)
                return (
                  <article key={t.id} className="task">
                    <h3><a href={`/progress/${t.id}`}><span className="number">{t.number.replace(/[.．、]$/, '')}</span> {t.title}</a></h3>
                    <p className="state"><Mark {...t} /> <span className="tally">已启动 {t.started}/{t.actions}，办结 {t.closed}</span></p>
                    {text && <p className="measures">{text.measures}</p>}
                    {text && <p className="units">{text.unitsPrinted}</p>}
                  </article>
                )
              })}
            </section>
          )
        })}
      </div>
      <section aria-labelledby="places"><h2 id="places">各地</h2><div className="two even"><Places map={map} cities={progress.cities} /></div></section>
    </>
  )
}

export function Task({ list, task, section, printed, actions, before, after }: Extract<Page, { kind: 'task' }>) {
  return (
    <>
      <p className="crumbs"><a href="/progress">{list.title}</a>{section && ` › ${section}`}</p>
      <h1 className="printed-title"><span className="number">{task.number.replace(/[.．、]$/, '')}</span> {task.title}</h1>
      <p className="lead"><Mark {...task} /> {actions.length}项分解任务，已启动{task.started}项，办结{task.closed}项；今年由此办成和登记的 {task.system.events + task.system.lines} 笔。截至<DayText day={list.asOf} />。</p>
      <div className="two">
        <section className="paper" aria-labelledby="paper-title">
          <h2 id="paper-title">清单原文</h2>
          <p className="measures">{printed.pieces.length ? printed.pieces.map((p, i) => (p.action ? <span key={i} className="piece"><a className="margin" href={`#a-${p.action.replace('.', '-')}`}>{p.action}</a>{p.words}</span> : <span key={i}>{p.words}</span>)) : printed.measures}</p>
          <p className="units">责任单位：{printed.unitsPrinted}</p>
          {printed.deadlines.length > 0 && <p className="units">期限：{printed.deadlines.join('、')}</p>}
        </section>
        <section aria-labelledby="figures-title">
          <h2 id="figures-title">系统汇总的数</h2>
          {task.figures.length === 0 ? <Empty>还没有自动汇总的指标。</Empty> : (
            <dl className="figures">{task.figures.map((f) => <div key={f.id}><dt>{f.name}<small>{f.definition}</small></dt><dd>{shown(f)}</dd></div>)}</dl>
          )}
          <p className="note">全部为系统按办件和名录生成，不含填报数。</p>
        </section>
      </div>
      <section aria-labelledby="actions-title">
        <h2 id="actions-title">分解任务</h2>
        {actions.map((a) => <Action key={a.id} a={a} />)}
      </section>
      <nav className="beside" aria-label="相邻任务">{before ? <a href={`/progress/${before.id}`}>上一项：{before.title}</a> : <span />}{after && <a href={`/progress/${after.id}`}>下一项：{after.title}</a>}</nav>
    </>
  )
}

/** Amounts are kept in fen and read in yuan. */
const shown = ({ value, unit }: PublicProgress['tasks'][number]['figures'][number]): string =>
  (unit === '分' ? showYuan((value ?? 0) as Fen) : `${value?.toLocaleString('zh-CN')} ${unit}`)

function Action({ a }: { a: PublicAction }) {
  const said = [a.counts.dispatched && `已交办${a.counts.dispatched}个`, a.counts.signed && `签收${a.counts.signed}个`, a.counts.verified && `核实${a.counts.verified}个`, a.counts.closed && `办结${a.counts.closed}个`].filter(Boolean)
  return (
    <article className="action" id={`a-${a.id.replace('.', '-')}`}>
      <h3><span className="number">{a.id}</span> {a.title}</h3>
      <dl className="lines">
        <div><dt>由什么推动</dt><dd>{a.pending ? <span className="tag">待接入</span> : a.movedBy.filter((m) => m.id !== 'list-action').map((m) => <span key={m.id} className="mover">{m.kind === 'item' ? <a href={`/items/${m.id}`}>{m.say}</a> : m.say}</span>)}{a.pending && <span className="note"> 由承办单位反馈，还没有事项、名录或指标自动推动{a.awaits.length > 0 && `；将接入：${a.awaits.map((m) => m.say.replace(/^待接入：/, '')).join('；')}`}</span>}</dd></div>
        <div><dt>期限</dt><dd><DayText day={a.dueOn} />{a.dueSaid && `（${a.dueSaid}）`}</dd></div>
        <div><dt>单位</dt><dd>{a.units.length > 0 ? `${[...Map.groupBy(a.units, (u) => u.role)].map(([role, of]) => `${roles[role]}：${of.map((u) => u.name).join('、')}`).join('；')}` : '待明确'}</dd></div>
        <div><dt>走到哪步</dt><dd>{a.counts.units}个单位{said.length > 0 ? `，${said.join('、')}` : '，尚未交办'}；系统记下的推动 {a.system.events + a.system.lines} 笔{a.system.last && <>，最近一笔<DayText day={a.system.last} /></>}</dd></div>
      </dl>
    </article>
  )
}
