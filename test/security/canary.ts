import type { Sql } from '../../db/client.ts'

/** No word of any language, and nothing that the program writes by itself. */
const MARK = 'zqxv'

/** A marked customer: whatever says who it is holds a word, or a number, that stands nowhere else. */
export const person = {
  externalId: `${MARK}-external`,
  firstName: `${MARK}first`,
  lastName: `${MARK}last`,
  email: `${MARK}.mail@example.com`,
  phone: '213-555-0177',
}
export const address = {
  name: `${MARK}ship ${MARK}name`,
  street: `1 ${MARK} street`,
  city: `${MARK}city`,
  region: `${MARK}region`,
  postalCode: `${MARK}-90001`,
  country: 'US',
}
export const said = (what: string) => `${MARK} ${what}`

/** As it stands anywhere, whatever became of case and punctuation. */
export const isMarked = (text: string) => /zqxv|5550177|555-0177/i.test(text)

/** Every column of the whole database that holds a word of the person, as "table.column". */
export async function columnsWithPerson(sql: Sql): Promise<string[]> {
  const columns = await sql<{ name: string; columnName: string; kind: string }[]>`
    select table_name as name, column_name, data_type as kind from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE'
      and data_type in ('text', 'jsonb', 'json', 'character varying', 'ARRAY', 'bytea')
    order by 1, 2`
  const found: string[] = []
  for (const { name, columnName, kind } of columns) {
    const text = kind === 'bytea' ? sql`encode(${sql(columnName)}, 'escape')` : sql`${sql(columnName)}::text`
    const rows = await sql`select from ${sql(name)} where ${text} ~* 'zqxv|5550177|555-0177' limit 1`
    if (rows.length > 0) found.push(`${name}.${columnName}`)
  }
  return found
}
