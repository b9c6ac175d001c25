import { connect, type Sql } from '../../db/client.ts'

/**
 * The tables that the statements of `work` read as a whole for want of an index that fits, whatever their size: the
 * planner is told to avoid that wherever it can.
 * @param part only statements that hold this text
 */
export async function tablesWithoutIndex(
  url: string,
  work: (sql: Sql) => Promise<unknown>,
  part = '',
): Promise<string[]> {
  const sent: { text: string; parameters: unknown[] }[] = []
  const sql = connect(url, { max: 1, onStatement: (text, parameters) => sent.push({ text, parameters }) })
  try {
    // A new connection first asks for the types of arrays.
    await sql`select 1`
    sent.length = 0
    await work(sql)
    const statements = sent
      .splice(0)
      .filter(({ text }) => /^\s*(select|with|insert)\b/.test(text) && text.includes(part))
    if (statements.length === 0) throw new Error(`no statement with ${part} was sent`)
    await sql`set enable_seqscan = off`
    const plans: string[] = []
    for (const { text, parameters } of statements) {
      const rows = await sql.unsafe(`explain ${text}`, parameters as never)
      plans.push(...rows.map((row) => String(Object.values(row)[0])))
    }
    return plans.flatMap((line) => /Seq Scan on (\w+)/.exec(line)?.[1] ?? [])
  } finally {
    await sql.end({ timeout: 1 })
  }
}
