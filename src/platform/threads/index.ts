/** Work during which nobody else would be answered is done in a thread of its own, started when it is first asked and kept for the next. */
import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads'

interface Asked<Question> { id: number; of: Question }
interface Answered<Answer> { id: number; answer?: Answer; error?: string }

/** A thread to ask; ending it lets it finish what it is at, if that is soon done, and fails what it was asked besides. */
export interface Aside<Question, Answer> { (of: Question): Promise<Answer>; end(): Promise<void> }

/** How long a thread may take to end by itself. Cutting it off is for those that cannot: Node has been seen to fall with them. */
const patience = 5000

/** Asks a thread that runs the file, with no more memory than it is given; questions are answered one after another. */
export function aside<Question, Answer>(file: URL, resourceLimits: ResourceLimits = {}): Aside<Question, Answer> {
  const waiting = new Map<number, PromiseWithResolvers<Answer>>()
  let worker: Worker | undefined
  let given = 0
  const ask = (of: Question): Promise<Answer> => {
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
  return Object.assign(ask, { end })

  async function end(): Promise<void> {
    if (!worker) return
    const ending = worker, cut = setTimeout(() => { void ending.terminate() }, patience)
    const ended = new Promise((settled) => { ending.once('exit', settled) })
    ending.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    ending.postMessage('end')
    await ended
    clearTimeout(cut)
  }

  function started(): Worker {
    const thread = new Worker(file, { resourceLimits })
    const settle = (id: number, how: (of: PromiseWithResolvers<Answer>) => void): void => {
      const of = waiting.get(id)
      waiting.delete(id)
      if (of) how(of)
      if (!waiting.size) thread.unref()
    }
    thread.on('message', ({ id, answer, error }: Answered<Answer>) => settle(id, (of) => (error === undefined ? of.resolve(answer as Answer) : of.reject(new Error(error)))))
    // A thread that dies fails what it was asked; the next question starts another.
    const over = (error: Error) => {
      if (worker !== thread) return
      worker = undefined
      for (const id of waiting.keys()) settle(id, (of) => of.reject(error))
    }
    thread.on('error', over)
    thread.on('exit', () => over(new Error('the thread was ended')))
    return thread
  }
}

/** What the thread itself runs: answers every question with what the work comes to. Large answers name the buffers that are handed over instead of copied. */
export function answering<Question, Answer>(work: (of: Question) => Answer | Promise<Answer>, handedOver: (answer: Answer) => ArrayBuffer[] = () => []): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const post = (answered: Answered<Answer>) => parentPort!.postMessage(answered, answered.answer === undefined ? [] : handedOver(answered.answer))
  let atWork = 0, isEnding = false
  const leaveIfDone = () => { if (isEnding && atWork === 0) parentPort!.close() }
  parentPort!.on('message', async (asked: Asked<Question> | 'end') => {
    if (asked === 'end') {
      isEnding = true
      return leaveIfDone()
    }
    const { id, of } = asked
    atWork++
    try {
      post({ id, answer: await work(of) })
    } catch (error) {
      post({ id, error: (error as Error).stack ?? String(error) })
    }
    atWork--
    leaveIfDone()
  })
}
