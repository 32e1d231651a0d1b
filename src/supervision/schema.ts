declare module '../platform/db/schema.ts' {
  interface Schema {
    list_task: { list_id: string; id: string; pieces: unknown }
    list_action: { list_id: string; id: string; moved_by: unknown; awaits: unknown }
  }
}
export {}
