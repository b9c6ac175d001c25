import { randomUUID } from 'node:crypto'
import type { Sql } from '../../db/client.ts'
import { isTransient } from '../../db/transient.ts'
import { type PaymentOnRecord, receiptOf, type SaleOnRecord } from '../../domain/receipt.ts'
import type { Log } from '../log.ts'
import { renderReceipt } from '../paper/receipt-pdf.ts'
import { paperWords } from '../paper/words.ts'
import { errorSubject, noteError } from '../stuck/note-error.ts'

interface SaleRow extends Omit<SaleOnRecord, 'payments'> {
  orderId: number
  round: number
  madeAt: Date
  /** Times within JSON arrive as text. */
  payments: (Omit<PaymentOnRecord, 'at'> & { at: string })[]
}

/**
 * Makes the receipt of the goods that went out in exchange, once they were handed over, and keeps it; once more where
 * its money was settled otherwise since. Paper holds no return up: what fails is logged with an id, stands where papers
 * wait for somebody, and is tried again whenever the return is looked at.
 */
export async function makeExchangeReceipt(
  { sql, log }: { sql: Sql; log: Log },
  returnId: number,
): Promise<void> {
  let subject = errorSubject.return(returnId)
  try {
    const row = await readSale(sql, returnId)
    if (!row) return
    subject = errorSubject.sale(row.sale.number)
    const { orderId, round, madeAt, payments, ...rest } = row
    const record: SaleOnRecord = {
      ...rest,
      sale: { ...rest.sale, madeAt },
      payments: payments.map((payment) => ({ ...payment, at: new Date(payment.at) })),
    }
    const content = await renderReceipt(receiptOf(record), paperWords)
    const { number } = record.sale
    const fileName = round === 0 ? `receipt-${number}.pdf` : `receipt-${number}-${round + 1}.pdf`
    await sql`
      insert into documents (order_id, sale_number, round, kind, file_name, media_type, content)
      values (${orderId}, ${number}, ${round}, 'receipt', ${fileName}, 'application/pdf', ${content}::bytea)
      on conflict do nothing`
  } catch (error) {
    if (isTransient(error)) throw error
    const errorId = randomUUID()
    log.error({ err: error, returnId, errorId }, 'the receipt of an exchange could not be made')
    await noteError(sql, subject, errorId, error)
  }
}

/** Null: nothing went out, or its receipt is made as its money stands. */
async function readSale(sql: Sql, returnId: number): Promise<SaleRow | null> {
  const [row] = await sql<SaleRow[]>`
    select o.id as order_id, settled.round, s.made_at,
      exists (select from documents where sale_number = s.number) as replaces, o.customer_name, s.currency, o.prices_include_tax, s.total,
      json_build_object('name', st.name, 'address', st.address, 'timeZone', st.time_zone) as store,
      json_build_object('number', s.number, 'void', false) as sale,
      json_build_object('number', o.number, 'source', o.source) as order,
      r.n as exchange_of, 0 as returned, null as ready_by, '{"amount": 0, "tax": 0}'::json as shipping,
      (select json_agg(json_build_object('description', description, 'quantity', quantity, 'unitPrice', unit_price,
          'discount', 0, 'taxRate', tax_rate::text, 'tax', tax, 'changed', null, 'cards', '[]'::json)
          order by line_id::int)
        from sale_lines where sale_number = s.number) as lines,
      (select coalesce(json_agg(json_build_object('kind', kind, 'method', method, 'amount', amount,
          'reference', reference, 'at', at) order by kind), '[]')
        from exchange_payments where sale_number = s.number) as payments
    from sales s join returns r on r.id = s.return_id join orders o on o.id = r.order_id
      join stores st on st.code = s.store
      cross join lateral (select count(*)::int as round from return_events
        where return_id = r.id and type = 'refund' and outcome ? 'settled') settled
    where s.return_id = ${returnId} and s.status = 'finished'
      and not exists (select from documents where sale_number = s.number and round = settled.round)`
  return row ?? null
}
