import { expect, it } from 'vitest'
import { kindOf } from './holder-kind.ts'
import type { HolderKind } from './types.ts'

it('a name tells a person from a body, whatever body it is', () => {
  const names: Record<HolderKind, readonly string[]> = {
    person: [
      '王芳', '陈小明', '欧阳修远', '司马光', '诸葛青云', '东方雨', '王学会', '李建社', '张知行', '林会', '周所', '刘科', '陈桃园', '王 小明', '𠮷田', '张三(台湾)',
      '买买提·艾合买提', '阿不都热合曼·吾甫尔·托合提', '尼玛•次仁', '山本太郎', 'SMITH JOHN A.', 'LIVCHAK, Andrey', 'ZYZAK, David, Vincent', "O'Donnell Christopher", 'Jean-Pierre Müller', 'van der Berg, Anna',
    ],
    enterprise: [
      '中国工商银行股份有限公司福州分行', '中国建设银行福州分行', '农行城东支行', '兴业银行 福州分行', '城北支行', '华东分公司', '福州电信分公司', '城南营业部', '东街口营业部', '福清市某某花卉专业合作社', '安溪县茶叶农民专业合作社联合社', '福州某某专利事务所(普通合伙)',
      '某某律师事务所', '鼓楼区小微经营部', '福州第二纺织厂', '南平国有林场', '宁德养殖场', '国网福建省电力有限公司电力科学研究院', '某某集团', '福建人民出版社', '农村信用社', '华泰合伙企业（有限合伙）', '小城工作室', 'KRAFT FOODS', 'ANDELINI S.P.A.', 'Samsung Electronics Co., Ltd.', 'HAMBI KFT', 'トヨタ自動車株式会社',
    ],
    university: ['福州大学', '厦门大学附属实验小学', '闽江学院', '福州第一中学', '福建师范大学环境研究中心', '中国科学院大学', '福州市实验幼儿园', 'Kyoto University', 'Boston College'],
    institute: ['中国科学院福建物质结构研究所', '福建省农业科学院茶叶研究所', '中国科学院', '某某设计院', 'Max Planck Institut', 'Broad Institute'],
    other: [
      '福建省立医院', '福建医科大学附属协和医院', '福州市公安局', '交通局', '鼓楼分局', '福州大学城管理委员会', '某某村委会', '福建省茶叶协会', '中国化学会', '福建省气象局', '福州海关技术中心', '某某部队', '福州市某某联谊会', '罗源县卫生院', '福建博物院', '省档案馆', '某某检测站', '福建省人民政府', '卫生所', '中国移动', '国家电网', 'Ministry of Defence',
      '王', 'VINCENZO', '标题不明的一段很长的文字',
    ],
  }
  const wrong = Object.entries(names).flatMap(([kind, of]) => of.filter((name) => kindOf(name) !== kind).map((name) => `${name}：${kindOf(name)}，应为${kind}`))
  expect(wrong).toEqual([])
})
