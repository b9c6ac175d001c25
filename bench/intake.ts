import { contentDigest } from '../intake/content-digest.ts'
import { secretBox } from '../runtime/secret-box.ts'
import { benchKey, openApp, type SignedInApp } from './app.ts'
import { webPoolSize } from './desk.ts'
import type { Place } from './place.ts'
import { type Figure, interleaved, rate } from './rounds.ts'
import { addSources, fillShop, orderOf, signedPost } from './shop.ts'

const SINGLES = 600
const BATCHES = 12
const BATCH = 100
const INSERTS = 3_000
/** A single one may send 300 requests a second (server/api/fair-share.ts). */
const WEBSITES = Array.from({ length: 10 }, (_, index) => `website-${index}`)

/** Signed orders on disk in a second, beside bare INSERTs one by one, each with a commit of its own. */
export async function intake(place: Place): Promise<Figure[]> {
  const database = await place.database('intake', place.scope)
  const sql = database.connect(webPoolSize)
  await fillShop(sql, secretBox(benchKey))
  await addSources(sql, WEBSITES)
  const web = await openApp(place, database, sql)
  await sql`create table bare_orders (like web_orders including defaults including identity including indexes)`
  let made = 0
  const next = () => orderOf(made++)

  const singles = () => accepted(web, listOf(SINGLES, next), 1)
  const batches = async () => {
    const perSecond = await accepted(
      web,
      listOf(BATCHES, () => listOf(BATCH, next)),
      BATCH,
    )
    return perSecond * BATCH
  }
  const inserts = () => {
    const rows = listOf(INSERTS, next).map((order) => ({
      source: 'webshop',
      number: order.number,
      raw: JSON.stringify(order),
      digest: contentDigest(order),
    }))
    return rate(INSERTS, webPoolSize, async (index) => {
      const { source = '', number = '', raw = '', digest = '' } = rows[index] ?? {}
      await sql`
        insert into bare_orders (source, number, raw, digest) values (${source}, ${number}, ${raw}, ${digest})`
    })
  }
  for (const warmUp of [inserts, singles, batches]) await warmUp()
  await sql`analyze`
  const how = `${webPoolSize} at once, through the app without a socket ÷ bare INSERTs one by one`
  return [
    {
      name: 'intake',
      unit: '/s',
      ...(await interleaved({ ours: singles, limit: inserts })),
      bound: { atLeast: 0.15 },
      note: `signed orders, ${how}`,
    },
    {
      name: 'intake of 100',
      unit: '/s',
      ...(await interleaved({ ours: batches, limit: inserts })),
      bound: { atLeast: 1 },
      note: `orders in signed batches of ${BATCH}, ${how}`,
    },
  ]
}

/** Posts what the website signed beforehand. @returns requests in a second. */
function accepted({ app }: SignedInApp, contents: unknown[], orders: number): Promise<number> {
  const requests = contents.map((content, index) => signedPost(content, WEBSITES[index % WEBSITES.length]))
  return rate(requests.length, webPoolSize, async (index) => {
    const request = requests[index]
    const answer = request && (await app.fetch(request))
    const body = (await answer?.json()) as { accepted?: unknown[] }
    if (body.accepted?.length !== orders) throw new Error(`not accepted: ${JSON.stringify(body)}`)
  })
}

function listOf<T>(length: number, make: () => T): T[] {
  return Array.from({ length }, make)
}
