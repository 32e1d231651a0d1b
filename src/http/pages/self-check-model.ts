import type { SelfChecked } from '../../platform/screening/index.ts'
import type { Fault } from './model.ts'

/** A text looked at before it is filed. What was typed goes back to whoever typed it, and nowhere else. */
export interface SelfCheckPage { kind: 'selfCheck'; abstract: string; claims: string; faults: Fault[]; checked?: SelfChecked }
