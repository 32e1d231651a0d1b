import type { AskedField } from '../../src/service/index.ts'

/** What people paste, probe and mistype, and what must stay plain text wherever it is shown. */
export const nastyTexts: Record<string, string> = {
  sql: `'; drop table case_action; --`,
  sqlUnion: `" or 1=1) union select password from auth_account --`,
  script: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  attribute: `"><svg onload=alert(1)> javascript:alert(1)`,
  template: '${process.exit(1)} {{7*7}} <%= 7*7 %> #{7*7}',
  formula: '=HYPERLINK("http://evil.example","点我")',
  path: '../../../../etc/passwd',
  header: 'x\r\nSet-Cookie: stolen=1',
  nul: 'a\0b',
  rightToLeft: '甲\u202e乙\u2066丙\u2069',
  halfCharacter: 'a\ud83d b\udc00',
  emoji: '👩‍👩‍👧‍👦𠮷'.repeat(20),
  joined: `z${'\u0301'.repeat(150)}`,
  number: '９９９９９９９９９９９９９９９９９９９９',
  format: '%s%n%x%d',
  name: '__proto__',
  builtIn: 'constructor',
}
const long = 'x'.repeat(1_000_000)

/** Values that are no text at all, for every place where one is asked. */
const strange: unknown[] = [0, -1, 1e308, true, [], [[]], [null], {}, { toString: 1, valueOf: 1 }, { length: 3 }, null, '', ' ', long]
const numbers: unknown[] = [0, -0, -1, 0.1, 1e-300, 1e15, 1e308, Number.MAX_SAFE_INTEGER, '1e400', 'NaN', 'Infinity', '0x10', '1,2,3', '１２']
const days = ['0001-01-01', '0000-01-01', '9999-12-31', '1900-01-01', '1985-04-01', '2003-12-31', '2026-12-31', '2027-01-01', '2100-02-29', '2022-02-30', '2022年2月3日', '2022-2-3']
const hash = 'f'.repeat(64)

/** Everything a field of this kind is to be tried with. */
export function trialsOf(field: AskedField): unknown[] {
  const texts = Object.values(nastyTexts)
  switch (field.kind) {
    case 'text': case 'longText': return [...texts, ...strange, '字'.repeat(field.maxLength ?? 200), '𠮷'.repeat((field.maxLength ?? 200) / 2)]
    case 'number': return [...numbers, ...strange, ...texts]
    case 'money': return [...numbers, ...strange, ...texts, '90071992547409.91', '99999999999999999999', '1亿亿', '-5', '500万']
    case 'day': return [...days, ...strange, ...texts]
    case 'instant': return [...days.map((d) => `${d}T10:00`), '9999-12-31T23:59-12:00', '0001-01-01T00:00+14:00', '2022-09-08T25:61', `2022-09-08T10:00${'0'.repeat(999)}`, ...strange, ...texts]
    case 'choice': return [...Object.keys(field.options ?? {}), ...texts, ...strange]
    case 'several': return [Object.keys(field.options ?? {}), ...texts.map((t) => [t]), ...strange]
    case 'confirm': return [...texts, ...strange]
    case 'party': return [
      ...texts.map((name) => ({ name })), ...strange.map((name) => ({ name })), ...strange.map((creditCode) => ({ name: '甲', creditCode })), ...texts.map((creditCode) => ({ name: '甲', creditCode })),
      ...[...texts, ...strange].map((id) => ({ name: '甲', id })), ...[...texts, ...strange].map((region) => ({ name: '甲', region })), ...strange,
    ]
    case 'region': return ['350000', '350100', '350102', '350200', '999999', 350102, ...texts, ...strange]
    case 'unit': return ['fj', 'fj.3501', 'fj.3501.350102', '..', '.', 'fj.', '.fj', 'fj..3501', 'no.such', 'x'.repeat(80), ...texts, ...strange]
    case 'patentNumber': case 'creditCode': return [...texts, ...strange, '0'.repeat(12), '201810765432.X']
    case 'files': return [
      ...texts.map((name) => [{ hash, name: `${name}.pdf`, size: 1 }]), [{ hash, name: `${'a'.repeat(194)}👩‍👩‍👧‍👦👩‍👩‍👧‍👦.pdf`, size: 1 }], [{ hash, name: `${'a'.repeat(199)}👩.pdf`, size: 1 }], [{ hash, name: 5, size: 1 }], [{ hash: [hash], name: 'a.pdf', size: 1 }],
      [{ hash, name: 'a.pdf', size: 1e300 }], [{ hash, name: 'a.pdf', size: -5 }], Array.from({ length: 500 }, () => ({ hash, name: 'a.pdf', size: 1 })), ...strange,
    ]
    case 'rows': return [[null], [5], ['x'], [[]], Array.from({ length: 5000 }, () => ({})), ...texts.map((t) => [t]), ...strange]
    default: throw new Error(`nobody has thought of how to break a ${field.kind}`)
  }
}

/** The answers with one of them replaced. */
export function withAnswer(raw: any, path: readonly string[], value: unknown): any {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (Array.isArray(raw)) return raw.map((x, i) => (String(i) === first ? withAnswer(x, rest, value) : x))
  return { ...(typeof raw === 'object' ? raw : {}), [first]: withAnswer(raw?.[first], rest, value) }
}

/** Every question with its place; those of rows are asked of the first row too. */
export function placesIn(fields: readonly AskedField[], raw: any, prefix: readonly string[] = []): { path: string[]; field: AskedField }[] {
  return fields.flatMap((field) => {
    const path = [...prefix, field.name], rows = raw?.[field.name]
    return [{ path, field }, ...(field.kind === 'rows' && Array.isArray(rows) && rows.length && typeof rows[0] === 'object' ? placesIn(field.fields ?? [], rows[0], [...path, '0']) : [])]
  })
}
