import type { Tx } from '../../db/client.ts'
import { setOffMethod } from '../../domain/returns/return.ts'

/** In a place that has to say why: it said so, once. */
const ERASED = '–'

/** Free text that staff write about an order; what stays are codes, numbers, times and names of goods. */
const typedFields = [
  'text',
  'comment',
  'collectedBy',
  'resolutionReason',
  'location',
  'carrier',
  'trackingNumber',
  'approvalNumber',
]

/** Takes out what staff typed of an order and its returns, wherever it stands. @returns how many rows had some */
export async function eraseTyped(tx: Tx, orderId: number): Promise<number> {
  const done = [
    await eraseHappenings(tx, orderId),
    await eraseReturnHappenings(tx, orderId),
    await eraseWhereItStands(tx, orderId),
    await eraseReferences(tx, orderId),
    ...(await eraseReasons(tx, orderId)),
  ]
  return done.reduce((sum, { count }) => sum + count, 0)
}

/** A reject's reason is one of a list; goods set off against others are known by the number of our own sale. */
function eraseHappenings(tx: Tx, orderId: number) {
  const left = tx`payload - ${typedFields}::text[] - case when type = 'reject' then '' else 'reason' end
    - case when payload ->> 'method' = ${setOffMethod} then '' else 'reference' end`
  return tx`update happenings set payload = ${left} where order_id = ${orderId} and payload <> ${left}`
}

/** What a return was opened for is one of a list. */
function eraseReturnHappenings(tx: Tx, orderId: number) {
  return tx`
    with typed as (
      select return_id, id, (payload #- '{changed,reason}' #- '{settle,reason}') - '{text,comment,reference}'::text[]
          - (case when type = 'opened' then '' else 'reason' end)
        || case when jsonb_typeof(payload -> 'lines') = 'array' then jsonb_build_object('lines',
            (select coalesce(jsonb_agg(line - 'reason' order by n), '[]')
              from jsonb_array_elements(payload -> 'lines') with ordinality as given (line, n)))
          else '{}' end as rest
      from return_happenings where return_id in (select id from returns where order_id = ${orderId})
    )
    update return_happenings h set payload = typed.rest from typed
    where h.return_id = typed.return_id and h.id = typed.id and h.payload <> typed.rest`
}

/** The row, and how it stood before its last step: a manager may take that back for long. */
function eraseWhereItStands(tx: Tx, orderId: number) {
  const web = tx`(select nullif(btrim(raw::json -> 'payment' ->> 'approvalNumber'), '') from web_orders
    where id = ${orderId} and raw is json object)`
  return tx`
    update orders set location = null, carrier = null, tracking_number = null,
      approval_number = case when approval_number = ${web} then approval_number end,
      step = jsonb_set(jsonb_set(step, '{from,location}', 'null', false), '{from,step}', 'null', false)
    where id = ${orderId} and (num_nonnulls(location, carrier, tracking_number, approval_number) > 0
      or step #>> '{from,location}' is not null or step #>> '{from,step}' is not null)`
}

/** A provider's, and the number of our own sale, are the shop's books. */
async function eraseReferences(tx: Tx, orderId: number) {
  const [payments, returns, exchanged] = [
    await tx`
      update payments p set reference = null from orders o
      where o.id = p.order_id and p.order_id = ${orderId} and p.reference is distinct from o.payment_reference
        and p.method <> ${setOffMethod} and p.reference is not null`,
    await tx`
      update returns set reference = null
      where order_id = ${orderId} and reference is not null and method is distinct from ${setOffMethod}`,
    await tx`
      update exchange_payments set reference = null
      where reference is not null and sale_number in (${salesOfReturns(tx, orderId)})`,
  ]
  return { count: payments.count + returns.count + exchanged.count }
}

const salesOfReturns = (tx: Tx, orderId: number) => tx`
  select s.number from sales s join returns r on r.id = s.return_id where r.order_id = ${orderId}`

/** Where a reason has to stand, a dash does. */
async function eraseReasons(tx: Tx, orderId: number) {
  return [
    await tx`update gift_cards set void_reason = '' where order_id = ${orderId} and void_reason <> ''`,
    await tx`update price_changes set reason = ${ERASED} where order_id = ${orderId} and reason <> ${ERASED}`,
    await tx`
      update sale_lines set price_reason = ${ERASED}
      where price_reason <> ${ERASED} and sale_number in (${salesOfReturns(tx, orderId)})`,
    await tx`
      update defective_movements set reason = ${ERASED}
      where reason <> ${ERASED} and return_id in (select id from returns where order_id = ${orderId})`,
    // Where a message was given up with others, the reason is its source's name.
    await tx`
      update stuck_decisions set reason = ${ERASED}
      where order_id = ${orderId} and reason <> ${ERASED} and kind <> 'callbackGivenUp'`,
  ]
}
