import type { Routes } from '../server.ts'
import { calendarRoutes } from './calendar.ts'
import { caseRoutes } from './cases.ts'
import { fileRoutes } from './files.ts'
import { indicatorRoutes } from './indicators.ts'
import { itemRoutes } from './items.ts'
import { ledgerRoutes } from './ledger.ts'
import { libraryRoutes } from './library.ts'
import { libraryImportRoutes } from './library-import.ts'
import { noticeRoutes } from './notices.ts'
import { parameterRoutes } from './parameters.ts'
import { peopleRoutes } from './people.ts'
import { registerRoutes } from './registers.ts'
import { reminderRoutes } from './reminders.ts'

/** The areas of /api/v1 that stand on the platform; those of higher floors are handed to `createServer`. */
export const ownRoutes: readonly Routes[] = [itemRoutes, caseRoutes, fileRoutes, registerRoutes, noticeRoutes, reminderRoutes, indicatorRoutes, calendarRoutes, parameterRoutes, peopleRoutes, ledgerRoutes, libraryRoutes, libraryImportRoutes]
