import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wordsFor } from '../../views/words.ts'
import { Desk, owner, SOURCE } from '../program/desk.ts'
import type { ModelShop } from '../program/model-shop.ts'
import { until } from '../runtime/running-program.ts'
import { openedHome } from '../support/opened-home.ts'
import { webOrder } from '../support/shop.ts'
import { chromiumPath, openChromium } from './chromium.ts'
import { Person } from './person.ts'

const { t } = wordsFor('en')
const secondsToBeWorked = 30

const products = `sku,name,brand,mpn,upc,price,on_hand_main
PUMP,Floor pump with gauge,Litware,FP-1,036000291452,39.95,500
BELL,Brass bell large,Contoso,BB-1,4006381333931,12.50,500
`
const customers = `id,first_name,last_name,email,phone,street,city,postal_code,country
C1,Kim,Okafor,kim@example.com,213-555-0133,1 Main Street,Los Angeles,90001,US
C2,Mina,Jansen,mina@example.com,06-12345678,Dorpsstraat 3,Utrecht,3511 AB,NL
C3,,김민준,minjun@example.kr,010-1234-5678,,서울,06236,KR
`

describe.skipIf(!chromiumPath)('the order page (skipped where the machine has no Chromium)', () => {
  let browser: Browser
  let desk: Desk
  let website: ModelShop
  let anna: Person
  let plain: Person

  beforeAll(async () => {
    const opening = openChromium()
    desk = await Desk.prepare({}, openedHome())
    await desk.start('start')
    await desk.furnish()
    await Promise.all([desk.importText('products', products), desk.importText('customers', customers)])
    website = desk.website()
    browser = await opening
    anna = await Person.at(browser, desk.url)
    await anna.signIn(owner)
    plain = await Person.at(browser, desk.url, { javaScriptEnabled: false })
    await plain.signIn(owner)
  })

  afterEach(() => {
    expect([...anna.faults.splice(0), ...plain.faults.splice(0)]).toEqual([])
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

  let strangers = 0
  const stranger = (fields: object) => ({
    customer: { externalId: `w-${++strangers}`, email: `new-${strangers}@example.net`, ...fields },
  })
  const rowOf = ({ page }: Person, id: string) => page.locator(`[id="candidate-${id}"]`)

  it.each([
    ['with JavaScript', () => anna],
    ['without JavaScript', () => plain],
  ])('finds a customer whose name the website misspelt, %s', async (_, who) => {
    const person = who()
    const number = await arrived(
      [{ sku: 'PUMP' }],
      stranger({ firstName: 'Kym', lastName: 'Okafro', phone: '+1 213 555 0133' }),
    )
    await person.open(number)
    expect(await rowOf(person, 'C1').innerText()).toMatch(/Kim Okafor.*almost the same.*the same/s)
    expect(await person.does(`${t('identifying.use')} Kim Okafor`)).toBe(t('done.identifyCustomer'))
    expect(await person.status()).toBe(t('status.new'))
    expect(await website.order(number)).toMatchObject({ customerId: 'C1' })
  })

  it('shows who is like what is being typed, in the address, too, and keeps the place in the field', async () => {
    const number = await arrived([{ sku: 'PUMP' }], stranger({ firstName: 'Zeno', lastName: 'Quartz' }))
    await anna.open(number)
    await anna.page.getByText(t('identifying.none', { typed: 'Zeno Quartz' })).waitFor()
    const field = anna.page.getByLabel(t('identifying.search'), { exact: true })
    await field.fill('')
    await field.pressSequentially('민준 김', { delay: 30 })
    await rowOf(anna, 'C3').waitFor()
    await anna.page.waitForURL(/customer=/)
    expect(await field.inputValue()).toBe('민준 김')
    expect(await field.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)
    await anna.page.reload()
    await rowOf(anna, 'C3').waitFor()
    await anna.page.getByRole('link', { name: 'Zeno Quartz', exact: true }).click()
    await anna.page.getByText(t('identifying.none', { typed: 'Zeno Quartz' })).waitFor()
  })

  it('leaves what is being typed alone while somebody else is at the order', async () => {
    const number = await arrived([{ sku: 'PUMP' }], stranger({ firstName: 'Zeno', lastName: 'Quartz' }))
    await anna.open(number)
    const field = anna.page.getByLabel(t('identifying.search'), { exact: true })
    await field.fill('')
    await field.pressSequentially('Mina')
    await plain.open(number)
    await plain.unfold('comment')
    await plain.page.locator('#comment-text').fill('Called, no answer')
    expect(await plain.send('comment')).toBe(t('done.comment'))
    await field.pressSequentially(' Ja')
    await anna.page.locator('#timeline').getByText('Called, no answer').waitFor()
    await field.pressSequentially('nsen')
    expect(await field.inputValue()).toBe('Mina Jansen')
    await rowOf(anna, 'C2').waitFor()
    expect(await field.inputValue()).toBe('Mina Jansen')
  })

  it('lets a new customer be made only below those who are near', async () => {
    const number = await arrived(
      [{ sku: 'PUMP' }],
      stranger({ firstName: 'Mina', lastName: 'Janssen', email: 'm.j@example.org' }),
    )
    await anna.open(number)
    const order = await anna.text()
    expect(order).toContain(t('identifying.createNear', { count: 1 }))
    expect(order.indexOf(t('identifying.create'))).toBeGreaterThan(order.indexOf('C2'))
    expect(await anna.does(t('identifying.create'))).toBe(t('done.identifyCustomer'))
    expect((await website.order(number))?.customerId).toMatch(/^K\d{6}$/)
    expect(await anna.page.locator('#people').innerText()).toContain('Mina Janssen')
  })

  it('finds the product of an open line, warns of one that does not fit, and releases who waits for the same', async () => {
    const gap = { sku: 'WEB-BELL', mpn: 'BB 1' }
    const [number, other] = [await arrived([gap]), await arrived([gap])]
    const third = await arrived([gap, { sku: 'ANOTHER-GAP' }])
    await anna.open(number)
    const found = anna.page.locator('#match tbody tr', { hasText: 'Brass bell large' })
    expect(await found.innerText()).toMatch(/Fits none of the line's identifiers.*almost the same/s)
    await anna.page.getByLabel(t('matching.search'), { exact: true }).fill('4006381-333931')
    await anna.page.getByText(t('matching.bySearch', { typed: '4006381-333931', count: 1 })).waitFor()
    expect(await anna.does(`${t('matching.use')} Brass bell large`)).toBe(t('done.matchProduct'))
    expect(await anna.text()).toContain(t('warning.fitsNothing', { line: '1', sku: 'BELL' }))
    expect(await anna.send('processSale')).toBe(t('done.processSale'))

    expect(await anna.page.locator('#same-gap').innerText()).toMatch(new RegExp(`${other} ${third}`))
    const released = await anna.does(t('release.button', { count: 2 }))
    expect(released).toContain(
      `${t('release.released', { count: 1 })} ${t('release.gap', { count: 1 })} ${third}`,
    )
    expect(await website.order(other)).toMatchObject({
      status: 'new',
      lines: [{ sku: 'BELL', matchedBy: 'hand' }],
    })
    expect(await website.order(third)).toMatchObject({
      status: 'product_match_failed',
      lines: [{ sku: 'BELL' }, { sku: null }],
    })

    const next = await arrived([gap])
    expect(await website.order(next)).toMatchObject({ status: 'new', lines: [{ matchedBy: 'hand' }] })
    expect(await anna.does(t('remembered.forgetLine', { line: '1' }))).toBe(t('remembered.forgotten'))
    expect(await website.order(await arrived([gap]))).toMatchObject({ status: 'product_match_failed' })
  })

  it('adds a product that the catalogue lacks, from the line that asks for it', async () => {
    const number = await arrived([{ sku: 'TL-1', gtin: '012345678905' }])
    await plain.open(number)
    await plain.page.locator('#add-product summary').click()
    await plain.page.locator('#add-gtin').fill('012345678904')
    await plain.press(t('adding.button'))
    expect(await plain.page.getByRole('alert').innerText()).toContain(t('adding.notGtin'))
    expect(await plain.page.locator('#add-sku').inputValue()).toBe('TL-1')
    await plain.page.locator('#add-gtin').fill('0 12345-67890 5')
    await plain.page.locator('#add-name').fill('Tail light')
    expect(await plain.does(t('adding.button'))).toBe(t('done.matchProduct'))
    expect(await plain.send('processSale')).toBe(t('done.processSale'))
    expect(await website.order(number)).toMatchObject({
      status: 'new',
      lines: [{ sku: 'TL-1' }],
      shortage: true,
    })
    const [made] = await desk.sql`select name, price from products where sku = 'TL-1' and made_by is not null`
    expect(made).toEqual({ name: 'Tail light', price: '10.00' })
  })

  it('tells one order as one story: what changed online, how long each step took, its own admin page', async () => {
    const order = webOrder([{ sku: 'PUMP', quantity: 2 }, { sku: 'BELL' }])
    await website.send(order)
    await until(async () => (await website.order(order.number)) !== undefined, secondsToBeWorked)
    const [first, second] = order.lines
    await website.send({ ...order, lines: [{ ...first, description: 'Other pump' }, second] } as typeof order)
    await until(
      async () => (await desk.sql`select from orders where number = ${order.number} and differs`).length > 0,
      secondsToBeWorked,
    )
    await desk.sql`update order_events set at = at - interval '2 hours 10 minutes' where seq = 1 and order_id =
      (select id from orders where number = ${order.number})`
    await anna.open(order.number)
    expect(await anna.page.locator('#changed tbody').innerText()).toMatch(
      /^Line 1 · description\s+Line 1\s+Other pump$/,
    )
    expect(await anna.page.locator('#timeline').innerText()).toContain('2 hr, 10 min later')
    const link = anna.page.getByRole('link', { name: t('order.atWebsite') })
    expect(await link.getAttribute('href')).toBe(`https://northshore.example/admin/${order.number}`)
  })

  it('takes an order from accepted to handed over, without a whole reload', async () => {
    const number = await arrived([{ sku: 'PUMP' }])
    await anna.openFromQueue(number)
    await anna.page.evaluate('window.stayed = true')
    expect(await anna.send('accept')).toBe(t('done.accept'))
    await anna.fill('field.location', 'Shelf 7')
    expect(await anna.send('ready')).toBe(t('done.ready'))
    expect(await anna.sendInVain('complete')).toContain(t('invalid.collectedBy'))
    await anna.fill('field.collectedBy', 'Kim Okafor')
    await anna.tick('idCheck.card')
    expect(await anna.send('complete')).toBe(t('done.complete'))
    expect(await anna.status()).toBe(t('status.completed'))
    expect(await anna.page.evaluate('window.stayed')).toBe(true)
  })

  it('rejects an order with its reason', async () => {
    const number = await arrived([{ sku: 'PUMP' }])
    await anna.openFromQueue(number)
    await anna.unfold('reject')
    await anna.page.locator('#reject-reason').selectOption('price_error')
    expect(await anna.send('reject')).toBe(t('done.reject'))
    expect(await website.order(number)).toMatchObject({ status: 'rejected', lines: [{ allocated: 0 }] })
  })

  it.each([
    ['with JavaScript, its page following along', () => anna],
    ['without JavaScript', () => plain],
  ])('takes goods back and gives their money back, %s', async (_, who) => {
    const person = who()
    const number = await arrived([{ sku: 'BELL', quantity: 2 }])
    await person.open(number)
    await person.send('accept')
    await person.send('ready')
    await person.fill('field.collectedBy', 'Kim Okafor')
    await person.tick('idCheck.card')
    expect(await person.send('complete')).toBe(t('done.complete'))
    await person.page.getByRole('link', { name: t('returns.goods') }).click()
    await person.page.getByLabel(`Line 1: ${t('returns.column.sellable')}`).fill('1')
    await person.press(t('returns.opening.submit'))
    expect(await person.page.getByRole('alert').innerText()).toContain(t('returns.fault.reason'))
    await person.page.getByLabel(t('returns.reasonTitle')).selectOption('changed_mind')
    await person.press(t('returns.opening.submit'))
    await person.page.getByText(t('returns.form.refund', { name: 'Kim Okafor', amount: '$11.00' })).waitFor()
    await person.page.getByLabel(t('returns.form.method'), { exact: true }).selectOption('channel')
    await person.page.getByLabel(t('returns.form.reference'), { exact: true }).fill('RF-1')
    expect(await person.does(t('returns.action.refund'))).toBe(t('returns.told.refund'))
    const closed = person.page.locator('h1 .tag', { hasText: t('returns.status.closed') })
    await until(async () => {
      if (person === plain) await plain.page.reload()
      return closed.isVisible()
    }, secondsToBeWorked)
    expect(await person.text()).toContain('RF-1')
    await person.open(number)
    expect(await person.page.locator('#returns').innerText()).toContain(t('returns.status.closed'))
    expect(await person.page.locator('#undo').count()).toBe(0)
  })

  it('tells the second of two people who match one line what the first has done', async () => {
    const number = await arrived([{ sku: 'NOBODY-KNOWS' }])
    await anna.open(number)
    await plain.page.goto(`/orders/${SOURCE}/${number}?line=1&product=bell`)
    expect(await plain.does(`${t('matching.use')} Brass bell large`)).toBe(t('done.matchProduct'))
    expect(await plain.send('processSale')).toBe(t('done.processSale'))
    const late = await plain.page.request.post(`/orders/${SOURCE}/${number}/match-product`, {
      form: { line: '1', sku: 'PUMP' },
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    expect((await late.text()).replaceAll('&#39;', "'")).toContain(
      t('refusedBy.processSale', { who: 'Anna', time: '\n' }).split('\n')[0],
    )
    await anna.page.locator('h1 .tag', { hasText: t('status.new') }).waitFor()
    expect(await website.order(number)).toMatchObject({ status: 'new', lines: [{ sku: 'BELL' }] })
  })
})
