import axeCore, { type AxeResults, type RunOptions } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openChromium } from './chromium.ts'
import { openPages, pages } from './pages.ts'
import { openShownShop, type ShownShop } from './shown-shop.ts'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** A dark page is the light one in other colours: there only they are looked at. */
const colourRules = ['color-contrast', 'link-in-text-block']
/** A phone, tablets, screens. */
const widths = [320, 768, 1024, 1280, 1920]

const searches = [
  '/orders/northshore/STRANGER?customer=nobody-like-this',
  '/orders/northshore/NOPRODUCT?line=1&product=pump',
]

describe.skipIf(!chromiumPath)('for everybody (skipped where the machine has no Chromium)', () => {
  let browser: Browser
  let shop: ShownShop
  let owner: Page
  let stranger: Page

  beforeAll(async () => {
    const opening = openChromium()
    shop = await openShownShop()
    browser = await opening
    ;[owner, stranger] = await Promise.all([shop.pageOf(browser), shop.pageOf(browser, {}, null)])
  })

  afterAll(async () => {
    await browser?.close()
    await shop?.stop()
  })

  it.each([...pages, ...searches])(
    '%s: axe finds nothing in either theme, and it fits every screen',
    async (path) => {
      await owner.goto(path)
      expect(await faultsOf(owner)).toEqual([])
    },
  )

  it.each(openPages)('%s, to those who are not signed in', async (path) => {
    await stranger.goto(path)
    expect(await faultsOf(stranger)).toEqual([])
  })

  it.each(answers)('%s', async (_, path, fields, status) => {
    await owner.goto(path)
    for (const [field, text] of Object.entries(fields)) await owner.locator(`main #${field}`).fill(text)
    const answered = owner.waitForResponse((response) => response.request().method() === 'POST')
    await owner.locator('main button.primary').last().click()
    expect((await answered).status()).toBe(status)
    await owner.waitForLoadState()
    expect(await faultsOf(owner)).toEqual([])
  })

  it('what was wrong with a form, all that unfolds, the menu and the help', async () => {
    await owner.goto('/orders/northshore/READY')
    await owner.getByRole('button', { name: 'Complete' }).first().click()
    await owner.getByRole('alert').waitFor()
    await owner.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`)
    expect(await faultsOf(owner)).toEqual([])
    await owner.locator('[commandfor=keys-help]').click()
    expect(await axe(owner, rules)).toEqual([])
  })
})

/** Pages that answer a form: nobody can go there by an address. */
const answers = [
  ['a link that is shown once', '/settings/people', { email: 'new@example.com' }, 200],
  ['a secret that is shown once', '/settings/sources', { id: 'new' }, 200],
  ['a person who can’t be added', '/settings/people', { email: 'nobody' }, 422],
  ['a source that can’t be made', '/settings/sources', { id: 'a b', callbackUrl: 'x', orderUrl: 'y' }, 422],
  ['a store that can’t be added', '/settings/stores', { code: 'a b', hours: 'x', currency: 'y' }, 422],
  ['a password that can’t be set', '/account', { new: 'x' }, 422],
] as const

async function faultsOf(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const faults = await axe(page, rules)
  await page.emulateMedia({ colorScheme: 'dark' })
  faults.push(...(await axe(page, colourRules)))
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    const over: number = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    if (over > 0) faults.push(`at ${width} px one would scroll ${over} px sideways`)
  }
  return faults
}

/** Put into the page itself once: there are no frames for which its builder would open further pages. */
async function axe(page: Page, runOnly: string[]): Promise<string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axeCore.source)
  const options: RunOptions = { runOnly, resultTypes: ['violations'] }
  const { violations }: AxeResults = await page.evaluate(`axe.run(${JSON.stringify(options)})`)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  )
}
