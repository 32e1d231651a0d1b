// What `npm test` runs: everything, in order, each part under its heading, with one plain line of figures at the end.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

interface Part {
  heading: string
  script: string
  args: string[]
  /** Vitest writes its figures here; any other part counts as one check. */
  report?: string
}

interface Outcome {
  passed: number
  failed: number
  skipped: number
}

const root = resolve(import.meta.dirname, '..')
const reports = mkdtempSync(join(tmpdir(), 'zhixing-reports-'))

const bin = (path: string): string => join(root, 'node_modules', path)
const vitest = (heading: string, name: string, projects: string[]): Part => {
  const report = join(reports, `${name}.json`)
  const chosen = projects.flatMap((project) => ['--project', project])
  return { heading, report, script: bin('vitest/vitest.mjs'), args: ['run', ...chosen, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`] }
}

const typeCheck: Part = { heading: '类型检查', script: bin('typescript/bin/tsc'), args: ['-p', '.'] }
const lint: Part = { heading: '代码检查', script: bin('oxlint/bin/oxlint'), args: ['--deny-warnings'] }
const web: Part = { heading: '生成网页', script: join(root, 'src/main.ts'), args: ['build'] }
const tests = vitest('单元、性质、集成与架构测试', 'tests', ['unit', 'db'])
const journeys = vitest('浏览器走查', 'journeys', ['browser'])

/** Runs one part; what it prints is kept back while another part is on the screen. */
function run({ script, args }: Part, quiet: boolean): Promise<{ code: number; said: string; seconds: number }> {
  const from = performance.now()
  return new Promise((settle) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', env })
    let said = ''
    child.stdout?.on('data', (chunk) => { said += chunk })
    child.stderr?.on('data', (chunk) => { said += chunk })
    const end = (code: number) => settle({ code, said, seconds: (performance.now() - from) / 1000 })
    child.once('error', (error) => { said += error.message; end(1) })
    child.once('close', (code) => end(code ?? 1))
  })
}

// Parts whose output is kept back cannot see the terminal; a log wants no colours at all.
const env = { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) }

function outcomeOf(part: Part, code: number): Outcome {
  if (!part.report) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  let figures: { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number }
  try {
    figures = JSON.parse(readFileSync(part.report, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
  // A file that does not load has no failed test of its own, yet the part has failed.
  const failed = figures.numFailedTests || (code === 0 ? 0 : 1)
  return { passed: figures.numPassedTests, failed, skipped: figures.numPendingTests + figures.numTodoTests }
}

const outcomes: Outcome[] = []
const heading = (text: string) => console.log(`\n== ${text}`)

function conclude(part: Part, code: number, seconds: number): void {
  const outcome = outcomeOf(part, code)
  outcomes.push(outcome)
  console.log(`-- ${part.heading}：${outcome.failed ? '未通过' : '通过'}，${seconds.toFixed(1)} 秒`)
}

const started = performance.now()

// Three short single-minded programs beside each other. Then the tests and, since a browser mostly waits, the journeys beside them.
const quick = [typeCheck, lint, web]
const running = quick.map((part) => run(part, true))
for (const [i, part] of quick.entries()) {
  const { code, said, seconds } = await running[i]!
  heading(part.heading)
  if (said.trim()) console.log(said.trimEnd())
  conclude(part, code, seconds)
}
const journeying = run(journeys, true)
heading(tests.heading)
const tested = await run(tests, false)
conclude(tests, tested.code, tested.seconds)
const journeyed = await journeying
heading(journeys.heading)
console.log(journeyed.said.trimEnd())
conclude(journeys, journeyed.code, journeyed.seconds)

rmSync(reports, { recursive: true, force: true })
const sum = (of: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[of], 0)
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
console.log(`\n全部用时 ${((performance.now() - started) / 1000).toFixed(1)} 秒\n`)
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed ? 1 : 0
