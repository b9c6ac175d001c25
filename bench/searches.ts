import { connect, type Sql } from '../db/client.ts'
import { readCustomerWords } from '../domain/customer-search.ts'
import { readProductWords } from '../domain/product-search.ts'
import { searchCustomers } from '../server/orders/search-customers.ts'
import { searchProducts } from '../server/orders/search-products.ts'
import type { Place } from './place.ts'
import { type Statement, wholeTablesRead } from './plans.ts'
import { type Figure, median, timed } from './rounds.ts'

const MANY = 100_000
const ASKS = 15
/** While somebody types, each pause of 250 ms asks. */
const AT_MOST_MS = 250

/** As names and makes repeat in a large shop: some thousands of last names, a few hundred words in the catalogue. */
const syllables = 'ba be bo da de el en fa go ha jan ka la ma me no pa ra se ta ve wi za son berg stra'.split(
  ' ',
)
const firstNames =
  'Kim Anna Mina Jan Robert Mary Sanne Emma Liam Noah Chloé Jürgen Søren José Susan Ruth'.split(' ')
const hangul = '민 서 지 현 우 준 도 윤 하 은'.split(' ')
const things =
  'Bell Pump Saddle Pedal Chain Tyre Helmet Lock Light Bottle Grip Stem Fork Wheel Brake Glove'.split(' ')
const makes = 'Brass Carbon Alloy Steel Road City Kids Folding Gravel Race'.split(' ')

const customerWords = [
  'Kim Okafro',
  'okafor, kim',
  '김민준',
  '민준 김',
  'Jurgen Strabergson',
  'Strason',
  '+1 213 555 0133',
  'kim.okafro@example.com',
  '1012ab',
]
const productWords = [
  '036000291452',
  'FP1',
  'SKU-4711',
  'gravel wheel 345',
  'bras bell',
  'Floor pump with gauge, blue',
]

/** What staff's searches take among a large shop's customers and products, and whether each uses its indexes. */
export async function searches(place: Place): Promise<Figure[]> {
  const database = await place.database('searches', place.scope)
  const sql = database.connect(2)
  await sql`insert into stores (code, name, time_zone, currency) values ('main', 'Main', 'UTC', 'USD')`
  await loadCustomers(sql)
  await loadProducts(sql)
  const heard: Statement[] = []
  const watched = connect(database.url, {
    max: 1,
    onStatement: (text, parameters) => heard.push({ text, parameters }),
  })
  place.scope.onClose(() => watched.end({ timeout: 5 }))
  const measure = async (what: string, search: () => Promise<unknown[]>): Promise<Figure[]> => {
    const found = await search()
    const times: number[] = []
    for (let ask = 0; ask < ASKS; ask++) times.push(await timed(search))
    heard.length = 0
    await search()
    const whole = (await Promise.all(heard.map((statement) => wholeTablesRead(sql, statement)))).flat()
    const note = `p50 among ${MANY}, ${found.length} shown, whole tables read: ${whole.join(', ') || 'none'}`
    const ours = median(times)
    const scans = {
      name: `${what}: table scans`,
      ours: whole.length,
      values: [whole.length],
      bound: { atMost: 0 },
    }
    return [
      { name: what, unit: 'ms', limit: null, ours, values: times, bound: { atMost: AT_MOST_MS }, note },
      { ...scans, unit: '', limit: null, note: 'by EXPLAIN' },
    ]
  }
  const figures: Figure[] = []
  for (const words of customerWords) {
    const read = readCustomerWords(words)
    figures.push(...(await measure(`customer “${words}”`, () => searchCustomers(watched, read, 'US'))))
  }
  for (const words of productWords) {
    const read = readProductWords(words)
    figures.push(...(await measure(`product “${words}”`, () => searchProducts(watched, read, 'main'))))
  }
  return figures
}

async function loadCustomers(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '300s'`
    await tx`
      insert into customers (id, first_name, last_name, email, phone_key, postal_code)
      select 'C' || n, first, last, lower(first || '.' || last) || n % 100 || '@example.com', '+1213' || 5000000 + n,
        10000 + n % 60000
      from (
        select n,
          case when n % 10 = 0 then '' else (${firstNames}::text[])[1 + n * 7 % ${firstNames.length}::int] end as first,
          case when n % 10 = 0
            then '김' || (${hangul}::text[])[1 + n / 10 % 10] || (${hangul}::text[])[1 + n / 100 % 10]
            else initcap((${syllables}::text[])[1 + n * 13 % ${syllables.length}::int]
              || (${syllables}::text[])[1 + n / 26 % ${syllables.length}::int]
              || (${syllables}::text[])[1 + n / 676 % ${syllables.length}::int]) end as last
        from generate_series(1, ${MANY}::int) n
      ) as people`
    await tx`
      insert into customers (id, first_name, last_name, email, phone_key, postal_code) values
        ('OKAFOR', 'Kim', 'Okafor', 'kim.okafor@example.com', '+12135550133', '90001'),
        ('VRIES', 'Zoë', 'de Vries', null, '+31612345678', '1012 AB')`
  })
  await sql`vacuum analyze customers`
}

async function loadProducts(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '300s'`
    await tx`
      insert into products (sku, name, brand, description)
      select 'SKU-' || n,
        (${makes}::text[])[1 + n * 3 % ${makes.length}::int] || ' ' || (${things}::text[])[1 + n * 7 % ${things.length}::int]
          || ' ' || 100 + n % 900,
        initcap((${syllables}::text[])[1 + n * 13 % ${syllables.length}::int]
          || (${syllables}::text[])[1 + n / 26 % ${syllables.length}::int]),
        'For every day, in all weathers, with two years of guarantee'
      from generate_series(1, ${MANY}::int) n`
    await tx`insert into products (sku, name, brand) values ('PUMP', 'Floor pump with gauge', 'Litware')`
    await tx`insert into product_identifiers (product_id, kind, value) select id, 'sku', sku_key from products`
    await tx`
      insert into product_identifiers (product_id, kind, value)
      select id, 'mpn', 'mp-' || id || '-' || id % 97 from products
      union all select id, 'mpn', 'fp-1' from products where sku = 'PUMP'
      union all select id, 'gtin', '00036000291452' from products where sku = 'PUMP'`
  })
  await sql`vacuum analyze products, product_identifiers`
}
