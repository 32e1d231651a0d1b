/** Thresholds and weights of the signals, kept with this programme so that an office may set others from a day on. */
import { behaviourTables as tables, signalParameters, signalWeights } from '../../engines/screening/index.ts'

export const signals = signalParameters
export const weights = signalWeights
export const behaviours = tables
