import type { UseMutationResult } from '@tanstack/react-query'
import type { Refusal } from '../../../web/workbench/api.ts'
import type { RoomView } from '../store.ts'

/** A room, what is done in it, and what of that was refused. */
export interface Working { room: RoomView; act: UseMutationResult<RoomView, Error, { path: string; body: unknown; how?: 'PUT' }>; wrong: Refusal[]; clear: () => void }
export const hasFields = (wrong: Refusal[], fields: string[]) => wrong.filter((r) => fields.includes(r.at ?? ''))
export const rest = (wrong: Refusal[], fields: string[]) => wrong.filter((r) => !fields.includes(r.at ?? ''))
/** Searches of a room to choose from, the newest first. */
export const searchOptions = (room: RoomView) => room.searches.map((s) => ({ value: s.id, label: `第${s.id}号 ${s.asked.q || s.purpose}（${s.total.toLocaleString('zh-CN')}件）` }))
