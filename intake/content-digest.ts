import { createHash } from 'node:crypto'
import { canonical } from '../domain/canonical.ts'

export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

/**
 * SHA-256 of a JSON value with its keys sorted: the same order written with other spaces or in another order of
 * fields is the same. Walks by recursion: only for values that findUnsafeText did not call too deep.
 */
export function contentDigest(value: unknown): string {
  return sha256(canonical(value))
}
