import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wordsFor } from '../../views/words.ts'
import { readPdf } from '../paper/read-pdf.ts'
import { Desk, owner } from '../program/desk.ts'
import type { ModelShop } from '../program/model-shop.ts'
import { until } from '../runtime/running-program.ts'
import { openedHome } from '../support/opened-home.ts'
import { webOrder } from '../support/shop.ts'
import { chromiumPath, openChromium } from './chromium.ts'
import { Person } from './person.ts'

const { t } = wordsFor('en')
const secondsToBeWorked = 30

const products = `sku,name,brand,mpn,on_hand_main
PUMP,Floor pump,Litware,FP-1,500
BELL,Brass bell,Litware,BB-1,500
`
const customers = `id,first_name,last_name,email
C1,Kim,Okafor,kim@example.com
C2,Mina,Jansen,mina@example.com
`
const ben = { email: 'ben@example.com', password: 'back room 22' }

/** Every page works as plain forms; scripts may only add to that. */
const plain = { javaScriptEnabled: false }
const phone = { ...plain, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }

describe.skipIf(!chromiumPath)('staff at the desk (skipped where the machine has no Chromium)', () => {
  let browser: Browser
  let desk: Desk
  let website: ModelShop
  let anna: Person
  let welcomeBen: string

  beforeAll(async () => {
    const opening = openChromium()
    desk = await Desk.prepare({}, openedHome())
    await desk.start('start')
    await desk.furnish()
    const [added] = await Promise.all([
      desk.command('user', 'add', ben.email, '--role', 'staff', '--name', 'Ben'),
      desk.importText('products', products),
      desk.importText('customers', customers),
    ])
    welcomeBen = /http:\S+/.exec(added)?.[0] ?? ''
    website = desk.website()
    browser = await opening
    anna = await Person.at(browser, desk.url, plain)
    await anna.signIn(owner)
  })

  afterEach(() => {
    expect(anna.faults.splice(0)).toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    await desk?.close()
  })

  /** An order that the website signs and sends, with its first status. */
  async function arrived(lines: Parameters<typeof webOrder>[0], more = {}): Promise<string> {
    const order = webOrder(lines, more)
    await website.send(order)
    await until(async () => (await website.order(order.number)) !== undefined, secondsToBeWorked)
    return order.number
  }

  it.each([
    ['without JavaScript', plain],
    ['with JavaScript', {}],
  ])('takes an order from its arrival to the hands of its customer, %s', async (_, options) => {
    const person = await Person.at(browser, desk.url, options)
    await person.signIn(owner)
    const number = await arrived([{ sku: 'PUMP', quantity: 2 }])
    await person.openFromQueue(number)
    expect(await person.status()).toBe(t('status.new'))
    expect(await person.send('accept')).toBe(t('done.accept'))
    await expectReceipt(person, number)

    await person.fill('field.location', 'Shelf 7')
    expect(await person.send('ready')).toBe(t('done.ready'))
    expect(await person.text()).toContain('Shelf 7')

    expect(await person.sendInVain('complete')).toContain(t('invalid.collectedBy'))
    await person.fill('field.collectedBy', 'Kim Okafor')
    await person.tick('idCheck.photo_id')
    expect(await person.send('complete')).toBe(t('done.complete'))
    expect(await person.status()).toBe(t('status.completed'))
    expect(await person.text()).toContain(t('timeline.complete', { who: 'Anna' }))

    expect(await person.numbersInQueue()).not.toContain(number)
    expect(await person.search(number)).toEqual([number])
    expect(person.faults).toEqual([])
  })

  /** Made in the background: the page shows it a moment after the answer. */
  async function expectReceipt({ page }: Person, number: string) {
    const link = page.getByRole('link', { name: t('sale.document.receipt') })
    await until(async () => {
      await page.reload()
      return (await link.count()) > 0
    }, secondsToBeWorked)
    const response = await page.request.get((await link.getAttribute('href')) ?? '')
    expect(response.headers()['content-type']).toBe('application/pdf')
    const words = readPdf(await response.body())
      .flatMap(({ lines }) => lines)
      .join('\n')
    expect(words).toContain(number)
    expect(words).toContain((await website.order(number))?.saleNumber)
  }

  it('rejects an order and says why', async () => {
    const number = await arrived([{ sku: 'BELL' }])
    await anna.openFromQueue(number)
    await anna.unfold('reject')
    expect(await anna.sendInVain('reject')).toContain(t('invalid.reason'))
    await anna.page.getByLabel(t('field.reason'), { exact: true }).selectOption('damaged')
    await anna.page.locator('#reject-comment').fill('The last one has a dent')
    expect(await anna.send('reject')).toBe(t('done.reject'))
    expect(await anna.status()).toBe(t('status.rejected'))
    expect(await anna.text()).toContain('The last one has a dent')
    expect(await website.order(number)).toMatchObject({ status: 'rejected', lines: [{ allocated: 0 }] })
    expect(await anna.numbersInQueue()).not.toContain(number)
  })

  it('says who a customer is, and is not asked again', async () => {
    const customer = { externalId: 'w-77', firstName: 'Mina', lastName: 'Jansen', email: 'mj@example.com' }
    const number = await arrived([{ sku: 'BELL' }], { customer })
    await anna.openFromQueue(number)
    expect(await anna.status()).toBe(t('status.customer_id_required'))
    expect(await anna.does(`${t('identifying.use')} Mina Jansen`)).toBe(t('done.identifyCustomer'))
    expect(await anna.status()).toBe(t('status.new'))
    const next = await arrived([{ sku: 'BELL' }], { customer })
    expect(await website.order(next)).toMatchObject({ status: 'new', customerId: 'C2' })
  })

  it('finds the product of a line that nothing matched, and makes the sale', async () => {
    const number = await arrived([{ sku: 'WEB-BELL' }, { sku: 'PUMP' }])
    await anna.openFromQueue(number)
    expect(await anna.status()).toBe(t('status.product_match_failed'))
    expect(await anna.send('processSale')).toBe(t('refused.not_matched', { lines: '1', count: 1 }))
    await anna.fill('matching.search', 'bell')
    await anna.press(t('matching.find'))
    expect(await anna.does(`${t('matching.use')} Brass bell`)).toBe(t('done.matchProduct'))
    expect(await anna.send('processSale')).toBe(t('done.processSale'))
    const order = await website.order(number)
    expect(order).toMatchObject({
      status: 'new',
      lines: [{ sku: 'BELL', matchedBy: 'hand' }, { sku: 'PUMP' }],
    })
    expect(await anna.text()).toContain(order?.saleNumber)
  })

  it('tells the second of two people who was faster, and changes nothing', async () => {
    const person = await Person.at(browser, desk.url, plain)
    await person.page.goto(welcomeBen)
    await person.page.getByLabel(t('welcome.password')).fill(ben.password)
    await person.page.getByRole('button', { name: t('welcome.button') }).click()
    const number = await arrived([{ sku: 'PUMP' }])
    await person.openFromQueue(number)
    await anna.openFromQueue(number)
    await person.send('accept')
    await anna.unfold('reject')
    await anna.page.getByLabel(t('field.reason'), { exact: true }).selectOption('out_of_stock')
    const [before, after] = t('refusedBy.accept', { who: 'Ben', time: '\n' }).split('\n')
    const told = await anna.send('reject')
    expect(told).toContain(before)
    expect(told).toContain(after)
    expect(await anna.status()).toBe(t('status.in_process'))
    expect((await website.order(number))?.status).toBe('in_process')
  })

  it('shows hostile text as text in whatever field it comes', async () => {
    const person = await Person.at(browser, desk.url)
    await person.signIn(owner)
    const number = await arrived([{ sku: 'PUMP' }], hostileOrder())
    await person.openFromQueue(number)
    for (const text of hostile) expect(await person.text()).toContain(text)
    await person.unfold('comment')
    await person.page.locator('#comment-text').fill(hostile.join('\n'))
    expect(await person.send('comment')).toBe(t('done.comment'))
    const timeline = await person.page.locator('.timeline').innerText()
    for (const text of hostile) expect(timeline).toContain(text)
    await person.search(hostile[0] ?? '')
    expect(await person.page.getByLabel(t('queue.search')).inputValue()).toBe(hostile[0])
    expect(await person.page.locator('main script, main iframe, main img[src="x"]').count()).toBe(0)
    expect(person.faults).toEqual([])
  })

  it('fits a phone: no page is wider than the screen', async () => {
    const person = await Person.at(browser, desk.url, phone)
    await person.page.goto('/sign-in')
    expect(await overhang(person)).toBeLessThanOrEqual(0)
    await person.signIn(owner)
    expect(await overhang(person)).toBeLessThanOrEqual(0)
    const unbroken = 'Bicycle'.repeat(28)
    const fine = await arrived([{ sku: 'PUMP', quantity: 100_000 }], { note: unbroken })
    const open = await arrived([{ sku: unbroken.slice(0, 60) }], hostileOrder())
    for (const number of [fine, open]) {
      await person.openFromQueue(number)
      expect(await overhang(person), number).toBeLessThanOrEqual(0)
    }
  })

  /** Pixels that one would have to scroll sideways. */
  async function overhang({ page }: Person): Promise<number> {
    return page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  }
})

