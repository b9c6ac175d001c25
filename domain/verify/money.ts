import { differenceOf } from '../money-day.ts'
import type { ReturnHappeningType } from '../returns/happening.ts'
import { amountIn } from './amount.ts'
import type { Finding } from './difference.ts'
import type { EventSeen, ExchangeSeen, OrderBook, PaymentSeen, ReturnBook, SaleSeen } from './order-book.ts'

/** The sale is the order's, and the money is what its events say of it. */
export function checkMoney(book: OrderBook): Finding[] {
  return [...checkPayments(book), ...checkOwnMoney(book), ...checkCards(book), ...checkRefunds(book)]
}

function checkPayments({ row, events, payments, returns }: OrderBook): Finding[] {
  const worth = amountIn(row?.state.currency ?? null)
  const byId = new Map(events.map((event) => [event.happeningId, event]))
  const found: Finding[] = []
  for (const { happeningId, kind, amount, currency } of payments) {
    const event = byId.get(happeningId)
    const about = `${kind} ${happeningId}`
    if (!event) found.push({ code: 'payment_without_event', about, expected: 'event', found: worth(amount) })
    if (currency !== (row?.state.currency ?? ''))
      found.push({ code: 'money_differs', about, expected: row?.state.currency ?? '–', found: currency })
    const said = event && saidOf(event)
    const is = kind === 'refund' ? -amount : amount
    if (said !== undefined && said !== null && ofEvent(event, kind) && said !== is)
      found.push({ code: 'money_differs', about, expected: worth(said), found: worth(is) })
  }
  const noted = new Set(payments.map(({ happeningId }) => happeningId))
  for (const event of events) {
    const said = saidOf(event)
    if (!said || noted.has(event.happeningId)) continue
    const about = `${event.type} ${event.happeningId}`
    found.push({ code: 'money_differs', about, expected: worth(said), found: '–' })
  }
  const { taken, givenBack } = sums(payments)
  const tooHigh = (about: string, most: number, is: number) => {
    if (is > most)
      found.push({ code: 'refund_too_high', about, expected: `at most ${worth(most)}`, found: worth(is) })
  }
  const exchanges = returns.flatMap(({ exchange }) => (exchange?.status === 'finished' ? [exchange] : []))
  const paidFor = (one: ExchangeSeen) => one.paid - one.writtenOff
  tooHigh('', taken + exchanges.reduce((sum, one) => sum + paidFor(one), 0), givenBack)
  for (const one of exchanges) {
    const back = returns.reduce(
      (sum, { sale, givenBack }) => (sale === one.number ? sum + givenBack : sum),
      0,
    )
    tooHigh(`sale ${one.number}`, paidFor(one), back)
  }
  return found
}

/** What an event says that it took or gave back; one look at the provider may tell both. */
function saidOf({ outcome }: EventSeen): number | null {
  const payment = (outcome as { payment?: { amount?: unknown } } | null)?.payment
  return typeof payment?.amount === 'number' ? payment.amount : null
}

const ofEvent = (event: EventSeen | undefined, kind: PaymentSeen['kind']) =>
  (event?.type === 'captured' && kind === 'ecommerce') ||
  (event?.type === 'complete' && kind === 'till') ||
  ((event?.type === 'refunded' || event?.type === 'returnRefund') && kind === 'refund')

const counts = (payments: readonly PaymentSeen[], isOf: (one: PaymentSeen) => boolean) =>
  payments.reduce((sum, one) => (one.isTakenBack || !isOf(one) ? sum : sum + one.amount), 0)

const sums = (payments: readonly PaymentSeen[]) => ({
  taken: counts(payments, ({ kind }) => kind !== 'refund'),
  givenBack: counts(payments, ({ kind }) => kind === 'refund'),
})

