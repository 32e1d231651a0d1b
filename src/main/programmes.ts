/** Every programme of this house. Adding one is a folder and a line here. */
import type { Routes } from '../http/index.ts'
import { programme as filingQuality } from '../programmes/04-filing-quality/index.ts'
import { routes as filingQualityRoutes } from '../programmes/04-filing-quality/routes.ts'
import { programme as transfer } from '../programmes/05-transfer/index.ts'
import { programme as finance } from '../programmes/07-finance/index.ts'
import { programme as industry } from '../programmes/08-industry/index.ts'
import { navigationRoutes } from '../programmes/08-industry/routes.ts'
import { programme as geographicalIndication } from '../programmes/09-geographical-indication/index.ts'
import { programme as protection } from '../programmes/10-protection/index.ts'
import { programme as rapidProtection } from '../programmes/11-rapid-protection/index.ts'
import { programme as fullChain } from '../programmes/12-full-chain/index.ts'
import { programme as serviceNetwork } from '../programmes/14-service-network/index.ts'
import { programme as talent } from '../programmes/20-talent/index.ts'

export const programmes = [filingQuality, transfer, finance, industry, geographicalIndication, protection, rapidProtection, fullChain, serviceNetwork, talent]

/** The addresses of those programmes whose work the generic interface cannot say. */
export const programmeRoutes: readonly Routes[] = [filingQualityRoutes, navigationRoutes]
