import { z } from 'zod'
import { loose, RefusalShape } from '../answers.ts'

// What the platform draws, described by its main parts. The platform decides what is in them; here they are only named.

export const CaseRowShape = loose({
  id: z.string(), number: z.string(), item: z.string(), itemName: z.string(), title: z.string(), party: z.string(), place: z.string(), handler: z.string(), state: z.string(), stateLabel: z.string(),
  submittedAt: z.string().nullable(), dueOn: z.string().nullable(), overdue: z.boolean(), closedOn: z.string().nullable(), outcome: z.string().nullable(), demo: z.boolean(), version: z.number().int(),
})
export const StepShape = loose({ id: z.string(), label: z.string(), as: z.string(), seat: z.string(), asks: z.union([z.literal('form'), z.array(z.unknown()), z.null()]), blocked: z.string().optional() })
const ReadBackShape = z.array(loose({ title: z.string(), lines: z.array(z.unknown()) }))
export const EventShape = loose({ seq: z.number().int(), at: z.string(), on: z.string(), step: z.string(), label: z.string(), by: z.string(), as: z.string(), from: z.string(), to: z.string(), read: ReadBackShape })
export const CaseShape = loose({
  id: z.string(), number: z.string(), item: loose({ id: z.string(), name: z.string() }), title: z.string(), state: loose({ id: z.string(), label: z.string(), final: z.boolean() }),
  version: z.number().int().describe('办理时以 expect 带回，他人先办时会被告知'), clocks: z.array(z.unknown()).describe('各期限，含中止'), history: z.array(EventShape), papers: z.array(z.unknown()), steps: z.array(StepShape).describe('您现在可办理的步骤'),
})
export const BriefShape = z.object({ id: z.string(), number: z.string(), version: z.number().int(), state: z.string() }).describe('请求头 Prefer: return=minimal 时')
export const DraftShape = loose({ id: z.string(), item: z.string(), itemName: z.string(), raw: z.unknown(), version: z.number().int(), updatedAt: z.string(), missing: z.array(RefusalShape) })
export const PublishedShape = loose({ id: z.string(), number: z.string(), item: z.string(), itemName: z.string(), since: z.string(), until: z.string().nullable().describe('工作日历尚未录到时为空'), shows: z.array(z.object({ label: z.string(), value: z.string() })), demo: z.boolean() })
export const FileShape = loose({ hash: z.string(), name: z.string(), size: z.number().int(), type: z.string() })
export const PaperShape = loose({ title: z.string(), number: z.string(), on: z.string() })
