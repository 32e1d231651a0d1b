import type { FileRef } from '../../service/index.ts'

/** Every file named in an answer, wherever it stands in it. */
export function filesIn(value: unknown): FileRef[] {
  if (Array.isArray(value)) return value.flatMap(filesIn)
  if (value && typeof value === 'object') {
    const v = value as Record<string, unknown>
    if (typeof v.hash === 'string' && /^[0-9a-f]{64}$/.test(v.hash) && typeof v.name === 'string') return [v as unknown as FileRef]
    return Object.values(v).flatMap(filesIn)
  }
  return []
}
