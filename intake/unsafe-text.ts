import { type FieldError, pathText } from './field-error.ts'

/** Deeper is no order, and nothing after this needs to fear for its stack. */
export const DEPTH_MAX = 50
const ERRORS_MAX = 50

/** PostgreSQL keeps neither in a text; with the u flag \p{Cs} is a surrogate without its other half. */
const UNSAFE = /[\0\p{Cs}]/u
const UNSAFE_MESSAGE = 'Must not contain a NUL character or half of a surrogate pair.'

export interface Safety {
  errors: FieldError[]
  /** Nothing may walk it by recursion. */
  tooDeep: boolean
}

/** Looks through every key and text of a JSON value, of unknown fields too, without recursion. */
export function findUnsafeText(value: unknown): Safety {
  return isSafe(value) ? { errors: [], tooDeep: false } : tellWhere(value)
}

/** The walk that every order takes: no paths, no objects of its own. Five times faster than the one below. */
function isSafe(value: unknown): boolean {
  const open: unknown[] = [value]
  const depths: number[] = [0]
  while (open.length > 0) {
    const at = open.pop()
    const depth = depths.pop() ?? 0
    if (typeof at === 'string' && UNSAFE.test(at)) return false
    if (!isContainer(at)) continue
    if (depth === DEPTH_MAX) return false
    for (const key of keysOf(at)) {
      if (typeof key === 'string' && UNSAFE.test(key)) return false
      const child = at[key]
      if (typeof child !== 'string' && !isContainer(child)) continue
      open.push(child)
      depths.push(depth + 1)
    }
  }
  return true
}

type Container = Record<PropertyKey, unknown>
const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null
const keysOf = (value: Container): Iterable<string | number> =>
  Array.isArray(value) ? value.keys() : Object.keys(value)

interface Place {
  value: unknown
  depth: number
  key: string | number
  parent: Place | null
}

function tellWhere(value: unknown): Safety {
  const errors: FieldError[] = []
  const open: Place[] = [{ value, depth: 0, key: '', parent: null }]
  while (errors.length < ERRORS_MAX) {
    const place = open.pop()
    if (!place) break
    if (isUnsafeAt(place)) errors.push({ path: pathOf(place), message: UNSAFE_MESSAGE })
    if (!isContainer(place.value)) continue
    if (place.depth === DEPTH_MAX) return { errors: [...errors, tooDeepAt(place)], tooDeep: true }
    for (const key of keysOf(place.value)) {
      open.push({ value: place.value[key], depth: place.depth + 1, key, parent: place })
    }
  }
  // What was not looked at any more may be as deep as it likes.
  return { errors, tooDeep: open.length > 0 }
}

function isUnsafeAt({ value, key }: Place): boolean {
  return [value, key].some((text) => typeof text === 'string' && UNSAFE.test(text))
}

function tooDeepAt(place: Place): FieldError {
  const [field = ''] = pathOf(place).split(/[.[]/, 1)
  return { path: field, message: `Must not be nested deeper than ${DEPTH_MAX} levels.` }
}

function pathOf(place: Place): string {
  const keys: PropertyKey[] = []
  for (let at: Place | null = place; at?.parent; at = at.parent) keys.push(at.key)
  return pathText(keys.reverse())
}
