import { createHash } from 'node:crypto'
import { canonical } from '../../domain/canonical.ts'
import type { StandingChange } from '../../domain/standing.ts'

/** An event as its hash covers it; not when the database wrote it down, which is the database's own word. */
export interface ChainedEvent {
  orderId: number
  seq: number
  happeningId: string
  type: string
  actorKind: string
  userId: string | null
  fromStatus: string | null
  toStatus: string
  version: number
  inputs: unknown
  outcome: unknown
  changes: StandingChange
  at: Date
}

/** SHA-256 of the event before and of this one: who changes one has to change all that follow, and the row. */
export function chainHash(before: Buffer | null, event: ChainedEvent): Buffer {
  const { orderId, seq, happeningId, type, actorKind, userId, fromStatus, toStatus, version, at } = event
  const { inputs, outcome, changes } = event
  const hash = createHash('sha256')
  if (before !== null) hash.update(before)
  const content = [orderId, seq, happeningId, type, actorKind, userId, fromStatus, toStatus, version, at]
  return hash.update(canonical([...content, inputs, outcome, changes])).digest()
}
