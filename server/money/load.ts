import { DateTime } from 'luxon'
import type { Sql } from '../../db/client.ts'
import type { MoneyDay, MoneyFilter } from '../../views/money/money.ts'
import { shopZone, storeChoices } from '../settings/load-sources.ts'
import { loadBooks } from './books.ts'
import { entriesQuery, loadSums, type Span } from './entries.ts'
import { loadOpenMoney } from './open.ts'

const ENTRIES_SHOWN = 200

/** What a query string asks for; a day that is none is today, a store that is none is all of them. */
export async function readMoneyFilter(sql: Sql, query: Record<string, string>) {
  const stores = await storeChoices(sql)
  const store = stores.find(({ code }) => code === query.store)?.code ?? null
  const timeZone = await zoneOf(sql, store)
  const today = DateTime.now().setZone(timeZone).toFormat('yyyy-MM-dd')
  const asked = query.day ?? ''
  const isDay = /^(19|20|21)\d\d-\d\d-\d\d$/.test(asked) && DateTime.fromISO(asked).isValid
  const filter: MoneyFilter = { day: isDay ? asked : today, store }
  const span: Span = { ...filter, timeZone }
  return { filter, span, stores, timeZone, today }
}

async function zoneOf(sql: Sql, store: string | null): Promise<string> {
  if (store === null) return shopZone(sql)
  const [found] = await sql<{ timeZone: string }[]>`select time_zone from stores where code = ${store}`
  return found?.timeZone ?? 'UTC'
}

/** All of the money page in a handful of statements. */
export async function loadMoneyDay(sql: Sql, query: Record<string, string>): Promise<MoneyDay> {
  const { span, ...asked } = await readMoneyFilter(sql, query)
  const [sums, entries, books, open] = await Promise.all([
    loadSums(sql, span),
    entriesQuery(sql, span, ENTRIES_SHOWN + 1, 'desc'),
    loadBooks(sql, span),
    loadOpenMoney(sql, span.store),
  ])
  return {
    ...asked,
    sums,
    entries: entries.slice(0, ENTRIES_SHOWN),
    hasMore: entries.length > ENTRIES_SHOWN,
    ...books,
    open,
    now: new Date(),
  }
}
