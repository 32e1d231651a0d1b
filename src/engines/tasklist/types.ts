/** What a document is before reading: plain text, or paragraphs and tables in their order. */
export type Document = { kind: 'text'; text: string } | { kind: 'blocks'; blocks: Block[] }

export type Block = Paragraph | Table

/** A paragraph; an automatic list number is already written in front of the text. */
export interface Paragraph {
  kind: 'paragraph'
  text: string
  /** Heading level 1–9 where the document says so. */
  heading?: number
}

/** A table with merged cells spanned: every row has one cell per column, and the cells of one merged area share their origin. */
export interface Table {
  kind: 'table'
  rows: TableCell[][]
}

export interface TableCell {
  text: string
  origin?: number
}

export type Role = 'lead' | 'cooperate' | 'responsible'

/** Half-open range of characters in the plain text of the list. */
export interface Range {
  from: number
  to: number
}

export interface Unit {
  /** As printed. */
  text: string
  role: Role
  /** Units between two larger separators (，；) form a group, counted from 1. */
  group: number
  /** The administrative prefix printed only on the first unit of the row: 省卫生健康委、教育厅 → 省. */
  prefix?: string
  /** Stands for many (各地…) or leaves open which (有关…, 等…部门). */
  vague?: true
}

export interface Section {
  id: string
  number: string | null
  title: string
  parent: string | null
  source: Range
}

export interface Task {
  id: string
  number: string | null
  numberPrinted: string | null
  title: string
  section: string | null
  parent: string | null
  measures: string
  units: Unit[]
  unitsPrinted: string
  deadlines: string[]
  scope: string | null
  source: Range & { fromLine: number; toLine: number }
}

/** Something a person should look at, with its place. */
export interface Oddity {
  at: string
  say: string
  source?: Range
  /** The printed name that leaves open which units it means; whoever asks about that name itself needs no second word of it. */
  open?: string
}

/** A rule the document states once for all its tasks. */
export interface Rule {
  kind: 'first-leads' | 'marked-leads' | 'every-task' | 'default-scope'
  say: string
  units: string[]
}

/** Text that is neither section nor task: what stands before, between and after. */
export interface Remainder extends Range {
  text: string
}

export interface TaskList {
  title: string
  year: number | null
  docNumber: string | null
  sections: Section[]
  tasks: Task[]
  oddities: Oddity[]
  rules: Rule[]
  remainder: Remainder[]
  /** The plain text all ranges point into. */
  text: string
}
