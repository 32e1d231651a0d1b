import { dict } from '@node-rs/jieba/dict.js'
import { seeded } from '../src/kernel/index.ts'

// Abstracts made up at the length of real ones: each has its own subject and parts, named again and again as patents do, in
// clauses of its field, with words of the whole language besides. Strangers are as alike as strangers among 3,139 real abstracts
// are, or a little more (likeness to the nearest, median 0.27 against 0.26).

const list = (words: string): string[] => words.trim().split(/\s+/)

/** Fields with what is invented there, what its parts do, and what its parts are made of or carry. */
const fields = `
机械加工|数控机床 车床夹具 铣削工装 钻孔设备 磨床 冲压模具 折弯机 切割平台 去毛刺装置 抛光机|切削 铣削 钻孔 打磨 抛光 夹紧 定位 进给 换刀 冲压 折弯 排屑 冷却 攻丝|工件 刀具 主轴 丝杠 铁屑 毛坯 刀库 砂轮
机器人|焊接机器人 搬运机械手 巡检机器人 外骨骼 并联机构 末端执行器 爬壁机器人 水下机器人 协作机械臂 灵巧手|抓取 搬运 行走 摆动 翻转 关节 避障 牵引 吸附 升降 伸缩 示教 平衡|手臂 腕部 舵机 谐波减速器 履带 足端 夹爪 连杆
电池|锂离子电池 固态电解质 负极材料 正极浆料 电池包 电池管理系统 燃料电池堆 双极板 极片涂布机 隔膜|充电 放电 均衡 散热 极耳 涂布 辊压 注液 烘烤 叠片 包覆 掺杂 预锂化|电芯 极片 电解液 汇流排 石墨 导电剂 粘结剂 铝箔 集流体
光伏|光伏组件 光伏支架 太阳能集热器 逆变器 异质结电池 硅片清洗机 跟踪支架 光伏瓦 聚光器 储能柜|跟踪 聚光 汇流 清洁 遮阳 铺设 串联 镀膜 制绒 刻蚀 并网 组串|硅片 栅线 背板 接线盒 边框 减反膜 汇流箱 玻璃
通信|基站天线 信道估计方法 光模块 波束赋形方法 路由器 卫星终端 滤波器 资源调度方法 光纤连接器 中继设备|发送 接收 调制 解调 编码 译码 同步 寻呼 切换 调度 测量 反馈 复用|终端 信道 子帧 载波 导频 时隙 基站 报文 符号 天线阵
图像|目标检测方法 缺陷识别系统 图像去雾方法 人脸识别终端 医学影像分割方法 视频监控平台 立体匹配方法 字符识别方法 姿态估计方法 遥感解译方法|识别 分割 检测 标注 训练 增强 配准 提取 融合 降噪 匹配 跟踪 裁剪|图像 像素 特征图 卷积层 样本 标签 网络模型 候选框 损失函数 通道
数据|数据存储方法 区块链平台 推荐方法 日志分析系统 异常流量检测方法 知识图谱构建方法 隐私计算方法 任务调度系统 缓存方法 问答方法|存储 查询 加密 解密 聚类 索引 归并 校验 备份 同步 推荐 统计 分片|节点 数据表 密钥 日志 请求 用户 服务器 哈希值 队列 线程
医疗|输液架 手术床 血糖仪 呼吸机 内窥镜 骨科导板 护理床 雾化器 采血管 康复训练器|输液 消毒 按摩 牵引 雾化 采样 止血 支撑 缝合 监测 固定 冲洗 引流|患者 导管 药液 伤口 针头 骨板 气囊 床板 球囊
医药|中药组合物 缓释片 抗体 试剂盒 口服液 纳米载体 多肽 疫苗佐剂 提取物 外用凝胶|提取 浓缩 干燥 制粒 包衣 纯化 冻干 灭活 培养 酶解 萃取 结晶|黄芪 当归 甘草 淀粉 乳糖 缓冲液 引物 脂质体 壳聚糖 细胞
食品|乌龙茶饮料 速冻水饺 果汁饮料 酱油 即食海带 茶叶烘干机 面包 发酵乳 鱼糜制品 坚果炒货机|烘干 杀青 揉捻 发酵 灭菌 调味 腌制 蒸煮 油炸 均质 灌装 冷冻|茶叶 鱼肉 糖浆 果肉 面团 香料 大豆 酵母 乳粉 海藻
环保|污水处理池 垃圾焚烧炉 烟气脱硫塔 海水淡化膜 污泥脱水机 除尘器 油水分离器 生物滤池 废气处理塔 土壤修复剂|沉淀 曝气 过滤 吸附 脱硫 除尘 反冲洗 絮凝 焚烧 压滤 喷淋 消解 回流|污水 污泥 烟气 滤料 膜组件 药剂 废气 活性炭 填料 粉尘
建筑|装配式墙板 混凝土 钢结构节点 脚手架 隔震支座 防水卷材 桩基 预制楼梯 幕墙 模板支撑体系|浇筑 支撑 吊装 灌浆 锚固 防水 隔震 拼装 养护 找平 抹灰 加固|钢筋 墙板 立柱 横梁 砂浆 桩体 龙骨 面板 保温层 预埋件
农业|播种机 水产养殖箱 采摘机 灌溉系统 饲料 温室大棚 菌菇培养基 果树修剪机 畜禽笼舍 有机肥|播种 灌溉 采摘 施肥 投喂 喷洒 收割 育苗 增氧 翻耕 筛选 修剪|种子 秧苗 鱼苗 土壤 肥料 果实 饲料槽 水体 菌种 叶片
材料|石墨烯涂层 铝合金型材 碳纤维板 水性涂料 陶瓷砖 阻燃塑料 铜合金 气凝胶 橡胶密封件 催化剂|烧结 熔炼 淬火 混炼 固化 研磨 挤出 退火 喷涂 浸渍 交联 负载 球磨|粉末 树脂 纤维 填料 溶剂 合金液 前驱体 偶联剂 陶瓷相 晶粒
化工|聚氨酯乳液 精馏塔 反应釜 表面活性剂 胶黏剂 环氧树脂 换热器 结晶器 加氢催化剂 染料|反应 精馏 搅拌 加氢 聚合 氧化 换热 回流 中和 洗涤 分离 酯化|单体 引发剂 溶液 乳液 塔板 釜体 馏分 酸液 碱液 中间体
电力|变压器 断路器 高压开关柜 配电箱 电缆接头 避雷器 无功补偿装置 充电桩 继电保护方法 绝缘子|绝缘 灭弧 合闸 分闸 接地 补偿 保护 测温 充电 计量 隔离 锁止|触头 母线 线圈 铁芯 电缆 绕组 套管 熔断器 电容 端子
半导体|显示面板 功率器件 晶圆清洗机 封装结构 薄膜晶体管 存储器 发光二极管 光刻胶 刻蚀设备 图像传感器|沉积 刻蚀 光刻 掺杂 键合 封装 清洗 退火 剥离 曝光 显影 钝化|衬底 栅极 源极 漏极 外延层 晶圆 焊盘 介质层 量子阱 基板
车辆|汽车座椅 制动系统 电动车底盘 悬架 自动驾驶方法 车灯 方向盘 新能源汽车热管理系统 轮毂 变速箱|制动 转向 减振 换挡 导航 预警 座椅 冷却 充电 锁止 照明 测距|车身 车轮 踏板 车架 电池包 油缸 保险杠 车门 齿圈 离合器
物流|仓储货架 分拣机 输送带 包装机 无人叉车 快递柜 码垛机 托盘 集装箱 电梯|分拣 输送 包装 码垛 提升 扫码 称重 贴标 封箱 翻转 暂存 定位|货物 包裹 托盘 滚筒 货箱 条码 轿厢 链条 料箱
纺织|纺织机 缝纫机 染色机 无纺布 针织面料 鞋底 羽绒服 织带机 拉链 智能服装|织造 染色 缝合 裁剪 牵伸 卷绕 整理 拉伸 熨烫 印花 复合 起绒|纱线 面料 针板 梭子 纤维 布卷 鞋面 罗拉 里料
家居|智能门锁 实木家具 卫浴龙头 空调 洗衣机 吸尘器 儿童书桌 灯具 厨房水槽 沙发|开锁 调光 出水 制冷 洗涤 吸尘 折叠 升降 收纳 加湿 除味 照明|面板 柜体 抽屉 水箱 滤芯 桌板 灯罩 锁芯 蒸发器 把手
仪器|流量计 光谱仪 压力传感器 激光雷达 硬度计 扭矩测试台 水质监测仪 示波器 标定装置 无损探伤仪|测量 标定 采样 加载 扫描 计时 补偿 滤波 反射 激励 校准 放大|探头 信号 样品 镜片 砝码 光源 试件 应变片 光栅 量程
船舶|海上风电平台 船用推进器 系泊装置 船舶压载系统 海洋浮标 螺旋桨 水下滑翔机 养殖网箱 救生艇 波浪能发电装置|推进 系泊 浮升 压载 防腐 牵引 打捞 锚定 发电 布放 减摇 排水|船体 锚链 浮体 海水 缆绳 桨叶 塔筒 网衣 舵叶
矿冶|采煤机 液压支架 选矿机 高炉 连铸机 破碎机 掘进机 钻机 浮选剂 尾矿充填方法|采掘 破碎 筛分 浮选 冶炼 浇铸 支护 钻进 充填 脱水 除铁 烧结|矿石 煤层 钢水 截齿 矿浆 滚筒 巷道 炉体 铸坯 钻杆`
  .trim().split('\n').map((line) => {
    const [name, things, does, has] = line.split('|') as [string, string, string, string]
    return { name, things: list(things), does: list(does), has: list(has) }
  })
