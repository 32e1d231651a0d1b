import { createHash } from 'node:crypto'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import type { Dictionary } from '../../engines/search/index.ts'

/** Words of patents that a general dictionary lacks. */
const domain = `
风力发电 风力发电机 风力发电机组 光伏发电 太阳能电池 锂离子电池 锂电池 固态电池 燃料电池 动力电池 电池隔膜 电池管理系统 正极材料 负极材料 电解液 储能系统 充电桩 电动汽车 新能源汽车
永磁同步电机 伺服电机 步进电机 变频器 逆变器 变压器 断路器 继电器 传感器 处理器 控制器 存储器 集成电路 半导体 晶体管 光电二极管 薄膜晶体管 显示面板 液晶显示 有机发光 印制电路板 芯片封装
人工智能 机器学习 深度学习 神经网络 卷积神经网络 大语言模型 自然语言处理 图像识别 图像处理 目标检测 语音识别 知识图谱 区块链 物联网 云计算 边缘计算 大数据 数据库 无线通信 移动终端 基站
机械手 机器人 工业机器人 机械臂 无人机 激光雷达 激光切割 数控机床 注塑机 模具 夹具 传送带 输送带 减速器 减速机 滚珠丝杠 液压缸 气缸 联轴器 轴承座 过滤网 搅拌轴 搅拌叶片 热交换器 换热器 冷凝器 蒸发器 压缩机
纳米材料 石墨烯 碳纤维 复合材料 高分子材料 聚氨酯 聚乙烯 聚丙烯 环氧树脂 不锈钢 铝合金 钛合金 稀土 催化剂 分子筛 活性炭 表面活性剂 增塑剂 阻燃剂 抗氧化剂 水性涂料
氨基酸 核苷酸 单克隆抗体 融合蛋白 药物组合物 中药组合物 提取物 培养基 发酵液 基因编辑 引物对 试剂盒 益生菌 乌龙茶 白茶 铁观音 食用菌 水产养殖 污水处理 废水处理 废气处理 垃圾焚烧 土壤修复 海水淡化
实用新型 本实用新型 本发明 技术领域 技术方案 权利要求 外观设计 有益效果 固定连接 活动连接 转动连接 滑动连接 螺纹连接 电性连接 可拆卸连接`.trim().split(/\s+/)

/**
 * Words by jieba's full reading with the words of our field: every word of the dictionary wherever it stands, however
 * words overlap and whatever stands around it, which is what lets an index trust a word for its letters. Figures and Latin
 * letters are no words of the dictionary: what is beside them would change them.
 */
export function domainDictionary(more: readonly string[] = []): Dictionary {
  const added = Buffer.from([...domain, ...more].map((word) => `${word} 1000 n`).join('\n'))
  const jieba = Jieba.withDict(dict)
  jieba.loadDict(added)
  const name = createHash('sha256').update(dict).update(added).digest('hex').slice(0, 16)
  return { name, long: (text) => jieba.cutAll(text).filter((word) => /^[\u4e00-\u9fff]{3,}$/.test(word)) }
}
