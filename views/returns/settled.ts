import type { SettledBy } from '../../domain/returns/return.ts'
import type { Key } from '../words.ts'

/** How the rest of goods that went out was settled, in words. */
export const settledKey = (way: SettledBy): Key =>
  way === 'written_off' ? 'exchange.writtenOff' : `tillPayment.${way}`
