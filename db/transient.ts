/** Conditions that pass by themselves: a lock held too long, a deadlock's loser, a server that stops or is full. */
const PASSING = /^(08|53|57P0|58)|^(40001|40P01|55P03|57014|25P03)$/
const BROKEN_CONNECTION = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
])

/** Whether the same statement may well succeed a little later (PostgreSQL appendix A, postgres.js error codes). */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return BROKEN_CONNECTION.has(error.code) || PASSING.test(error.code)
}
