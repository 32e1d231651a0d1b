import { randomUUID } from 'node:crypto'
import { type Instant, no, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { readAnswers } from '../../service/index.ts'
import { fillKnown } from '../burden/index.ts'
import { json, rows } from '../db/index.ts'
import { type House, today } from '../house/index.ts'
import type { Who } from '../people/index.ts'

export interface Draft { id: string; item: string; itemName: string; raw: unknown; version: number; updatedAt: Instant; missing: Refusal[] }

/** Keeps what a person has filled in so far, with what the house can fill in itself. Two windows on one draft: the later is told. */
export async function saveDraft(house: House, who: Who, of: { id?: string; item: string; raw: unknown; version?: number }): Promise<Result<Draft>> {
  const item = house.items.get(of.item)
  if (!item) return no({ code: 'no-such-item', at: 'item', say: '没有这个事项' })
  if (JSON.stringify(of.raw ?? {}).length > 500_000) return no({ code: 'too-large', at: 'raw', say: '填写内容过大，请把附件作为文件上传' })
  const given = typeof of.raw === 'object' && of.raw !== null && !Array.isArray(of.raw) ? of.raw as Record<string, unknown> : {}
  if (!of.id) {
    const [held] = await rows<{ n: number }>(house.db, 'select count(*) as n from draft where member_id = $1', [who.id])
    if (held!.n >= 200) return no({ code: 'too-many-drafts', say: '您的草稿已满200份，请先删除不用的草稿' })
    const id = randomUUID()
    const { raw, filled } = await fillKnown(house, who, item, given, true)
    await house.db.insertInto('draft').values({ id, item: of.item, member_id: who.id, raw: json(raw) as never, filled: json(filled) as never, opened_at: house.now(), updated_at: house.now() }).execute()
    return getDraft(house, who, id)
  }
  const { raw, filled } = await fillKnown(house, who, item, given, false)
  const changed = await rows(house.db, `update draft set raw = $1::jsonb, filled = filled || $6::jsonb, version = version + 1, updated_at = $5 where id = $2 and member_id = $3 and ($4::int is null or version = $4) returning id`,
    [JSON.stringify(raw), of.id, who.id, of.version ?? null, house.now(), JSON.stringify(filled)])
  if (changed.length) return getDraft(house, who, of.id)
  const known = await getDraft(house, who, of.id)
  return known.ok ? no({ code: 'overtaken', say: '这份草稿已在另一窗口改过，请刷新后再填' }) : known
}

export async function getDraft(house: House, who: Who, id: string): Promise<Result<Draft>> {
  const [found] = await rows<any>(house.db, 'select * from draft where id = $1 and member_id = $2', [id, who.id])
  return found ? yes(asDraft(house, found)) : no({ code: 'no-such-draft', say: '没有这份草稿，或已经提交' })
}
export async function listDrafts(house: House, who: Who): Promise<Draft[]> {
  return (await rows<any>(house.db, 'select * from draft where member_id = $1 order by updated_at desc limit 200', [who.id])).map((d) => asDraft(house, d))
}
export async function dropDraft(house: House, who: Who, id: string): Promise<boolean> {
  return (await rows(house.db, 'delete from draft where id = $1 and member_id = $2 returning id', [id, who.id])).length > 0
}
function asDraft(house: House, d: any): Draft {
  const item = house.items.get(d.item)
  const read = item ? readAnswers(item.form, d.raw, today(house)) : undefined
  return { id: d.id, item: d.item, itemName: item?.name ?? d.item, raw: d.raw, version: d.version, updatedAt: d.updated_at, missing: read && !read.ok ? read.refusals : [] }
}
