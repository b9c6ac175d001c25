import { ORDERS_CHANNEL, SET_UP_CHANNEL } from '../db/channels.ts'
import type { Fragment, Sql, Tx } from '../db/client.ts'
import { orderWorkflowId } from '../domain/ids.ts'
import { returnWorkflowId } from '../domain/returns/happening.ts'
import { SOURCE, STAFF } from './shop.ts'
import { sampleCustomer, usedCustomer, usedProduct, usedStore } from './used.ts'

export interface Removed {
  orders: number
  products: number
  customers: number
  stores: number
}

/** Somebody was at one of its rows just then, or made use of one: another look settles it. */
const WORTH_ANOTHER_TRY = new Set(['23503', '40001', '40P01', '55P03'])
const TRIES_MAX = 5

/**
 * Takes the sample shop away in one transaction: its orders with all that belongs to them, source, customers, products,
 * stores and staff. What the shop's own orders, sources and counts use stays, and is the shop's own from then on. The
 * workflows of its orders are noted, to be ended with `endLeftWorkflows`.
 * @param note told of the removal within its transaction
 * @returns null: there is no sample
 */
export async function removeSample(
  sql: Sql,
  note: (tx: Tx, removed: Removed) => Promise<unknown> = async () => undefined,
): Promise<Removed | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sql.begin((tx) => removeOnce(tx, note))
    } catch (error) {
      const { code = '' } = error as { code?: string }
      if (attempt === TRIES_MAX || !WORTH_ANOTHER_TRY.has(code)) throw error
    }
  }
}

async function removeOnce(
  tx: Tx,
  note: (tx: Tx, removed: Removed) => Promise<unknown>,
): Promise<Removed | null> {
  const [shop] = await tx`select from sample_shop where removed_at is null for update`
  if (!shop) return null
  const orders = await lockOrders(tx)
  const returns = await tx<{ number: string; n: number }[]>`
    select o.number, r.n from returns r join orders o on o.id = r.order_id where o.source = ${SOURCE}`
  await keepWhatIsUsed(tx)
  await removeOrders(tx)
  const removed = { orders: orders.length, ...(await removeShop(tx)) }
  const workflows = [
    ...orders.map(({ number }) => orderWorkflowId(SOURCE, number)),
    ...returns.map(({ number, n }) => returnWorkflowId(SOURCE, number, n)),
  ]
  await tx`update sample_shop set removed_at = now(), workflows_left = ${workflows}`
  await note(tx, removed)
  await tx`select pg_notify(${SET_UP_CHANNEL}, ''), pg_notify(${ORDERS_CHANNEL}, '0')`
  return removed
}

/**
 * Nobody is at one of its orders, and none comes any more. An order before its source, as `record` takes them; one that
 * came in between is not waited for, since its `record` may wait for us.
 */
async function lockOrders(tx: Tx): Promise<{ number: string }[]> {
  await tx`select from web_orders where source = ${SOURCE} order by id for update`
  await tx`select from sources where sample for update`
  return tx<{ number: string }[]>`
    select number from web_orders where source = ${SOURCE} order by id for update nowait`
}

/** All of it is judged by how things stood before. */
async function keepWhatIsUsed(tx: Tx): Promise<void> {
  await tx`update customers c set sample = true where not c.sample and ${sampleCustomer(tx)}`
  await tx`
    with stay as (update stores s set sample = false where s.sample and ${usedStore(tx)}),
      kept as (update products p set sample = false where p.sample and ${usedProduct(tx)})
    update customers c set sample = false where c.sample and ${usedCustomer(tx)}`
}

