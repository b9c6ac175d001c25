import type { Queryable } from '../db/client.ts'
import { decimalsOf, parseAmount } from '../domain/money.ts'
import type { ExchangeFacts } from '../domain/returns/exchange.ts'

interface Found {
  asked: string
  id: number
  sku: string
  name: string
  kind: string
  /** Of today, in the store's own currency. */
  price: string | null
  free: number
}

interface Head {
  pricesIncludeTax: boolean
  currency: string
  storeCurrency: string
  taxRates: string[]
  found: Found[]
}

/** What the store has of goods that may go out for those of a return; whoever decides on it has locked the levels. */
export async function loadExchangeGoods(
  sql: Queryable,
  returnId: number,
  skus: readonly string[],
): Promise<ExchangeFacts> {
  const [head] = await sql<Head[]>`
    select o.prices_include_tax, o.currency, st.currency as store_currency,
      (select json_agg(distinct trim_scale(coalesce(s.tax_rate, l.tax_rate))::text)
        from return_lines c join sale_lines s using (sale_number, line_id)
          left join order_lines l on l.order_id = s.order_id and l.id = s.line_id
        where c.return_id = r.id and c.units > 0) as tax_rates,
      (select coalesce(json_agg(json_build_object('asked', asked.sku, 'id', p.id, 'sku', p.sku, 'name', p.name,
          'kind', p.kind, 'price', ${priceToday(sql)}::text,
          'free', coalesce((select on_hand - allocated from stock_levels
            where store = o.store and product_id = p.id), 0))), '[]')
        from (select distinct sku from unnest(${[...skus]}::text[]) sku) asked
          join products p on p.sku_key = lower(btrim(asked.sku))) as found
    from returns r join orders o on o.id = r.order_id join stores st on st.code = o.store
    where r.id = ${returnId}`
  if (!head) throw new Error(`return ${returnId} is of no store`)
  const decimals = head.currency === head.storeCurrency ? decimalsOf(head.currency) : undefined
  const products = head.found.map(({ asked, price, free, ...product }) => {
    const minor = price === null || decimals === undefined ? null : parseAmount(price, decimals)
    return [asked, { ...product, price: minor, free: product.kind === 'stock' ? free : null }] as const
  })
  return {
    pricesIncludeTax: head.pricesIncludeTax,
    taxRates: head.taxRates ?? [],
    products: new Map(products),
  }
}

/** Of a product `p` in a store `st`: the sale price on its days. */
const priceToday = (sql: Queryable) => sql`
  trim_scale(case when p.sale_price is not null
      and (now() at time zone st.time_zone)::date
        between coalesce(p.sale_from, '-infinity') and coalesce(p.sale_to, 'infinity')
    then p.sale_price else p.price end)`
