import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readTaskList } from '../engines/tasklist/index.ts'
import { mustBe } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import { noted } from './import.ts'
import { resolveUnits } from './resolve.ts'
import { keepList, type NewAction, type Reading } from './store.ts'
import type { Mover } from './types.ts'

interface Installed {
  list: string; title: string; year: number
  actions: { id: string; task: string; title: string; words: string[]; carrier: string; due: null; movedBy: Mover[]; awaits: Mover[]; pending?: true; /** Why two sides owe it. */ sides?: string }[]
  measureSplit: { task: string; pieces: ({ action: string; words: string } | { connective: string })[] }[]
}
const installer = { id: 'system', name: '安装数据' }

/** Loads the list an installation comes with, as it was issued and as its data split it. A list that is there already stays as people have corrected it. */
export async function loadList(house: House, dir: string): Promise<string> {
  const given = JSON.parse(await readFile(join(dir, 'actions.json'), 'utf8')) as Installed
  const [known] = await rows(house.db, 'select id from task_list where id = $1', [given.list])
  if (known) return given.list
  const bytes = await readFile(join(dir, 'source.txt'))
  const read = mustBe(readTaskList({ kind: 'text', text: bytes.toString('utf8') }))
  const byId = new Map(given.actions.map((a) => [a.id, a]))
  const tasks = read.tasks.map((t) => ({ t, ...resolveUnits(house, { id: t.number!, at: `第${t.number}项`, units: t.units, ...t.source }) }))
  const pieces = new Map(given.measureSplit.map((m) => [m.task, m.pieces.map((p) => ('action' in p ? p : { words: p.connective }))]))
  const reading: Reading = {
    id: given.list, title: given.title, year: given.year, docNumber: read.docNumber, fileName: 'source.txt', fileHash: createHash('sha256').update(bytes).digest('hex'), source: read.text, carried: true,
    sections: read.sections.map((s) => ({ id: s.id, number: s.number, title: s.title, parent: s.parent, ...s.source })),
    tasks: tasks.map(({ t }) => ({
      id: t.number!, number: t.number!, title: t.title, section: t.section, parent: null, measures: t.measures, unitsPrinted: t.unitsPrinted, units: t.units.map((u) => ({ text: u.text, role: u.role })),
      scope: t.scope, deadlines: t.deadlines, pieces: pieces.get(t.number!) ?? [], from: t.source.from, to: t.source.to,
    })),
    actions: [...byId.values()].map((a): NewAction => ({
      id: a.id, task: a.task, title: a.title, words: a.words, due: a.due, dueSaid: null, carrier: a.carrier, movedBy: a.movedBy, awaits: a.awaits, pending: a.pending ?? false,
      reasons: a.movedBy.map((m) => m.say), confirmed: installer,
    })),
    actionUnits: tasks.flatMap(({ t, units }) => given.actions.filter((a) => a.task === t.number).flatMap((a) => units.map((u) => ({ ...u, action: a.id })))),
    oddities: [...tasks.flatMap(({ asks }) => asks), ...noted(read.oddities, tasks.flatMap(({ asks }) => asks))],
  }
  if (await keepList(house.db, reading, installer, house.now(), false)) {
    for (const a of given.actions.filter((x) => x.sides)) await rows(house.db, `insert into list_role (list_id, action_id, kind, why, by_id, by_name, at) values ($1, $2, 'sides', $3, $4, $5, $6)`, [given.list, a.id, a.sides, installer.id, installer.name, `${given.year}-01-01T00:00:00+08:00`])
  }
  return given.list
}
