import type { Sql } from '../../db/client.ts'
import type { Difference } from '../../domain/verify/difference.ts'
import { atOneMoment } from './books.ts'

const LISTED_MAX = 20

interface Series {
  store: string
  last: number
  removed: number
  count: number
  /** How many different ones; fewer: one is there twice, or is none. */
  different: number
  highest: number
  /** Numbers within the series of which there is no sale, the first ones. */
  missing: number[]
}

/** Sale numbers of a store run 1, 2, 3 … to the last one given: none is missing, none is there twice. */
export async function checkNumbers(sql: Sql): Promise<Difference[]> {
  const stores = await sql<{ store: string }[]>`
    select store from number_series where kind = 'sale' union select distinct store from sales order by store`
  const differences: Difference[] = []
  for (const { store } of stores) differences.push(...(await checkSeries(sql, store)))
  return differences
}

async function checkSeries(sql: Sql, store: string): Promise<Difference[]> {
  const series = await atOneMoment(sql, async (tx) => {
    await tx`set local statement_timeout = '60s'`
    const [row] = await tx<Series[]>`
      with numbered as (
        select substring(number from '-([0-9]+)$')::bigint as n from sales where store = ${store}
      ), series as (
        select coalesce(max(last), 0) as last, coalesce(max(removed), 0) as removed
        from number_series where store = ${store} and kind = 'sale'
      ), sums as (
        select count(*)::int as count, count(distinct n)::int as different, coalesce(max(n), 0) as highest from numbered
      )
      select ${store} as store, series.*, sums.*,
        case when series.last = sums.different + series.removed and series.last = sums.highest then '{}'::bigint[] else
          array(select wanted from generate_series(1, series.last) as wanted where not exists (
            select from numbered where n = wanted) order by wanted limit ${LISTED_MAX}) end as missing
      from series, sums`
    return row
  })
  return series ? differencesOf(series) : []
}

function differencesOf({ store, last, removed, count, different, highest, missing }: Series): Difference[] {
  const one = (
    code: 'number_missing' | 'number_series_differs',
    about: string,
    expected: string,
    found: string,
  ) => ({
    code,
    order: null,
    about,
    expected,
    found,
  })
  // Which numbers went with the sample shop nobody knows any more: only how many.
  const gone = removed === 0 ? missing : []
  const isWhole =
    last === count + removed && different === count && highest <= last && (removed > 0 || highest === last)
  if (isWhole) return []
  return [
    ...gone.map((n) => one('number_missing', `${store} ${n}`, 'sale', '–')),
    ...(gone.length > 0 && count + gone.length === last
      ? []
      : [
          one(
            'number_series_differs',
            store,
            `${last} numbers, ${removed} removed`,
            `${count} sales with ${different} numbers, up to ${highest}`,
          ),
        ]),
  ]
}
