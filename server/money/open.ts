import type { Sql } from '../../db/client.ts'
import { endedDisputes, GIVEN_OTHERWISE } from '../../domain/payment.ts'
import { closedStatuses, openStatuses, problemStatuses } from '../../domain/status.ts'
import { type OpenKind, type OpenMoneyShown, openKinds } from '../../views/money/money.ts'

const SHOWN = 20
/** A reservation that ends within so many hours should be taken or let go now. */
const ENDS_WITHIN_HOURS = 48

export type OpenMoney = Record<OpenKind, { shown: OpenMoneyShown[]; hasMore: boolean }>

/** Whatever of the money waits for somebody, whatever day it is of; the most urgent of each kind. */
export async function loadOpenMoney(sql: Sql, store: string | null): Promise<OpenMoney> {
  const here = store === null ? sql`true` : sql`o.store = ${store}`
  const columns = (kind: OpenKind) => sql`${kind}::text as kind, o.source, o.number, o.currency`
  const held = sql`(o.money ->> 'held')::bigint as amount`
  const limit = sql`limit ${SHOWN + 1}`
  const rows = await sql<OpenMoneyShown[]>`
    (select ${columns('ends')}, ${held}, o.capture_before as by, null as reason
      from orders o where o.money is not null and o.money ->> 'state' in ('held', 'capturing')
        and o.capture_before < now() + make_interval(hours => ${ENDS_WITHIN_HOURS}) and ${here}
      order by o.capture_before ${limit})
    union all
    (select ${columns('declined')}, ${held}, null, o.money ->> 'trouble'
      from orders o where o.money is not null and o.money ->> 'state' = 'declined'
        and o.status not in ${sql([...closedStatuses])} and ${here}
      order by o.capture_before, o.id ${limit})
    union all
    (select ${columns('unknown')}, ${held}, null, o.money ->> 'trouble'
      from orders o where o.money is not null and o.money ->> 'state' = 'unknown' and ${here}
      order by o.capture_before, o.id ${limit})
    union all
    (select ${columns('refundFailed')}, case when o.money ->> 'state' = 'captured'
        then (o.money ->> 'captured')::bigint - (o.money ->> 'refunded')::bigint else (o.money ->> 'held')::bigint end,
        null, o.money ->> 'trouble'
      from orders o where o.money ->> 'trouble' <> ${GIVEN_OTHERWISE}
        and (o.money ->> 'state' = 'captured' or o.money ->> 'trouble' = 'payment_shared') and ${here}
      order by o.id ${limit})
    union all
    (select ${columns('disputed')}, (d ->> 'amount')::bigint, (d ->> 'evidenceBy')::timestamptz as by, d ->> 'reason'
      from orders o cross join jsonb_array_elements(o.money -> 'disputes') d
      where o.money @? '$.disputes[*]' and d ->> 'status' not in ${sql([...endedDisputes])} and ${here}
      order by by nulls last ${limit})
    union all
    (select ${columns('unchecked')}, coalesce(o.payment_amount, o.total), null, null
      from orders o where o.status in ${sql([...openUnlessProblem])} and o.money is null
        and o.payment_checked_at is null and o.payment_status <> 'unpaid' and o.fulfilment <> 'reserve' and ${here}
      order by o.placed_at, o.id ${limit})`
  const ofKind = (kind: OpenKind) => rows.filter((row) => row.kind === kind)
  return Object.fromEntries(
    openKinds.map((kind) => {
      const found = ofKind(kind)
      return [kind, { shown: found.slice(0, SHOWN), hasMore: found.length > SHOWN }]
    }),
  ) as OpenMoney
}

const openUnlessProblem = openStatuses.filter(
  (status) => !(problemStatuses as readonly string[]).includes(status),
)
