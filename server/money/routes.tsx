import { Hono } from 'hono'
import { MoneyPage } from '../../views/money/MoneyPage.tsx'
import { paths } from '../../views/paths.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { sharedParts } from '../live/shared-part.ts'
import { page } from '../page.tsx'
import { actorOf } from '../settings/actor.ts'
import { noteExport } from '../settings/changes.ts'
import { entriesAsCsv } from './csv.ts'
import { entriesQuery } from './entries.ts'
import { loadMoneyDay, readMoneyFilter } from './load.ts'

/** Some ten megabytes; a day of a shop has a few thousand. */
const CSV_ENTRIES_MAX = 50_000

/** The money of a day, and what of it is open; for managers and owners. */
export function moneyRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  const shared = sharedParts()
  return new Hono<AppEnv>()
    .use('*', allow(sql, 'seeMoney'))
    .get('/', (c) =>
      shared(c, paths.money(c.req.query()), async () => {
        const day = await loadMoneyDay(sql, c.req.query())
        return page(c, <MoneyPage words={c.get('words')} viewer={c.get('user')} day={day} />)
      }),
    )
    .get('/entries.csv', async (c) => {
      const { span } = await readMoneyFilter(sql, c.req.query())
      const entries = await entriesQuery(sql, span, CSV_ENTRIES_MAX + 1, 'asc')
      const name = ['money', span.day, ...(span.store === null ? [] : [span.store])].join('-')
      const csv = entriesAsCsv(entries.slice(0, CSV_ENTRIES_MAX), entries.length > CSV_ENTRIES_MAX)
      const rows = Math.min(entries.length, CSV_ENTRIES_MAX)
      await noteExport(sql, actorOf(c), `${name}.csv`, rows)
      return c.body(csv, 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${name}.csv"`,
      })
    })
}
