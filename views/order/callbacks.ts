import type { CallbackTrouble } from '../../domain/callbacks.ts'
import type { Status } from '../../domain/status.ts'

/** What the source was told of an order, or is still to be told. */
export interface ShownCallback {
  seq: number
  /** What it says of the order. */
  about: Status
  status: 'waiting' | 'delivered' | 'given_up'
  nextTryAt: Date
  /** Oldest first; the first ones of many are left out. */
  tries: ShownTry[]
}

export interface ShownTry {
  number: number
  at: Date
  httpStatus: number | null
  trouble: CallbackTrouble | null
  /** Null: the program ended while it was under way. */
  ms: number | null
}
