import type { Sql, Tx } from '../../db/client.ts'
import type { Difference } from '../../domain/verify/difference.ts'
import { checkOrder, type Moment } from '../../domain/verify/order.ts'
import type { OrderBook } from '../../domain/verify/order-book.ts'
import {
  loadCards,
  loadMovements,
  loadPapers,
  loadPayments,
  loadReturns,
  loadSales,
  loadTold,
} from './load-goods.ts'
import {
  loadEffects,
  loadEvents,
  loadHappenings,
  loadInbox,
  loadRows,
  type Of,
  type Range,
} from './load-orders.ts'

/** Orders that are held in memory at once. */
const BATCH = 200

/** What a part of the check came to. */
export interface Checked {
  orders: number
  /** Of them, those whose first events are from before events were chained. */
  unchained: number
  differences: Difference[]
}

/** One moment of the database: what goes on in the shop meanwhile makes no difference. */
export function atOneMoment<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return sql.begin('isolation level repeatable read read only', work) as Promise<T>
}

/** The next orders after this one. @returns null: there is none */
export async function nextRange(sql: Sql, after: number): Promise<Range | null> {
  const ids = await sql<
    { id: number }[]
  >`select id from web_orders where id > ${after} order by id limit ${BATCH}`
  const last = ids.at(-1)
  if (!last) return null
  return { from: after + 1, to: last.id }
}

/** All that is written down about these orders, held against itself as it stands at one moment. */
export function checkBooksOf(sql: Sql, range: Range): Promise<Checked> {
  return atOneMoment(sql, async (tx) => {
    const [books, moment] = await Promise.all([loadBooks(tx, range), loadMoment(tx)])
    const found = books.flatMap((book) =>
      checkOrder(book, moment).map((finding) => ({
        ...finding,
        order: book.web && { id: book.id, source: book.web.source, number: book.web.number },
      })),
    )
    const differences = await withSkus(tx, found)
    const unchained = books.filter(({ events }) => events.some(({ changes }) => changes === null)).length
    return { orders: books.length, unchained, differences }
  })
}

const PRODUCT = /\bproduct (\d+)$/

/** The shop's people know their goods by SKU. */
async function withSkus(tx: Tx, differences: Difference[]): Promise<Difference[]> {
  const ids = differences.flatMap(({ about }) => PRODUCT.exec(about)?.[1] ?? []).map(Number)
  if (ids.length === 0) return differences
  const products = await tx<{ id: number; sku: string }[]>`
    select id, sku from products where id = any(${ids}::bigint[])`
  const skus = new Map(products.map(({ id, sku }) => [String(id), sku]))
  return differences.map((one) => ({
    ...one,
    about: one.about.replace(PRODUCT, (text, id: string) => skus.get(id) ?? text),
  }))
}

async function loadMoment(tx: Tx): Promise<Moment> {
  const [moment] = await tx<Moment[]>`
    select now() as now, exists (select from web_orders where recorded_at is null and raw is not null
      and started_at > now() - interval '1 minute') as relay_is_busy`
  return moment ?? { now: new Date(), relayIsBusy: false }
}

async function loadBooks(tx: Tx, range: Range): Promise<OrderBook[]> {
  const loading = [
    loadInbox(tx, range),
    loadRows(tx, range),
    loadEvents(tx, range),
    loadHappenings(tx, range),
    loadEffects(tx, range),
    loadSales(tx, range),
    loadMovements(tx, range),
    loadPayments(tx, range),
    loadCards(tx, range),
    loadPapers(tx, range),
    loadTold(tx, range),
    loadReturns(tx, range),
  ] as const
  const [web, rows, events, happenings, effects, sales, moved, payments, cards, papers, told, returns] =
    await Promise.all(loading)
  const books = new Map<number, OrderBook>()
  const put = <T extends Of<object>>(parts: readonly T[], into: (book: OrderBook, part: T) => void) => {
    for (const part of parts) into(bookOf(books, part.orderId), part)
  }
  put(web, (book, one) => {
    book.web = one
  })
  put(rows, (book, one) => {
    book.row = one
  })
  put(sales, (book, one) => {
    book.sale = one
  })
  put(events, (book, one) => book.events.push(one))
  put(happenings, (book, one) => book.happenings.push(one))
  put(effects, (book, one) => book.effects.push(one))
  put(moved, (book, one) => book.moved.push(one))
  put(payments, (book, one) => book.payments.push(one))
  put(cards, (book, one) => book.cards.push(one))
  put(papers, (book, one) => book.papers.push(one.effectKey))
  put(told, (book, one) => book.told.push(one))
  put(returns, (book, { ...one }) => {
    const inbox = one.happenings.map((happening) => ({ ...happening, at: new Date(happening.at) }))
    book.returns.push({ ...one, happenings: inbox })
  })
  return [...books.values()]
}

function bookOf(books: Map<number, OrderBook>, id: number): OrderBook {
  const known = books.get(id)
  if (known) return known
  const parts = { events: [], happenings: [], effects: [], papers: [], moved: [], payments: [], cards: [] }
  const book: OrderBook = { id, web: null, row: null, sale: null, returns: [], told: [], ...parts }
  books.set(id, book)
  return book
}
