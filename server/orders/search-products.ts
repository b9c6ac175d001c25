import type { Sql } from '../../db/client.ts'
import type { ProductWords } from '../../domain/product-search.ts'
import type { FoundProduct } from '../../views/order/details.ts'

export const PRODUCTS_MAX = 20

/**
 * Products that these words may mean, the likeliest first, at most PRODUCTS_MAX, with their identifiers and what the
 * store has of them: by a whole identifier, the beginning of one, words of the description, or a misspelt part of the
 * name. Only where all that finds nothing is the name compared as a whole, which costs ten times as much.
 */
export async function searchProducts(
  sql: Sql,
  { text, codes, beginnings, words }: ProductWords,
  store: string | null,
): Promise<FoundProduct[]> {
  const ways = [
    ...(codes.length === 0 ? [] : [byCode(sql, codes)]),
    ...beginnings.map((code) => byBeginning(sql, code)),
    ...(words.length === 0 ? [] : [byWords(sql, words, text), byPartOfName(sql, text)]),
  ]
  const found = ways.length === 0 ? [] : await bestOf(sql, ways, store)
  return found.length > 0 || words.length === 0 ? found : bestOf(sql, [byWholeName(sql, text)], store)
}

function bestOf(sql: Sql, ways: ReturnType<typeof byCode>[], store: string | null) {
  return sql<FoundProduct[]>`
    with found as (${ways.reduce((all, way) => sql`${all} union all ${way}`)}),
      best as (select id, max(rank) as rank from found group by id order by 2 desc, 1 limit ${PRODUCTS_MAX})
    select ${productColumns(sql, store)}
    from best join products p using (id)
    order by best.rank desc, p.sku_key`
}

/** What the page shows of a product `p`; part numbers as they were written, not as they are compared. */
export const productColumns = (sql: Sql, store: string | null) => sql`
  p.id, p.sku, p.name, p.brand, p.kind, p.price,
  (select on_hand from stock_levels where store = ${store} and product_id = p.id) as on_hand,
  (select json_build_object(
    'gtin', coalesce(json_agg(value) filter (where i.kind = 'gtin'), '[]'),
    'mpn', coalesce(json_agg(coalesce(
      (select btrim(part) from unnest(p.mpn || string_to_array(p.vpn, '|')) part
        where lower(btrim(part)) = value limit 1),
      value
    )) filter (where i.kind in ('mpn', 'vpn')), '[]'),
    'sku', json_build_array(p.sku)
  ) from product_identifiers i where product_id = p.id) as identifiers`

const byCode = (sql: Sql, codes: readonly string[]) => sql`(
  select product_id as id, 4::real as rank from product_identifiers where value = any(${[...codes]})
  limit ${PRODUCTS_MAX * 4})`

const byBeginning = (sql: Sql, code: string) => sql`(
  select product_id as id, case when code_key = ${code} then 3 else 2 end::real as rank
  from product_identifiers where code_key like ${`${code}%`}
  order by length(code_key), code_key limit ${PRODUCTS_MAX * 4})`

const byWords = (sql: Sql, words: readonly string[], text: string) => sql`(
  select id, 1 + similarity(name_key, search_key(${text})) as rank from products
  where ${words
    .map((word) => sql`text_key like '%' || search_key(${word}) || '%'`)
    .reduce((all, word) => sql`${all} and ${word}`)}
  order by 2 desc, 1 limit ${PRODUCTS_MAX})`

const byPartOfName = (sql: Sql, text: string) => sql`(
  select id, word_similarity(search_key(${text}), name_key) as rank from products
  where search_key(${text}) <% name_key
  order by 2 desc, 1 limit ${PRODUCTS_MAX})`

const byWholeName = (sql: Sql, text: string) => sql`(
  select id, similarity(name_key, search_key(${text})) as rank from products
  where name_key % search_key(${text})
  order by 2 desc, 1 limit ${PRODUCTS_MAX})`
