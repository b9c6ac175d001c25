import type { Tx } from '../../db/client.ts'
import { fullName } from '../../domain/comparison/names.ts'
import type { Facts } from '../../domain/facts.ts'
import { partNumberKey } from '../../domain/matching.ts'
import type { Deadline, OrderLine, OrderState } from '../../domain/order.ts'
import type { WebOrder } from '../../domain/web-order.ts'
import type { WebOrderRow } from './load.ts'

/** The columns that say what the website sent; the rest of the row is the fold of the events. */
export function webColumns(web: WebOrder) {
  const { customer } = web
  return {
    placedAt: web.placedAt,
    pricesIncludeTax: web.pricesIncludeTax,
    shippingAmount: web.shipping.amount,
    shippingTax: web.shipping.tax,
    customerName: fullName(customer.firstName, customer.lastName),
    paymentReference: web.payment.reference,
  }
}

/** What a person may type to find the order: number, name, e-mail, phone in any form, products. */
export function searchText({ number }: WebOrderRow, { customer, lines, payment }: WebOrder): string {
  const words = [
    number,
    fullName(customer.firstName, customer.lastName),
    customer.email,
    customer.phone,
    customer.phone?.replace(/\D/g, ''),
    payment.reference,
    ...lines.flatMap(({ description, gtin, mpn, sku }) => [description, gtin, mpn, sku]),
  ]
  return [...new Set(words.filter(Boolean).map((word) => partNumberKey(word ?? '')))].join(' ')
}

/** What will befall the order by itself; its workflow, the sweep and the index look at the soonest. */
export function deadlineColumns(tx: Tx, deadlines: readonly Deadline[]) {
  const [next] = deadlines
  return {
    deadlines: tx.json(deadlines.map(({ kind, at }) => ({ kind, at: at.toISOString() }))),
    deadlineKind: next?.kind ?? null,
    deadlineAt: next?.at ?? null,
  }
}

/** Inserts the lines of new content, updates those that a match or a sale touched. */
export function writeLines(
  tx: Tx,
  orderId: number,
  facts: Facts,
  before: OrderState | null,
  next: OrderState,
) {
  if (facts.reading?.ok) return [insertLines(tx, orderId, facts.reading.order, next.lines)]
  const former = new Map(before?.lines.map((line) => [line.id, line]))
  const changed = next.lines.filter(
    (line) => line !== former.get(line.id) && differs(line, former.get(line.id)),
  )
  return changed.length > 0 ? [updateLines(tx, orderId, changed)] : []
}

function differs(line: OrderLine, former: OrderLine | undefined): boolean {
  return (
    line.productId !== former?.productId ||
    line.matchedBy !== former.matchedBy ||
    line.problem !== former.problem ||
    line.allocated !== former.allocated
  )
}

function insertLines(tx: Tx, orderId: number, web: WebOrder, lines: readonly OrderLine[]) {
  const matched = new Map(lines.map((line) => [line.id, line]))
  const rows = web.lines.map((line, position) => ({
    orderId,
    id: line.id,
    position,
    kind: line.kind,
    description: line.description,
    gtin: line.gtin,
    mpn: line.mpn,
    sku: line.sku,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    discount: line.discount,
    taxRate: line.taxRate,
    tax: line.tax,
    productId: matched.get(line.id)?.productId ?? null,
    matchedBy: matched.get(line.id)?.matchedBy ?? null,
    matchProblem: matched.get(line.id)?.problem ?? null,
    allocated: matched.get(line.id)?.allocated ?? 0,
  }))
  return tx`insert into order_lines ${tx(rows)}`
}

function updateLines(tx: Tx, orderId: number, lines: readonly OrderLine[]) {
  return tx`
    update order_lines set product_id = line.product_id, matched_by = line.matched_by,
      match_problem = line.match_problem, allocated = line.allocated
    from unnest(
      ${lines.map(({ id }) => id)}::text[], ${lines.map(({ productId }) => productId)}::bigint[],
      ${lines.map(({ matchedBy }) => matchedBy)}::text[], ${lines.map(({ problem }) => problem)}::text[],
      ${lines.map(({ allocated }) => allocated)}::int[]
    ) as line (id, product_id, matched_by, match_problem, allocated)
    where order_lines.order_id = ${orderId} and order_lines.id = line.id`
}