const hostile = [
  `<script>alert('script')</script>`,
  `"><img src=x onerror=alert('img')>`,
  `' onmouseover='alert(1)`,
  `{{constructor.constructor('alert(1)')()}}`,
  `\u202egnp.exe مرحبا &amp; <b>bold</b>`,
]

/** Text that means harm in each field that is shown. */
function hostileOrder() {
  const [script, image, quote, template, reversed] = hostile
  const address = {
    name: image,
    street: quote,
    city: template,
    region: 'R<i>',
    postalCode: '<b>1',
    country: 'NL',
  }
  const line = {
    id: '"<u>1',
    kind: 'product',
    description: script,
    mpn: image,
    sku: `<s>${quote}`,
    gtin: '<i>',
  }
  const amounts = { quantity: 1, unitPrice: '10.00', discount: '0.00', taxRate: '0', tax: '0.00' }
  return {
    customer: { externalId: quote, firstName: script, lastName: reversed, email: image, phone: template },
    billingAddress: address,
    shippingAddress: address,
    lines: [{ ...line, ...amounts }],
    shipping: { amount: '0.00', tax: '0.00', method: script },
    payment: {
      status: 'authorised',
      provider: quote,
      reference: image,
      amount: '10.00',
      approvalNumber: script,
    },
    total: '10.00',
    note: hostile.join('\n'),
  }
}