/** What the shop takes itself: the row, the books and what was sold agree once nothing is under way. */
function checkOwnMoney({ row, events, effects, payments, sale, returns }: OrderBook): Finding[] {
  const money = row?.state.money ?? null
  if (money === null) return []
  const worth = amountIn(row?.state.currency ?? null)
  const online = new Set(
    events.flatMap(({ type, happeningId }) =>
      type === 'refunded' || type === 'paymentSeen' ? [happeningId] : [],
    ),
  )
  const captured = counts(payments, ({ kind }) => kind === 'ecommerce')
  const refunded = counts(payments, ({ kind, happeningId }) => kind === 'refund' && online.has(happeningId))
  const found: Finding[] = []
  const differs = (about: string, expected: number, is: number) => {
    if (expected !== is)
      found.push({ code: 'money_differs', about, expected: worth(expected), found: worth(is) })
  }
  differs('captured', money.captured, captured)
  differs('refunded', money.refunded, refunded)
  const isSettled =
    (money.state === 'captured' || money.state === 'released') &&
    // The sale was made by hand, outside.
    row?.state.status !== 'archived' &&
    // What could not be given back is shown where money waits for somebody.
    money.trouble === null &&
    !effects.some(({ status, kind }) => status === 'open' && kind !== 'receipt' && kind !== 'lookUp') &&
    // A return that has not heard of it yet.
    !returns.some(({ happenings }) => happenings.some(({ status }) => status === 'waiting'))
  if (!isSettled) return found
  const { taken, givenBack } = sums(payments)
  const sold = sale && sale.status !== 'void' ? sale.total : 0
  const returned = returns.reduce((sum, one) => sum + one.givenBack, 0)
  const off = differenceOf({ sold, returned, taken, givenBack })
  if (off !== 0 && payments.length > 0)
    found.push({
      code: 'books_uneven',
      about: '',
      expected: `${worth(sold)} sold, ${worth(returned)} returned`,
      found: `${worth(taken)} taken, ${worth(givenBack)} given back`,
    })
  return found
}

const isRefunded = ({ status }: { status: string }) => status === 'refunded' || status === 'closed'

function checkCards({ events, cards }: OrderBook): Finding[] {
  const sold = events.filter(({ type }) => type === 'sellGiftCard').map(({ happeningId }) => happeningId)
  const there = new Set(cards.map(({ happeningId }) => happeningId))
  const voided = events.filter(({ type }) => type === 'voidGiftCard').length
  const isVoid = cards.filter((card) => card.isVoid).length
  const found: Finding[] = []
  const differs = (about: string, expected: number, is: number) => {
    if (expected !== is)
      found.push({ code: 'gift_card_differs', about, expected: String(expected), found: String(is) })
  }
  differs('sold', sold.length, sold.filter((id) => there.has(id)).length)
  differs('cards', sold.length, cards.length)
  differs('void', voided, isVoid)
  return found
}

const GIVEN = 'refundGiven:'

/** What a return heard that its order gave back for it, its order did give back; and in all it is what it says. */
function checkRefunds({ row, events, payments, returns }: OrderBook): Finding[] {
  const worth = amountIn(row?.state.currency ?? null)
  return returns.flatMap((one) => {
    const found: Finding[] = []
    const differs = (expected: number, is: number) =>
      found.push({
        code: 'return_refund_differs',
        about: `return ${one.n}`,
        expected: worth(expected),
        found: worth(is),
      })
    let heard = 0
    for (const { type, happeningId, outcome } of one.events) {
      if (type !== 'refundGiven') continue
      const amount = Number((outcome as { amount?: unknown }).amount ?? 0)
      heard += amount
      const asker = happeningId.startsWith(GIVEN) ? happeningId.slice(GIVEN.length) : null
      const paid = counts(payments, (payment) => payment.kind === 'refund' && payment.happeningId === asker)
      // What a look at the provider told may be more than this return's.
      const isSeen = events.some((event) => event.happeningId === asker && event.type === 'paymentSeen')
      if (paid !== amount && !(isSeen && paid > amount)) differs(amount, paid)
    }
    // Money that came to the shop again may be of several returns together.
    const broke = one.events.some(({ type }) => type === 'refundBroke')
    if (isRefunded(one) && !broke && heard !== one.total) differs(one.total, heard)
    if (isRefunded(one) && one.givenBack !== one.total) differs(one.total, one.givenBack)
    return [...found, ...checkExchange(one, worth)]
  })
}

/** What its events say of the sale of goods that go out, it is; once they were handed over, it is paid. */
function checkExchange({ n, exchange, events }: ReturnBook, worth: (minor: number) => string): Finding[] {
  const about = exchange ? `return ${n}, sale ${exchange.number}` : `return ${n}`
  const last = events.findLast(({ type }) => type in saleAfter)?.type
  const said = (last && saleAfter[last]) ?? '–'
  const is = exchange?.status ?? '–'
  const found: Finding[] = []
  if (said !== is) found.push({ code: 'sale_differs', about, expected: said, found: is })
  if (exchange?.status === 'finished' && exchange.paid !== exchange.total) {
    const { total, paid } = exchange
    found.push({ code: 'money_differs', about, expected: worth(total), found: worth(paid) })
  }
  return found
}

/** How the sale of an exchange stands once this befell its return; a sale that is void is none. */
const saleAfter: Partial<Record<ReturnHappeningType, SaleSeen['status'] | '–'>> = {
  exchange: 'open',
  handOver: 'finished',
  cancelExchange: '–',
}
