import { rmSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build } from '../src/main/web.ts'
import type { ActionProgress, Light, Progress, UnitProgress } from '../src/supervision/index.ts'
import { launchBrowser } from '../test/browser.ts'
import { type Line, median, ownFolder } from './ground.ts'
import { started } from './start.ts'

const units = 95, actions = 60, looks = 7, allowed = 100
const password = 'Kk7-bamboo-river'
const lights: Light[] = ['red', 'yellow', 'green', 'grey', 'blue']

/** A list on which every unit carries every action: more cells than any real one has. */
function fullList(id: string): Progress {
  const light = (i: number) => ({ light: lights[i % lights.length]!, say: '截至2022年9月20日序时进度70.09%，已核进度55%，落后15.09个百分点', change: '' })
  const at = (a: number, u: number): UnitProgress => ({
    unit: u < 11 ? `fj.35${String(u).padStart(2, '0')}` : `fj.35${String(u % 10).padStart(2, '0')}.3501${String(u).padStart(2, '0')}`, name: `第${u + 1}个单位`, role: 'responsible', caseId: `case-${a}-${u}`, state: 'working', stateLabel: '办理中',
    light: light(a + u), system: { events: 3, lines: 1, last: null }, reported: { share: 55, on: '2022-07-05' as never }, verified: { share: 55, on: '2022-07-08' as never }, parts: [], dueOn: '2022-12-31' as never, extended: false,
  })
  const action = (a: number): ActionProgress => ({
    id: `${Math.floor(a / 3) + 1}.${(a % 3) + 1}`, task: String(Math.floor(a / 3) + 1), title: `第${a + 1}项分解任务，名称和真的一样长`, light: light(a), pending: false, dueOn: '2022-12-31' as never, dueSaid: '', system: { events: 0, lines: 0, last: null, figures: [] },
    counts: { units, dispatched: units, signed: units, reported: units, verified: units, closed: 0, unchanged: 0 }, units: Array.from({ length: units }, (_, u) => at(a, u)), waits: [], acts: [],
  })
  const all = Array.from({ length: actions }, (_, a) => action(a))
  const none = { red: 0, yellow: 0, green: 0, grey: 0, blue: 0 }
  return {
    list: { id, title: '测速清单', year: 2022, status: 'adopted' }, asOf: '2022-09-20' as never, elapsed: 70, sections: [], cities: [], lights: none, pending: 0,
    tasks: Array.from({ length: 20 }, (_, t) => ({ id: String(t + 1), number: String(t + 1), title: `第${t + 1}项任务`, section: null, parent: null, light: light(t), lights: none, pending: 0, actions: all.filter((a) => a.task === String(t + 1)) })),
  }
}

/** The least there is: the same answer fetched and written as one piece of HTML. */
const bare = `<!doctype html><meta charset=utf-8><div id=at></div><script>fetch('/bare.json').then(r=>r.text()).then(t=>setTimeout(()=>{const p=JSON.parse(t),s={red:'■',yellow:'▲',green:'●',grey:'–',blue:'✓'};let h='<table>';
for(const k of p.tasks)for(const a of k.actions){h+='<tr><th>'+a.id+' '+a.title+'</th>';for(const u of a.units)h+='<td><a href="/w/cases/'+u.caseId+'" title="'+u.light.say+'">'+s[u.light.light]+'</a></td>';h+='</tr>'}
document.getElementById('at').innerHTML=h+'</table>';document.title='done'}))</script>`

interface Traced { ph: string; name: string; ts: number; dur?: number; tdur?: number; tid: number; pid: number }
const scripting = new Set(['FunctionCall', 'EvaluateScript', 'v8.run', 'v8.compile', 'v8.compileModule', 'v8.evaluateModule', 'v8.callFunction', 'EventDispatch', 'RunMicrotasks', 'TimerFire', 'FireAnimationFrame', 'MinorGC', 'MajorGC'])

/** The processor time that scripts took on the busiest thread of a page, from its performance trace; what lies within another is not counted twice. */
async function scriptTime(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8'] })
  await act()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] }
  const threads = Map.groupBy(traceEvents.filter((e) => e.ph === 'X' && scripting.has(e.name)), (e) => `${e.pid}/${e.tid}`)
  return Math.max(...[...threads.values()].map((events) => {
    let end = -1, sum = 0
    for (const e of events.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
      if (e.ts < end) continue
      end = e.ts + (e.dur ?? 0)
      sum += e.tdur ?? e.dur ?? 0
    }
    return sum / 1000
  }))
}

async function ours(browser: Browser, context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage()
  try {
    await page.goto(`${url}/w/lists`)
    await page.waitForLoadState('networkidle')
    return await scriptTime(browser, page, async () => {
      await page.getByRole('link', { name: '任务与单位' }).first().click()
      await page.locator('table.matrix tbody tr').nth(actions - 1).locator('td').nth(units - 1).waitFor()
    })
  } finally { await page.close() }
}
async function least(browser: Browser, context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage()
  try {
    return await scriptTime(browser, page, async () => {
      await page.goto(`${url}/bare.html`)
      await page.waitForFunction(() => document.title === 'done')
    })
  } finally { await page.close() }
}

/** What drawing a full list of tasks × units costs in script, beside the same cells written as one piece of HTML. */
export async function run(): Promise<Line[]> {
  await build()
  const dataDir = ownFolder()
  process.env.ZHIXING_DEMO_PASSWORD = password
  const server = await started(dataDir), browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const signedIn = await context.request.post(`${server.url}/api/session`, { data: { username: 'demo.use.leader', password }, headers: { 'x-zhixing': '1' } })
    if (!signedIn.ok()) throw new Error(`could not sign in: ${signedIn.status()}`)
    const answer = JSON.stringify(fullList('fujian-2022'))
    await context.route('**/api/v1/lists/*/progress*', (route) => route.fulfill({ contentType: 'application/json', body: answer }))
    await context.route('**/bare.json', (route) => route.fulfill({ contentType: 'application/json', body: answer }))
    await context.route('**/bare.html', (route) => route.fulfill({ contentType: 'text/html', body: bare }))
    const pairs: { least: number; ours: number }[] = []
    for (let n = 0; n <= looks; n++) {
      const pair = { least: await least(browser, context, server.url), ours: await ours(browser, context, server.url) }
      // The first look warms the browser's store of compiled scripts.
      if (n > 0) pairs.push(pair)
    }
    const of = (name: 'least' | 'ours') => median(pairs.map((p) => p[name]))
    return [{ what: `${units} 个单位 × ${actions} 项一览，脚本用时`, limit: `${of('least').toFixed(0)} ms`, value: `${of('ours').toFixed(0)} ms`, ratio: median(pairs.map((p) => p.ours / p.least)), goal: `≤ ${allowed} ms`, met: of('ours') <= allowed }]
  } finally {
    await browser.close()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const { print } = await import('./table.ts')
  print(await run())
}
