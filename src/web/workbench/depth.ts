/** How deep each task stands under others, in the order of the list, where a task follows the one it stands under. */
export function depthsOf(tasks: readonly { id: string; parent: string | null }[]): Map<string, number> {
  const depths = new Map<string, number>()
  for (const t of tasks) depths.set(t.id, t.parent === null ? 0 : (depths.get(t.parent) ?? 0) + 1)
  return depths
}

/** The names of tasks for a list to choose from, those under another set in. */
export const taskChoices = (tasks: readonly { id: string; number: string; title: string; parent: string | null }[]): { value: string; label: string }[] => {
  const depths = depthsOf(tasks)
  return tasks.map((t) => ({ value: t.id, label: `${'　'.repeat(depths.get(t.id)!)}${t.number}. ${t.title}` }))
}
