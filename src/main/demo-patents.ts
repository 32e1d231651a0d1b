import { addDays, addMonths, type Day, patentCheck, type Random, seeded } from '../kernel/index.ts'
import { type Db, rows } from '../platform/db/index.ts'
import { type Holder, type LegalEvent, type LegalEventKind, type Patent, type PatentType, removePatents, savePatents } from '../platform/library/index.ts'

// The patents of the demonstration: made up from words of our own by one seed, so that every house shows the same. Numbers far
// beyond what any office has given, and applicants that are called 演示, keep them apart from real ones.

export interface DemoParty { id: string; kind: string; name: string; creditCode?: string; region?: string }

interface Topic {
  /** Six digits of the place, and which of the demonstration's parties are at home in it. */
  homes: { region: string; party?: string; name?: string; kind?: Holder['kind'] }[]
  ipc: string[]
  design: string
  things: string[]
  parts: string[]
  acts: string[]
  gains: string[]
}
const words = (text: string) => text.split(' ')

const topics: readonly Topic[] = [
  {
    homes: [{ region: '350902', party: 'demo-company-ningde' }, { region: '350902', name: '演示·宁德霍童示例动力电池有限公司' }, { region: '350203', name: '演示·厦门筼筜示例储能有限公司' }],
    ipc: words('H01M10/0525 H01M50/249 H01M4/36 H01M10/613 H02J7/00'), design: '储能柜', things: words('锂离子电池 动力电池模组 储能系统 正极材料 电池隔膜 固态电解质 电池热管理系统 电池箱体'),
    parts: words('极耳 隔膜 集流体 液冷板 汇流排 绝缘片 防爆阀 温度传感器 均衡电路 壳体'), acts: words('涂布 辊压 注液 均衡充电 预锂化 烧结 热失控预警'), gains: words('能量密度高 循环寿命长 散热均匀 抑制热失控 低温性能好'),
  },
  {
    homes: [{ region: '350102', party: 'demo-company-fuzhou' }, { region: '350203', party: 'demo-company-xiamen' }, { region: '350102', party: 'demo-university' }],
    ipc: words('G09G3/32 H01L33/48 G02F1/1335 H10K59/12 G06F3/041'), design: '显示终端', things: words('显示面板 发光二极管 背光模组 薄膜晶体管阵列基板 触控显示装置 微型发光二极管封装结构 像素驱动电路'),
    parts: words('衬底 缓冲层 量子阱 偏光片 驱动芯片 导光板 封装胶 遮光层 存储电容'), acts: words('蒸镀 刻蚀 巨量转移 封装 亮度补偿 像素驱动'), gains: words('出光效率高 亮度均匀 功耗低 边框窄 良率高'),
  },
  {
    homes: [{ region: '350582', party: 'demo-respondent' }, { region: '350582', name: '演示·晋江紫帽示例体育用品有限公司' }, { region: '350581', name: '演示·石狮狮城示例纺织有限公司' }],
    ipc: words('A43B13/18 A43B23/02 D04B1/24 D06M15/564 A41D31/02'), design: '运动鞋', things: words('运动鞋 鞋底 针织鞋面 缓震中底 功能面料 防水透气布 跑鞋'),
    parts: words('中底 大底 鞋垫 飞织面 碳板 热熔纱 支撑片 气囊'), acts: words('发泡 热压 针织 贴合 染整 裁断'), gains: words('回弹性好 透气性好 轻量化 防滑耐磨 贴合脚型'),
  },
  {
    homes: [{ region: '350982', party: 'demo-producer-fuding' }, { region: '350524', party: 'demo-producer-anxi' }, { region: '350102', party: 'demo-producer-fuzhou' }, { region: '350102', name: '演示·福建茶业示例研究所', kind: 'institute' }],
    ipc: words('A23F3/06 A23F3/08 A23F3/14 A23N12/08 B65B1/04'), design: '茶叶罐', things: words('白茶 乌龙茶 茉莉花茶 茶叶萎凋设备 茶叶烘干机 茶叶揉捻机 茶饮料 铁观音'),
    parts: words('萎凋槽 热风机 输送带 摇青筒 筛网 温湿度传感器 揉盘 提香箱'), acts: words('萎凋 摇青 杀青 揉捻 窨制 烘焙 提香'), gains: words('香气高长 滋味醇厚 色泽均匀 节省人工 能耗低'),
  },
  {
    homes: [{ region: '350128', party: 'demo-company-pingtan' }, { region: '350122', name: '演示·连江定海示例水产有限公司' }, { region: '350902', name: '演示·宁德三沙示例渔业有限公司' }],
    ipc: words('A01K61/60 A01K63/04 B63B35/44 F03D13/25 C02F1/44'), design: '养殖网箱', things: words('深海养殖网箱 鲍鱼养殖装置 海上风力发电机组基础 海水淡化装置 渔排 海洋环境监测浮标 大黄鱼苗种'),
    parts: words('浮筒 网衣 锚链 投饵机 增氧管 系泊缆 反渗透膜 浮体'), acts: words('投饵 增氧 清洗 起捕 监测 系泊'), gains: words('抗风浪能力强 成活率高 便于清洗 防腐蚀 可远程监控'),
  },
  {
    homes: [{ region: '350503', party: 'demo-company-quanzhou' }, { region: '350583', name: '演示·南安丰州示例机械有限公司' }, { region: '350102', party: 'demo-university' }],
    ipc: words('B23Q3/06 B25J9/16 B23K26/38 G05B19/18 B65G47/91'), design: '数控机床', things: words('数控机床 工业机器人 激光切割机 自动上下料装置 机械手 石材雕刻机 夹具'),
    parts: words('滚珠丝杠 伺服电机 导轨 减速器 夹爪 主轴 视觉相机 气缸 控制器'), acts: words('定位 夹紧 切割 打磨 抓取 轨迹规划 误差补偿'), gains: words('加工精度高 自动化程度高 换型快 振动小 维护方便'),
  },
  {
    homes: [{ region: '350583', name: '演示·南安仑苍示例卫浴有限公司' }, { region: '350206', name: '演示·厦门湖里示例厨卫有限公司' }],
    ipc: words('E03C1/04 F16K11/00 E03D9/08 A47K3/28 F16K31/06'), design: '水龙头', things: words('水龙头 恒温阀 花洒 智能马桶 冲水阀 厨房水槽'),
    parts: words('阀芯 出水嘴 手柄 密封圈 感应器 起泡器 水箱 连接管'), acts: words('混水 切换 感应出水 冲洗 抑菌'), gains: words('节水 出水柔和 温度恒定 防漏 安装方便'),
  },
  {
    homes: [{ region: '350702', name: '演示·南平延平示例竹业有限公司' }, { region: '350702', name: '演示·闽北示例林业科学研究院', kind: 'institute' }, { region: '350802', name: '演示·龙岩新罗示例家居有限公司' }],
    ipc: words('B27J1/00 B27M1/08 B27K9/00 A47B88/40 C08L97/02'), design: '竹制收纳盒', things: words('竹材 重组竹板 竹纤维复合材料 竹家具 竹胶合板 竹炭'),
    parts: words('竹片 竹束 胶黏剂 热压板 碳化罐 榫接件 防霉剂'), acts: words('碳化 热压 胶合 防霉处理 展平 疏解'), gains: words('强度高 不易霉变 尺寸稳定 环保 利用率高'),
  },
  {
    homes: [{ region: '350802', name: '演示·龙岩上杭示例稀土材料有限公司' }, { region: '350205', name: '演示·厦门海沧示例钨业有限公司' }, { region: '350102', party: 'demo-university' }],
    ipc: words('C22C29/08 C22B59/00 B22F3/10 H01F1/057 C09K11/77'), design: '数控刀片', things: words('硬质合金 稀土永磁体 钨粉 稀土发光材料 钕铁硼磁体 铝合金'),
    parts: words('碳化钨 钴粘结相 晶界相 稀土氧化物 涂层 压坯'), acts: words('烧结 球磨 萃取 晶界扩散 气流磨 成型'), gains: words('硬度高 矫顽力高 晶粒细小 耐磨 回收率高'),
  },
  {
    homes: [{ region: '350402', name: '演示·三明列东示例环保科技有限公司' }, { region: '350602', name: '演示·漳州芗城示例环境工程有限公司' }],
    ipc: words('C02F9/00 C02F3/30 B01D53/78 F23G5/44 B09B3/40'), design: '污水处理箱', things: words('污水处理系统 废气处理装置 垃圾焚烧炉 印染废水处理 重金属吸附材料 土壤修复药剂'),
    parts: words('曝气池 膜组件 填料 喷淋塔 沉淀池 加药泵 活性炭'), acts: words('曝气 絮凝 吸附 催化氧化 厌氧消化 脱硝'), gains: words('去除率高 运行成本低 占地小 不产生二次污染 运行稳定'),
  },
  {
    homes: [{ region: '350602', name: '演示·漳州圆山示例生物医药有限公司' }, { region: '350302', name: '演示·莆田湄洲示例医疗科技有限公司' }, { region: '350102', party: 'demo-university' }],
    ipc: words('A61K36/06 C12N15/11 C12Q1/68 A01G18/00 A61P35/00'), design: '检测仪', things: words('食用菌 中药组合物 核酸检测试剂盒 单克隆抗体 益生菌制剂 灵芝提取物 片仔癀制剂'),
    parts: words('引物对 探针 培养基 缓冲液 多糖 辅料 菌种'), acts: words('提取 发酵 扩增 纯化 培养 冻干'), gains: words('灵敏度高 特异性强 产量高 副作用小 稳定性好'),
  },
  {
    homes: [{ region: '350102', name: '演示·福州软件园示例信息技术有限公司' }, { region: '350203', name: '演示·厦门软件园示例智能科技有限公司' }, { region: '350102', party: 'demo-university' }],
    ipc: words('G06V10/82 G06F16/33 G06Q10/06 H04L67/12 G06N3/08'), design: '显示屏幕面板的图形用户界面', things: words('图像识别 知识图谱 语音识别 工业缺陷检测 海洋遥感图像处理 交通流量预测 大数据平台'),
    parts: words('卷积神经网络 特征提取模块 注意力机制 采集终端 边缘服务器 标注数据集 损失函数'), acts: words('训练 识别 检索 预测 特征融合 去噪'), gains: words('识别准确率高 响应快 泛化能力强 占用资源少 可解释'),
  },
]

