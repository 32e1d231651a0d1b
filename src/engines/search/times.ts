import type { Schema } from './schema.ts'

/**
 * How often a document has a word in each text field, in one byte: 0 for nowhere, else a figure for each field, the
 * first counting least. Times between the steps of a field count as the step below them.
 */
export interface Times {
  /** What one more step of each field adds to the byte. */
  units: number[]
  /** For each field, which step so many times are. */
  stepOf: Uint8Array[]
  /** For each field and byte, which step it is, and how many times that stands for. */
  steps: Uint8Array[]
  counts: Uint8Array[]
  /** For each field, which bytes have the word in it. */
  fits: Uint8Array[]
  /** For each byte, the first field that has the word. */
  first: Uint8Array
  /** Which bytes stand for one time in one field. */
  once: Uint8Array
}

const most = 255

export function timesOf(schema: Schema): Times {
  let unit = 1
  const units = schema.texts.map(({ steps }) => { const one = unit; unit *= steps.length + 1; return one })
  if (unit > 256) throw new Error(`the steps of the text fields take ${unit} values, a byte has 256`)
  const steps = schema.texts.map((field, f) => Uint8Array.from({ length: 256 }, (_, byte) => (byte < unit ? Math.floor(byte / units[f]!) % (field.steps.length + 1) : 0)))
  const fits = steps.map((of) => of.map((step) => (step ? 1 : 0)))
  const first = Uint8Array.from({ length: 256 }, (_, byte) => Math.max(0, fits.findIndex((of) => of[byte])))
  return {
    units, steps, fits, first,
    stepOf: schema.texts.map((field) => Uint8Array.from({ length: most + 1 }, (_, times) => field.steps.findLastIndex((step) => times >= step) + 1)),
    counts: schema.texts.map((field, f) => steps[f]!.map((step) => (step ? field.steps[step - 1]! : 0))),
    once: first.map((f, byte) => (byte === units[f] && schema.texts[f]!.steps[1] === 2 ? 1 : 0)),
  }
}
