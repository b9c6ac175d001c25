import type { Sql } from '../db/client.ts'

/** Asked for at the page; whoever takes it carries it out. @returns its id; null: one is under way */
export async function askForCheck(sql: Sql, userId: string): Promise<number | null> {
  const [asked] = await sql<{ id: number }[]>`
    insert into book_checks (orders_total, user_id) select count(*), ${userId} from web_orders
    on conflict do nothing returning id`
  return asked?.id ?? null
}

/** Nobody could be told of it: as if it was never asked for. */
export async function forgetAskedCheck(sql: Sql, id: number): Promise<void> {
  await sql`delete from book_checks where id = ${id} and state = 'running' and lease_until is null`
}
