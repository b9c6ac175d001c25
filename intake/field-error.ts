/** Where a request or an order is wrong, and one sentence on what it may be. */
export interface FieldError {
  /** As "lines[0].quantity"; '' for the whole. */
  path: string
  message: string
}

const KEY_CHARACTERS_MAX = 60

/** ["lines", 0, "quantity"] → "lines[0].quantity"; a key that can't be shown is cut and cleaned. */
export function pathText(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === 'number') return `${path}[${segment}]`
    const key = String(segment)
      .slice(0, KEY_CHARACTERS_MAX)
      .replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
    return path === '' ? key : `${path}.${key}`
  }, '')
}
