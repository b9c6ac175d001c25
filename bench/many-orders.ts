import type { Sql } from '../db/client.ts'
import { closedStatuses, openStatuses, saleStatuses } from '../domain/status.ts'
import { SOURCE } from './shop.ts'

const OPEN_OF = 10
/** All but one of so many open orders are due at some time within two weeks. */
const DUE_OF = 5

/** A shop after years: so many orders on record, one in ten of them open, in every status. */
export async function loadManyOrders(sql: Sql, count: number): Promise<void> {
  const closed = [...closedStatuses, 'completed', 'completed']
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '900s'`
    await tx`
      insert into web_orders (source, number, raw, digest, recorded_at, started_at)
      select ${SOURCE}, 'OLD-' || n, '{}', md5(n::text), now(), now() from generate_series(1, ${count}::int) n`
    await tx`
      insert into orders (id, source, number, status, fulfilment, store, currency, placed_at, total, customer_id,
        customer_name, payment_status, payment_reference, sale_number, search_text, created_at, updated_at, due_at)
      select id, source, number, status, 'pickup', 'main', 'USD', placed, 8766, 'C' || (1 + n % 500),
        'Kim Okafor ' || n, 'authorised', 'pi_' || n,
        case when status = any(${[...saleStatuses]}) then 'MAIN-' || lpad(n::text, 6, '0') end,
        'old ' || n || ' kim okafor kim' || n || ' example com pi ' || n || ' ll mountain pedal ns ' || n % 1000,
        placed, placed,
        case when status = any(${[...openStatuses]}) and n / ${OPEN_OF}::int % ${DUE_OF}::int <> 0
          then now() + (n::bigint * 7919 % 20000) * interval '1 minute' end
      from (
        select *, now() - n * interval '3 minutes' as placed,
          case when n % ${OPEN_OF}::int = 0
            then (${[...openStatuses]}::text[])[1 + (n / ${OPEN_OF}::int) % ${openStatuses.length}::int]
            else (${closed}::text[])[1 + n % ${closed.length}::int] end as status
        from (select *, substr(number, 5)::int as n from web_orders where number like 'OLD-%') as numbered
      ) as old`
  })
  await sql`analyze`
}
