import { dueAt } from '../clocks.ts'
import type { Finding } from './difference.ts'
import { checkEffects } from './effects.ts'
import { checkEvents, checkRow } from './events.ts'
import { checkGoods } from './goods.ts'
import { checkInbox } from './inbox.ts'
import { checkMoney } from './money.ts'
import type { OrderBook } from './order-book.ts'
import { checkReturns } from './returns.ts'
import { checkSale } from './sale.ts'

export interface Moment {
  /** The database's clock. */
  now: Date
  /** Orders of the inbox are being started: what waits behind them is no loss. */
  relayIsBusy: boolean
}

/** All that does not agree in what is written down about one order at one moment. */
export function checkOrder(book: OrderBook, { now, relayIsBusy }: Moment): Finding[] {
  const inbox = checkInbox(book, now, relayIsBusy)
  if (book.web === null) return inbox
  return [
    ...inbox,
    ...checkEvents(book),
    ...checkRow(book, book.row && dueAt(book.row.state)),
    ...checkEffects(book, now),
    ...checkSale(book),
    ...checkGoods(book),
    ...checkMoney(book),
    ...checkReturns(book, now),
  ]
}
