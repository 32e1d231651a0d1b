/**
 * Working memory of one search, used again by the next: a search over a million documents fills many megabytes, and
 * fetching and clearing them each time costs more than the search. A thread does one search at a time.
 */
class Desk<A extends Uint32Array | Uint8Array> {
  #all: A
  #end = 0
  readonly #make: (size: number) => A
  constructor(make: (size: number) => A) {
    this.#make = make
    this.#all = make(0)
  }
  clear(): void { this.#end = 0 }
  /** Room for so many numbers; what is in it is left from before. */
  room(size: number): A {
    // Who got room before keeps it.
    if (this.#end + size > this.#all.length) { this.#all = this.#make(Math.max(size, 2 * this.#all.length)); this.#end = 0 }
    const room = this.#all.subarray(this.#end, this.#end + size) as A
    this.#end += size
    return room
  }
  /** A moment to go back to: room taken since is free again. */
  now(): () => void {
    const all = this.#all, end = this.#end
    return () => { this.#end = all === this.#all ? end : 0 }
  }
  /** The first numbers of the room taken last; the rest goes back. */
  part(room: A, used: number): A {
    this.#end -= room.length - used
    return room.subarray(0, used) as A
  }
}

const numbers = new Desk<Uint32Array>((size) => new Uint32Array(size)), bytes = new Desk<Uint8Array>((size) => new Uint8Array(size))

export function clearDesk(): void {
  numbers.clear()
  bytes.clear()
}
export const roomForDocs = (size: number): Uint32Array => numbers.room(size)
export const partOfDocs = (room: Uint32Array, used: number): Uint32Array => numbers.part(room, used)
/** Lists of documents taken after this are gone once what it gives is called. */
export const borrowDocs = (): (() => void) => numbers.now()
/** A byte for each of so many, all 0. */
export const zeros = (size: number): Uint8Array => bytes.room(size).fill(0)
