import type { Day } from '../../kernel/index.ts'
import { givenUp } from '../lights.ts'
import { gapLimits, nearDue, stillFor } from '../parameters.ts'
import { type Light, lightWords, type Progress, roleWords } from '../types.ts'
import type { CityLine, Figure, Place, Source } from './types.ts'

/** The figures of a list on a day, each with its definition and source; worked out of `progressOf` and nothing else. */
export function figuresOf(p: Progress): Figure[] {
  const { asOf } = p
  const actions = p.tasks.flatMap((t) => t.actions), units = actions.flatMap((a) => a.units)
  const figure = (id: string, name: string, value: number | null, unit: string, source: Source, definition: string): Figure => ({ id, name, value, unit, source, definition, asOf })
  const sum = (of: (c: (typeof actions)[number]['counts']) => number) => actions.reduce((n, a) => n + of(a.counts), 0)
  const lit = `${gapLimits.label}：${gapLimits.show(gapLimits.on(asOf))}；${nearDue.label}（${nearDue.show(nearDue.on(asOf))}）以内未完成、${stillFor.label}超过${stillFor.show(stillFor.on(asOf))}，最好为黄；逾期未销号为红；自报进度不参与亮灯`
  const lightFigure = (light: Light, name: string, definition: string) => figure(`light-${light}`, name, p.lights[light], '项', 'system', definition)
  const indicators = new Map(actions.flatMap((a) => a.system.figures).map((f) => [f.id, f]))
  return [
    figure('tasks', '任务', p.tasks.length, '项', 'system', '清单印发的任务条目'),
    figure('actions', '分解任务', actions.length, '项', 'system', '任务的落实举措拆成的、一个单位可以单独承担的最小任务'),
    figure('places', '责任单位处数', sum((c) => c.units), '处', 'system', '每项分解任务的每个责任单位计一处；“各地”按设区市展开'),
    figure('elapsed', '序时进度', p.elapsed, '%', 'system', `清单年度1月1日至截至日的日数（含当日）占全年日数的比例，保留一位小数`),
    lightFigure('green', '绿灯', `分解任务以其责任单位中最差的灯为准；按已核进度与序时进度之差亮灯，没有目标值的按办件动静亮灯。${lit}`),
    lightFigure('yellow', '黄灯', `同“绿灯”。${lit}`), lightFigure('red', '红灯', `同“绿灯”。${lit}`),
    lightFigure('blue', '已办结', '全部责任单位已销号的分解任务（蓝灯）'), lightFigure('grey', '未启动', '没有交办也没有办件推动，或经批准暂停、终止的分解任务（灰灯）'),
    figure('pending', '待接入', p.pending, '项', 'system', '除本任务自己的办件外，尚无事项、名录或指标推动的分解任务；与各灯不互斥，已分别计入'),
    figure('dispatched', '已交办', sum((c) => c.dispatched), '处', 'system', '已经交办、有办件的处数'),
    figure('signed', '已签收', sum((c) => c.signed), '处', 'system', '责任单位已经签收的处数'),
    figure('reported', '有自报进度', sum((c) => c.reported), '处', 'reported', '责任单位反馈过自报进度的处数，不论是否经核查'),
    figure('verified', '有经核查进度', sum((c) => c.verified), '处', 'verified', '反馈经另一单位核查认可的处数'),
    figure('closed', '已销号', sum((c) => c.closed), '处', 'verified', '经核查单位同意销号的处数，含已归档'),
    figure('unreported', '应报未报', units.filter((u) => u.light.unreported).length, '处', 'system', '季度反馈期限已过仍未反馈的处数，灯降一级'),
    ...[...indicators.values()].map((f) => figure(`indicator-${f.id}`, f.name, ...asRead(f.value, f.unit), f.reported ? 'reported' : 'system', f.definition)),
  ]
}

/** Money is kept in fen and shares as parts of one; people read yuan and percent. */
const asRead = (value: number | null, unit: string): [number | null, string] =>
  value === null ? [value, unit === '分' ? '元' : unit] : unit === '分' ? [value / 100, '元'] : unit === '%' ? [Math.round(value * 1000) / 10, '%'] : [value, unit]

/** Every action at every unit, in the order of the list. */
export const placesOf = (p: Progress): Place[] =>
  p.tasks.flatMap((t) => t.actions.flatMap((a) => a.units.map((u): Place => ({
    action: a.id, title: a.title, unit: u.name, role: roleWords[u.role], dueOn: u.dueOn, state: u.stateLabel, light: u.light.light, say: u.light.say, verified: u.verified, reported: u.reported, system: u.system,
  }))))

/** The cities as the administrative division orders them; nobody is ranked. */
export const citiesOf = (p: Progress): CityLine[] =>
  p.cities.map((c) => ({
    unit: c.unit, name: c.name, lights: c.lights, actions: Object.values(c.lights).reduce((n, x) => n + x, 0),
    red: p.tasks.flatMap((t) => t.actions.filter((a) => a.units.some((u) => u.unit === c.unit && !givenUp.has(u.state ?? '') && u.light.light === 'red')).map((a) => a.id)),
  }))

const order = ['red', 'yellow', 'green', 'blue', 'grey'] as const
const said: Record<Light, string> = { ...lightWords, blue: '已办结', grey: '未启动' }
/** 红1、黄2、绿3、已办结0、未启动4; none is left out, so that they add up before the reader's eyes. */
export const sayLights = (lights: Record<Light, number>): string => order.map((l) => `${said[l]}${lights[l]}`).join('、')

/** How a figure is written where it stands. */
export const written = (figures: readonly Figure[], id: string): string => {
  const f = figures.find((x) => x.id === id)
  if (!f) throw new Error(`no figure is called ${id}`)
  return sayFigure(f)
}
export const sayFigure = (f: Figure): string => (f.value === null ? '无数' : `${f.value.toLocaleString('zh-CN')}${f.unit}`)
export const showShare = (s: { share: number; on: Day } | null): string => (s ? `${s.share}%\n${s.on}` : '')
