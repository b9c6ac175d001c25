import type { Sql } from '../../db/client.ts'
import type { Difference, DifferenceCode } from '../../domain/verify/difference.ts'
import { atOneMoment } from './books.ts'

/** Products whose levels are added up by one statement: some 50 ms where each moved a thousand times. */
const BATCH = 2_000

interface Level {
  store: string
  sku: string
  level: number
  moved: number
}

/** Per store and product the sum of the movements is what is on hand; so it is for the bin of defective goods. */
export async function checkStock(sql: Sql, beat: () => void): Promise<Difference[]> {
  const differences: Difference[] = []
  for (let after = 0; ; ) {
    const [last] = await sql<{ id: number | null }[]>`
      select max(id) as id from (select id from products where id > ${after} order by id limit ${BATCH}) p`
    if (last?.id == null) return differences
    const [levels, bins] = await levelsBetween(sql, after + 1, last.id)
    differences.push(...differing('level_differs', levels), ...differing('bin_differs', bins))
    after = last.id
    beat()
  }
}

function levelsBetween(sql: Sql, from: number, to: number) {
  return atOneMoment(sql, (tx) =>
    Promise.all([
      tx<Level[]>`
        select store, p.sku, coalesce(l.on_hand, 0) as level, coalesce(m.moved, 0)::int as moved
        from (select store, product_id, on_hand from stock_levels where product_id between ${from} and ${to}) l
          full join (select store, product_id, sum(quantity) as moved from stock_movements
            where product_id between ${from} and ${to} group by store, product_id) m using (store, product_id)
          join products p on p.id = product_id
        where coalesce(l.on_hand, 0) <> coalesce(m.moved, 0) order by store, p.sku`,
      tx<Level[]>`
        select store, p.sku, coalesce(l.on_hand, 0) as level, coalesce(m.moved, 0)::int as moved
        from (select store, product_id, on_hand from defective_stock where product_id between ${from} and ${to}) l
          full join (select store, product_id, sum(quantity) as moved from defective_movements
            where product_id between ${from} and ${to} group by store, product_id) m using (store, product_id)
          join products p on p.id = product_id
        where coalesce(l.on_hand, 0) <> coalesce(m.moved, 0) order by store, p.sku`,
    ]),
  )
}

const differing = (code: DifferenceCode, levels: readonly Level[]): Difference[] =>
  levels.map(({ store, sku, level, moved }) => ({
    code,
    order: null,
    about: `${sku} at ${store}`,
    expected: String(moved),
    found: String(level),
  }))
