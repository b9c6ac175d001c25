import type { Sql } from '../db/client.ts'
import { type LineOnRecord, type PaymentOnRecord, receiptOf, type SaleOnRecord } from '../domain/receipt.ts'
import { renderReceipt } from './paper/receipt-pdf.ts'
import { paperWords } from './paper/words.ts'

export interface ReceiptInput {
  orderId: number
  /** The effect that asked for it: one key, one document. */
  effectKey: string
}

/**
 * Makes the receipt of an order's sale and keeps it; asked again with the same key it returns the one it made.
 * Throws where the order has no sale.
 */
export async function makeReceipt(
  { sql }: { sql: Sql },
  { orderId, effectKey }: ReceiptInput,
): Promise<{ documentId: number }> {
  const found = await readSale(sql, orderId, effectKey)
  if (!found) throw new Error(`order ${orderId} has no sale`)
  if (found.documentId !== null) return { documentId: found.documentId }
  const content = await renderReceipt(receiptOf(found.record), paperWords)
  const fileName = `receipt-${found.record.sale.number}.pdf`
  // Another try that was faster keeps its bytes: the update changes nothing and only makes its id come back. The
  // happening that tells of it is flushed to disk, and all that was committed before it.
  const [document] = await sql<{ id: number }[]>`
    with unflushed as (select set_config('synchronous_commit', 'off', true))
    insert into documents (order_id, effect_key, kind, file_name, media_type, content)
    select ${orderId}, ${effectKey}, 'receipt', ${fileName}, 'application/pdf', ${content}::bytea from unflushed
    on conflict (effect_key) do update set effect_key = excluded.effect_key
    returning id`
  if (!document) throw new Error(`the receipt of order ${orderId} was not kept`)
  return { documentId: document.id }
}

type LineTold = Omit<LineOnRecord, 'changed'> & {
  changed: (Omit<NonNullable<LineOnRecord['changed']>, 'agreedAt'> & { agreedAt: string }) | null
}

/** Times within JSON arrive as text. */
interface SaleRow extends Omit<SaleOnRecord, 'payments' | 'lines'> {
  lines: LineTold[]
  payments: (Omit<PaymentOnRecord, 'at'> & { at: string })[]
  madeAt: Date
  documentId: number | null
}

async function readSale(sql: Sql, orderId: number, effectKey: string) {
  const [row] = await sql<SaleRow[]>`
    select
      (select id from documents where effect_key = ${effectKey}) as document_id,
      json_build_object('name', stores.name, 'address', stores.address, 'timeZone', stores.time_zone) as store,
      json_build_object('number', sales.number, 'void', sales.status = 'void') as sale,
      json_build_object('number', orders.number, 'source', orders.source) as order,
      json_build_object('amount', shipping_amount, 'tax', shipping_tax) as shipping,
      sales.made_at, customer_name, sales.currency, prices_include_tax, sales.total, ready_by::text,
      (select json_agg(json_build_object('description', order_lines.description, 'quantity', sale_lines.quantity,
          'unitPrice', order_lines.unit_price, 'discount', discount, 'taxRate', order_lines.tax_rate::text,
          'tax', sale_lines.tax, 'changed', ${changedPrice(sql)}, 'cards', ${soldCards(sql)})
          order by position)
        from sale_lines join order_lines on order_lines.order_id = sale_lines.order_id and order_lines.id = line_id
        where sale_number = sales.number) as lines,
      (select coalesce(sum(given_back), 0)::bigint from returns where order_id = sales.order_id) as returned,
      (select coalesce(json_agg(json_build_object('kind', kind, 'method', method, 'amount', amount,
          'reference', reference, 'at', at) order by at, happening_id), '[]')
        from payments where payments.order_id = sales.order_id and taken_back_at is null) as payments
    from sales
    join orders on orders.id = sales.order_id
    join stores on stores.code = sales.store
    where sales.order_id = ${orderId}`
  if (!row) return null
  const { documentId, madeAt, payments, lines, ...rest } = row
  const record: SaleOnRecord = {
    ...rest,
    sale: { ...rest.sale, madeAt },
    lines: lines.map((line) => ({
      ...line,
      changed: line.changed && { ...line.changed, agreedAt: new Date(line.changed.agreedAt) },
    })),
    payments: payments.map((payment) => ({ ...payment, at: new Date(payment.at) })),
  }
  return { documentId, record }
}

/** What it cost at first, and what was agreed last. */
const changedPrice = (sql: Sql) => sql`
  (select json_build_object('from', (array_agg(from_price order by at))[1],
      'agreedBy', (array_agg(agreed_by order by at desc))[1], 'agreedAt', max(agreed_at))
    from price_changes p where p.order_id = sale_lines.order_id and p.line_id = sale_lines.line_id
    having count(*) > 0)`

const soldCards = (sql: Sql) => sql`
  (select coalesce(json_agg(json_build_object('number', number, 'amount', amount) order by unit), '[]')
    from gift_cards g
    where g.order_id = sale_lines.order_id and g.line_id = sale_lines.line_id and g.voided_at is null)`
