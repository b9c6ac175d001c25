import { connect, type Sql } from '../../db/client.ts'
import { CommandError } from '../command-error.ts'
import type { Config } from '../config.ts'

/** Stands at the schema that was made anew, for a restore that comes after one that was killed. */
const EMPTIED = 'emptied for a restore'
/** Extensions that the schema makes for itself. */
const schemasOwn = ['pg_trgm', 'unaccent']

/**
 * Makes room for a backup: a database without tables. What a restore that was interrupted left there, and a home that
 * was only started, is made anew.
 * @returns whether a home's own database was emptied, now or by a restore that went no further: nothing is sealed with
 * its key then
 * @throws CommandError where there is something that would be lost
 */
export async function makeRoom(url: string, { databaseUrl }: Pick<Config, 'databaseUrl'>): Promise<boolean> {
  const isOutside = databaseUrl !== undefined
  const sql = connect(url, { max: 1, name: 'kickstand-restore' })
  try {
    const [found] = await sql<{ tables: number; isShop: boolean; others: number; wasEmptied: boolean }[]>`
      select (select count(*) from pg_tables where schemaname = 'public') as tables,
        to_regclass('drizzle.__drizzle_migrations') is not null and to_regclass('public.web_orders') is not null as is_shop,
        (select count(*) from pg_extension
          where extnamespace = 'public'::regnamespace and extname <> all(${schemasOwn})) as others,
        obj_description('public'::regnamespace, 'pg_namespace') is not distinct from ${EMPTIED} as was_emptied`
    if (found?.tables === 0) return found.wasEmptied && !isOutside
    const isOurs = found?.isShop && !(isOutside && found.others > 0)
    if (!isOurs || !(await isUnused(sql, isOutside ? 0 : 1))) throw somethingIsLost(isOutside)
    await sql.begin(async (tx) => {
      await tx`drop schema public cascade`
      await tx`drop schema if exists drizzle cascade`
      await tx`create schema public`
      await tx.unsafe(`comment on schema public is '${EMPTIED}'`)
    })
    return !isOutside
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const somethingIsLost = (isOutside: boolean) =>
  new CommandError(
    isOutside
      ? 'DATABASE_URL names a database that is not empty: make a new one, so that nothing is lost'
      : 'This home has a shop already, which would be lost: name a new home by KICKSTAND_HOME, or move this one away',
  )

/** Nobody has set anything up, bought or sold; so many people (the first owner) may be there. */
async function isUnused(sql: Sql, people: number): Promise<boolean> {
  const [row] = await sql<{ unused: boolean }[]>`
    select not exists (select from stores) and not exists (select from sources) and not exists (select from products)
      and not exists (select from customers) and not exists (select from web_orders)
      and (select count(*) from users) <= ${people} as unused`
  return row?.unused ?? false
}
