import type { Sql } from '../../db/client.ts'
import type { Customer, OrderDetails } from '../../views/order/details.ts'
import type { OrderName } from '../../views/paths.ts'
import { type ClocksTold, clockColumns } from './load-clocks.ts'
import { type CounterTold, counterColumns } from './load-counter.ts'
import { type PapersTold, paperColumns } from './load-papers.ts'

type HeadFields =
  | 'id'
  | 'source'
  | 'number'
  | 'status'
  | 'version'
  | 'fulfilment'
  | 'store'
  | 'storeCode'
  | 'storeCurrency'
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
  | 'paymentCheckedAt'
  | 'approvalNumber'
  | 'money'
  | 'saleNumber'
  | 'saleStatus'
  | 'saleTotal'
  | 'returned'
  | 'shortage'
  | 'problems'
  | 'respondBy'
  | 'holdUntil'
  | 'readyBy'
  | 'location'
  | 'carrier'
  | 'trackingNumber'
  | 'rejectReason'
  | 'cancellationAskedAt'
  | 'differs'

export interface Head extends Pick<OrderDetails, HeadFields>, PapersTold, ClocksTold, CounterTold {
  timeZone: string | null
  raw: string | null
  orderUrl: string | null
  erased: { at: string; who: string | null } | null
  customer: (Customer & { shipsTo: Record<string, string | null> | null }) | null
}

/** The order with its store, source, sale, customer and papers; null: none, or none with a status yet. */
export async function loadHead(sql: Sql, { source, number }: OrderName): Promise<Head | null> {
  const [head] = await sql<Head[]>`
    select o.id, o.source, o.number, o.status, o.version, o.fulfilment, s.name as store, o.store as store_code,
      s.currency as store_currency, s.time_zone, o.currency, o.placed_at, w.received_at, o.prices_include_tax,
      o.shipping_amount, o.shipping_tax, o.total, o.customer_name, o.payment_status, o.payment_provider,
      o.payment_reference, o.payment_amount, o.payment_checked_at, o.approval_number, o.money, o.sale_number, sale.status as sale_status,
      sale.total as sale_total,
      (select coalesce(sum(given_back), 0) from returns where order_id = o.id)::bigint as returned,
      o.shortage, o.problems,
      o.ready_by::text, o.location, o.carrier, o.tracking_number, o.reject_reason, o.cancellation_asked_at,
      o.differs, w.raw, src.order_url,
      (select json_build_object('at', done.erased_at, 'who', u.name)
        from erased_orders done join erasures e on e.id = done.erasure_id left join users u on u.id = e.user_id
        where done.order_id = o.id and done.erased_at is not null) as erased,
      case when c.id is not null then json_build_object(
        'id', c.id, 'firstName', c.first_name, 'lastName', c.last_name, 'email', c.email, 'phone', c.phone,
        'street', c.street, 'city', c.city, 'postalCode', c.postal_code, 'country', c.country,
        'shipsTo', case when a.id is not null then json_build_object('name', a.name, 'street', a.street,
          'postalCode', a.postal_code, 'city', a.city, 'region', a.region, 'country', a.country) end
      ) end as customer,
      ${clockColumns(sql)},
      ${paperColumns(sql)},
      ${counterColumns(sql)}
    from orders o
      join web_orders w on w.id = o.id
      join sources src on src.id = o.source
      left join stores s on s.code = o.store
      left join sales sale on sale.order_id = o.id
      left join customers c on c.id = o.customer_id
      left join addresses a on a.customer_id = c.id and a.current
    where o.source = ${source} and o.number = ${number}`
  return head ?? null
}
