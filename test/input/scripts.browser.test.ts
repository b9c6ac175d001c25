import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, openChromium } from '../browser/chromium.ts'
import { type HostileShop, openHostileShop } from './hostile-shop.ts'
import { scriptEveryText, scripted, scriptedOrder } from './scripted.ts'

const looked = [
  '/orders',
  '/settings/stores/main',
  '/settings/changes',
  '/settings/mail',
  '/imports/1',
  '/orders/northshore/CARDS',
  '/orders/northshore/RETURNED/returns/1',
  ...scripted.slice(0, 4).map((number) => `/orders/northshore/${number}`),
]

/** Run by the browser: what of the page would do something that we did not write. */
const LIVE = `(() => {
  const elements = [...document.querySelectorAll('*')]
  const handlers = elements.flatMap(({ attributes }) =>
    [...attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name))
  const leadsTo = (address) => new URL(address, location.href)
  const scripts = [...document.scripts].filter(({ src, type }) =>
    type !== 'application/json' && !(src && leadsTo(src).origin === location.origin))
  const links = elements
    .flatMap((element) => ['href', 'src', 'action', 'formaction'].map((name) => element.getAttribute(name)))
    .filter((address) => address !== null && !/^(https?:|mailto:|tel:)/.test(leadsTo(address).protocol))
  const strange = document.querySelectorAll('iframe, object, embed, base, svg script, math, template, xss, marquee')
  return [...handlers, ...links, ...[...scripts, ...strange].map(({ outerHTML }) => outerHTML)]
})()`

describe.skipIf(!chromiumPath)('texts that are scripts (skipped where the machine has no Chromium)', () => {
  let browser: Browser
  let shop: HostileShop
  let page: Page
  const happened: string[] = []

  beforeAll(async () => {
    const opening = openChromium()
    shop = await openHostileShop()
    for (const number of scripted) await shop.shop.receive(scriptedOrder(number))
    await scriptEveryText(shop.sql)
    browser = await opening
    page = await shop.pageOf(browser)
    page.on('dialog', (dialog) => {
      happened.push(dialog.message())
      void dialog.dismiss()
    })
    page.on('pageerror', (error) => happened.push(error.message))
    page.on('console', (line) => {
      if (/Content Security Policy/i.test(line.text())) happened.push(line.text())
    })
  })

  afterAll(async () => {
    await browser?.close()
    await shop?.stop()
  })

  test.each(looked)('stay texts to a browser, too: %s', async (path) => {
    const response = await page.goto(path)
    expect(response?.status()).toBe(200)
    const live = await page.evaluate<string[]>(LIVE)
    expect([live, happened.splice(0)]).toEqual([[], []])
  })
})