async function removeOrders(tx: Tx): Promise<void> {
  const ids = tx`(select id from web_orders where source = ${SOURCE})`
  await removeReturns(tx, ids)
  await tx`delete from documents where order_id in ${ids}`
  await tx`delete from effects where order_id in ${ids}`
  await tx`delete from gift_cards where order_id in ${ids}`
  await tx`delete from price_changes where order_id in ${ids}`
  await tx`delete from sale_lines where order_id in ${ids}`
  await removeSales(tx, tx`order_id in ${ids}`)
  await tx`delete from payments where order_id in ${ids}`
  await tx`delete from letters where order_id in ${ids}`
  await tx`delete from callbacks where order_id in ${ids}`
  await tx`delete from order_events where order_id in ${ids}`
  await tx`delete from order_lines where order_id in ${ids}`
  await tx`delete from happenings where order_id in ${ids}`
  await tx`delete from orders where source = ${SOURCE}`
  await tx`delete from web_order_versions where order_id in ${ids}`
  // Levels that stay keep their figure: what these orders moved is one counted movement now.
  await tx`
    with gone as (delete from stock_movements where order_id in ${ids} returning store, product_id, quantity)
    insert into stock_movements (store, product_id, kind, quantity)
    select gone.store, gone.product_id, 'counted', sum(gone.quantity)
    from gone join stores s on s.code = gone.store and not s.sample
      join products p on p.id = gone.product_id and not p.sample
    group by gone.store, gone.product_id having sum(gone.quantity) <> 0`
  await tx`delete from web_orders where source = ${SOURCE}`
}

/** The numbers of a store that stays are short of these from now on. */
async function removeSales(tx: Tx, whose: Fragment): Promise<void> {
  await tx`
    with gone as (delete from sales where ${whose} returning store)
    update number_series set removed = removed + out.sales
    from (select store, count(*) as sales from gone group by store) out
    where number_series.store = out.store and kind = 'sale'`
}

/** What is in the bin of defective goods is what the other returns put there. */
async function removeReturns(tx: Tx, orders: Fragment): Promise<void> {
  const ids = tx`(select id from returns where order_id in ${orders})`
  const numbers = tx`(select number from sales where return_id in ${ids})`
  await tx`delete from return_lines where return_id in ${ids}`
  await tx`delete from documents where sale_number in ${numbers}`
  await tx`delete from exchange_payments where sale_number in ${numbers}`
  await tx`delete from sale_lines where sale_number in ${numbers}`
  await removeSales(tx, tx`return_id in ${ids}`)
  await tx`delete from return_events where return_id in ${ids}`
  await tx`delete from return_happenings where return_id in ${ids}`
  await tx`
    with gone as (delete from defective_movements where return_id in ${ids} returning store, product_id, quantity)
    update defective_stock set on_hand = on_hand - out.quantity
    from (select store, product_id, sum(quantity)::int as quantity from gone group by store, product_id) out
    where defective_stock.store = out.store and defective_stock.product_id = out.product_id`
  await tx`delete from defective_stock where on_hand = 0`
  await tx`delete from returns where order_id in ${orders}`
}

async function removeShop(tx: Tx): Promise<Omit<Removed, 'orders'>> {
  const stores = tx`(select code from stores where sample)`
  const products = tx`(select id from products where sample)`
  const customers = tx`(select id from customers where sample)`
  await tx`delete from stock_movements where store in ${stores} or product_id in ${products}`
  await tx`delete from stock_levels where store in ${stores} or product_id in ${products}`
  await tx`delete from remembered_matches where source = ${SOURCE}`
  await tx`delete from forgotten_matches where source = ${SOURCE}`
  await tx`delete from customer_links where source = ${SOURCE} or customer_id in ${customers}`
  await tx`delete from addresses where customer_id in ${customers}`
  await tx`delete from api_requests where source = ${SOURCE}`
  await tx`delete from number_series where store in ${stores}`
  await tx`delete from sources where sample`
  const gone = {
    products: (await tx`delete from products where sample`).count,
    customers: (await tx`delete from customers where sample`).count,
    stores: (await tx`delete from stores where sample`).count,
  }
  await removeStaff(tx)
  return gone
}

/** Somebody may have let them in, and they did something to an order of the shop's own: then their name stays. */
async function removeStaff(tx: Tx): Promise<void> {
  try {
    await tx.savepoint((inner) => inner`delete from users where id = ${STAFF.id}`)
  } catch (error) {
    if ((error as { code?: string }).code !== '23503') throw error
  }
}