const before = list('旋转 滑动 弹性 环形 弧形 可拆卸 多级 双层 内置 外置 侧向 纵向 横向 折叠 伸缩 柔性 刚性 主动 从动 辅助 独立 对称 倾斜 悬挂 锥形 楔形 螺旋 波纹 网状 蜂窝 中空 防尘 防水 耐磨 隔热 导热 磁性 气动 液压 电动 手动 自动 智能 微型 复合 梯形 三角 圆柱 矩形 凹形')
const tails = list('组件 机构 装置 单元 模块 板 杆 座 件 轴 槽 孔 块 架 筒 腔 室 管 环 套 盘 轮 箱 罩 壳 柱 片 网 条 辊 器 盖 头 口 带 层 体 塔 仓 台 电路 部 电机 气缸 弹簧 传感器 阀 泵 控制器 齿轮 导轨 滑块 螺栓 支架 底座 接口 通道 滤芯 喷头 按钮')
const joints = list('固定连接 转动连接 滑动连接 螺纹连接 电性连接 活动连接 铰接 卡接 焊接 套接 插接 粘接 通信连接 密封连接 一体成型')
const places = list('顶部 底部 一侧 两侧 内部 外壁 内壁 左端 右端 上表面 下表面 中部 边缘 前端 后端 四角 外侧 端部 之间')
const materials = list('不锈钢 铝合金 碳钢 铜 钛合金 陶瓷 橡胶 硅胶 尼龙 聚乙烯 聚丙烯 聚四氟乙烯 玻璃纤维 石墨 环氧树脂 聚碳酸酯 铸铁 镁合金 氧化铝 氮化硅 聚氨酯 亚克力')
const gains = list('结构简单 使用方便 成本低廉 效率高 稳定性好 安全可靠 节能环保 使用寿命长 精度高 散热效果好 密封性好 噪音低 自动化程度高 便于维护 耐腐蚀性强 强度高 抗干扰能力强 适用范围广 占地面积小 操作简便 便于推广 误差小 能耗低 响应快 易于清洁 拆装方便 通用性强 节省人力 绿色无污染 收率高')
const troubles = list('效率低 噪音大 易堵塞 成本高 寿命短 精度不足 散热差 安全性差 能耗高 误差大 操作繁琐 易磨损 稳定性差 占用空间大 适应性差 漏检率高 延迟大 均匀性差 易泄漏 回收率低')
const results = list('从而提高了 有效降低了 显著改善了 避免影响 进而保证了 有利于提高 大大减少了 可以实时掌握 能够兼顾')
const measures = list('效率 质量 精度 温度 浓度 压力 速度 均匀性 强度 能耗 损耗 寿命 偏差 负荷 平稳性 一致性 响应时间 合格率 透光率 含水率')
const signs = list('PLC MCU LED CAN PWM RFID WiFi GPS USB PID FPGA IGBT MOS ZigBee LoRa TCP CNN LSTM XML OLED')
const syllables = '安达华恒信瑞丰泰宏盛科创新源通海天山闽厦榕泉漳龙岩宁德莆平建阳永春晋江石狮南福清长乐中金银光明远航飞鸿立正大方圆同和'.split('')
/** Nouns and verbs of two or three letters, those met most often first. */
const language = new TextDecoder().decode(dict).split('\n').map((line) => line.split(' ')).filter(([word, , sort]) => /^[\u4e00-\u9fff]{2,3}$/.test(word!) && /^(n|v|vn)$/.test(sort!))
  .map(([word, seen]) => ({ word: word!, seen: Number(seen) })).filter(({ seen }) => seen >= 5).sort((a, b) => b.seen - a.seen || (a.word < b.word ? -1 : 1)).map(({ word }) => word)
