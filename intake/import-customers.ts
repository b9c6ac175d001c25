import type { Sql, Tx } from '../db/client.ts'
import { batchesOf, type ImportOptions, takeBatch } from './files/batches.ts'
import { openCsv, unusedNotes } from './files/csv-file.ts'
import {
  type CustomerColumn,
  type CustomerInFile,
  customerColumns,
  readCustomer,
} from './files/customer-row.ts'
import { Refusals, repeatedNote, UnusableFile } from './files/refusal.ts'
import type { FileBytes } from './files/text-file.ts'

export interface CustomerImport {
  rows: number
  added: number
  changed: number
  /** Web customers that are known from now on. */
  linked: number
  notes: string[]
  refusals: Refusals
}

export const LINK_COLUMN = 'web_shop_id'

/**
 * Brings the shop's customers in line with a CSV file (contract §1) and links those that the source knows by an id
 * of its own. The same file again changes nothing. Where an id stands twice, its first row counts.
 * @throws UnusableFile when the file as a whole can't be used; nothing of it was
 */
export async function importCustomers(
  sql: Sql,
  source: string,
  file: FileBytes,
  options: ImportOptions = {},
): Promise<CustomerImport> {
  const refusals = new Refusals(options.refusalsListedMax)
  const csv = await openCsv(file, refusals, options)
  if (!csv.columns.includes('id')) throw new UnusableFile('The first row names no column id')
  const columns = customerColumns.filter((column) => csv.columns.includes(column))
  const notes = unusedNotes(
    csv.columns.filter((column) => column !== LINK_COLUMN && !columns.some((one) => one === column)),
  )
  const done: CustomerImport = { rows: 0, added: 0, changed: 0, linked: 0, notes, refusals }
  for await (const batch of batchesOf(readRows(csv.rows, done))) {
    await takeBatch(sql, options, done, ['added', 'changed', 'linked'], async (tx) => ({
      ...(await writeCustomers(tx, batch, columns)),
      linked: await writeLinks(tx, source, batch),
    }))
  }
  done.rows += refusals.unread
  return done
}

type Rows = Awaited<ReturnType<typeof openCsv>>['rows']

async function* readRows(rows: Rows, done: CustomerImport): AsyncGenerator<CustomerInFile> {
  const seen = new Set<string>()
  let repeated = 0
  for await (const source of rows) {
    done.rows += 1
    const read = readCustomer(source)
    if (!read.ok) {
      done.refusals.add(source.row, read.errors)
      continue
    }
    if (seen.has(read.value.customer.id)) repeated += 1
    else yield read.value
    seen.add(read.value.customer.id)
  }
  if (repeated > 0) done.notes.push(repeatedNote(repeated, 'an id'))
}

async function writeCustomers(tx: Tx, batch: CustomerInFile[], columns: readonly CustomerColumn[]) {
  const names = [...columns, ...(columns.includes('phone') ? (['phone_key'] as const) : [])]
  const excluded = names.map((name) => tx`excluded.${tx(name)}`).reduce((a, b) => tx`${a}, ${b}`)
  const present = names.map((name) => tx`customers.${tx(name)}`).reduce((a, b) => tx`${a}, ${b}`)
  const sets = names.map((name) => tx`${tx(name)} = excluded.${tx(name)}`).reduce((a, b) => tx`${a}, ${b}`)
  const rows = await tx<{ isNew: boolean }[]>`
    insert into customers (${tx(names)})
    select ${tx(names)} from jsonb_to_recordset(${tx.json(batch.map(({ customer }) => ({ ...customer })))}) as item (
      id text, first_name text, last_name text, email text, phone text, phone_key text, street text, city text,
      postal_code text, country text
    )
    order by id
    on conflict (id) do update set ${sets}, updated_at = now()
      where customers.erased_at is null and (${present}) is distinct from (${excluded})
    returning xmax = 0 as is_new`
  const added = rows.filter(({ isNew }) => isNew).length
  return { added, changed: rows.length - added }
}

async function writeLinks(tx: Tx, source: string, batch: CustomerInFile[]): Promise<number> {
  const links = batch.flatMap(({ customer, webShopId }) =>
    webShopId === null ? [] : [{ customer_id: customer.id, value: webShopId }],
  )
  if (links.length === 0) return 0
  const { count } = await tx`
    insert into customer_links (source, kind, value, customer_id)
    select ${source}, 'external_id', value, customer_id
    from jsonb_to_recordset(${tx.json(links)}) as item (customer_id text, value text)
    where not exists (select from customers c where c.id = customer_id and c.erased_at is not null)
    order by value, customer_id
    on conflict do nothing`
  return count
}
