const special = /[\\\n\r\t\0]/
const escaped: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '' }

/** Rows as COPY takes them in text: lists as arrays, objects as JSON. A character that no text in PostgreSQL may have is left out. */
export function copyText<Row extends object>(rows: readonly Row[], columns: readonly (keyof Row & string)[]): string {
  let out = ''
  for (const row of rows) {
    for (let c = 0; c < columns.length; c++) {
      const value = row[columns[c]!]
      out += c ? '\t' : ''
      out += typeof value === 'string' ? field(value) : value === null || value === undefined ? '\\N' : Array.isArray(value) ? field(arrayText(value)) : typeof value === 'object' ? field(jsonText(value)) : String(value)
    }
    out += '\n'
  }
  return out
}

/** JSON that PostgreSQL takes: it has no character nought. One that is only written about, with a stroke before it, is none. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return text.includes('\\u0000') ? JSON.stringify(value, (_name, of: unknown) => (typeof of === 'string' ? of.replaceAll('\0', '') : of)) : text
}

const field = (text: string): string => (special.test(text) ? text.replace(/[\\\n\r\t\0]/g, (character) => escaped[character]!) : text)

/** The fields of one such row without its end, as they were before; a list stays as it is written. */
export const fieldsOf = (line: string): (string | null)[] =>
  line.split('\t').map((text) => (text === '\\N' ? null : text.includes('\\') ? text.replace(/\\(.)/g, (_, mark: string) => plain[mark] ?? mark) : text))
const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** A list of texts as PostgreSQL reads one. */
export const arrayText = (of: readonly string[]): string => `{${of.map((item) => (/^[\w/.-]+$/.test(item) && item !== 'NULL' ? item : `"${item.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`
