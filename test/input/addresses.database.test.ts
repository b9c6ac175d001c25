import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPages, pages } from '../browser/pages.ts'
import { type HostileShop, openHostileShop, PATIENCE_MS, ROUNDS, watchTables } from './hostile-shop.ts'
import { hostile } from './hostile-texts.ts'

let shop: HostileShop
let tables: ReturnType<typeof watchTables>

beforeAll(async () => {
  shop = await openHostileShop()
  tables = watchTables(shop.sql)
  await tables.look()
})

afterAll(() => shop?.stop())

/** Every name that some page reads from its address, and some that none does. */
const parameters =
  `status q store source page done customer line product released forgotten click claimed goods next
  preview date day before since asked v limit cursor __proto__ constructor toString`.split(/\s+/)

const unreadable = [
  'q=%00&store=%00&source=%00&line=%00&product=%00&customer=%00&done=%00&released=%00&click=%00',
  'q=%ff%fe&store=%E0%A4%A&status=%&page=%25',
  'q[]=1&q[x]=2&__proto__[x]=1&constructor[prototype][x]=1',
  'page=1e9&before=1e30&date=99999-99-99',
  'page=-1&before=-1&date=0000-01-01',
  '&&&=&=&%',
]

/** Two of each page's hostile addresses name everything twice. */
function queriesOf(place: number): string[] {
  const made = Array.from({ length: ROUNDS * 2 }, (_, round) => {
    const given = parameters.map((name, at): [string, string] => [
      name,
      hostile[(place * 31 + round * 7 + at * 3) % hostile.length] ?? '',
    ])
    return new URLSearchParams(round % 2 ? [...given, ...given.toReversed()] : given).toString()
  })
  return [...made, ...unreadable]
}

const routesOf = (wanted: 'GET' | 'POST') => [
  ...new Set(shop.desk.routes.filter(({ method }) => method === wanted).map(({ path }) => path)),
]

/** Null: shown, led on or refused. */
async function ask(method: 'GET' | 'POST', path: string): Promise<string | null> {
  const response = await shop.desk.send(path, { method, headers: { cookie: shop.owner.cookie } })
  await response.body?.cancel()
  const broken = shop.broken()
  return response.status < 500 && broken.length === 0
    ? null
    : `${method} ${path.slice(0, 200)} ${response.status} ${broken.join()}`
}

const isNamed = (path: string) => path.includes(':')
/** Every part that may be any is this one. */
const withName = (path: string, name: string) => path.replace(/:\w+(\{[^}]*\}+)?/g, name)
const names = () => {
  const made = hostile.filter((_, place) => place % 20 < ROUNDS).map(encodeURIComponent)
  return [
    ...made,
    '%00',
    '%',
    '%E0%A4%A',
    '%ff',
    '%2e%2e',
    '..%2f..',
    '999999999',
    '999999999999999',
    '0',
    '-1',
  ]
}

test(
  'whatever a query says, the page is shown or refused',
  async () => {
    const failures: (string | null)[] = []
    const asked = [...pages, ...openPages, '/money/entries.csv'].map((page) => page.replace(/\?.*/, ''))
    for (const [place, page] of [...new Set(asked)].entries()) {
      for (const query of queriesOf(place)) failures.push(await ask('GET', `${page}?${query}`))
    }
    expect(failures.filter(Boolean)).toEqual([])
  },
  PATIENCE_MS,
)

test(
  'whatever an address names is found or not',
  async () => {
    const failures: (string | null)[] = []
    for (const path of routesOf('GET').filter(isNamed)) {
      for (const name of names()) failures.push(await ask('GET', withName(path, name)))
    }
    expect(failures.filter(Boolean)).toEqual([])
  },
  PATIENCE_MS,
)

test(
  'looking at all of it stored nothing but who took a list away',
  async () => {
    for (const path of routesOf('GET').filter((one) => !isNamed(one) && one !== '/live'))
      await ask('GET', path)
    expect((await tables.changed()).filter((table) => table !== 'setting_changes')).toEqual([])
    const noted =
      await shop.sql`select distinct action from setting_changes where at > now() - interval '1 hour'`
    expect(['changed', 'exported']).toEqual(expect.arrayContaining(noted.map(({ action }) => action)))
  },
  PATIENCE_MS,
)

test(
  'nothing can be done to what an address names wrongly, and nothing is stored of it',
  async () => {
    const failures: (string | null)[] = []
    for (const path of routesOf('POST').filter(isNamed)) {
      for (const name of names()) failures.push(await ask('POST', withName(path, name)))
    }
    expect(failures.filter(Boolean)).toEqual([])
    expect(await tables.changed()).toEqual([])
  },
  PATIENCE_MS,
)
