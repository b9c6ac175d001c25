import { isGiftCard } from '../../domain/gift-cards.ts'
import type { Status } from '../../domain/status.ts'
import type { Words } from '../words.ts'
import type { Line, OrderDetails } from './details.ts'

/** Units of a line that have no card yet. */
export function unsoldOf({ giftCards }: Pick<OrderDetails, 'giftCards'>, { id, quantity }: Line): number {
  return quantity - giftCards.filter(({ line, voided }) => line === id && voided === null).length
}

/** By then the customer has what was ordered, or is about to. */
const handedOver: readonly Status[] = ['ready_for_pickup', 'shipped', 'completed']

/** Cards that nobody has sold when the goods go; and cards that were, of an order that was rejected. */
export function giftCardWarnings({ t }: Words, order: OrderDetails): string[] {
  const valid = order.giftCards.filter(({ voided }) => voided === null).length
  if (order.status === 'rejected' && valid > 0) return [t('giftCards.stillValid', { count: valid })]
  if (!handedOver.includes(order.status)) return []
  return order.lines.flatMap((line) => {
    const count = isGiftCard(line) ? unsoldOf(order, line) : 0
    return count > 0 ? [t('giftCards.unsold', { line: line.id, count })] : []
  })
}
