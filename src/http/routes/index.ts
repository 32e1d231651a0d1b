import type { Routes } from '../server.ts'
import { caseRoutes } from './cases.ts'
import { fileRoutes } from './files.ts'
import { itemRoutes } from './items.ts'

/** The areas of /api/v1 that stand on the platform; those of higher floors are handed to `createServer`. */
export const ownRoutes: readonly Routes[] = [itemRoutes, caseRoutes, fileRoutes]
