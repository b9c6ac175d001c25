import type { Sum } from './return.ts'

/** A line as it was sold, with what came back of it in other returns; `amount` contains `tax`. */
export interface SoldLine extends Sum {
  line: string
  units: number
  returned: Sum & { units: number }
  /** Of a line of gift cards: those that were sold for it and are worth something still. */
  cards?: number
}

/**
 * The part of `whole` minor units that belongs to some of the units it was paid for. The last units get all that is
 * left of it, so that any split adds up to the whole, and no unit gets more or less than its share rounded.
 */
export function shareOf(whole: number, units: number, ofUnits: number): number {
  return Number((BigInt(whole) * BigInt(units)) / BigInt(ofUnits))
}

export const unitsLeft = ({ units, returned }: SoldLine): number => units - returned.units

/** Units that may come back: what a card in somebody's hands is worth can't be given back, too. */
export const returnableOf = (sold: SoldLine): number => unitsLeft(sold) - (sold.cards ?? 0)

/** What `units` of a line give back of what other returns have left; its tax at the rate that it was sold at. */
export function worthOf(sold: SoldLine, units: number): Sum {
  return partOf(
    { amount: sold.amount - sold.returned.amount, tax: sold.tax - sold.returned.tax },
    units,
    unitsLeft(sold),
  )
}

/** The part of a sum that belongs to some of its units. */
export function partOf({ amount, tax }: Sum, units: number, ofUnits: number): Sum {
  if (units === 0) return { amount: 0, tax: 0 }
  return { amount: shareOf(amount, units, ofUnits), tax: shareOf(tax, units, ofUnits) }
}

/** What the goods are worth where no more than this was given for them, with its part of the tax. */
export function worthAt({ amount, tax }: Sum, given: number): Sum {
  return {
    amount: given,
    tax: given === 0 ? 0 : Math.min(shareOf(tax, given, Math.max(amount, given)), given),
  }
}

/** With its tax, whether the prices contain it or not. */
export function grossOf(net: number, tax: number, pricesIncludeTax: boolean): Sum {
  return { amount: pricesIncludeTax ? net : net + tax, tax }
}
