import type { Sql } from '../../db/client.ts'
import type { OpeningCalendar } from '../../domain/business-time.ts'
import { type RuleBook, rulesOf, type SourceRules, type StoreRules } from '../../domain/rules.ts'
import { type ClockedOrder, effectOn } from '../../domain/rules-effect.ts'
import { openStatuses } from '../../domain/status.ts'
import type { Effect } from '../../views/settings/stores.ts'

/** A preview is made while somebody types, and each of them may cost a millisecond. */
const ORDERS_LOOKED_AT = 200

/** Rules that are typed, and not yet in force. */
export type Typed = { store: string; book: RuleBook['store'] } | { source: string; book: RuleBook['source'] }

type OpenOrder = ClockedOrder & { store: string; source: string }

/** How many of the open orders, the oldest first, would get another deadline. */
export async function effectOf(sql: Sql, typed: Typed): Promise<Effect> {
  const [orders, stores, sources] = await Promise.all([
    openOrders(sql, typed),
    storeBooks(sql),
    sourceBooks(sql),
  ])
  if ('store' in typed) stores.set(typed.store, typed.book)
  else sources.set(typed.source, typed.book)
  const now = new Date()
  const lookedAt = orders.slice(0, ORDERS_LOOKED_AT)
  const effects = lookedAt.map((order) => {
    const [store, source] = [stores.get(order.store), sources.get(order.source)]
    return store && source ? effectOn(order, rulesOf({ store, source }), now) : 'none'
  })
  return {
    open: lookedAt.length,
    isPart: orders.length > lookedAt.length,
    moved: effects.filter((effect) => effect !== 'none').length,
    late: effects.filter((effect) => effect === 'late').length,
  }
}

/** Along the index of the oldest open ones. */
function openOrders(sql: Sql, typed: Typed): Promise<OpenOrder[]> {
  return sql<OpenOrder[]>`
    select store, source, status, placed_at, ready_at, hold_by_hand, respond_by, hold_until from orders
    where status in ${sql(openStatuses)} and fulfilment <> 'supplier' and store is not null
      and ${'store' in typed ? sql`store = ${typed.store}` : sql`source = ${typed.source}`}
    order by placed_at, id limit ${ORDERS_LOOKED_AT + 1}`
}

async function storeBooks(sql: Sql): Promise<Map<string, RuleBook['store']>> {
  const rows = await sql<
    {
      code: string
      timeZone: string
      weekly: OpeningCalendar['weekly']
      special: OpeningCalendar['special']
      rules: Partial<StoreRules>
    }[]
  >`select code, time_zone, hours as weekly, special_days as special, rules from stores limit 500`
  return new Map(rows.map(({ code, rules, ...calendar }) => [code, { calendar, rules }]))
}

async function sourceBooks(sql: Sql): Promise<Map<string, RuleBook['source']>> {
  const rows = await sql<({ id: string; rules: Partial<SourceRules> } & Omit<OpeningCalendar, 'timeZone'>)[]>`
    select id, hours as weekly, special_days as special, rules from sources limit 500`
  return new Map(rows.map(({ id, ...book }) => [id, book]))
}
