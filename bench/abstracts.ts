import type { Doc } from '../src/engines/search/index.ts'
import { seeded } from '../src/kernel/index.ts'

// Patent-like Chinese made up from words of our own: no text of anybody else's, and as many as wanted from one seed.

const things = '风力发电机 光伏组件 锂离子电池 固态电池 燃料电池 充电桩 永磁同步电机 伺服电机 逆变器 变压器 断路器 传感器 控制器 集成电路 显示面板 激光雷达 机械手 工业机器人 无人机 数控机床 注塑机 模具 夹具 输送带 减速器 换热器 冷凝器 压缩机 过滤器 搅拌釜 石墨烯涂层 碳纤维板 铝合金型材 水性涂料 催化剂 培养基 试剂盒 茶叶烘干机 乌龙茶饮料 水产养殖箱 污水处理池 垃圾焚烧炉 海水淡化膜 智能门锁 图像识别系统 语音识别终端 通信基站 数据库 区块链平台 仓储货架 纺织机 缝纫机 鞋底 卫浴龙头 陶瓷砖 混凝土 钢结构 电缆 光纤 阀门 水泵'.split(' ')
const parts = '壳体 底座 支架 电机 转轴 齿轮 轴承 弹簧 螺栓 导轨 滑块 气缸 液压缸 喷嘴 滤网 密封圈 隔板 盖板 连接杆 固定块 安装槽 散热片 风扇 电路板 处理器 存储器 显示屏 按键 天线 电极 隔膜 电解液 正极片 负极片 线圈 磁铁 镜头 光源 探头 阀体 管道 水箱 加热管 温控模块 采集模块 通信模块 电源模块 报警模块 搅拌叶片 输送辊'.split(' ')
const joints = '固定连接 转动连接 滑动连接 螺纹连接 电性连接 活动连接 相互配合 通信连接 可拆卸连接 焊接'.split(' ')
const acts = '加热 冷却 干燥 粉碎 过滤 混合 搅拌 清洗 切割 打磨 喷涂 检测 识别 采集 传输 存储 计算 调节 定位 夹紧 输送 分拣 包装 固化 烧结 萃取 发酵 灭菌 训练 编码'.split(' ')
const gains = '结构简单 使用方便 成本低廉 效率高 稳定性好 安全可靠 节能环保 寿命长 精度高 散热效果好 密封性好 噪音低 自动化程度高 便于维护 耐腐蚀 强度高 抗干扰能力强 适用范围广'.split(' ')
const fields = '机械加工 新能源 电力设备 通信 半导体 生物医药 食品加工 环境保护 农业机械 建筑材料 纺织 物流 家具 计算机 化工'.split(' ')
const syllables = '安达华恒信瑞丰泰宏盛科创新源通海天山闽厦榕泉漳龙岩宁德莆平建阳永春晋江石狮南福清长乐中金银光明远航飞鸿立正大方圆同和'.split('')
const surnames = '陈林黄张吴李王郑刘苏许蔡叶杨谢郭曾赖江何'.split('')
const places = ['350100', '350200', '350300', '350400', '350500', '350600', '350700', '350800', '350900']
const statuses = ['授权', '授权', '授权', '授权', '公开', '公开', '未缴年费终止', '视为撤回', '驳回', '转让']

/** So many documents; the same seed makes the same, and the frequent words of a list come as often as Zipf has it. */
export function* abstracts(count: number, seed: string): Generator<Doc> {
  const chance = seeded(seed)
  const zipf = (length: number): number => Math.floor(length ** chance.next()) - (chance.next() < 0.05 ? 0 : 1)
  const one = (from: readonly string[]): string => from[Math.max(0, Math.min(from.length - 1, zipf(from.length + 1)))]!
  // Names of parts and firms without end: the tail that a vocabulary of a few hundred words lacks.
  const rare = (): string => Array.from({ length: 2 }, () => syllables[chance.int(syllables.length)]!).join('')
  for (let n = 0; n < count; n++) {
    const thing = chance.next() < 0.15 ? rare() + one(things) : one(things), names = Array.from({ length: 5 }, () => one(parts))
    const utility = chance.next() < 0.5
    const title = `一种${utility ? '' : one(acts)}${thing}${chance.next() < 0.3 ? '及其制备方法' : chance.next() < 0.3 ? '装置' : ''}`
    const abstract = `${utility ? '本实用新型' : '本发明'}公开了${title}，涉及${one(fields)}技术领域，包括${names[0]}、${names[1]}和${names[2]}，所述${names[0]}与${names[1]}${one(joints)}，` +
      (chance.next() < 0.5 ? `${names[2]}的一侧设有${rare()}${names[3]}，` : `所述${names[3]}经${one(acts)}、${one(acts)}后${one(joints)}于${names[4]}，`) +
      (chance.next() < 0.25 ? `所述${one(parts)}的厚度为${1 + chance.int(90)}mm，` : '') + `通过${names[3]}对${one(parts)}进行${one(acts)}，${one(gains)}，${one(gains)}。`
    const letter = 'ABCDEFGH'[chance.int(8)]!, symbol = () => `${letter}${String(1 + zipf(60)).padStart(2, '0')}${'BCDFGHKLMN'[Math.min(9, zipf(11))]}${1 + chance.int(40)}/${String(chance.int(20) * 2).padStart(2, '0')}`
    const filed = 2005 + chance.int(20), number = `CN${filed}${utility ? 2 : 1}${String(n).padStart(7, '0')}${chance.int(10)}`, published = `CN${100_000_000 + n}${utility ? 'U' : 'A'}`
    yield {
      id: number, texts: { title, abstract },
      keys: { ipc: [symbol(), ...(chance.next() < 0.4 ? [symbol()] : [])], applicant: [`${one(places.map((_, i) => ['福州', '厦门', '莆田', '三明', '泉州', '漳州', '南平', '龙岩', '宁德'][i]!))}${syllables[chance.int(40)]}${syllables[zipf(40)] ?? '安'}科技有限公司`], region: [one(places)], status: [statuses[chance.int(10)]!], kind: [utility ? '实用新型' : '发明'],
        inventor: Array.from({ length: 1 + chance.int(3) }, () => surnames[chance.int(surnames.length)]! + rare()), number: [number, published] },
      days: { filed: filed * 10_000 + (1 + chance.int(12)) * 100 + 1 + chance.int(28), published: (filed + 1) * 10_000 + (1 + chance.int(12)) * 100 + 1 + chance.int(28) },
    }
  }
}
