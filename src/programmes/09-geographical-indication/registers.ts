import { choice, creditCode, defineRegister, longText, number, optional, region, text } from '../../service/index.ts'
import { products } from './items/mark-product/parameters.ts'

/** Who may lawfully use the mark on which product. A line is found by the user's name, credit code or approval number. */
export const giMarkUsers = defineRegister({
  id: 'gi-mark-users', name: '地理标志专用标志合法使用人名录', keyLabel: '统一社会信用代码/产品',
  keySaid: (key, data) => `${key.split('/')[0]}（${data.product}）`,
  fields: {
    name: text('使用人'),
    creditCode: creditCode('统一社会信用代码'),
    number: text('核准文号或办件编号'),
    system: choice('权利类型', { product: '地理标志产品', collective: '集体商标', certification: '证明商标' }),
    product: text('产品'),
    origin: region('产地'),
    town: optional(text('产地乡镇（街道）')),
    site: optional(text('生产场所')),
    standard: optional(text('执行标准')),
    lastReport: optional(number('最近报送用标报告的年度', { whole: true })),
  },
  public: ['name', 'creditCode', 'number', 'system', 'product', 'origin', 'town', 'site', 'standard'],
  foundBy: ['number', 'product'],
  statuses: { using: '使用中', abnormal: '列入用标异常名录', rectifying: '责令整改中', paused: '暂停使用', stopped: '已停止使用', cancelled: '已注销', succeeded: '已变更使用人' }, lapsed: ['paused', 'stopped', 'cancelled', 'succeeded'],
  keptBy: ['trademark'],
})

/** The products whose users the province approves, with area, standard and source: the rows of the dated parameter, to be read by anyone. */
export const giProducts = defineRegister({
  id: 'gi-products', name: '地理标志产品名录', keyLabel: '产品', keySaid: (_key, data) => data.name,
  fields: { name: text('产品'), areas: text('保护范围'), area: optional(longText('范围说明')), standard: optional(text('产品标准号')), source: longText('依据') },
  public: ['name', 'areas', 'area', 'standard', 'source'],
  foundBy: ['name'],
  statuses: { protected: '受保护', revoked: '已撤销' }, lapsed: ['revoked'],
  opens: Object.entries(products.versions().at(-1)!.value).map(([key, p]) => ({
    key, from: products.versions().find((v) => v.value[key])!.from, status: 'protected', data: { ...p, areas: p.areas.join('、') },
  })),
})

export const registers = [giMarkUsers, giProducts]
