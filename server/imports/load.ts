import type { Sql } from '../../db/client.ts'
import type { ImportListed, ImportShown } from '../../views/imports/imports.ts'
import type { RefusedRow } from './refusals-csv.ts'

const IMPORTS_SHOWN = 50
const REFUSALS_SHOWN = 10
const SOURCES_SHOWN = 200

export const loadImports = (sql: Sql): Promise<ImportListed[]> =>
  sql<ImportListed[]>`
    select i.id, i.kind, i.source, i.file_name, i.state, u.name as who, i.created_at
    from imports i join users u on u.id = i.user_id
    order by i.id desc limit ${IMPORTS_SHOWN}`

export async function loadSourceIds(sql: Sql): Promise<string[]> {
  const sources = await sql<{ id: string }[]>`select id from sources order by id limit ${SOURCES_SHOWN}`
  return sources.map(({ id }) => id)
}

export async function loadImport(sql: Sql, id: number): Promise<ImportShown | null> {
  const [[shown], refusals] = await Promise.all([
    sql<Omit<ImportShown, 'refusals' | 'moreRefusals'>[]>`
      select i.id, i.kind, i.source, i.file_name, i.state, u.name as who, i.created_at, i.bytes, i.bytes_read,
        i.preview, i.expected, i.figures, i.refused_rows, i.failure, i.stop_asked_at
      from imports i join users u on u.id = i.user_id where i.id = ${id}`,
    sql<RefusedRow[]>`
      select row, "column", reason from import_refusals where import_id = ${id}
      order by seq limit ${REFUSALS_SHOWN + 1}`,
  ])
  if (!shown) return null
  const moreRefusals = refusals.length > REFUSALS_SHOWN
  return { ...shown, refusals: refusals.slice(0, REFUSALS_SHOWN), moreRefusals }
}

/** All that were kept, and how many rows they are of; null: no such import. */
export async function loadRefusals(
  sql: Sql,
  id: number,
): Promise<{ listed: RefusedRow[]; rows: number } | null> {
  const [known] = await sql<{ refusedRows: number }[]>`select refused_rows from imports where id = ${id}`
  if (!known) return null
  const listed = await sql<RefusedRow[]>`
    select row, "column", reason from import_refusals where import_id = ${id} order by seq`
  return { listed, rows: known.refusedRows }
}
