import type { Sql } from '../db/client.ts'
import { partNumberKey } from '../domain/matching.ts'
import { decimalsOf } from '../domain/money.ts'
import { batchesOf, type ImportOptions, takeBatch } from './files/batches.ts'
import { type CsvFile, openCsv, shownColumn, unusedNotes } from './files/csv-file.ts'
import {
  type ProductColumn,
  type ProductInFile,
  productColumns,
  readProduct,
  type StoreColumn,
} from './files/product-row.ts'
import { Refusals, repeatedNote, UnusableFile } from './files/refusal.ts'
import type { FileBytes } from './files/text-file.ts'
import { writeCounts } from './files/write-counts.ts'
import { productIds, writeIdentifiers, writeProducts } from './files/write-products.ts'

export interface ProductImport {
  rows: number
  added: number
  changed: number
  /** Levels that were set to the file's figure. */
  counted: number
  notes: string[]
  refusals: Refusals
}

export const LEVEL_COLUMN = 'on_hand_'

/**
 * Brings the catalogue in line with a CSV file (contract §1), some 200 rows a transaction. The same file again
 * changes nothing. Where a SKU stands twice, its first row counts.
 * @throws UnusableFile when the file as a whole can't be used; nothing of it was
 */
export async function importProducts(
  sql: Sql,
  file: FileBytes,
  options: ImportOptions = {},
): Promise<ProductImport> {
  const refusals = new Refusals(options.refusalsListedMax)
  const csv = await openCsv(file, refusals, options)
  const shop = await sql<Store[]>`select code, currency from stores order by code`
  const stores = storeColumns(shop, csv.columns)
  const columns = productColumns.filter((column) => csv.columns.includes(column))
  for (const column of ['sku', 'name'] as const) {
    if (!columns.includes(column)) throw new UnusableFile(`The first row names no column ${column}`)
  }
  const notes = unusedColumns(csv.columns, stores)
  const done: ProductImport = { rows: 0, added: 0, changed: 0, counted: 0, notes, refusals }
  for await (const batch of batchesOf(readRows(csv, stores, decimalsIn(shop), done))) {
    await importBatch(sql, batch, columns, done, options)
  }
  done.rows += refusals.unread
  return done
}

interface Store {
  code: string
  currency: string
}

/** A catalogue's prices are those of all stores alike: they may have the decimals of any of them. */
function decimalsIn(stores: readonly Store[]): number | undefined {
  const decimals = stores.flatMap(({ currency }) => decimalsOf(currency) ?? [])
  return decimals.length > 0 ? Math.max(...decimals) : undefined
}

function storeColumns(stores: readonly Store[], columns: readonly string[]): StoreColumn[] {
  return columns
    .filter((column) => column.startsWith(LEVEL_COLUMN))
    .map((column) => {
      const code = column.slice(LEVEL_COLUMN.length)
      const store =
        stores.find((one) => one.code === code) ?? stores.find((one) => one.code.toLowerCase() === code)
      if (!store) {
        throw new UnusableFile(`Column ${shownColumn(column)}: there is no store "${shownColumn(code)}"`)
      }
      return { column, store: store.code }
    })
}

function unusedColumns(columns: readonly string[], stores: readonly StoreColumn[]): string[] {
  const used = new Set<string>([...productColumns, ...stores.map(({ column }) => column)])
  return unusedNotes(columns.filter((column) => !used.has(column)))
}

async function* readRows(
  csv: CsvFile,
  stores: StoreColumn[],
  decimals: number | undefined,
  done: ProductImport,
): AsyncGenerator<ProductInFile> {
  const seen = new Set<string>()
  let repeated = 0
  for await (const source of csv.rows) {
    done.rows += 1
    const read = readProduct(source, stores, decimals)
    if (!read.ok) {
      done.refusals.add(source.row, read.errors)
      continue
    }
    const key = partNumberKey(read.value.product.sku)
    if (seen.has(key)) repeated += 1
    else yield read.value
    seen.add(key)
  }
  if (repeated > 0) done.notes.push(repeatedNote(repeated, 'a SKU'))
}

async function importBatch(
  sql: Sql,
  batch: ProductInFile[],
  columns: readonly ProductColumn[],
  done: ProductImport,
  options: ImportOptions,
): Promise<void> {
  const { refused } = await takeBatch(sql, options, done, ['added', 'changed', 'counted'], async (tx) => {
    const written = await writeProducts(tx, batch, columns)
    const ids = await productIds(tx, batch)
    await writeIdentifiers(tx, batch, ids, columns)
    const counts = batch.flatMap(({ row, counts }, index) =>
      counts.map((count) => ({ row, productId: ids[index] ?? Number.NaN, ...count })),
    )
    const { set, refused } = await writeCounts(tx, counts)
    return { ...written, counted: set, refused }
  })
  for (const { row, column } of refused) {
    done.refusals.add(row, [{ column, reason: 'is less than what is promised to orders' }])
  }
}
