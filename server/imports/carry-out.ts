import type { Sql } from '../../db/client.ts'
import type { ImportKind } from '../../domain/imports.ts'
import type { Figures, ImportOptions } from '../../intake/files/batches.ts'
import type { RowRefusal } from '../../intake/files/refusal.ts'
import type { FileBytes } from '../../intake/files/text-file.ts'
import { importCustomers } from '../../intake/import-customers.ts'
import { importOrders } from '../../intake/import-orders.ts'
import { importProducts } from '../../intake/import-products.ts'

export interface Carried {
  figures: Figures
  notes: string[]
  refusedRows: number
  refusals: RowRefusal[]
}

interface Asked {
  kind: ImportKind
  source: string | null
}

/** The same imports as the command line's, with their results in one shape. */
export async function carryOut(
  sql: Sql,
  { kind, source }: Asked,
  file: FileBytes,
  options: ImportOptions,
): Promise<Carried> {
  if (kind === 'products') {
    const { rows, added, changed, counted, notes, refusals } = await importProducts(sql, file, options)
    const figures = { rows, added, changed, counted }
    return { figures, notes, refusedRows: refusals.rows, refusals: refusals.listed }
  }
  if (source === null) throw new Error('an import of customers or orders without a source')
  if (kind === 'customers') {
    const { rows, added, changed, linked, notes, refusals } = await importCustomers(
      sql,
      source,
      file,
      options,
    )
    const figures = { rows, added, changed, linked }
    return { figures, notes, refusedRows: refusals.rows, refusals: refusals.listed }
  }
  const { rows, added, duplicates, unreadable, refusals } = await importOrders(sql, source, file, options)
  const waiting = unreadable.listed.map(({ row, column, reason }) => ({
    row,
    column,
    reason: `taken as Sale Processing Failed: ${reason}`,
  }))
  return {
    figures: { rows, added, duplicates, unreadable: unreadable.rows },
    notes: [],
    refusedRows: refusals.rows,
    refusals: [...refusals.listed, ...waiting],
  }
}
