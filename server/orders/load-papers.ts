import type { Sql } from '../../db/client.ts'
import type { Document, OrderName, Payment } from '../../views/order/details.ts'

const ROWS_MAX = 100
const OTHERS_MAX = 10

/** Payments, documents, orders under the same payment, and the content that the website sent last. */
export interface Papers {
  payments: Payment[]
  documents: Document[]
  samePayment: OrderName[]
  samePaymentMore: boolean
  other: { raw: string; receivedAt: Date } | null
}

type Told<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] }

/** As JSON tells them: a moment is a text. */
export interface PapersTold {
  payments: Told<Payment>[]
  documents: Told<Document>[]
  samePayment: OrderName[]
  other: Told<NonNullable<Papers['other']>> | null
}

/** Columns of a query whose order is `o`. */
export const paperColumns = (sql: Sql) => sql`
  (select coalesce(json_agg(json_build_object('kind', kind, 'method', method, 'amount', amount, 'currency', currency,
      'reference', reference, 'merchantAccount', merchant_account, 'paymentType', payment_type,
      'cardType', card_type, 'at', at, 'isTakenBack', taken_back_at is not null) order by at), '[]')
    from (select * from payments where order_id = o.id order by at limit ${ROWS_MAX}) payment) as payments,
  (select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'fileName', file_name, 'madeAt', made_at)
      order by id), '[]')
    from (select id, kind, file_name, made_at from documents where order_id = o.id
      order by id limit ${ROWS_MAX}) document) as documents,
  (select coalesce(json_agg(json_build_object('source', source, 'number', number)), '[]')
    from (select source, number from orders same
      where same.payment_reference = o.payment_reference and same.id <> o.id
      order by same.id limit ${OTHERS_MAX + 1}) other) as same_payment,
  (select json_build_object('raw', version.raw, 'receivedAt', version.received_at) from web_order_versions version
    where o.differs and version.order_id = o.id order by version.received_at desc limit 1) as other`

export function papersOf({ payments, documents, samePayment, other }: PapersTold): Papers {
  return {
    payments: payments.map((payment) => ({ ...payment, at: new Date(payment.at) })),
    documents: documents.map((document) => ({ ...document, madeAt: new Date(document.madeAt) })),
    samePayment: samePayment.slice(0, OTHERS_MAX),
    samePaymentMore: samePayment.length > OTHERS_MAX,
    other: other && { raw: other.raw, receivedAt: new Date(other.receivedAt) },
  }
}
