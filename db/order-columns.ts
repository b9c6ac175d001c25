import type { Queryable } from './client.ts'

/** The columns of `orders o` that an OrderRow has. */
export const orderColumns = (sql: Queryable) => sql`
  o.id, o.number, o.status, o.version, o.placed_at, o.store, o.fulfilment, o.customer_id, o.sale_number,
  o.respond_by, o.hold_until, o.shortage, o.problems, o.updated_at, o.changed_xid::text as change,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'id', l.id, 'sku', case when l.matched_by is distinct from 'gift_card' then p.sku end,
      'matchedBy', l.matched_by, 'quantity', l.quantity, 'allocated', l.allocated
    ) order by l.position)
    from order_lines l left join products p on p.id = l.product_id where l.order_id = o.id
  ), '[]') as lines`
