import type { Sql } from '../../db/client.ts'
import type { Document, OrderName, Payment } from '../../views/order/details.ts'

const ROWS_MAX = 100
const OTHERS_MAX = 10

interface Papers {
  payments: Payment[]
  documents: Document[]
  samePayment: OrderName[]
  other: { raw: string; receivedAt: Date } | null
}

type Told<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] }

/** Payments, documents, orders under the same payment, and the content that the website sent last; one statement. */
export async function loadPapers(
  sql: Sql,
  orderId: number,
  { paymentReference, differs }: { paymentReference: string | null; differs: boolean },
): Promise<Papers> {
  const [row] = await sql<
    {
      payments: Told<Payment>[]
      documents: Told<Document>[]
      samePayment: OrderName[]
      other: Told<NonNullable<Papers['other']>> | null
    }[]
  >`
    select
      (select coalesce(json_agg(json_build_object('kind', kind, 'method', method, 'amount', amount,
          'currency', currency, 'reference', reference, 'at', at) order by at), '[]')
        from (select * from payments where order_id = ${orderId} order by at limit ${ROWS_MAX}) payment) as payments,
      (select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'fileName', file_name, 'madeAt', made_at)
          order by id), '[]')
        from (select id, kind, file_name, made_at from documents where order_id = ${orderId}
          order by id limit ${ROWS_MAX}) document) as documents,
      (select coalesce(json_agg(json_build_object('source', source, 'number', number)), '[]')
        from (select source, number from orders where payment_reference = ${paymentReference} and id <> ${orderId}
          order by id limit ${OTHERS_MAX}) other) as same_payment,
      (select json_build_object('raw', raw, 'receivedAt', received_at) from web_order_versions
        where ${differs} and order_id = ${orderId} order by received_at desc limit 1) as other`
  if (!row) throw new Error('a select without tables gave no row')
  return {
    payments: row.payments.map((payment) => ({ ...payment, at: new Date(payment.at) })),
    documents: row.documents.map((document) => ({ ...document, madeAt: new Date(document.madeAt) })),
    samePayment: row.samePayment,
    other: row.other && { raw: row.other.raw, receivedAt: new Date(row.other.receivedAt) },
  }
}
