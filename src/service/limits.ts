import type { Period } from '../kernel/index.ts'

/** Limits as the rules say them: 五个工作日, 十五日, 三个月, 二十四小时. */
export const hours = (n: number): Period => ({ n, unit: 'hour' })
export const workdays = (n: number): Period => ({ n, unit: 'workday' })
export const days = (n: number): Period => ({ n, unit: 'day' })
export const months = (n: number): Period => ({ n, unit: 'month' })

const words: Record<Period['unit'], string> = { hour: '小时', workday: '个工作日', day: '日', month: '个月' }
export const showPeriod = ({ n, unit }: Period): string => `${n}${words[unit]}`
