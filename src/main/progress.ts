/** Prints a line with the seconds since the start, so that a long wait is seen to move. */
export type Say = (line: string) => void

export function progress(): Say {
  const from = performance.now()
  return (line) => console.log(`${((performance.now() - from) / 1000).toFixed(1).padStart(6)} 秒  ${line}`)
}
