/** Something a person can put right: printed as one line, without a stack, and the program ends with 1. */
export class CommandError extends Error {
  override name = 'CommandError'
}
