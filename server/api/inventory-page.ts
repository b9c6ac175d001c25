import type { Sql } from '../../db/client.ts'
import { shownGtin } from '../../domain/gtin.ts'
import { decimalsOf } from '../../domain/money.ts'

/** One product in one store. */
export interface InventoryItem {
  sku: string
  gtin: string | null
  mpn: string | null
  name: string
  description: string | null
  brand: string | null
  category: string | null
  /** On hand and not promised. */
  quantity: number
  price: string | null
  salePrice: string | null
  saleFrom: string | null
  saleTo: string | null
  storeCode: string
  updatedAt: string
  /** As SKUs are ordered and compared; not shown. */
  skuKey: string
}

type Row = Omit<InventoryItem, 'gtin' | 'updatedAt'> & {
  upc: string | null
  updatedAt: Date
  currency: string
}

/**
 * The next entries after a product and store. `sku_key >=` alone can use the index: a row comparison over two
 * tables can't. The sample shop's own website is told of its goods alone, and nobody else of them.
 */
export async function inventoryPage(
  sql: Sql,
  source: string,
  after: readonly [skuKey: string, store: string] | null,
  limit: number,
): Promise<InventoryItem[]> {
  const [skuKey, store] = after ?? ['', '']
  const rows = await sql<Row[]>`
    select p.sku, p.upc, p.mpn, p.name, p.description, p.brand, p.category,
      coalesce(l.on_hand - l.allocated, 0) as quantity, p.price::text, p.sale_price::text, p.sale_from::text,
      p.sale_to::text, s.code as store_code, s.currency, greatest(p.updated_at, l.updated_at) as updated_at, p.sku_key
    from products p cross join stores s
      join sources q on q.id = ${source} and q.sample = p.sample and q.sample = s.sample
    left join stock_levels l on l.product_id = p.id and l.store = s.code
    where p.web and p.kind = 'stock'
      and p.sku_key >= ${skuKey} and (p.sku_key > ${skuKey} or s.code > ${store})
    order by p.sku_key, s.code
    limit ${limit}`
  return rows.map(itemOf)
}

function itemOf({ upc, currency, updatedAt, ...row }: Row): InventoryItem {
  const decimals = decimalsOf(currency) ?? 2
  return {
    sku: row.sku,
    gtin: upc && shownGtin(upc),
    mpn: row.mpn,
    name: row.name,
    description: row.description,
    brand: row.brand,
    category: row.category,
    quantity: row.quantity,
    price: withDecimals(row.price, decimals),
    salePrice: withDecimals(row.salePrice, decimals),
    saleFrom: row.saleFrom,
    saleTo: row.saleTo,
    storeCode: row.storeCode,
    updatedAt: updatedAt.toISOString(),
    skuKey: row.skuKey,
  }
}

/** "40.5" → "40.50"; more decimals than the currency has stay as the file had them. */
function withDecimals(amount: string | null, decimals: number): string | null {
  if (amount === null || decimals === 0) return amount
  const [whole, fraction = ''] = amount.split('.')
  return `${whole}.${fraction.padEnd(decimals, '0')}`
}
