/**
 * A value as JSON would keep it, with the keys of its objects sorted: the database gives them in an order of its own,
 * and so may whoever sent it. Walks by recursion: nothing too deep gets past the edge (intake/unsafe-text).
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return JSON.stringify(value) ?? 'null'
  }
  const fields = Object.entries(value).filter(([, child]) => child !== undefined)
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join(',')}}`
}

export const isSame = (a: unknown, b: unknown): boolean => a === b || canonical(a) === canonical(b)
