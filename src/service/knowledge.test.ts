import { describe, expect, it } from 'vitest'
import { asksKnown, askedAnew, day, defineRegister, form, optional, party, patentNumber, prefilled, region, section, text } from './index.ts'

const patents = defineRegister({ id: 'patents', name: '专利', keyLabel: '专利号', fields: { title: text('专利名称'), granted: day('授权公告日') }, public: false, statuses: { valid: '有效' } })
const of = (firm: ReturnType<typeof section>) => ({ form: form({ firm }), parties: { applicant: { label: '申请人', from: (a: any) => a.firm.who } } })
const found = (firm: ReturnType<typeof section>) => asksKnown(of(firm), [patents]).map((k) => `${k.at} ${k.kept}`)

describe('a form that asks for what the house keeps', () => {
  it('is told which question, and how to fill it in', () => {
    expect(asksKnown(of(section('企业', { who: party('申请企业'), home: region('注册地') })))).toEqual([
      { at: 'firm.who', label: '申请企业', kept: 'party.name', write: `{ party: 'name' }` },
      { at: 'firm.home', label: '注册地', kept: 'party.region', write: `{ party: 'region' }` },
    ])
  })
  it('is not blamed for what belongs to somebody else or to another place', () => {
    expect(found(section('企业', { who: prefilled({ party: 'name' }, party('请求人')), other: party('被请求人'), address: text('被请求人送达地址'), place: region('侵权行为地') }))).toEqual([])
  })
  it('takes a title and a day from the line of the patent it asks for', () => {
    expect(found(section('专利', { who: prefilled({ party: 'name' }, party('权利人')), patent: patentNumber('专利号'), title: text('专利名称'), granted: day('授权公告日') })))
      .toEqual(['firm.title patents.title', 'firm.granted patents.granted'])
    expect(found(section('发明', { who: prefilled({ party: 'name' }, party('发明人')), title: text('专利名称') }))).toEqual([])
  })
  it('may ask all the same, with a reason, or when it fills the answer in', () => {
    expect(found(section('企业', { who: prefilled({ party: 'name' }, party('企业')), phone: askedAnew('收件人逐件指定', text('联系电话')), contact: optional(prefilled({ party: 'contact' }, text('联系人'))) }))).toEqual([])
  })
})
