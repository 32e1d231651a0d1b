/** What is searched: one document as it is fed. Days are numbers such as 20230106. */
export interface Doc {
  id: string
  texts: Record<string, string | undefined>
  keys: Record<string, readonly string[] | undefined>
  days: Record<string, number | undefined>
}

/**
 * A field of running text; its words count this much in the order of hits. How often a word stands in it is kept by the
 * steps, the first of which is 1; the steps of all fields together, each with one more for nowhere, make at most 256.
 */
export interface TextField { name: string; called: readonly string[]; weight: number; steps: readonly number[] }
/**
 * A field of values that are compared whole, by their beginning, or by what stands in them; facets may count them by their
 * first letters. A `number` is kept as its office writes it, with the office's two letters and without points, and compared
 * by its beginning however it is typed: with the letters or without, with points or without, with ZL for CN.
 */
export interface KeyField { name: string; called: readonly string[]; match: 'whole' | 'start' | 'part' | 'number'; facetLetters?: number }
export interface DayField { name: string; called: readonly string[] }

/** The fields of a kind of document. The first day field says what is newest. */
export interface Schema { texts: readonly TextField[]; keys: readonly KeyField[]; days: readonly DayField[] }

/** Patents of the public library. */
export const patents: Schema = {
  texts: [
    { name: 'title', called: ['标题', '名称', '发明名称'], weight: 3, steps: [1, 2, 3] },
    { name: 'abstract', called: ['摘要'], weight: 1, steps: [1, 2, 3, 4, 6, 8, 12, 16] },
    { name: 'claims', called: ['权利要求', '权利要求书'], weight: 1, steps: [1, 2, 4, 8, 16, 32] },
  ],
  keys: [
    { name: 'ipc', called: ['分类号'], match: 'start', facetLetters: 4 },
    { name: 'applicant', called: ['申请人', '专利权人', '权利人'], match: 'part' },
    { name: 'inventor', called: ['发明人', '设计人'], match: 'part' },
    { name: 'region', called: ['地区', '区划'], match: 'start', facetLetters: 4 },
    { name: 'status', called: ['法律状态', '状态'], match: 'whole' },
    { name: 'kind', called: ['类型', '专利类型'], match: 'whole' },
    { name: 'number', called: ['号码', '申请号', '公开号', '公告号'], match: 'number' },
  ],
  days: [{ name: 'published', called: ['公开日', '公告日'] }, { name: 'filed', called: ['申请日'] }],
}
