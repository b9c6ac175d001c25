import { type Context, Hono } from 'hono'
import { accepts } from 'hono/accepts'
import type { RouteDeps, SignedEnv } from './deps.ts'
import { csvHeader, csvRow } from './inventory-csv.ts'
import { type InventoryItem, inventoryPage } from './inventory-page.ts'
import { notAllowed, problem } from './problem.ts'
import { cursorText, type InventoryQuery, inventoryQuery, readQuery } from './query.ts'
import { streamOf } from './stream.ts'

const ROWS_A_PAGE = 1_000

/** What the shop may offer; all of it where no limit is asked for, sent in parts so that memory stays flat. */
export function inventoryRoutes({ sql }: RouteDeps) {
  return new Hono<SignedEnv>()
    .get('/', async (c) => {
      const read = readQuery(inventoryQuery, c.req.query())
      if (!read.ok) return problem(c, 'bad-request', 'A parameter is wrong.', { errors: read.errors })
      return answerInventory(c, (after, limit) => inventoryPage(sql, c.var.source, after, limit), read.query)
    })
    .all('/', notAllowed('GET'))
}

type ReadItems = (after: readonly [string, string] | null, limit: number) => Promise<InventoryItem[]>

/** The first page is read before the answer starts, so that a database that is away still gives a 503. */
async function answerInventory(c: Context, read: ReadItems, query: InventoryQuery): Promise<Response> {
  const { limit } = query
  const first = await pageOf(read, query, limit ?? ROWS_A_PAGE)
  const next = limit === undefined ? null : nextOf(first)
  const pages = limit === undefined ? pagesFrom(read, first) : onlyPage(first)
  c.header('vary', 'Accept')
  c.header('cache-control', 'no-store')
  if (!wantsCsv(c)) return c.body(streamOf(asJson(pages, next)), 200, { 'content-type': 'application/json' })
  if (next) c.header('link', `<${nextAddress(c.req.url, next)}>; rel="next"`)
  return c.body(streamOf(asCsv(pages)), 200, { 'content-type': 'text/csv; charset=utf-8' })
}

function wantsCsv(c: Context): boolean {
  const supports = ['application/json', 'text/csv']
  return accepts(c, { header: 'Accept', supports, default: 'application/json' }) === 'text/csv'
}

interface Page {
  items: InventoryItem[]
  hasMore: boolean
}

async function pageOf(read: ReadItems, { cursor }: InventoryQuery, limit: number): Promise<Page> {
  const items = await read(cursor ?? null, limit + 1)
  return { items: items.slice(0, limit), hasMore: items.length > limit }
}

function nextOf({ items, hasMore }: Page): string | null {
  const last = items.at(-1)
  return hasMore && last ? cursorText(placeOf(last)) : null
}

const placeOf = ({ skuKey, storeCode }: InventoryItem): [string, string] => [skuKey, storeCode]

async function* onlyPage({ items }: Page) {
  yield items
}

async function* pagesFrom(read: ReadItems, first: Page) {
  for (let page = first; ; ) {
    yield page.items
    const last = page.items.at(-1)
    if (!page.hasMore || !last) return
    page = await pageOf(read, { cursor: placeOf(last) }, ROWS_A_PAGE)
  }
}

async function* asJson(pages: AsyncGenerator<InventoryItem[]>, nextCursor: string | null) {
  let before = '{"items":['
  for await (const items of pages) {
    for (const { skuKey: _, ...item } of items) {
      yield before + JSON.stringify(item)
      before = ','
    }
  }
  yield `${before === ',' ? '' : before}],"nextCursor":${JSON.stringify(nextCursor)}}`
}

async function* asCsv(pages: AsyncGenerator<InventoryItem[]>) {
  yield csvHeader
  for await (const items of pages) yield items.map(csvRow).join('')
}

function nextAddress(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url)
  searchParams.set('cursor', cursor)
  return `${pathname}?${searchParams}`
}
