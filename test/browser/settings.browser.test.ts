import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wordsFor } from '../../views/words.ts'
import { Desk, owner } from '../program/desk.ts'
import { until } from '../runtime/running-program.ts'
import { signedHeaders } from '../support/integrator.ts'
import { openedHome } from '../support/opened-home.ts'
import { webOrder } from '../support/shop.ts'
import { chromiumPath, openChromium } from './chromium.ts'
import { Person } from './person.ts'

const { t } = wordsFor('en')
const SECONDS_TO_COUNT = 15
const SECONDS_TO_IMPORT = 30

describe.skipIf(!chromiumPath)('setting up a shop (skipped where the machine has no Chromium)', () => {
  let browser: Browser
  let desk: Desk
  let anna: Person

  beforeAll(async () => {
    const opening = openChromium()
    desk = await Desk.prepare({}, openedHome())
    await desk.start('start')
    browser = await opening
    anna = await signedIn()
  })

  afterAll(async () => {
    await browser?.close()
    await desk?.close()
  })

  async function signedIn(options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.at(browser, desk.url, options)
    await person.signIn(owner)
    return person
  }

  /** One of the tabs of the settings. */
  async function openPart(person: Person, part: 'people' | 'sources' | 'stores') {
    await person.page.getByRole('link', { name: t('navigation.settings') }).click()
    await person.page
      .getByRole('navigation', { name: t('settings.title') })
      .getByRole('link', { name: t(`settings.${part}`) })
      .click()
    await person.page.getByRole('heading', { level: 1, name: t(`${part}.title`) }).waitFor()
  }

  /** Sends a signed order of a website. @returns the answer's status */
  async function sends(source: string, secret: string): Promise<number> {
    const body = JSON.stringify(webOrder([{ sku: 'BELL' }], { storeCode: 'north' }))
    const headers = { 'content-type': 'application/json', ...signedHeaders(body, { secret }) }
    return (await fetch(`${desk.url}/api/v1/sources/${source}/orders`, { method: 'POST', body, headers }))
      .status
  }

  it('connects a website by a secret that is shown once, changed over with an overlap, and ended', async () => {
    const { page } = anna
    await openPart(anna, 'stores')
    await page.getByLabel(t('stores.code'), { exact: true }).fill('north')
    await page.getByLabel(t('stores.name'), { exact: true }).fill('North Street')
    await page.getByLabel(t('stores.timeZone')).selectOption('Europe/Amsterdam')
    await page.getByLabel(t('stores.currency')).fill('USD')
    await page.getByLabel(t('stores.hours')).fill('Mon-Fri 09:00-18:00')
    await page.getByRole('button', { name: t('stores.addButton') }).click()
    await page.getByText(t('stores.done.added')).waitFor()

    await openPart(anna, 'sources')
    await page.getByLabel(t('sources.id'), { exact: true }).fill('webshop')
    await page.getByRole('button', { name: t('sources.addButton') }).dblclick()
    const first = await page.getByLabel(t('sources.secret'), { exact: true }).inputValue()
    expect(await sends('webshop', first)).toBe(202)

    await page.getByRole('link', { name: t('sources.toSource') }).click()
    expect(await page.content()).not.toContain(first)
    await page.getByRole('button', { name: t('sources.rotate') }).dblclick()
    const second = await page.getByLabel(t('sources.secret'), { exact: true }).inputValue()
    expect(await desk.sql`select from retiring_secrets`).toHaveLength(1)
    expect(second).not.toBe(first)
    expect([await sends('webshop', first), await sends('webshop', second)]).toEqual([202, 202])

    await page.getByRole('link', { name: t('sources.toSource') }).click()
    await page.getByRole('button', { name: t('sources.revoke') }).click()
    await page.getByText(t('sources.done.revoked')).waitFor()
    await until(async () => (await sends('webshop', first)) === 401, SECONDS_TO_COUNT)
    expect(await sends('webshop', second)).toBe(202)
    expect(anna.faults).toEqual([])
  })

  it('previews rules while they are typed, and leaves the hand where it is', async () => {
    const { page } = anna
    await page.goto('/settings/stores/north')
    const preview = page.locator('#preview')
    await page.getByLabel(t('stores.hours')).fill('Mon-Sun 07:00-23:00')
    await preview.getByText('07:00-23:00').first().waitFor()
    await page.getByLabel(t('stores.specialDays')).fill('Christmas')
    await preview.getByText(t('stores.fault.special_line', { line: 1 })).waitFor()
    expect(await page.locator(':focus').getAttribute('id')).toBe('specialDays')
    await page.goto('/settings/sources/webshop/rules')
    expect(await page.getByLabel(t('rules.answerHours'), { exact: true }).isVisible()).toBe(false)
    await page.getByRole('radio', { name: t('rules.answerOn') }).check()
    await page.getByRole('radio', { name: t('rules.reject') }).check()
    await preview.getByText(t('preview.missedReject')).waitFor()
    await page.getByRole('button', { name: t('settings.save') }).click()
    await page.getByText(t('rules.done.changed')).waitFor()
    const answered = () => desk.sql`select from orders where source = 'webshop' and respond_by is not null`
    await until(async () => (await answered()).length > 0, SECONDS_TO_COUNT)
    expect(anna.faults).toEqual([])
  })

  it('previews rules by a button where there are no scripts, and keeps what was typed and nothing else', async () => {
    const { page } = await signedIn({ javaScriptEnabled: false })
    await page.goto('/settings/stores/north/rules')
    await page.getByRole('radio', { name: t('rules.pickupOwn') }).check()
    await page.getByLabel(t('rules.holdDays'), { exact: true }).fill('3')
    await page.getByRole('button', { name: t('preview.button') }).click()
    await page.getByText(t('preview.endedFlag')).waitFor()
    expect(await page.getByLabel(t('rules.holdDays'), { exact: true }).inputValue()).toBe('3')
    expect(await desk.sql`select rules from stores where code = 'north'`).toEqual([{ rules: {} }])
  })

  it('brings in somebody by a link that is good once, who then sees what is theirs', async () => {
    const { page } = anna
    await openPart(anna, 'people')
    await page.getByLabel(t('people.email'), { exact: true }).fill('mia@example.com')
    await page.getByRole('radio', { name: t('role.manager') }).check()
    await page.getByRole('button', { name: t('people.addButton') }).click()
    const link = await page.getByLabel(t('people.link')).inputValue()

    const mia = await Person.at(browser, desk.url)
    await mia.page.goto(link)
    await mia.page.getByLabel(t('welcome.password')).fill('left hand pedal')
    await mia.page.getByRole('button', { name: t('welcome.button') }).click()
    await mia.page.getByRole('link', { name: t('navigation.import') }).click()
    await mia.page.getByRole('heading', { level: 1, name: t('imports.title') }).waitFor()
    expect(await mia.page.getByRole('link', { name: t('navigation.settings') }).count()).toBe(0)
    expect((await mia.page.goto('/settings/people'))?.status()).toBe(403)
    expect(await mia.text()).toContain('Anna')

    await openPart(anna, 'people')
    await page.getByRole('link', { name: 'Mia' }).click()
    await page.getByRole('button', { name: t('people.deactivate') }).click()
    await page.getByText(t('people.done.deactivated')).waitFor()
    await mia.page.goto('/imports')
    await mia.page.getByRole('heading', { level: 1, name: t('signIn.title') }).waitFor()
    expect(anna.faults).toEqual([])
  })

  it('asks for an import no more once its person is signed out, and says so', async () => {
    const { page } = await signedIn()
    const [one] = await desk.sql<{ id: number }[]>`
      insert into imports (kind, file_name, user_id, state, lease_until)
      select 'products', 'a.csv', id, 'running', now() + interval '1 hour' from users limit 1 returning id`
    await page.goto(`/imports/${one?.id}`)
    await page.locator('#progress').waitFor()
    await page.context().clearCookies()
    await page.locator('#refused').getByText(t('error.signedOut')).waitFor()
    expect(await page.locator('#progress').count()).toBe(0)
    await desk.sql`delete from imports where id = ${one?.id ?? 0}`
  })

  const file = ['sku,name,price,colour', 'BELL,Brass bell,9.50,red', 'PUMP,Pump,cheap,blue']
  const many = Array.from({ length: 3_000 }, (_, index) => `N-${index},Nut ${index},0.10,grey`)

  it.each([
    ['with JavaScript', 'A', {}],
    ['without', 'B', { javaScriptEnabled: false }],
  ])('looks through a file, then takes it over while one watches, %s', async (_, mark, options) => {
    const person = await signedIn(options)
    const { page } = person
    await page.getByRole('link', { name: t('navigation.import') }).click()
    const rows = [...file, ...many].map((row, index) => (index === 0 ? row : mark + row))
    const catalogue = {
      name: `catalogue-${mark}.csv`,
      mimeType: 'text/csv',
      buffer: Buffer.from(rows.join('\n')),
    }
    await page.getByLabel(t('imports.file')).setInputFiles(catalogue)
    await page.getByRole('button', { name: t('imports.look') }).click({ clickCount: mark === 'A' ? 2 : 1 })

    const take = page.getByRole('button', { name: t('imports.run') })
    await take.waitFor({ timeout: SECONDS_TO_IMPORT * 1_000 })
    expect(await person.text()).toContain('is no amount like 40.49')
    expect(await page.getByRole('columnheader', { name: `colour ${t('imports.ignored')}` }).count()).toBe(1)
    expect(await desk.sql`select from products where sku like ${`${mark}%`}`).toHaveLength(0)

    await take.click()
    await page.getByText(t('imports.says.done')).waitFor({ timeout: SECONDS_TO_IMPORT * 1_000 })
    expect(await desk.sql`select from products where sku like ${`${mark}%`}`).toHaveLength(3_001)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: t('imports.download') }).click()
    const stream = await (await download).createReadStream()
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    expect(Buffer.concat(chunks).toString('utf8')).toContain('3,"price",')
    expect(person.faults).toEqual([])
  })
})
