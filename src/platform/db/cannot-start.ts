/** The machine or the setup stands in the way: the message is a sentence for the person at the terminal, not a bug. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}
