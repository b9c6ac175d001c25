import type { Sql } from '../../db/client.ts'
import { compareIdentifiers, fitsAny } from '../../domain/comparison/identifiers.ts'
import { SEARCH_CHARACTERS_MAX } from '../../domain/customer-search.ts'
import { lookupKeys, partNumberKey } from '../../domain/matching.ts'
import { readProductWords, wordsOfLine } from '../../domain/product-search.ts'
import type { Identifiers } from '../../domain/web-order.ts'
import type { FoundProduct, Line, ProductCandidate, ProductSearch } from '../../views/order/details.ts'
import { isUsable } from './identify.ts'
import { productColumns, searchProducts } from './search-products.ts'

const PRODUCTS_MAX = 500

/** Products that the identifiers of these lines find in today's catalogue. */
export async function findProducts(
  sql: Sql,
  lines: readonly Identifiers[],
  store: string | null,
): Promise<FoundProduct[]> {
  const values = [...new Set(lines.flatMap((line) => lookupKeys(line).map(({ value }) => value)))]
  if (values.length === 0) return []
  return sql<FoundProduct[]>`
    select ${productColumns(sql, store)} from products p
    where id in (select product_id from product_identifiers where value = any(${values}))
    order by sku_key limit ${PRODUCTS_MAX}`
}

/** Products held against a line, identifier by identifier. */
export function heldAgainst(line: Identifiers, products: readonly FoundProduct[]): ProductCandidate[] {
  return products.map((product) => {
    const agreements = compareIdentifiers(line, product.identifiers)
    return { ...product, agreements, fits: fitsAny(agreements) }
  })
}

/** What each line's own identifiers find: an order may have 500 open lines, so that no product is held against all. */
export function candidateFinder(found: readonly FoundProduct[]): (line: Identifiers) => ProductCandidate[] {
  const byValue = new Map<string, FoundProduct[]>()
  for (const product of found) {
    for (const value of Object.values(product.identifiers).flat().map(partNumberKey)) {
      byValue.set(value, [...(byValue.get(value) ?? []), product])
    }
  }
  return (line) => {
    const products = lookupKeys(line).flatMap(({ value }) => byValue.get(value) ?? [])
    return heldAgainst(line, [...new Set(products)]).filter(({ fits }) => fits)
  }
}

/**
 * The products that somebody looks for, for one line.
 * @param typed undefined: nobody has typed yet; where the identifiers find nothing, what is like them or like the
 *   description is looked for
 */
export async function searchForLine(
  sql: Sql,
  line: Pick<Line, 'id' | 'description' | 'candidates' | keyof Identifiers>,
  typed: string | undefined,
  store: string | null,
): Promise<ProductSearch> {
  const isFound = line.candidates.length > 0
  const prefilled = isFound
    ? (line.gtin ?? line.mpn ?? line.sku ?? '')
    : line.description.slice(0, SEARCH_CHARACTERS_MAX)
  const search = {
    line: line.id,
    typed: typed ?? prefilled,
    isTyped: typed !== undefined,
    hits: 0,
    found: [],
  }
  const isUsableSearch = isUsable(search.typed)
  if (!isUsableSearch || (typed === undefined && isFound)) {
    return { ...search, unusable: typed !== undefined && !isUsableSearch }
  }
  const words = typed === undefined ? wordsOfLine(line) : readProductWords(typed)
  const products = await searchProducts(sql, words, store)
  const known = new Set(line.candidates.map(({ id }) => id))
  const others = products.filter(({ id }) => !known.has(id))
  return { ...search, hits: products.length, found: heldAgainst(line, others), unusable: false }
}