const units = list('mm cm MPa ℃ min h kg rpm Hz V μm ％')

/** An abstract; the same number of the same seed is the same whatever else is made. */
export interface Invention { id: string; title: string; text: string }

/** So many abstracts, numbered from `first`. */
export function* inventions(count: number, seed: string, first = 0): Generator<Invention> {
  for (let n = first; n < first + count; n++) yield invention(`${seed}/${n}`, `CN${100_000_000 + n}A`)
}

function invention(seed: string, id: string): Invention {
  const chance = seeded(seed)
  // Few are said often and many seldom, as in any language.
  const one = (from: readonly string[]): string => from[Math.floor(chance.next() ** 1.6 * from.length)]!
  const coin = (share: number): boolean => chance.next() < share
  const number = (): string => (coin(0.3) ? (chance.next() * 50).toFixed(1) : String(1 + chance.int(coin(0.5) ? 20 : 900)))
  const field = fields[Math.floor(chance.next() ** 1.3 * fields.length)]!, other = fields[chance.int(fields.length)]!
  const coined = (): string => syllables[chance.int(syllables.length)]! + syllables[chance.int(syllables.length)]!
  const word = (): string => language[Math.floor(chance.next() ** 1.8 * language.length)]!
  const mine = Array.from({ length: 6 }, word)
  const does = (): string => (coin(0.15) ? one(mine) : one(field.does)), has = (): string => (coin(0.2) ? one(mine) : one(field.has))
  const part = (): string => {
    const root = coin(0.08) ? coined() : coin(0.35) ? one(mine) : coin(0.6) ? one(field.does) : coin(0.6) ? one(field.has) : one(other.does)
    return (coin(0.25) ? one(before) : '') + (coin(0.12) ? one(before) : '') + root + one(tails)
  }
  const names = Array.from({ length: 4 + chance.int(6) }, part)
  for (const [i, name] of names.entries()) if (coin(0.08) && !name.startsWith('第')) names.splice(i, 1, `第一${name}`, `第二${name}`)
  let next = 0, last = ''
  const fresh = (): string => last = names[next++ % names.length]!
  /** One of the parts that have been named, but not the one named just before. */
  const any = (): string => {
    const at = chance.int(Math.min(names.length, next + 2)), name = names[at]!
    return last = name === last ? names[(at + 1) % names.length]! : name
  }
  const utility = coin(0.45), kind = utility ? '本实用新型' : '本发明'
  const thing = `${coin(0.4) ? one(before) : ''}${coin(0.5) ? does() : ''}${one(field.things)}`
  const title = `一种${coin(0.2) ? `用于${has()}${does()}的` : coin(0.15) ? `基于${has()}${does()}的` : ''}${thing}${utility ? '' : coin(0.3) ? '及其制备方法' : coin(0.3) ? '及其应用' : coin(0.2) ? '及系统' : ''}`

  const of = (...forms: (() => string)[]): string => forms[chance.int(forms.length)]!()
  const build = (): string => of(
    () => `所述${any()}的${one(places)}${one(joints)}有${fresh()}`,
    () => `${any()}与${fresh()}${one(joints)}`,
    () => `所述${any()}上开设有${fresh()}`,
    () => `${any()}的${one(places)}设置有${coin(0.3) ? '多个' : ''}${fresh()}`,
    () => `所述${any()}设于${any()}的${one(places)}`,
    () => `${fresh()}用于对${has()}进行${does()}`,
    () => `${any()}的输出端与${fresh()}${one(joints)}`,
    () => `所述${any()}通过${fresh()}安装在${any()}的${one(places)}`,
    () => `${any()}贯穿${any()}并延伸至${fresh()}的${one(places)}`,
    () => `所述${any()}为${one(materials)}材质`,
    () => `${any()}的表面包覆有${one(materials)}${coin(0.5) ? '层' : '涂层'}`,
    () => `所述${any()}与${any()}之间的距离为${number()}${one(units)}`,
  )
  const step = (): string => of(
    () => `将${has()}${does()}后送入${fresh()}`,
    () => `获取${has()}的${one(measures)}并由${fresh()}${does()}`,
    () => `根据${any()}得到的${one(measures)}确定${has()}的${one(measures)}`,
    () => `在${number()}${one(units)}下${does()}${number()}${one(units)}`,
    () => `当${one(measures)}大于预设阈值时，启动${fresh()}对${has()}${does()}`,
    () => `对${has()}依次进行${does()}、${does()}和${does()}`,
    () => `利用${signs[chance.int(signs.length)]}${any()}完成${does()}`,
    () => `重复上述步骤直至${one(measures)}达到${number()}${one(units)}`,
    () => `将所得${has()}与${coin(0.5) ? one(materials) : has()}按质量比${1 + chance.int(9)}:${1 + chance.int(9)}混合`,
    () => `由${any()}向${fresh()}发送${has()}${does()}指令`,
  )
  const recipe = (): string => `由以下重量份的原料制成：${Array.from({ length: 3 + chance.int(5) }, () => `${coin(0.4) ? one(materials) : coin(0.3) ? coined() + '酯' : has()}${1 + chance.int(60)}～${61 + chance.int(40)}份`).join('、')}`
  const gain = (): string => of(
    () => `${one(results)}${has()}${does()}的${one(measures)}`,
    () => `${one(gains)}，${one(gains)}`,
    () => `解决了现有${one(field.things)}${one(troubles)}的问题`,
    () => `通过${any()}和${any()}的配合，${one(results)}${one(measures)}`,
    () => `具有${one(gains)}、${one(gains)}的优点`,
    () => `使${has()}${does()}更加充分，${one(gains)}`,
  )
  const opening = of(
    () => `${kind}公开了${title}，`, () => `${kind}涉及${field.name}技术领域，具体涉及${title}，`, () => `${kind}提供了${title}，`,
    () => `${title}，`, () => `${kind}属于${field.name}技术领域，尤其是${title}，`, () => `${kind}公开${title}，针对现有技术中${one(troubles)}的问题，提出如下方案：`,
  )
  const body: string[] = []
  const many = 4 + chance.int(8), process = utility ? 0.1 : 0.65
  if (!coin(process)) body.push(`包括${fresh()}、${fresh()}和${fresh()}`)
  else if (coin(0.2)) body.push(recipe())
  else body.push(`${coin(0.5) ? '该方法' : '其步骤'}包括：${step()}`)
  for (let i = 0; i < many; i++) body.push(coin(process) ? step() : build())
  const ends = Array.from({ length: 1 + chance.int(3) }, gain)
  const joined = body.map((clause) => clause + (coin(0.2) ? '；' : '，')).join('').slice(0, -1)
  return { id, title, text: `${opening}${joined}${coin(0.6) ? `。${coin(0.5) ? kind : `该${thing}`}` : '，'}${ends.join('，')}。` }
}
