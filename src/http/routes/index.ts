import type { Routes } from '../server.ts'

/** The areas of /api/v1 that stand on the platform; those of higher floors are handed to `createServer`. */
export const ownRoutes: readonly Routes[] = []
