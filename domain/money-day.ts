/** What can befall money in a day: the shop's own by its provider, a channel's, or the till's. */
export const moneyEntries = [
  'authorised',
  'captured',
  'released',
  'refunded',
  'channel',
  'channelRefunded',
  'till',
  'tillRefunded',
] as const
export type MoneyEntry = (typeof moneyEntries)[number]

/** Whose books the money stands in. */
export type MoneyOwner = 'own' | 'channel' | 'till'

interface Place {
  owner: MoneyOwner
  sum: 'authorised' | 'taken' | 'released' | 'givenBack'
}

const places = {
  authorised: { owner: 'own', sum: 'authorised' },
  captured: { owner: 'own', sum: 'taken' },
  released: { owner: 'own', sum: 'released' },
  refunded: { owner: 'own', sum: 'givenBack' },
  channel: { owner: 'channel', sum: 'taken' },
  channelRefunded: { owner: 'channel', sum: 'givenBack' },
  till: { owner: 'till', sum: 'taken' },
  tillRefunded: { owner: 'till', sum: 'givenBack' },
} as const satisfies Record<MoneyEntry, Place>

export const isGivenBack = (entry: MoneyEntry): boolean => places[entry].sum === 'givenBack'

/** The entries of one kind and name, summed up; amounts in minor units of `currency`. */
export interface MoneySum {
  entry: MoneyEntry
  /** The merchant account as the books named it then; null: none of the shop's own. */
  account: string | null
  paymentType: string | null
  cardType: string | null
  /** How it was paid, "stripe", "cash". */
  method: string
  currency: string
  count: number
  amount: number
  /** What the provider kept of it; null: not known. */
  fee: number | null
}

export interface MoneyTotals {
  authorised: number
  taken: number
  released: number
  givenBack: number
  fee: number | null
}

/** A line of the day's table. */
export interface MoneyRow extends MoneyTotals {
  owner: MoneyOwner
  account: string | null
  paymentType: string | null
  cardType: string | null
  method: string
  currency: string
}

const nothing: MoneyTotals = { authorised: 0, taken: 0, released: 0, givenBack: 0, fee: null }
const owners: readonly MoneyOwner[] = ['own', 'channel', 'till']

function add(to: MoneyTotals, { entry, amount, fee }: MoneySum): void {
  to[places[entry].sum] += amount
  if (fee !== null) to.fee = (to.fee ?? 0) + fee
}

/** One row for each currency, owner, account, payment type, card type and way to pay. */
export function moneyRows(sums: readonly MoneySum[]): MoneyRow[] {
  const rows = new Map<string, MoneyRow>()
  for (const sum of sums) {
    const { owner } = places[sum.entry]
    const { account, paymentType, cardType, method, currency } = sum
    const key = JSON.stringify([currency, owner, account, paymentType, cardType, method])
    const row = rows.get(key) ?? { owner, account, paymentType, cardType, method, currency, ...nothing }
    rows.set(key, row)
    add(row, sum)
  }
  return [...rows.values()].sort(inOrder)
}

function inOrder(a: MoneyRow, b: MoneyRow): number {
  const texts = ({ account, paymentType, cardType, method }: MoneyRow) =>
    [account, paymentType, cardType, method].map((text) => text ?? '').join('\n')
  return (
    a.currency.localeCompare(b.currency) ||
    owners.indexOf(a.owner) - owners.indexOf(b.owner) ||
    texts(a).localeCompare(texts(b))
  )
}

/** What is the shop's own and the till's, by currency; a channel's money is not the shop's yet. */
export function moneyTotals(sums: readonly MoneySum[]): (MoneyTotals & { currency: string })[] {
  const totals = new Map<string, MoneyTotals & { currency: string }>()
  for (const sum of sums) {
    if (places[sum.entry].owner === 'channel') continue
    const total = totals.get(sum.currency) ?? { currency: sum.currency, ...nothing }
    totals.set(sum.currency, total)
    add(total, sum)
  }
  return [...totals.values()].sort((a, b) => a.currency.localeCompare(b.currency))
}

/** The books of one order: what was sold and came back, what was taken and given back; minor units. */
export interface OrderBooks {
  sold: number
  returned: number
  taken: number
  givenBack: number
}

/** What of the money has no goods on the other side, or the other way round; 0: the books add up. */
export const differenceOf = ({ sold, returned, taken, givenBack }: OrderBooks): number =>
  taken - givenBack - (sold - returned)