const surnames = [...'陈林黄张吴李郑王刘苏蔡杨许叶谢'], givens = [...'海明建国志强文华晓东丽萍永福秀英宏伟思远佳怡']
const agencies = ['演示·福州榕城示例专利代理事务所（普通合伙）', '演示·厦门鹭江示例专利代理有限公司', '演示·泉州清源示例知识产权代理有限公司']
const lastDay: Day = '2022-09-16'

/** Takes them into the library, as they stood on a day. */
export async function loadDemoPatents(db: Db, parties: readonly DemoParty[], today: Day): Promise<number> {
  const { patents, events } = demoPatents(parties)
  await savePatents(db, patents, '演示', { events, today })
  return patents.length
}

/** Takes them out again, with what people made of them. */
export async function removeDemoPatents(db: Db): Promise<void> {
  const keys = (await rows<{ key: string }>(db, 'select key from patent where demo')).map(({ key }) => key)
  await removePatents(db, keys)
  await rows(db, `delete from holder_name where name like '演示·%'`)
  await rows(db, 'delete from saved_query where demo')
}

export interface DemoPatents { patents: Patent[]; events: LegalEvent[] }

/** Some four hundred patents of every kind of life, of which one series was filed to a pattern. */
export function demoPatents(parties: readonly DemoParty[]): DemoPatents {
  const chance = seeded('演示专利')
  const out: DemoPatents = { patents: [], events: [] }
  let serial = 9_900_000
  const file = (type: PatentType, filed: Day, of: Made): Patent => {
    const patent = lived(chance, type, filed, ++serial, of)
    // What is not published yet is in no library.
    if (patent.patent.publications.length) {
      out.patents.push(patent.patent)
      out.events.push(...patent.events)
    }
    return patent.patent
  }
  for (const topic of topics) {
    const holders = topic.homes.map((home) => holderOf(home, parties))
    for (let n = 0; n < 27; n++) {
      const filed = addDays('2012-01-04', chance.int(3780)), holder = one(chance, holders)
      const partners = n % 9 === 4 ? [holder, holderOf({ region: '350102', party: 'demo-university' }, parties)].filter((h, i, all) => all.findIndex((o) => o.name === h.name) === i) : [holder]
      const type: PatentType = n % 9 === 8 ? 'design' : n % 2 ? 'utility-model' : 'invention'
      // The same on the same day for both kinds of protection, and a part divided off later.
      const text = textOf(chance, topic, n === 6 ? 'utility-model' : type)
      const patent = file(type, filed, { holders: partners, ...text, ...(n === 6 ? { abstract: text.abstract.replaceAll('本实用新型', '本发明') } : {}) })
      if (n === 6) file('utility-model', filed, { holders: partners, ...text })
      if (n === 10) file('invention', addDays(filed, 500) > lastDay ? filed : addDays(filed, 500), { holders: partners, ...textOf(chance, topic, 'invention'), parent: patent.key })
      if (n === 12 || n === 18) abroad(out, patent, `DEMO-F${String(topics.indexOf(topic) + 1).padStart(2, '0')}${n}`)
    }
  }
  series(chance, file, parties)
  cite(chance, out.patents)
  return out
}

