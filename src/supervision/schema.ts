import type { Mover, TaskView } from './types.ts'

declare module '../platform/db/schema.ts' {
  interface Schema {
    list_task: { list_id: string; id: string; pieces: TaskView['pieces'] }
    list_action: { list_id: string; id: string; moved_by: Mover[]; awaits: Mover[] }
  }
}
