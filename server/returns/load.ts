import type { Sql } from '../../db/client.ts'
import { returnableOf } from '../../domain/returns/amounts.ts'
import { endedReturns, openReturns } from '../../domain/returns/return.ts'
import { loadRefundable } from '../../intake/refundable.ts'
import { loadReturnable, loadReturnableSales } from '../../intake/returnable.ts'
import type { OrderName } from '../../views/paths.ts'
import type {
  Offer,
  OfferedLine,
  ReturnDetails,
  ReturnEntry,
  ReturnOfOrder,
  ShownReturn,
} from '../../views/returns/details.ts'

const OPEN_MAX = 200
const ENDED_MAX = 50
const OF_ORDER_MAX = 50
const ENTRIES_MAX = 200

/** Where a return is found; null: there is none. */
export interface FoundReturn extends OrderName {
  id: number
  orderId: number
  n: number
}

export async function findReturn(
  sql: Sql,
  { source, number }: OrderName,
  n: number,
): Promise<FoundReturn | null> {
  const [row] = await sql<FoundReturn[]>`
    select r.id, r.order_id, r.n, o.source, o.number from orders o join returns r on r.order_id = o.id
    where o.source = ${source} and o.number = ${number} and r.n = ${n}`
  return row ?? null
}

type Head = Omit<ReturnDetails, 'goods' | 'money' | 'timeline'> & { goodsAmount: number; goodsTax: number }

/** All of a return's page in a handful of statements. */
export async function loadReturn(sql: Sql, found: FoundReturn): Promise<ReturnDetails> {
  const [[head], money, timeline] = await Promise.all([
    sql<Head[]>`
      select r.id, r.order_id, r.n, r.status, r.version, r.reason, r.goods_amount, r.goods_tax, r.method, r.reference,
        r.trouble, r.opened_at, r.goods_late_at, r.error_id, r.set_off, r.set_off_at is not null as is_set_off,
        r.asked, json_build_object('provider', r.given_by_provider, 'otherwise', r.given_otherwise) as given,
        r.sale_number as sale, g.n as exchanged_for, ${exchangeColumn(sql)} as exchange, o.source, o.number, o.customer_name, o.currency, o.store,
        coalesce(st.time_zone, 'UTC') as time_zone,
        (select coalesce(json_agg(json_build_object('line', c.line_id, 'units', c.units, 'sellable', c.sellable,
            'defective', c.defective, 'toInspect', c.to_inspect, 'amount', c.amount, 'tax', c.tax,
            'description', coalesce(s.description, l.description), 'taxRate', coalesce(s.tax_rate, l.tax_rate)::text)
            order by c.place), '[]')
          from return_lines c join sale_lines s using (sale_number, line_id)
            left join order_lines l on l.order_id = s.order_id and l.id = s.line_id
          where c.return_id = r.id) as lines,
        (select json_build_object('amount', amount, 'tax', tax)
          from return_lines where return_id = r.id and kind = 'shipping') as shipping
      from returns r join orders o on o.id = r.order_id left join stores st on st.code = o.store
        left join sales sold on sold.number = r.sale_number left join returns g on g.id = sold.return_id
      where r.id = ${found.id}`,
    loadRefundable(sql, found),
    loadEntries(sql, found.id),
  ])
  if (!head) throw new Error(`return ${found.id} is gone`)
  const { goodsAmount, goodsTax, ...rest } = head
  return { ...rest, goods: { amount: goodsAmount, tax: goodsTax }, money, timeline }
}

/** The goods that go out for those of a return `r`; called off, they are none. */
const exchangeColumn = (sql: Sql) => sql`
  (select json_build_object('sale', s.number, 'total', s.total, 'isHandedOver', s.status = 'finished',
      'documentId', (select max(id) from documents where sale_number = s.number),
      'payments', (select coalesce(json_agg(json_build_object('kind', kind, 'method', method, 'amount', amount)
          order by kind), '[]') from exchange_payments where sale_number = s.number),
      'lines', (select json_agg(json_build_object('description', description, 'quantity', quantity,
          'unitPrice', unit_price, 'net', net, 'tax', tax, 'taxRate', tax_rate::text) order by line_id::int)
        from sale_lines where sale_number = s.number))
    from sales s where s.return_id = r.id and s.status <> 'void')`

type EntryRow = Omit<ReturnEntry, 'who' | 'event'> & {
  actorKind: ReturnEntry['who']['kind']
  name: string | null
  fromStatus: NonNullable<ReturnEntry['event']>['fromStatus']
  toStatus: NonNullable<ReturnEntry['event']>['toStatus'] | null
  outcome: Record<string, unknown> | null
}

