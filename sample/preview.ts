import type { Sql } from '../db/client.ts'
import { SOURCE } from './shop.ts'
import { sampleCustomer, usedCustomer, usedProduct, usedStore } from './used.ts'

const NAMES_SHOWN = 20

/** What removing the sample takes away, and what stays since the shop uses it. */
export interface SamplePreview {
  loadedAt: Date
  removedAt: Date | null
  orders: number
  products: number
  customers: number
  stores: number
  /** Names of the first ones. */
  kept: { products: string[]; customers: string[]; stores: string[] }
}

/** Null: no sample was ever loaded here. */
export async function previewRemoval(sql: Sql): Promise<SamplePreview | null> {
  const [shop] = await sql<SamplePreview[]>`
    select loaded_at, removed_at,
      (select count(*) from web_orders where source = ${SOURCE})::int as orders,
      (select count(*) from products p where sample and not ${usedProduct(sql)})::int as products,
      (select count(*) from customers c where ${sampleCustomer(sql)} and not ${usedCustomer(sql)})::int as customers,
      (select count(*) from stores s where sample and not ${usedStore(sql)})::int as stores,
      json_build_object(
        'products', array(select p.name from products p where p.sample and ${usedProduct(sql)}
          order by p.name limit ${NAMES_SHOWN}),
        'customers', array(select concat_ws(' ', c.first_name, c.last_name) from customers c
          where ${sampleCustomer(sql)} and ${usedCustomer(sql)} order by c.last_name limit ${NAMES_SHOWN}),
        'stores', array(select s.name from stores s where s.sample and ${usedStore(sql)} order by s.name)
      ) as kept
    from sample_shop`
  return shop ?? null
}
