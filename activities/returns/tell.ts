import { RETURNS_WAIT, WORK_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import type { Happening } from '../../domain/happening.ts'
import type { Change, OrderState } from '../../domain/order.ts'
import { newsForReturns, newsOfRefusal, type ReturnNews } from '../../domain/returns/news.ts'

/** What an order's happening means for its returns, in their inboxes; within the transaction that records it. */
export function tellReturns(
  tx: Tx,
  orderId: number,
  before: OrderState | null,
  happening: Happening,
  change: Change,
) {
  return newsForReturns(before, happening, change).map((news) => tell(tx, orderId, happening, news))
}

/** A return that asked for money in vain hears why. */
export function tellRefusal(tx: Tx, orderId: number, happening: Happening, code: string) {
  const news = newsOfRefusal(happening, code)
  return news === null ? [] : [tell(tx, orderId, happening, news)]
}

/** Named after what befell the order, so that it is heard once. */
function tell(tx: Tx, orderId: number, { id }: Happening, news: ReturnNews) {
  const { to, type, payload } = news
  const whose =
    to === 'unknown'
      ? tx`status = 'refunding' and trouble = 'unknown'`
      : to === 'waiting'
        ? tx`status = 'refunding'`
        : to === 'given'
          ? whoseRefundBroke(tx, orderId, 'amount' in payload ? payload.amount : 0)
          : tx`id = ${to}`
  return tx`
    with told as (
      insert into return_happenings (return_id, id, type, payload, actor_kind)
      select id, ${`${type}:${id}`}, ${type}, ${tx.json(payload)}, 'system'
      from returns where order_id = ${orderId} and ${whose}
      on conflict (return_id, id) do nothing
      returning return_id
    )
    select pg_notify(${WORK_CHANNEL}, ${RETURNS_WAIT}) from told limit 1`
}

/** The last for which the provider gave back just so much; or all of them, where it gave so much for them together. */
const whoseRefundBroke = (tx: Tx, orderId: number, amount: number) => tx`
  id in (
    with given as (
      select id, given_by_provider as amount from returns where order_id = ${orderId} and given_by_provider > 0
    ), one as (select id from given where amount = ${amount}::bigint order by id desc limit 1)
    select id from one union all
    select id from given where not exists (select from one) and (select sum(amount) from given) = ${amount}::bigint)`
