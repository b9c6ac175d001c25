import type { Sql } from '../db/client.ts'

export interface Statement {
  text: string
  parameters: unknown[]
}

interface Node {
  'Node Type': string
  'Relation Name'?: string
  Plans?: Node[]
}

/** A table that fits on a few pages is read as a whole, index or not. */
const MANY_ROWS = 1_000

/** The larger tables that a statement reads as a whole, without an index. */
export async function wholeTablesRead(sql: Sql, { text, parameters }: Statement): Promise<string[]> {
  const [row] = await sql.unsafe<{ 'QUERY PLAN': { Plan: Node }[] }[]>(
    `explain (format json) ${text}`,
    parameters as never,
  )
  const nodes = (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => all(Plan))
  const scanned = nodes.flatMap((node) =>
    node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [],
  )
  const large = await sql<{ relname: string }[]>`
    select relname from pg_class where relname = any(${scanned}) and reltuples > ${MANY_ROWS}`
  return large.map(({ relname }) => relname)
}

const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)]
