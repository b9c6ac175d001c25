import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wordsFor } from '../../views/words.ts'
import { Desk, owner } from '../program/desk.ts'
import type { ModelShop } from '../program/model-shop.ts'
import { until } from '../runtime/running-program.ts'
import { openedHome } from '../support/opened-home.ts'
import { webOrder } from '../support/shop.ts'
import { chromiumPath, openChromium } from './chromium.ts'
import { Person } from './person.ts'

const { t } = wordsFor('en')
const secondsToBeWorked = 30

describe.skipIf(!chromiumPath)('an open page (skipped where the machine has no Chromium)', () => {
  let browser: Browser
  let desk: Desk
  let website: ModelShop
  let anna: Person
  let ben: Person

  beforeAll(async () => {
    const opening = openChromium()
    desk = await Desk.prepare({}, openedHome())
    await desk.start('start')
    await desk.furnish()
    await desk.importText('products', 'sku,name,on_hand_main\nPUMP,Floor pump,500\n')
    await desk.importText(
      'customers',
      'id,first_name,last_name,email\nC1,Kim,Okafor,kim@example.com\nC2,Mina,Jansen,mina@example.com\n',
    )
    website = desk.website()
    browser = await opening
    ;[anna, ben] = await Promise.all([Person.at(browser, desk.url), Person.at(browser, desk.url)])
    await Promise.all([anna.signIn(owner), ben.signIn(owner)])
  })

  afterEach(() => {
    expect([...anna.faults.splice(0), ...ben.faults.splice(0)]).toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    await desk?.close()
  })

  async function arrived(more = {}): Promise<string> {
    const order = webOrder([{ sku: 'PUMP' }], more)
    await website.send(order)
    await until(async () => (await website.order(order.number)) !== undefined, secondsToBeWorked)
    return order.number
  }

  const isLive = ({ page }: Person) =>
    page.locator('#freshness').getByText(t('live.live'), { exact: true }).waitFor()

  /** The queue with nothing under the pointer, and nothing in focus. */
  async function atTheQueue(person: Person) {
    await person.page.goto('/orders')
    await person.page.mouse.move(0, 0)
    await isLive(person)
  }

  const row = ({ page }: Person, number: string) => page.locator('tbody tr').filter({ hasText: number })
  const isShown = (person: Person, number: string) => row(person, number).waitFor()
  const notes = ({ page }: Person) => page.locator('#notes')

  it('shows an order in the queue as it arrives and in each of its statuses, without a reload', async () => {
    await atTheQueue(anna)
    await anna.page.evaluate('window.isSame = true')
    const number = await arrived()
    await isShown(anna, number)
    expect(await anna.page.title()).toMatch(/^\(\d+\)/)
    await ben.openFromQueue(number)
    await ben.page
      .locator('#needed')
      .filter({ hasText: /^[1-9]/ })
      .waitFor()
    await ben.send('accept')
    await row(anna, number).getByText(t('status.in_process')).waitFor()
    expect(await anna.page.evaluate('window.isSame')).toBe(true)
  })

  it('keeps rows where they are while a hand is in the table, and says how many more there are', async () => {
    const first = await arrived()
    await atTheQueue(anna)
    await isShown(anna, first)
    await anna.page.getByRole('link', { name: first, exact: true }).focus()
    const before = await anna.page.locator('tbody tr').count()
    const second = await arrived()
    await notes(anna)
      .getByRole('link', { name: t('live.new', { count: 1 }) })
      .waitFor()
    await ben.open(first)
    await ben.send('accept')
    await row(anna, first).getByText(t('status.in_process')).waitFor()
    expect(await anna.page.locator('tbody tr').count()).toBe(before)
    await notes(anna).getByRole('link').click()
    await isShown(anna, second)
    await until(async () => (await focused(anna)) === second, secondsToBeWorked)
    expect(await notes(anna).locator('*').count()).toBe(0)
  })

  const focused = ({ page }: Person) => page.evaluate<string>(`document.activeElement.textContent`)

  it('changes around what somebody writes: text, focus, selection and what is unfolded stay', async () => {
    const number = await arrived()
    await anna.open(number)
    await isLive(anna)
    await anna.unfold('reject')
    const comment = anna.page.locator('#reject-comment')
    await comment.pressSequentially('The last one has')
    await anna.page.keyboard.press('Shift+Home')
    await ben.open(number)
    await ben.send('accept')
    await until(async () => (await anna.status()) === t('status.in_process'), secondsToBeWorked)
    await notes(anna).getByText(t('live.changed')).waitFor()
    expect(await comment.inputValue()).toBe('The last one has')
    expect(await anna.page.evaluate('getSelection().toString()')).toBe('The last one has')
    expect(await anna.page.evaluate('document.activeElement.id')).toBe('reject-comment')
    await anna.page.keyboard.press('End')
    await comment.pressSequentially(' a dent')
    await anna.page.getByLabel(t('field.reason'), { exact: true }).selectOption('damaged')
    const told = await anna.send('reject')
    expect(told).toContain(t('refusedBy.accept', { who: 'Anna', time: '\n' }).split('\n')[0])
    expect(await comment.inputValue()).toBe('The last one has a dent')
    expect(await anna.page.evaluate('document.activeElement.id')).toBe('outcome')
    expect(await anna.send('reject')).toBe(t('done.reject'))
    expect(await anna.text()).toContain('The last one has a dent')
  })

  it('keeps what was written in a form that the order no longer has', async () => {
    const number = await arrived()
    await ben.open(number)
    await ben.send('accept')
    await anna.open(number)
    await isLive(anna)
    await anna.page.locator('#ready-location').pressSequentially('Shelf 7, below')
    await ben.unfold('reject')
    await ben.page.getByLabel(t('field.reason'), { exact: true }).selectOption('damaged')
    await ben.send('reject')
    await notes(anna).getByText('Shelf 7, below').waitFor()
    expect(await anna.status()).toBe(t('status.rejected'))
  })

  it('raises no alarm over a form whose own answer is on its way', async () => {
    const number = await arrived()
    await ben.open(number)
    await ben.send('accept')
    await anna.open(number)
    await isLive(anna)
    await anna.page.locator('#ready-location').pressSequentially('Shelf 7')
    const said: string[] = []
    await anna.page.route('**/ready', async (route) => {
      const response = await route.fetch()
      await until(async () => (await anna.status()) === t('status.ready_for_pickup'), secondsToBeWorked)
      said.push(await notes(anna).innerText())
      await route.fulfill({ response })
    })
    expect(await anna.send('ready')).toBe(t('done.ready'))
    expect([...said, await notes(anna).innerText()]).toEqual(['', ''])
    await anna.page.unroute('**/ready')
  })

  it('leaves the field that somebody writes in where it is on the screen', async () => {
    const number = await arrived()
    await anna.open(number)
    await isLive(anna)
    await anna.unfold('comment')
    const field = anna.page.locator('#comment-text')
    await field.pressSequentially('Called')
    await anna.page.setViewportSize({ width: 390, height: 700 })
    await field.scrollIntoViewIfNeeded()
    const place = () => field.evaluate((element) => Math.round(element.getBoundingClientRect().top))
    const before = await place()
    await ben.open(number)
    await ben.send('accept')
    await until(async () => (await anna.status()) === t('status.in_process'), secondsToBeWorked)
    // A window scrolls by whole pixels.
    expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1)
    await anna.page.setViewportSize({ width: 1280, height: 720 })
  })

  it('says in place what is wrong with a form, and puts the focus there', async () => {
    const number = await arrived()
    await anna.open(number)
    await anna.unfold('comment')
    expect(await anna.sendInVain('comment')).toContain(t('invalid.text'))
    expect(await anna.page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    await anna.page.locator('#comment-text').fill('Called, no answer')
    expect(await anna.send('comment')).toBe(t('done.comment'))
    expect(await anna.page.locator('#comment-text').inputValue()).toBe('')
  })

  it('keeps a form that could not be sent, and says so', async () => {
    const number = await arrived()
    await anna.open(number)
    await anna.unfold('comment')
    await anna.page.locator('#comment-text').fill('Will come on Monday')
    await anna.page.context().setOffline(true)
    await anna.page.getByRole('button', { name: t('action.comment') }).click()
    await notes(anna).getByText(t('live.notSent')).waitFor()
    await anna.page.context().setOffline(false)
    expect(await anna.page.locator('#comment-text').inputValue()).toBe('Will come on Monday')
    anna.faults.splice(0)
    expect(await anna.send('comment')).toBe(t('done.comment'))
    expect(await notes(anna).innerText()).toBe('')
  })

  it('says when it is cut off, and shows what happened meanwhile once it is back', async () => {
    await atTheQueue(anna)
    await anna.page.context().setOffline(true)
    await anna.page.locator('#freshness [data-state=lost]').waitFor()
    const number = await arrived()
    await anna.page.context().setOffline(false)
    await isShown(anna, number)
    await isLive(anna)
    anna.faults.splice(0)
  })

  it('loses nothing while the listening connection to PostgreSQL is cut', async () => {
    await atTheQueue(anna)
    await desk.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen%'`
    await isShown(anna, await arrived())
  })

  it('rests while nobody sees it, and catches up when somebody does', async () => {
    await atTheQueue(anna)
    await look(anna, false)
    const number = await arrived()
    expect(await row(anna, number).count()).toBe(0)
    await look(anna, true)
    await isShown(anna, number)
  })

  /** As when another tab comes before it; headless browsers show all of theirs. */
  const look = ({ page }: Person, isSeen: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: ${!isSeen}, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)

  it('stands still when somebody pauses it', async () => {
    await atTheQueue(anna)
    await anna.page.getByRole('button', { name: t('live.pause') }).click()
    const number = await arrived()
    await ben.page.goto('/orders')
    await isShown(ben, number)
    expect(await row(anna, number).count()).toBe(0)
    await anna.page.getByRole('button', { name: t('live.resume') }).click()
    await isShown(anna, number)
  })

  it('ends when its person signs out elsewhere, and says so', async () => {
    const twin = await anna.page.context().newPage()
    await atTheQueue(anna)
    await twin.goto('/orders')
    await twin.locator('.menu summary').click()
    await twin.getByRole('button', { name: t('signOut.button') }).click()
    await anna.page.locator('#freshness [data-state=signedOut]').waitFor()
    expect(await anna.page.getByRole('button', { name: t('live.pause') }).count()).toBe(0)
    await twin.close()
    await anna.page
      .locator('#freshness')
      .getByRole('link', { name: t('live.signIn') })
      .click()
    await anna.page.waitForURL(/\/sign-in\?next=%2Forders$/)
    await anna.signIn(owner)
  })

  it('finds orders while somebody writes, under an address that shows the same', async () => {
    const number = await arrived()
    await atTheQueue(anna)
    await anna.page.getByLabel(t('queue.search')).pressSequentially(number)
    await until(async () => new URL(anna.page.url()).searchParams.get('q') === number, secondsToBeWorked)
    expect(await anna.page.locator('tbody th a').allInnerTexts()).toEqual([number])
    expect(await anna.page.getByLabel(t('queue.search')).inputValue()).toBe(number)
    await anna.page.reload()
    expect(await anna.page.locator('tbody th a').allInnerTexts()).toEqual([number])
  })

  it('is worked by keys alone, and leaves them alone where somebody writes or has switched them off', async () => {
    const number = await arrived()
    const { page } = anna
    await atTheQueue(anna)
    await page.keyboard.press('/')
    await page.keyboard.type('jk?')
    expect(await page.getByLabel(t('queue.search')).inputValue()).toBe('jk?')
    await page.goto(`/orders?q=${number}`)
    await page.keyboard.press('j')
    expect(await focused(anna)).toBe(number)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: number }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('q')
    await page.waitForURL(/\/orders$/)
    await page.keyboard.press('?')
    await page.getByRole('button', { name: t('keys.turnOff') }).click()
    await page.waitForLoadState()
    await page.keyboard.press('j')
    expect(await focused(anna)).not.toMatch(/^NS-/)
    await page.locator('.menu summary').click()
    await page.getByRole('button', { name: t('keys.title') }).click()
    await page.getByRole('button', { name: t('keys.turnOn') }).click()
  })

  it('is light or dark as its person chose, before anything is painted', async () => {
    const { page } = anna
    await page.goto('/orders')
    for (const theme of ['dark', 'light'] as const) {
      await page.locator('.menu summary').click()
      await page.getByRole('button', { name: t(`preferences.${theme}`) }).click()
      await page.waitForLoadState()
      expect(await page.locator('html').getAttribute('data-theme')).toBe(theme)
      expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe(theme)
    }
  })
})
