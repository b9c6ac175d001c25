import type { Sql } from '../../db/client.ts'
import { isOpenLine } from '../../domain/matching.ts'
import type { OrderLine } from '../../domain/order.ts'
import { owedOn } from '../../domain/problems.ts'
import type { Customer, Document, Line, OrderDetails, Payment, RawText } from '../../views/order/details.ts'
import type { OrderName } from '../../views/paths.ts'
import { candidatesOf, findCustomers, findProducts } from './candidates.ts'
import { loadTimeline } from './timeline.ts'
import { webPeople } from './web-people.ts'

/** An order may be 5 MB; a page shows its beginning, and a link leads to the whole. */
const RAW_MAX = 50_000
const OTHERS_MAX = 10

/** All of the order's page; null: no such order, or none with a status yet. */
export async function loadDetails(sql: Sql, name: OrderName): Promise<OrderDetails | null> {
  const head = await loadHead(sql, name)
  if (!head) return null
  const { id, raw, orderUrl, customerId, ...order } = head
  const web = webPeople(raw)
  const asks = order.status === 'customer_id_required'
  const [lines, customer, payments, documents, timeline, otherContent, samePayment, candidates] =
    await Promise.all([
      loadLines(sql, id, order),
      customerId === null ? null : findCustomer(sql, customerId),
      loadPayments(sql, id),
      loadDocuments(sql, id),
      loadTimeline(sql, id),
      order.differs ? latestVersion(sql, id) : null,
      order.paymentReference === null ? [] : withReference(sql, order.paymentReference, id),
      asks ? findCustomers(sql, web, countryOf(web)) : [],
    ])
  return {
    ...order,
    id,
    timeZone: order.timeZone ?? 'UTC',
    adminUrl: adminUrl(orderUrl, order.number),
    raw: raw === null ? null : cut(raw),
    otherContent,
    web,
    lines,
    customer,
    payments,
    documents,
    timeline: timeline.entries,
    timelineCut: timeline.cut,
    samePayment,
    customerCandidates: candidates,
  }
}

type HeadFields =
  | 'source'
  | 'number'
  | 'status'
  | 'version'
  | 'fulfilment'
  | 'store'
  | 'currency'
  | 'placedAt'
  | 'receivedAt'
  | 'pricesIncludeTax'
  | 'shippingAmount'
  | 'shippingTax'
  | 'total'
  | 'customerName'
  | 'paymentStatus'
  | 'paymentProvider'
  | 'paymentReference'
  | 'paymentAmount'
  | 'saleNumber'
  | 'saleStatus'
  | 'shortage'
  | 'problems'
  | 'readyBy'
  | 'location'
  | 'carrier'
  | 'trackingNumber'
  | 'rejectReason'
  | 'cancellationAskedAt'
  | 'differs'

interface Head extends Pick<OrderDetails, HeadFields> {
  id: number
  timeZone: string | null
  raw: string | null
  orderUrl: string | null
  customerId: string | null
}

async function loadHead(sql: Sql, { source, number }: OrderName): Promise<Head | null> {
  const [head] = await sql<Head[]>`
    select o.id, o.source, o.number, o.status, o.version, o.fulfilment, s.name as store, s.time_zone, o.currency,
      o.placed_at, w.received_at, o.prices_include_tax, o.shipping_amount, o.shipping_tax, o.total, o.customer_id,
      o.customer_name, o.payment_status, o.payment_provider, o.payment_reference, o.payment_amount, o.sale_number,
      sale.status as sale_status, o.shortage, o.problems, o.ready_by::text, o.location, o.carrier, o.tracking_number,
      o.reject_reason, o.cancellation_asked_at, o.differs, w.raw, src.order_url
    from orders o
      join web_orders w on w.id = o.id
      join sources src on src.id = o.source
      left join stores s on s.code = o.store
      left join sales sale on sale.order_id = o.id
    where o.source = ${source} and o.number = ${number}`
  return head ?? null
}

interface LineRow extends Omit<Line, 'product' | 'owed' | 'open' | 'candidates' | 'fitsNothing'> {
  productId: number | null
  productKind: OrderLine['productKind']
  productSku: string | null
  productName: string | null
}

async function loadLines(
  sql: Sql,
  orderId: number,
  order: Pick<OrderDetails, 'status' | 'fulfilment'>,
): Promise<Line[]> {
  const rows = await sql<LineRow[]>`
    select l.id, l.kind, l.description, l.gtin, l.mpn, l.sku, l.quantity, l.unit_price, l.discount, l.tax_rate, l.tax,
      l.product_id, l.matched_by, l.match_problem, l.allocated, p.kind as product_kind, p.sku as product_sku,
      p.name as product_name
    from order_lines l left join products p on p.id = l.product_id
    where l.order_id = ${orderId} order by l.position`
  const asked = rows.filter((row) => isOpenLine(row) || row.matchedBy === 'hand')
  const found = await findProducts(sql, asked)
  return rows.map(({ productId, productKind, productSku, productName, ...row }) => {
    const candidates = asked.some(({ id }) => id === row.id) ? candidatesOf(row, found) : []
    const fits = candidates.some((candidate) => candidate.productId === productId)
    return {
      ...row,
      product: productSku === null ? null : { sku: productSku, name: productName ?? '' },
      owed: owedOn(order, { ...row, productId, productKind, problem: row.matchProblem }),
      open: isOpenLine(row),
      candidates: candidates.slice(0, OTHERS_MAX),
      fitsNothing: row.matchedBy === 'hand' && productId !== null && !fits,
    }
  })
}

async function findCustomer(sql: Sql, id: string): Promise<Customer | null> {
  const [customer] = await sql<Customer[]>`
    select id, first_name, last_name, email, phone, street, city, postal_code, country
    from customers where id = ${id}`
  return customer ?? null
}

const loadPayments = (sql: Sql, orderId: number) => sql<Payment[]>`
  select kind, method, amount, currency, reference, at from payments where order_id = ${orderId} order by at limit 100`

const loadDocuments = (sql: Sql, orderId: number) => sql<Document[]>`
  select id, kind, file_name, made_at from documents where order_id = ${orderId} order by id limit 100`

async function latestVersion(sql: Sql, orderId: number): Promise<OrderDetails['otherContent']> {
  const [version] = await sql<{ raw: string; receivedAt: Date }[]>`
    select raw, received_at from web_order_versions
    where order_id = ${orderId} order by received_at desc limit 1`
  return version ? { ...cut(version.raw), receivedAt: version.receivedAt } : null
}

const withReference = (sql: Sql, reference: string, orderId: number) => sql<OrderName[]>`
  select source, number from orders
  where payment_reference = ${reference} and id <> ${orderId} order by id limit ${OTHERS_MAX}`

const cut = (raw: string): RawText => ({ text: raw.slice(0, RAW_MAX), cut: raw.length > RAW_MAX })

const countryOf = ({ billTo, shipTo }: OrderDetails['web']) => billTo.at(-1) ?? shipTo.at(-1) ?? null

/** Only a web address: a link must not run anything. */
function adminUrl(template: string | null, number: string): string | null {
  const url = template?.replaceAll('{number}', encodeURIComponent(number)) ?? ''
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null
}
