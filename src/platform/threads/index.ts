/** Work during which nobody else would be answered is done in a thread of its own, started when it is first asked and kept for the next. */
import { parentPort, Worker } from 'node:worker_threads'

interface Asked<Question> { id: number; of: Question }
interface Answered<Answer> { id: number; answer?: Answer; error?: string }

/** Asks a thread that runs the file; questions are answered one after another. */
export function aside<Question, Answer>(file: URL): (of: Question) => Promise<Answer> {
  const waiting = new Map<number, PromiseWithResolvers<Answer>>()
  let worker: Worker | undefined
  let given = 0
  return (of) => {
    worker ??= started()
    const id = given++
    const answer = Promise.withResolvers<Answer>()
    waiting.set(id, answer)
    // A thread at work keeps the process alive, an idle one does not.
    worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ id, of } satisfies Asked<Question>)
    return answer.promise
  }

  function started(): Worker {
    const thread = new Worker(file)
    const settle = (id: number, how: (of: PromiseWithResolvers<Answer>) => void): void => {
      const of = waiting.get(id)
      waiting.delete(id)
      if (of) how(of)
      if (!waiting.size) thread.unref()
    }
    thread.on('message', ({ id, answer, error }: Answered<Answer>) => settle(id, (of) => (error === undefined ? of.resolve(answer as Answer) : of.reject(new Error(error)))))
    // A thread that dies fails what it was asked; the next question starts another.
    thread.on('error', (error) => {
      worker = undefined
      for (const id of waiting.keys()) settle(id, (of) => of.reject(error))
    })
    return thread
  }
}

/** What the thread itself runs: answers every question with what the work comes to. */
export function answering<Question, Answer>(work: (of: Question) => Answer | Promise<Answer>): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const post = (answered: Answered<Answer>) => parentPort!.postMessage(answered)
  parentPort!.on('message', async ({ id, of }: Asked<Question>) => {
    try {
      post({ id, answer: await work(of) })
    } catch (error) {
      post({ id, error: (error as Error).stack ?? String(error) })
    }
  })
}
