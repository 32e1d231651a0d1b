import { dated } from '../src/kernel/index.ts'
import { defineProgramme, defineService, desk, form, party, prefilled, region, section, workdays, text, longText } from '../src/service/index.ts'

const limit = dated('期限', '测速用', { '2020-01-01': workdays(20) })
const raw = { who: { name: { name: '演示·测速' }, place: '350102', note: '测速' } }

/** An item that goes back and forth between two desks, for timing one step as it is: guards, chain, work list, events, outbox. */
const pingItem = defineService({
  id: 'ping', name: '往返', numbered: '往返', carries: ['0.2'], basis: '测速用', version: 1,
  guide: { who: '测速', brings: ['无'], fee: '无', gives: '无', where: '无', complaint: '无' },
  form: form({ who: section('申请人', { name: prefilled({ party: 'name' }, party('名称')), place: prefilled({ party: 'region' }, region('地区')), note: text('说明') }) }, { checks: [{ at: 'who.note', ok: (a) => a.who.note !== '否', say: '不可' }] }),
  desks: { left: desk('左席', 'handler', 'authority'), right: desk('右席', 'handler', 'authority') },
  parties: { applicant: { label: '申请人', from: (a) => a.who.name } },
  place: (a) => a.who.place, handledAt: 'city', start: 'draft',
  states: {
    draft: { label: '填报', steps: { submit: { label: '提交', by: 'applicant', to: 'ping', asks: 'form' } } },
    ping: { label: '左', within: limit, steps: { over: { label: '交右', by: 'left', to: 'pong', asks: { note: longText('意见') } }, end: { label: '结束', by: 'left', to: 'done' } } },
    pong: { label: '右', within: limit, steps: { back: { label: '交左', by: 'right', to: 'ping', asks: { note: longText('意见') } } } },
    done: { label: '完', final: true, outcome: 'settled' },
  },
  examples: [{ name: '可', on: '2022-03-01', raw, expect: {} }, { name: '否', on: '2022-03-01', raw: { who: { ...raw.who, note: '否' } }, expect: { refusedAt: ['who.note'] } }],
  walks: [{ name: '往返', on: '2022-03-01', raw, ends: 'done', steps: [{ step: 'submit', as: 'applicant' }, { step: 'end', as: 'left' }] }],
})
export const pingProgramme = defineProgramme({ id: '00-ping', task: '0', name: '测速', items: [pingItem], registers: [], indicators: [] })
