import { randomBytes } from 'node:crypto'
import type { Sql, Tx } from '../db/client.ts'
import { productColumns } from '../intake/files/product-row.ts'
import { writeCounts } from '../intake/files/write-counts.ts'
import { productIds, writeIdentifiers, writeProducts } from '../intake/files/write-products.ts'
import { makeCatalogue, type SampleStore } from './catalogue.ts'
import { makeCustomers } from './customers.ts'
import {
  SOURCE,
  STAFF,
  sampleHolidays,
  sampleSourceHours,
  sampleSourceRules,
  sampleStores,
  storeCodes,
} from './shop.ts'

export interface SecretSealer {
  seal(secret: string): string
}

/** Any number will do, as long as every process takes the same. */
const SAMPLE_LOCK = 7_215_003

/**
 * Fills a home that has nothing of its own with the sample shop, in one transaction, once and never again: a start
 * that is killed in the middle leaves nothing behind, and two at a time make one.
 * @returns whether it was loaded now
 */
export async function loadSample(sql: Sql, secrets: SecretSealer): Promise<boolean> {
  if (!(await isNew(sql))) return false
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${SAMPLE_LOCK})`
    if (!(await isNew(tx))) return false
    await tx`insert into sample_shop default values`
    await loadStores(tx)
    const secret = secrets.seal(`whsec_${randomBytes(32).toString('base64')}`)
    await tx`
      insert into sources (id, kind, secrets, hours, rules, sample)
      values (${SOURCE}, 'integrator', ${[secret]}, ${json(sampleSourceHours)}::text::jsonb,
        ${json(sampleSourceRules)}::text::jsonb, true)`
    await tx`insert into users ${tx({ ...STAFF, role: 'staff', deactivatedAt: new Date() })}`
    await loadCatalogue(tx)
    await loadCustomers(tx)
    return true
  })
}

/** Whether the home has nothing of its own, and had no sample before. */
async function isNew(sql: Sql | Tx): Promise<boolean> {
  const [found] = await sql<{ isNew: boolean }[]>`
    select not (exists (select from sample_shop) or exists (select from stores) or exists (select from sources)
      or exists (select from products) or exists (select from customers) or exists (select from web_orders)) as is_new`
  return found?.isNew === true
}

async function loadStores(tx: Tx): Promise<void> {
  const specialDays = sampleHolidays(new Date())
  const stores = sampleStores.map((store) => ({ ...store, specialDays }))
  await tx`
    insert into stores (code, name, time_zone, currency, hours, special_days, rules, address, sample)
    select code, name, "timeZone", currency, hours, "specialDays", rules, address, sample
    from jsonb_to_recordset(${json(stores)}::text::jsonb) as store (code text, name text, "timeZone" text,
      currency text, hours jsonb, "specialDays" jsonb, rules jsonb, address text, sample boolean)`
}

const json = (value: unknown) => JSON.stringify(value)

async function loadCatalogue(tx: Tx): Promise<void> {
  const catalogue = makeCatalogue()
  const batch = catalogue.map(({ product }, row) => ({ row, product, counts: [] }))
  await writeProducts(tx, batch, productColumns)
  const ids = await productIds(tx, batch)
  await writeIdentifiers(tx, batch, ids, productColumns)
  await tx`update products set sample = true where id = any(${ids}::bigint[])`
  const counts = catalogue.flatMap(({ product, onHand }, row) => {
    if (product.kind !== 'stock') return []
    return (Object.keys(storeCodes) as SampleStore[]).map((store) => ({
      row,
      column: '',
      store: storeCodes[store],
      productId: ids[row] ?? Number.NaN,
      count: onHand[store],
    }))
  })
  await writeCounts(tx, counts)
}

async function loadCustomers(tx: Tx): Promise<void> {
  const customers = makeCustomers()
  await tx`
    insert into customers ${tx(customers.map(({ webShopId: _, ...customer }) => ({ ...customer, sample: true })))}`
  const links = customers.flatMap(({ id, webShopId }) =>
    webShopId === null ? [] : [{ source: SOURCE, kind: 'external_id', value: webShopId, customerId: id }],
  )
  await tx`insert into customer_links ${tx(links)}`
}