/** What befell it, newest first, applied or not. */
async function loadEntries(sql: Sql, returnId: number): Promise<ReturnEntry[]> {
  const rows = await sql<EntryRow[]>`
    select * from (
      select e.happening_id as id, e.type, e.actor_kind, u.name, e.at, 'applied' as state,
        coalesce(h.payload, '{}') as payload, e.from_status, e.to_status, e.outcome, null::jsonb as refusal, e.seq
      from return_events e left join users u on u.id = e.user_id
        left join return_happenings h on h.return_id = e.return_id and h.id = e.happening_id
      where e.return_id = ${returnId}
      union all
      select h.id, h.type, h.actor_kind, u.name, h.at, h.status, h.payload, null, null, null, h.refusal, null
      from return_happenings h left join users u on u.id = h.user_id
      where h.return_id = ${returnId} and h.status <> 'applied' and h.actor_kind = 'staff'
    ) told
    order by at desc, seq desc nulls first limit ${ENTRIES_MAX}`
  return rows.map(({ actorKind, name, fromStatus, toStatus, outcome, ...row }) => ({
    ...row,
    who: { kind: actorKind, name },
    event: toStatus && { fromStatus, toStatus, outcome: outcome ?? {} },
  }))
}

/** What became of an action; null: there was none of that name. */
export async function findEntry(sql: Sql, returnId: number, id: string): Promise<ReturnEntry | null> {
  const [row] = await sql<Omit<ReturnEntry, 'who' | 'event'>[]>`
    select id, type, at, status as state, payload, refusal from return_happenings
    where return_id = ${returnId} and id = ${id}`
  return row ? { ...row, who: { kind: 'staff', name: null }, event: null } : null
}

const shownColumns = (sql: Sql) => sql`
  r.n, r.status, r.trouble, r.opened_at, r.ended_at, o.source, o.number, o.customer_name, o.currency,
  coalesce(st.time_zone, 'UTC') as time_zone,
  (select coalesce(sum(units) filter (where kind = 'goods'), 0)::int from return_lines where return_id = r.id) as units,
  r.goods_amount + coalesce((select amount from return_lines where return_id = r.id and kind = 'shipping'), 0) as amount`

/** Those that are open, oldest first, and the last that ended. */
export async function loadReturns(sql: Sql): Promise<{ open: ShownReturn[]; ended: ShownReturn[] }> {
  const [open, ended] = await Promise.all([
    sql<ShownReturn[]>`
      select ${shownColumns(sql)}
      from returns r join orders o on o.id = r.order_id left join stores st on st.code = o.store
      where r.status in ${sql([...openReturns])} order by r.opened_at, r.id limit ${OPEN_MAX}`,
    sql<ShownReturn[]>`
      select ${shownColumns(sql)}
      from returns r join orders o on o.id = r.order_id left join stores st on st.code = o.store
      where r.status in ${sql([...endedReturns])}
      order by r.ended_at desc nulls last, r.id desc nulls last limit ${ENDED_MAX}`,
  ])
  return { open, ended }
}

/** Those of an order, with the goods that went out for them and what of these was settled afterwards. */
export async function loadReturnsOf(sql: Sql, orderId: number): Promise<ReturnOfOrder[]> {
  return sql<ReturnOfOrder[]>`
    select ${shownColumns(sql)},
      (select json_build_object('sale', s.number, 'settled', (
          select coalesce(json_agg(json_build_object('method', method, 'amount', amount) order by at), '[]')
          from exchange_payments where sale_number = s.number and kind = 'settled'))
        from sales s where s.return_id = r.id and s.status = 'finished') as exchange
    from returns r join orders o on o.id = r.order_id left join stores st on st.code = o.store
    where r.order_id = ${orderId} order by r.n limit ${OF_ORDER_MAX}`
}

/**
 * What can come back of an order: of the sale that is asked for, else of the first that has something left.
 * Null: it was not handed over.
 */
export async function loadOffer(sql: Sql, orderId: number, asked: string | null): Promise<Offer | null> {
  const sales = await loadReturnableSales(sql, orderId)
  const first = sales.find(({ sale }) => sale === asked) ?? sales.find(({ units }) => units > 0) ?? sales[0]
  const returnable = first ? await loadReturnable(sql, orderId, first.sale) : null
  if (returnable?.status !== 'completed') return null
  const lines: OfferedLine[] = returnable.lines.map((line) => ({ ...line, left: returnableOf(line) }))
  return { sale: returnable.sale, sales, lines, shipping: returnable.shipping }
}