interface Made { holders: Holder[]; title: string; ipc: string[]; abstract: string; claims: string; parent?: string }
const one = <T>(chance: Random, of: readonly T[]): T => of[chance.int(of.length)]!

function holderOf({ region, party, name, kind }: Topic['homes'][number], parties: readonly DemoParty[]): Holder {
  const known = parties.find((p) => p.id === party)
  return {
    name: known?.name ?? name!, kind: kind ?? (known?.kind === 'university' ? 'university' : 'enterprise'), country: 'CN', region,
    ...(known?.creditCode ? { creditCode: known.creditCode } : {}), ...(known ? { party: known.id } : {}),
  }
}

function textOf(chance: Random, topic: Topic, type: PatentType): Omit<Made, 'holders'> {
  const thing = one(chance, topic.things), [a, b, c, d] = chance.sample(topic.parts, 4) as [string, string, string, string], [act, then] = chance.sample(topic.acts, 2) as [string, string], [gain, also] = chance.sample(topic.gains, 2)
  if (type === 'design') return { title: `${topic.design}（${thing}用）`, ipc: [], abstract: `本外观设计产品用于${thing}，设计要点在于产品的形状与图案的结合。`, claims: '' }
  const method = type === 'invention' && chance.next() < 0.45
  const title = method ? `一种${thing}的${act}方法` : `一种带${a}的${thing}${chance.next() < 0.4 ? '及其应用' : ''}`
  const invention = type === 'invention' ? '本发明' : '本实用新型', size = 2 + chance.int(60)
  const abstract = method
    ? `${invention}公开了${title}，包括以下步骤：先对${a}进行${act}，再经${then}${size}分钟，将所得物与${b}配合，最后由${c}完成检测。${invention}${gain}，${also}，适用于${one(chance, topic.things)}领域。`
    : `${invention}公开了${title}，包括${a}、${b}和${c}，所述${a}设于${b}的一侧，${c}与${d}固定连接，间距为${size}mm，工作时由${d}带动${a}完成${act}和${then}。${invention}结构合理，${gain}，${also}。`
  const claims = [`1.${title}，其特征在于，${method ? `包括对${a}进行${act}和${then}的步骤` : `包括${a}、${b}和${c}，所述${c}与${d}固定连接`}。`, `2.根据权利要求1所述的${thing}，其特征在于，所述${b}的${method ? '用量' : '厚度'}为${size}${method ? '份' : 'mm'}。`, `3.根据权利要求2所述的${thing}，其特征在于，还包括${d}。`].join('\n')
  return { title, ipc: chance.sample(topic.ipc, 1 + chance.int(2)), abstract, claims }
}

