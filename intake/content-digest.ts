import { createHash } from 'node:crypto'

export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

/**
 * SHA-256 of a JSON value with its keys sorted: the same order written with other spaces or in another order of
 * fields is the same. Walks by recursion: only for values that findUnsafeText did not call too deep.
 */
export function contentDigest(value: unknown): string {
  return sha256(canonical(value))
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join(',')}}`
}
