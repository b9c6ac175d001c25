import type { Sql } from '../../db/client.ts'
import type { SignedIn } from '../env.ts'
import type { FoundOrder } from './find.ts'

/**
 * Takes back what is remembered of a line's match, and notes who did. Orders that come from now on are matched by
 * their identifiers; those that are there stay as they are.
 * @returns false where nothing is remembered (any more)
 */
export async function forgetMatch(
  sql: Sql,
  order: FoundOrder,
  user: SignedIn,
  line: string,
): Promise<boolean> {
  const { count } = await sql`
    with gone as (
      delete from remembered_matches m using order_lines l
      where l.order_id = ${order.id} and l.id = ${line} and m.source = ${order.source}
        and l.matched_by = 'hand' and m.product_id = l.product_id
        and m.gtin = coalesce(btrim(l.gtin), '') and m.mpn = coalesce(btrim(l.mpn), '')
        and m.sku = coalesce(btrim(l.sku), '')
      returning m.*
    )
    insert into forgotten_matches (source, gtin, mpn, sku, product_id, made_by, made_at, user_id)
    select source, gtin, mpn, sku, product_id, user_id, at, ${user.id} from gone`
  return count > 0
}