const codes: Record<Exclude<PatentType, 'other'>, [digit: string, first: string, granted: string]> = { invention: ['1', 'A', 'B'], 'utility-model': ['2', 'U', 'U'], design: ['3', 'S', 'S'] }

/** One application with what became of it up to the last day of the demonstration. */
function lived(chance: Random, type: PatentType, filed: Day, serial: number, { holders, parent, ipc, ...texts }: Made): { patent: Patent; events: LegalEvent[] } {
  const [digit, first, granted] = codes[type as keyof typeof codes], number = `${filed.slice(0, 4)}${digit}${serial}`
  const key = `CN${number}${patentCheck(number)}`
  const published = type === 'invention' ? addMonths(filed, 6 + chance.int(13)) : addMonths(filed, 5 + chance.int(5))
  const decided = type === 'invention' ? addMonths(published, 14 + chance.int(20)) : published
  const fate = chance.next(), isGranted = decided <= lastDay && (type !== 'invention' || fate > 0.3)
  const document = (kind: string) => `CN${Number(digit) * 100_000_000 + 90_000_000 + serial}${kind}`
  const patent: Patent = {
    key, office: 'CN', type, application: { number: `CN${number}.${patentCheck(number)}`, day: filed },
    publications: [...(published <= lastDay ? [{ number: document(first), kind: first, day: published }] : []), ...(isGranted && type === 'invention' ? [{ number: document(granted), kind: granted, day: decided }] : [])],
    ...(isGranted ? { granted: decided } : {}), title: texts.title, abstract: texts.abstract, ...(texts.claims ? { claims: texts.claims } : {}),
    applicants: holders, owners: [], inventors: Array.from({ length: 1 + chance.int(4) }, () => `${one(chance, surnames)}${one(chance, givens)}${chance.next() < 0.7 ? one(chance, givens) : ''}`).filter((name, i, all) => all.indexOf(name) === i),
    agency: { name: agencies[serial % agencies.length]! }, agents: [], ipc: ipc.map((symbol) => ({ symbol, version: '2022.01' })), priorities: [], cites: [], ...(parent ? { parent } : {}), status: 'unknown', flags: [], demo: true,
  }
  const events: LegalEvent[] = []
  const happens = (kind: LegalEventKind, day: Day, text: string, more: Pick<LegalEvent, 'from' | 'to'> = {}) => { if (day <= lastDay) events.push({ key, kind, day, text, source: '演示', ...more }) }
  if (type === 'invention') happens('examination', addMonths(published, 2), '实质审查的生效')
  if (!isGranted && decided <= lastDay) happens(fate < 0.12 ? 'refusal' : fate < 0.26 ? 'deemed-withdrawn' : 'withdrawn', decided, fate < 0.12 ? '发明专利申请公布后的驳回' : fate < 0.26 ? '发明专利申请公布后的视为撤回' : '发明专利申请公布后的撤回')
  if (isGranted) afterGrant(chance, happens, patent, decided)
  return { patent, events }
}

