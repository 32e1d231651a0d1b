/** The legal numbers of the house: found in the declarations, amended at run time by two persons with a source document. */
export { parametersIn, parametersOf, type Parameter } from './collect.ts'
export { readValue, showValue } from './value.ts'
export { applyValues, confirmValue, proposeValue, valuesOf, withdrawValue, type AddedValue, type ParameterView } from './values.ts'
