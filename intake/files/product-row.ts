import { toGtin14 } from '../../domain/gtin.ts'
import { type ProductKind, partNumberKey, productKinds } from '../../domain/matching.ts'
import { Cells, type ReadRow } from './cells.ts'
import type { CsvRow } from './csv-file.ts'

/** A product as the file has it; the names are those of the table's columns. */
export interface ProductRow {
  sku: string
  name: string
  brand: string | null
  mpn: string | null
  upc: string | null
  vpn: string | null
  supplier: string | null
  category: string | null
  kind: ProductKind
  description: string | null
  price: string | null
  cost: string | null
  sale_price: string | null
  web: boolean
}

export interface ProductInFile {
  row: number
  product: ProductRow
  counts: { store: string; column: string; count: number }[]
}

export interface StoreColumn {
  column: string
  store: string
}

export const productColumns = [
  'sku',
  'name',
  'brand',
  'mpn',
  'upc',
  'vpn',
  'supplier',
  'category',
  'kind',
  'description',
  'price',
  'cost',
  'sale_price',
  'web',
] as const satisfies readonly (keyof ProductRow)[]
export type ProductColumn = (typeof productColumns)[number]

const NAME_MAX = 500
/** Three identifiers are one index key elsewhere. */
const IDENTIFIER_MAX = 200
const DESCRIPTION_MAX = 20_000

/** `decimals`: how many the shop's prices may have; its costs may have more. */
export function readProduct(
  source: CsvRow,
  stores: readonly StoreColumn[],
  decimals?: number,
): ReadRow<ProductInFile> {
  const cells = new Cells(source)
  const product: ProductRow = {
    sku: cells.required('sku', IDENTIFIER_MAX),
    name: cells.required('name', NAME_MAX),
    brand: cells.text('brand', NAME_MAX),
    mpn: cells.text('mpn', IDENTIFIER_MAX),
    upc: cells.text('upc', IDENTIFIER_MAX),
    vpn: cells.text('vpn', NAME_MAX),
    supplier: cells.text('supplier', NAME_MAX),
    category: cells.text('category', NAME_MAX),
    kind: cells.oneOf('kind', productKinds, 'stock'),
    description: cells.text('description', DESCRIPTION_MAX),
    price: cells.decimal('price', decimals),
    cost: cells.decimal('cost'),
    sale_price: cells.decimal('sale_price', decimals),
    web: cells.oneOf('web', ['yes', 'no'], 'yes') === 'yes',
  }
  const counts = stores.flatMap(({ column, store }) => {
    const count = cells.count(column)
    return count === null ? [] : [{ store, column, count }]
  })
  return cells.read({ row: source.row, product, counts })
}

export type IdentifierKind = 'gtin' | 'mpn' | 'vpn' | 'sku'

/** What finds the product (contract §3); a barcode that is no GTIN finds nothing. */
export function identifiersOf({
  sku,
  upc,
  mpn,
  vpn,
}: Pick<ProductRow, 'sku' | 'upc' | 'mpn' | 'vpn'>): { kind: IdentifierKind; value: string }[] {
  const vpns = (vpn?.split('|') ?? []).map(partNumberKey)
  const found: { kind: IdentifierKind; value: string | null }[] = [
    { kind: 'sku', value: partNumberKey(sku) },
    { kind: 'gtin', value: upc && toGtin14(upc) },
    { kind: 'mpn', value: mpn && partNumberKey(mpn) },
    ...[...new Set(vpns)].map((value) => ({ kind: 'vpn' as const, value })),
  ]
  return found.flatMap(({ kind, value }) => (value ? [{ kind, value }] : []))
}
