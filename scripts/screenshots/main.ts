import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Status } from '../../domain/status.ts'
import { openChromium } from '../../test/browser/chromium.ts'
import { Person } from '../../test/browser/person.ts'
import { Desk, owner } from '../../test/program/desk.ts'
import { until } from '../../test/runtime/running-program.ts'
import { paths } from '../../views/paths.ts'

const folder = fileURLToPath(new URL('../../docs/images', import.meta.url))
const ORDERS = 25
const SECONDS_TO_FILL = 240

const wide = { viewport: { width: 1280, height: 800 } }
const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

/** `npm run screenshots`: the README's pictures, of the sample shop as it is after its first minutes. */
async function takeAll(): Promise<void> {
  const desk = await Desk.prepare({ KICKSTAND_SAMPLE: '' })
  const browser = await openChromium()
  try {
    await desk.start('start')
    await until(() => isLively(desk), SECONDS_TO_FILL)
    const order = await addressOf(desk, 'customer_id_required')
    await take(browser, desk, 'queue', paths.queue(), wide)
    await take(browser, desk, 'queue-dark', paths.queue(), { ...wide, colorScheme: 'dark' })
    await take(browser, desk, 'order', order, wide)
    await take(browser, desk, 'order-dark', order, { ...wide, colorScheme: 'dark' })
    await take(browser, desk, 'phone', paths.queue(), phone)
  } finally {
    await browser.close()
    await desk.close()
  }
}

async function isLively({ sql }: Desk): Promise<boolean> {
  const [shop] = await sql<{ orders: number; strangers: number }[]>`
    select count(*) as orders, count(*) filter (where status = 'customer_id_required') as strangers from orders`
  return (shop?.orders ?? 0) >= ORDERS && (shop?.strangers ?? 0) > 0
}

async function addressOf({ sql }: Desk, status: Status): Promise<string> {
  const [order] = await sql<{ source: string; number: string }[]>`
    select source, number from orders where status = ${status} order by id limit 1`
  if (!order) throw new Error(`the sample shop has no order that is ${status}`)
  return paths.order(order)
}

async function take(
  browser: Browser,
  desk: Desk,
  name: string,
  path: string,
  options: BrowserContextOptions,
): Promise<void> {
  const person = await Person.at(browser, desk.url, options)
  await person.signIn(owner)
  await person.page.goto(path)
  await settled(person.page)
  await person.page.screenshot({ path: join(folder, `${name}.png`) })
  await person.page.context().close()
}

/** Fonts are there, and the page says that it is live. */
async function settled(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => true)')
  await page.locator('#freshness [data-state=live]').waitFor()
}

await takeAll()
