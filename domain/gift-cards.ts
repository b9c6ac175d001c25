import { receiptWhere, unchanged } from './deciding/sale.ts'
import type { Decision } from './decision.ts'
import type { Facts } from './facts.ts'
import type { Payloads } from './happening.ts'
import type { MatchedBy } from './matching.ts'
import { decimalsOf, parseAmount } from './money.ts'
import type { OrderState } from './order.ts'

/** What the shop's books say of the cards of a line, and of the number that was scanned. */
export interface GiftCardsSeen {
  /** What the line says that one unit is worth, in minor units. */
  unitPrice: number
  /** Of its units, from 1, those that have a card. */
  unitsSold: number[]
  /** A card with this number is sold and not void. */
  isKnown: boolean
}

/** What `record` writes down about a card; amounts in minor units. */
export type GiftCardNote =
  | { kind: 'sold'; line: string; unit: number; number: string; amount: number }
  | { kind: 'void'; number: string; reason: string }

/** Spaces and hyphens are for the eye, letter case is the keyboard's. */
export const cardNumber = (typed: string) => typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()

export const isCardNumber = (number: string) => /^[!-~]{1,64}$/.test(number)

/** A line that was taken out on import, to be sold over the counter. */
export const isGiftCard = ({ matchedBy }: { matchedBy: MatchedBy | null }) => matchedBy === 'gift_card'

/** Enough to tell cards apart, too little to spend one. */
export const cardEnd = (number: string) => number.slice(-4)

/** One card for one unit of the line, worth at most what was paid for it. */
export function decideSellGiftCard(
  order: OrderState,
  { line: lineId, number: typed, amount: typedAmount }: Payloads['sellGiftCard'],
  { giftCards: seen }: Facts,
): Decision {
  const line = order.lines.find(({ id }) => id === lineId)
  if (!line || !isGiftCard(line) || seen === null)
    return { refused: { code: 'unknown_line', lines: [lineId] } }
  const number = cardNumber(typed)
  if (!isCardNumber(number)) return { refused: { code: 'gift_card_number' } }
  const unit = firstFree(seen.unitsSold, line.quantity)
  if (unit === null) return { refused: { code: 'gift_cards_all_sold', lines: [lineId] } }
  if (seen.isKnown) return { refused: { code: 'gift_card_known' } }
  const decimals = decimalsOf(order.currency ?? '') ?? 2
  const amount = typedAmount ? parseAmount(typedAmount, decimals) : seen.unitPrice
  if (amount === null || amount <= 0 || amount > seen.unitPrice)
    return { refused: { code: 'gift_card_amount' } }
  return {
    change: {
      ...unchanged(order, { giftCard: { line: lineId, amount, end: cardEnd(number) } }),
      // The first receipt comes later, and names it.
      effects: order.status === 'new' ? [] : receiptWhere(order),
      giftCard: { kind: 'sold', line: lineId, unit, number, amount },
    },
  }
}

/** A card that was sold by mistake is worth nothing; its unit can be sold again. */
export function decideVoidGiftCard(
  order: OrderState,
  { number: typed, reason }: Payloads['voidGiftCard'],
  { giftCards: seen }: Facts,
): Decision {
  const number = cardNumber(typed)
  if (!seen?.isKnown) return { refused: { code: 'unknown_gift_card' } }
  return {
    change: {
      ...unchanged(order, { giftCard: { end: cardEnd(number) } }),
      giftCard: { kind: 'void', number, reason },
    },
  }
}

function firstFree(sold: readonly number[], quantity: number): number | null {
  for (let unit = 1; unit <= quantity; unit++) if (!sold.includes(unit)) return unit
  return null
}
