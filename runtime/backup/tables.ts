import type { Queryable } from '../../db/client.ts'

/** A table with what of it is kept: columns that PostgreSQL works out itself are not. */
export interface BackedUpTable {
  name: string
  columns: string[]
}

export interface Sequence {
  table: string
  column: string
  lastValue: number
}

/** Every table of the shop, each after those that it refers to, so that it can be filled in this order. */
export async function tablesInOrder(sql: Queryable): Promise<BackedUpTable[]> {
  const [tables, references] = await Promise.all([
    sql<BackedUpTable[]>`
      select c.relname as name, array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      group by c.relname order by c.relname`,
    sql<{ table: string; refersTo: string }[]>`
      select conrelid::regclass::text as table, confrelid::regclass::text as refers_to
      from pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`,
  ])
  const ordered: BackedUpTable[] = []
  let left = [...tables]
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name))
    const isFree = ({ name }: BackedUpTable) =>
      !references.some((reference) => reference.table === name && waiting.has(reference.refersTo))
    const free = left.filter(isFree)
    if (free.length === 0) throw new Error(`tables refer to each other: ${[...waiting].join(', ')}`)
    ordered.push(...free)
    left = left.filter((table) => !free.includes(table))
  }
  return ordered
}

/** How far the numbers of each table's rows have come. */
export async function readSequences(sql: Queryable): Promise<Sequence[]> {
  const found = await sql<{ table: string; column: string; sequence: string }[]>`
    select c.relname as table, a.attname as column, pg_get_serial_sequence(format('public.%I', c.relname), a.attname) as sequence
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`
  const sequences: Sequence[] = []
  for (const { table, column, sequence } of found) {
    const [row] = await sql<{ lastValue: number }[]>`
      select case when is_called then last_value else 0 end as last_value from ${sql.unsafe(sequence)}`
    sequences.push({ table, column, lastValue: row?.lastValue ?? 0 })
  }
  return sequences
}
