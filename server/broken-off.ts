/** Whoever sent the request went away before its end, or sent no end that can be read: nothing of ours failed. */
export const isBrokenOff = (error: unknown): boolean =>
  // As Node says it of a request; a connection of ours that is reset says "read ECONNRESET".
  error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
