import { type FieldError, pathText } from './field-error.ts'

/** Deeper is no order, and nothing after this needs to fear for its stack. */
export const DEPTH_MAX = 50
const ERRORS_MAX = 50

/** PostgreSQL keeps neither in a text; with the u flag \p{Cs} is a surrogate without its other half. */
const UNSAFE = /[\0\p{Cs}]/u

interface Place {
  value: object
  depth: number
  key: PropertyKey
  parent: Place | null
}

export interface Safety {
  errors: FieldError[]
  /** Nothing may walk it by recursion. */
  tooDeep: boolean
}

/** Looks through every key and text of a JSON value, of unknown fields too, without recursion. */
export function findUnsafeText(value: unknown): Safety {
  const errors: FieldError[] = []
  if (isUnsafe(value)) errors.push({ path: '', message: unsafeMessage })
  const open: Place[] = isContainer(value) ? [{ value, depth: 1, key: '', parent: null }] : []
  for (let place = open.pop(); place; place = open.pop()) {
    if (place.depth > DEPTH_MAX) return { errors: [...errors, tooDeepAt(place)], tooDeep: true }
    lookInto(place, open, errors)
    if (errors.length >= ERRORS_MAX) return { errors, tooDeep: true }
  }
  return { errors, tooDeep: false }
}

function lookInto(place: Place, open: Place[], errors: FieldError[]): void {
  const { value, depth } = place
  const isList = Array.isArray(value)
  for (const [name, child] of Object.entries(value)) {
    const key = isList ? Number(name) : name
    if (isUnsafe(child) || (!isList && UNSAFE.test(name))) {
      errors.push({ path: pathOf({ value, depth, key, parent: place }), message: unsafeMessage })
      if (errors.length >= ERRORS_MAX) return
    }
    if (isContainer(child)) open.push({ value: child, depth: depth + 1, key, parent: place })
  }
}

const unsafeMessage = 'Must not contain a NUL character or half of a surrogate pair.'
const isUnsafe = (value: unknown): boolean => typeof value === 'string' && UNSAFE.test(value)
const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null

function tooDeepAt(place: Place): FieldError {
  return {
    path: pathOf(place).split(/[.[]/, 1)[0] ?? '',
    message: `Must not be nested deeper than ${DEPTH_MAX} levels.`,
  }
}

function pathOf(place: Place): string {
  const keys: PropertyKey[] = []
  for (let at: Place | null = place; at?.parent; at = at.parent) keys.push(at.key)
  return pathText(keys.reverse())
}
