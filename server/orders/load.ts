import type { Sql } from '../../db/client.ts'
import { isClosed } from '../../domain/status.ts'
import type { Line, OrderDetails } from '../../views/order/details.ts'
import type { OrderName } from '../../views/paths.ts'
import { loadCallbacks } from '../callbacks/load.ts'
import { loadLetters } from '../letters/load.ts'
import { loadReturnsOf } from '../returns/load.ts'
import { searchForLine } from './candidates.ts'
import { compareWith, identify } from './identify.ts'
import { clocksOf } from './load-clocks.ts'
import { counterOf } from './load-counter.ts'
import { type Head, loadHead } from './load-head.ts'
import { loadLines } from './load-lines.ts'
import { papersOf } from './load-papers.ts'
import { otherContent, rawText } from './raw-text.ts'
import { findSameGap } from './same-gap.ts'
import { loadTimeline } from './timeline.ts'
import { addressLines, webPeople } from './web-people.ts'

/** What somebody looks for on the page; absent: what the order itself says is looked for. */
export interface Asked {
  customer?: string
  line?: string
  product?: string
}

/**
 * All of the order's page in a handful of statements; null: no such order, or none with a status yet. Searches run
 * only while the order waits for them.
 */
export async function loadDetails(
  sql: Sql,
  name: OrderName,
  asked: Asked = {},
): Promise<OrderDetails | null> {
  const head = await loadHead(sql, name)
  if (!head) return null
  const { raw, orderUrl, customer, erased, payments, documents, samePayment, other, sendsNewDay, ...order } =
    head
  const papers = papersOf({ payments, documents, samePayment, other })
  const web = webPeople(raw)
  const [lines, timeline, customerSearch, sameGap, callbacks, letters, returns] = await Promise.all([
    loadLines(sql, order.id, order),
    loadTimeline(sql, order.id),
    order.status === 'customer_id_required' ? identify(sql, web.person, asked.customer) : null,
    isClosed(order.status) || order.status === 'sale_processing_failed' ? null : findSameGap(sql, order.id),
    loadCallbacks(sql, order.id),
    loadLetters(sql, order.id),
    order.status === 'completed' ? loadReturnsOf(sql, order.id) : [],
  ])
  return {
    ...order,
    ...clocksOf(head),
    canTell: sendsNewDay && Boolean(web.person.email ?? customer?.email),
    payments: papers.payments,
    documents: papers.documents,
    samePayment: papers.samePayment,
    samePaymentMore: papers.samePaymentMore,
    timeZone: order.timeZone ?? 'UTC',
    adminUrl: adminUrl(orderUrl, order.number),
    raw: raw === null ? null : rawText(raw),
    otherContent: raw === null || papers.other === null ? null : otherContent(raw, papers.other),
    web,
    lines,
    customer: customer && knownCustomer(web, customer),
    erased: erased && { ...erased, at: new Date(erased.at) },
    timeline: timeline.entries,
    timelineCut: timeline.cut,
    callbacks,
    letters,
    returns,
    ...counterOf(head),
    customerSearch,
    productSearch: await searchProduct(sql, order, lines, asked),
    sameGap,
    now: new Date(),
  }
}

function knownCustomer({ person }: OrderDetails['web'], customer: NonNullable<Head['customer']>) {
  return {
    ...customer,
    agreements: compareWith(person, customer),
    shipsTo: addressLines(customer.shipsTo),
  }
}

/** For the line that was asked for, else the first that is open. */
async function searchProduct(
  sql: Sql,
  { status, storeCode }: Pick<OrderDetails, 'status' | 'storeCode'>,
  lines: readonly Line[],
  { line: lineId, product }: Asked,
) {
  if (status !== 'product_match_failed' && status !== 'customer_id_required') return null
  const line = lines.find(({ id }) => id === lineId) ?? lines.find(({ open }) => open)
  if (line?.kind !== 'product') return null
  return searchForLine(sql, line, line.id === lineId ? product : undefined, storeCode)
}

/** Only a web address: a link must not run anything. */
function adminUrl(template: string | null, number: string): string | null {
  const url = template?.replaceAll('{number}', encodeURIComponent(number)) ?? ''
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null
}
