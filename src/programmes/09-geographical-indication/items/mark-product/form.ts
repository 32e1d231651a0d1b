import { addMonths, type Day } from '../../../../kernel/index.ts'
import { type AnswersIn, choice, confirm, day, files, form, masked, number, optional, party, prefilled, region, section, text } from '../../../../service/index.ts'
import { productNames, productOn, reportAge } from './parameters.ts'

export const markForm = form({
  applicant: section('生产者', {
    producer: prefilled({ party: 'name' }, party('生产者名称', { creditCode: 'required', help: '专用标志的指定位置须标注使用人的统一社会信用代码' })),
    kind: choice('主体类型', { enterprise: '企业', cooperative: '农民专业合作社', farm: '家庭农场', trader: '个体工商户' }),
    address: prefilled({ party: 'address' }, text('住所')),
    contact: prefilled({ party: 'contact' }, text('联系人', { maxLength: 60 })),
    phone: prefilled({ party: 'phone' }, masked(text('联系电话', { maxLength: 30 }))),
  }),
  product: section('产品和产地', {
    product: choice('地理标志产品', productNames),
    origin: region('产地所在县（市、区）', { help: '须在该产品的保护范围内' }),
    town: text('产地所在乡镇（街道）', { maxLength: 40 }),
    site: text('生产场所地址'),
    method: text('品种和加工工艺'),
    standard: text('执行的产品标准号', { help: '例如 GB/T 19598-2006', maxLength: 40 }),
    output: number('预计年产量', { unit: '公斤', whole: true, min: 1 }),
    brand: optional(text('同时使用的注册商标')),
  }),
  origin: section('产地证明', {
    issuer: text('出具机构', { help: '由当地政府指定的机构出具' }),
    number: text('证明编号', { maxLength: 60 }),
    on: day('出具日'),
    paper: files('产地证明'),
  }),
  report: section('检验报告', {
    laboratory: text('检验机构'),
    number: text('报告编号', { maxLength: 60 }),
    on: day('签发日'),
    result: choice('检验结论', { pass: '合格', fail: '不合格' }),
    paper: files('检验报告'),
  }),
  proof: section('其他材料', {
    quality: files('质量管控制度和生产记录'),
    promise: confirm('按标准组织生产，规范使用专用标志，公开并按年报送用标情况，接受监督检查'),
  }),
}, {
  checks: [
    { at: 'product.standard', ok: (a, on) => followsStandard(a.product, on), say: (a, on) => `${productNames[a.product.product]}执行的标准应为${productOn(a.product.product, on)!.standard}的现行版本，所填为“${a.product.standard}”` },
    { at: 'origin.on', ok: (a, on) => a.origin.on <= on, say: '产地证明的出具日不得晚于今日' },
    { at: 'report.on', ok: (a, on) => a.report.on <= on, say: '检验报告的签发日不得晚于今日' },
    { at: 'report.on', ok: (a, on) => addMonths(a.report.on, reportAge.on(on)) >= on, say: (a, on) => `检验报告签发于${a.report.on}，已超过${reportAge.on(on)}个月，请重新送检` },
    { at: 'report.result', ok: (a) => a.report.result === 'pass', say: '检验结论为不合格的，请整改并重新送检后申请' },
  ],
})
export type MarkAnswers = AnswersIn<typeof markForm>

const plain = (number: string) => number.normalize('NFKC').replace(/[\s—–－]/g, (x) => (x.trim() === '' ? '' : '-')).toUpperCase()
function followsStandard({ product, standard }: { product: string; standard: string }, on: Day): boolean {
  const wanted = productOn(product, on)?.standard
  return wanted === undefined || plain(standard).replace(/-\d{4}$/, '') === plain(wanted)
}
