import { setTimeout as sleep } from 'node:timers/promises'
import { answering } from './index.ts'

export type Asked = { do: 'say'; what: string } | { do: 'wait'; ms: number } | { do: 'throw' | 'leave' | 'spin' }

answering<Asked, string>(async (asked) => {
  switch (asked.do) {
    case 'say': return asked.what
    case 'wait': await sleep(asked.ms); return String(asked.ms)
    case 'throw': throw new Error('thrown')
    case 'leave': process.exit()
    case 'spin': for (;;) Math.random()
  }
})
