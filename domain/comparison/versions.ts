/** One place where two versions of a web order differ; null: that version has nothing there. */
export interface Difference {
  /** "customer", "email"; of a line, its id: "lines", "2", "quantity". */
  path: string[]
  first: string | null
  later: string | null
}

const DEPTH_MAX = 6
/** Of a content that holds more, the rest is not compared. */
const PLACES_MAX = 20_000

/**
 * Where two contents of one order differ, place by place in the order of the first. Lines are held against each other
 * by their ids, other lists by their places; what is the same but in another order is no difference.
 */
export function differencesBetween(first: unknown, later: unknown): Difference[] {
  const [before, after] = [placesOf(first), placesOf(later)]
  const keys = [...new Set([...before.keys(), ...after.keys()])]
  return keys.flatMap((key) => {
    const [one, other] = [before.get(key) ?? null, after.get(key) ?? null]
    return one === other ? [] : [{ path: JSON.parse(key) as string[], first: one, later: other }]
  })
}

/** Every value of a content by its path, as text. */
function placesOf(content: unknown): Map<string, string> {
  const places = new Map<string, string>()
  const walk = (value: unknown, path: string[]) => {
    if (value === null || value === undefined || places.size >= PLACES_MAX) return
    if (typeof value !== 'object' || path.length >= DEPTH_MAX) {
      places.set(JSON.stringify(path), textOf(value))
      return
    }
    const parts = Array.isArray(value)
      ? value.map((part, index) => [nameOf(part, index), part] as const)
      : Object.entries(value)
    for (const [name, part] of parts) walk(part, [...path, name])
  }
  walk(content, [])
  return places
}

/** What is nested too deep to be written down is not compared. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return '…'
    throw error
  }
}

function nameOf(part: unknown, index: number): string {
  const id = typeof part === 'object' && part !== null && 'id' in part ? part.id : undefined
  return typeof id === 'string' || typeof id === 'number' ? String(id) : String(index + 1)
}
