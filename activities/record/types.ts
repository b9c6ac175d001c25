import type { HappeningType } from '../../domain/happening.ts'
import type { EffectKind } from '../../domain/order.ts'
import type { Status } from '../../domain/status.ts'

/**
 * What the workflow tells `record`: the id of a happening that waits in the inbox, or, for what no person wrote
 * there (received, a deadline, an effect's result), the happening itself. Ids and figures only: histories hold no
 * personal data.
 */
export interface HappeningRef {
  id: string
  type?: HappeningType
  payload?: Record<string, string | number>
}

export interface RecordInput {
  orderId: number
  happening: HappeningRef
  /** The workflow's clock, in Unix milliseconds. */
  at: number
}

export interface OpenEffect {
  key: string
  kind: EffectKind
  /** Unix milliseconds; null: at once. */
  notBefore: number | null
  /** Somebody outside may have heard of it. */
  isStarted: boolean
}

/** The order as its workflow needs it: what is open and what comes next. */
export interface Desk {
  /** Null: it has no status yet. */
  status: Status | null
  version: number
  /** How many events it has: of two desks the one with more is the later. */
  seq: number
  closed: boolean
  /** Named after its kind and due time; Unix milliseconds. */
  nextDeadline: { id: string; type: HappeningType; at: number } | null
  effects: OpenEffect[]
}
