import { setTimeout as sleep } from 'node:timers/promises'
import { answering } from './index.ts'

export type Asked = { do: 'say'; what: string } | { do: 'wait'; ms: number } | { do: 'throw' | 'leave' | 'block' }

answering<Asked, string>(async (asked) => {
  switch (asked.do) {
    case 'say': return asked.what
    case 'wait': await sleep(asked.ms); return String(asked.ms)
    case 'throw': throw new Error('thrown')
    case 'leave': process.exit()
    // Nobody ever wakes it, and nothing else can run in it.
    case 'block': return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }
})