const banks = ['演示·海峡示例银行福州分行', '演示·闽江示例银行泉州分行']
function afterGrant(chance: Random, happens: (kind: LegalEventKind, day: Day, text: string, more?: Pick<LegalEvent, 'from' | 'to'>) => void, { applicants, type }: Patent, granted: Day): void {
  const fate = chance.next(), owner = applicants.map(({ name }) => name), later = (months: number) => addMonths(granted, months + chance.int(12))
  if (fate < 0.1) {
    const to = [`演示·福建${one(chance, ['武夷', '戴云', '鹫峰', '太姥'])}示例技术转移有限公司`]
    happens('transfer', later(8), '专利权的转移', { from: owner, to })
  } else if (fate < 0.2) {
    const bank = [one(chance, banks)], from = later(6)
    happens('pledge', from, '专利权质押合同登记的生效', { from: owner, to: bank })
    if (chance.next() < 0.5) happens('pledge-end', addMonths(from, 12), '专利权质押合同登记的注销', { from: owner, to: bank })
  } else if (fate < 0.26) happens('licence', later(10), '专利实施许可合同备案的生效', { from: owner, to: [`演示·${one(chance, ['福清', '长乐', '惠安', '龙海'])}示例制造有限公司`] })
  else if (fate < 0.29) happens('open-licence', addDays('2022-06-01', chance.int(60)), '专利开放许可声明', { from: owner })
  else if (fate < 0.31) happens('preservation', later(14), '专利权的保全')
  else if (fate < 0.33) happens('invalidated', later(20), '专利权全部无效')
  else if (fate < (type === 'invention' ? 0.45 : 0.62)) {
    const ceased = later(24)
    happens('fee-ceased', ceased, '未缴年费专利权终止')
    if (chance.next() < 0.15) happens('restored', addMonths(ceased, 5), '专利权的恢复')
  }
}

