import { expect, it } from 'vitest'
import { aside } from './index.ts'
import type { Asked } from './thread.testing.ts'

const thread = () => aside<Asked, string>(new URL('./thread.testing.ts', import.meta.url))

it('a thread that is ended finishes what it is at, and the next question starts another', async () => {
  const ask = thread()
  expect(await ask({ do: 'say', what: '在' })).toBe('在')
  const slow = ask({ do: 'wait', ms: 50 })
  await ask.end()
  expect(await slow).toBe('50')
  expect(await ask({ do: 'say', what: '又在' })).toBe('又在')
  await ask.end()
  await ask.end()
})

it('a question that throws is refused and the thread goes on; one that ends the thread fails and is followed by another', async () => {
  const ask = thread()
  await expect(ask({ do: 'throw' })).rejects.toThrow('thrown')
  await expect(ask({ do: 'leave' })).rejects.toThrow('the thread was ended')
  expect(await ask({ do: 'say', what: '新的' })).toBe('新的')
  await ask.end()
})

it('a thread that never comes to an end is cut off', async () => {
  const ask = thread()
  await ask({ do: 'say', what: '在' })
  const never = ask({ do: 'block' }).catch((error: Error) => error.message)
  await ask.end()
  expect(await never).toBe('the thread was ended')
}, 30_000)
