import { useEffect, useRef } from 'react'
import type { Front } from '../../../http/index.ts'
import cities from '../../../../data/fujian/map-cities.json' with { type: 'json' }
import { PlaceMap } from '../map.tsx'
import { LightMark, lightColour, lightShape, lightWord, showDay } from '../marks.tsx'

interface Line { key: string; title: string; units: string; note: string }
/** The first page for a room: one thing on the screen at a time, in letters that are read from the back; arrows turn, Esc leaves. */
export function Meeting({ f, at, red, next, turn, leave }: { f: Front; at: number; red: Line[]; next: Line[]; turn: (to: number) => void; leave: () => void }) {
  const frame = useRef<HTMLDivElement>(null)
  const half = Math.ceil(f.tasks.length / 2)
  const screens = [
    { name: '今天', draw: <><p className="meet-say">{f.say}</p><p className="meet-lights">{(['red', 'yellow', 'green', 'grey', 'blue'] as const).map((l) => <span key={l} style={{ color: lightColour(l) }}>{lightShape(l)} {lightWord(l)} <b>{f.lights[l]}</b></span>)}</p></> },
    { name: `已红　${f.totals.red}处`, draw: <Lines of={red} none="没有滞后的任务" /> },
    { name: `将红　${f.totals.next}处`, draw: <Lines of={next} none="近期没有会转红的任务" /> },
    { name: '在等谁', draw: f.waits.length === 0 ? <p>没有在等的事</p> : <ul className="meet-lines">{f.waits.slice(0, 8).map((w) => <li key={`${w.unit}${w.for}`}><b>{w.name}</b>　{w.for}　{w.n}处</li>)}</ul> },
    ...[f.tasks.slice(0, half), f.tasks.slice(half)].map((tasks, i) => ({
      name: `任务　${i + 1}/2`, draw: <table className="meet-tasks"><tbody>{tasks.map((t) => <tr key={t.id}><td className="num">{t.number}</td><td className="paper-face">{t.title}</td><td><LightMark light={t.light} /></td><td className="num">{t.closed}/{t.actions}</td></tr>)}</tbody></table>,
    })),
    { name: '各地', draw: <div className="meet-map"><PlaceMap label="福建省各市进展示意图" drawing={cities} lights={new Map(f.cities.map((c) => [c.unit, c]))} outside letters={20} to={(unit) => `/lists/${f.list!.id}/units/${unit}`} /><p className="quiet">{cities.note}</p></div> },
  ]
  const shown = Math.min(Math.max(at, 1), screens.length), screen = screens[shown - 1]!
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (['ArrowRight', 'ArrowDown', 'PageDown', ' '].includes(e.key)) { e.preventDefault(); turn(Math.min(screens.length, shown + 1)) }
      else if (['ArrowLeft', 'ArrowUp', 'PageUp'].includes(e.key)) { e.preventDefault(); turn(Math.max(1, shown - 1)) }
      else if (e.key === 'Home') turn(1)
      else if (e.key === 'End') turn(screens.length)
      else if (e.key === 'Escape') leave()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
  useEffect(() => {
    frame.current?.focus({ preventScroll: true })
    // A browser gives the whole screen only to a person's own act; where it does not, the window is filled.
    void document.documentElement.requestFullscreen?.().catch(() => undefined)
    return () => { if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined) }
  }, [])
  return (
    <div className="meet">
      <div className="meet-head"><h1 aria-live="polite">{screen.name}</h1><span>{showDay(f.asOf)}</span></div>
      <div ref={frame} className="meet-body" tabIndex={0} role="region" aria-label={`会议模式：${screen.name}`}>{screen.draw}</div>
      <div className="meet-foot"><button type="button" className="pick" onClick={() => turn(Math.max(1, shown - 1))} disabled={shown === 1}>← 上一屏</button><span>{shown} / {screens.length}</span><button type="button" className="pick" onClick={() => turn(Math.min(screens.length, shown + 1))} disabled={shown === screens.length}>下一屏 →</button><button type="button" className="pick" onClick={leave}>退出会议模式</button></div>
    </div>
  )
}

const Lines = ({ of, none }: { of: Line[]; none: string }) => of.length === 0 ? <p>{none}</p> : (
  <ul className="meet-lines">{of.slice(0, 5).map((r) => <li key={r.key}><b>{r.title}</b>　{r.units}<div className="quiet">{r.note}</div></li>)}</ul>
)