/** The same invention elsewhere: published by WIPO and granted in the United States. */
function abroad(out: DemoPatents, home: Patent, family: string): void {
  home.family = family
  const filed = home.application!.day!, tail = home.key.slice(-6, -1)
  const kin = (office: string, number: string, publication: string, kind: string, months: number): Patent => ({
    ...home, key: `${office}${number}`, office, type: 'invention', application: { number: `${office}${number}`, day: addMonths(filed, 11) }, publications: [{ number: publication, kind, day: addMonths(filed, months) }],
    priorities: [{ number: home.key, day: filed, office: 'CN' }], cites: [], owners: [], agents: [], family,
  })
  const world = kin('WO', `CN${filed.slice(0, 4)}9${tail}`, `WO${Number(filed.slice(0, 4)) + 1}9${tail}A1`, 'A1', 18)
  const states = kin('US', `999${tail}`, `US999${tail}B2`, 'B2', 40)
  for (const { granted: _, agency: __, ...patent } of [world, states]) {
    const { day, kind } = patent.publications[0]!
    if (day! <= lastDay) out.patents.push(kind === 'B2' ? { ...patent, granted: day } : patent)
  }
}

/** What people look at together: one pattern, filled in two dozen times within a fortnight by the same applicant. */
function series(chance: Random, file: (type: PatentType, filed: Day, of: Made) => Patent, parties: readonly DemoParty[]): void {
  const holder = holderOf({ region: '350402', name: '演示·三明沙溪示例科技服务有限公司' }, parties)
  const uses = words('果蔬 茶叶 竹笋 菌菇 海带 紫菜 花生 莲子 龙眼 枇杷 芦柑 蜜柚 地瓜 芋头 槟榔芋 鲍鱼 牡蛎 对虾 鱿鱼 银耳 香菇 板栗 橄榄 杨梅')
  for (const [i, use] of uses.entries()) {
    const size = 10 + i, title = `一种${use}用清洗装置`
    file('utility-model', addDays('2021-03-08', chance.int(13)), {
      holders: [holder], title, ipc: ['A23N12/02'],
      abstract: `本实用新型公开了${title}，包括箱体、清洗槽和喷淋管，所述箱体的内部设有清洗槽，清洗槽的上方固定连接有喷淋管，喷淋管的间距为${size}mm，箱体的底部安装有排水阀。本实用新型结构简单，清洗${use}效率高，使用方便。`,
      claims: `1.${title}，其特征在于，包括箱体、清洗槽和喷淋管，所述喷淋管的间距为${size}mm。\n2.根据权利要求1所述的${title.slice(2)}，其特征在于，所述箱体的底部安装有排水阀。`,
    })
  }
}

/** Later ones cite earlier ones of their field; a few are cited by many. */
function cite(chance: Random, patents: readonly Patent[]): void {
  for (const patent of patents) {
    const symbol = patent.ipc[0]?.symbol.slice(0, 4), filed = patent.application!.day!
    const before = patents.filter((p) => p.office === 'CN' && p.ipc[0]?.symbol.slice(0, 4) === symbol && p.publications[0]?.day !== undefined && p.publications[0].day < filed)
    if (!symbol || before.length < 2 || patent.office !== 'CN' || patent.type !== 'invention') continue
    const cited = [before[Math.floor(before.length * chance.next() ** 2)]!, one(chance, before)]
    patent.cites = [...new Set(cited)].map((p) => ({ number: p.publications[0]!.number, by: 'examiner' }))
  }
}
