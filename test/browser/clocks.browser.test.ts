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
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const BEN = 'ben@example.com'
const PASSWORD = 'counter top 2'

/** Rather than a tone: how often one was asked for. */
const silentAudio = `
  window.tones = 0
  window.AudioContext = class {
    currentTime = 0
    destination = {}
    createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect() {} } }
    createOscillator() {
      return { frequency: {}, connect: (next) => next, start() { window.tones++ }, stop() {} }
    }
  }`

describe.skipIf(!chromiumPath)('clocks on the pages (skipped where the machine has no Chromium)', () => {
  let browser: Browser
  let desk: Desk
  let website: ModelShop
  let anna: Person
  let ben: Person
  let plain: Person

  beforeAll(async () => {
    const opening = openChromium()
    desk = await Desk.prepare({}, openedHome())
    await desk.start('start')
    await desk.furnish()
    await desk.importText('products', 'sku,name,on_hand_main\nPUMP,Floor pump,500\n')
    await desk.importText('customers', 'id,first_name,last_name,email\nC1,Kim,Okafor,kim@example.com\n')
    website = desk.website()
    browser = await opening
    ;[anna, plain] = await Promise.all([
      Person.at(browser, desk.url),
      Person.at(browser, desk.url, { javaScriptEnabled: false }),
    ])
    await Promise.all([anna.signIn(owner), plain.signIn(owner)])
    ben = await hired()
  })

  afterEach(() => {
    const everybody = [anna, ben, plain]
    expect(everybody.flatMap(({ faults }) => faults.splice(0))).toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    await desk?.close()
  })

  /** Ben of the staff, by the link that he is given. */
  async function hired(): Promise<Person> {
    const link = await desk.hire(BEN, 'staff', 'Ben')
    const person = await Person.at(browser, desk.url)
    await person.page.goto(link)
    await person.page.getByLabel(t('welcome.password')).fill(PASSWORD)
    await person.page.getByRole('button', { name: t('welcome.button') }).click()
    await person.page.waitForURL(/\/orders/)
    return person
  }

  async function arrived(more = {}): Promise<string> {
    const order = webOrder([{ sku: 'PUMP' }], more)
    await website.send(order)
    await until(async () => (await website.order(order.number)) !== undefined, secondsToBeWorked)
    return order.number
  }

  const storeRules = (rules: object) => desk.sql`update stores set rules = ${desk.sql.json(rules as never)}`
  const answerWithinFourHours = () => {
    const answer = { hours: 4, remindEveryMinutes: 30, remindLastHours: 1, whenMissed: 'flag' }
    return desk.sql`update sources set rules = ${desk.sql.json({ answer })}`
  }
  const undoPart = ({ page }: Person) => page.locator('#undo')
  const eventsOf = (number: string) => desk.sql<{ type: string; at: Date }[]>`
    select type, at from order_events join orders on orders.id = order_id where number = ${number} order by seq`
  const isLive = ({ page }: Person) =>
    page.locator('#freshness').getByText(t('live.live'), { exact: true }).waitFor()

  it.each([
    ['with JavaScript', () => anna],
    ['without JavaScript', () => plain],
  ])('takes a step back within its time, %s', async (_, who) => {
    const person = who()
    const number = await arrived()
    await person.open(number)
    expect(await person.send('accept')).toBe(t('done.accept'))
    expect(await undoPart(person).innerText()).toMatch(
      /Anna accepted the order at .*Nothing has been sent yet/,
    )
    expect(await person.does(t('action.undo'))).toBe(t('done.undo'))
    expect(await person.status()).toBe(t('status.new'))
    expect(await undoPart(person).count()).toBe(0)
    expect(await website.order(number)).toMatchObject({ status: 'new' })
  })

  it('takes the way back off the page as its time ends, and counts the seconds until then', async () => {
    await storeRules({ undoSeconds: 3 })
    const number = await arrived()
    await anna.open(number)
    await anna.send('accept')
    await undoPart(anna)
      .getByText(/^[123] seconds?$/)
      .waitFor()
    const top = () => anna.page.locator('h1').evaluate((heading) => heading.getBoundingClientRect().top)
    const before = await top()
    await undoPart(anna).getByText(t('undo.over')).and(anna.page.locator(':visible')).waitFor()
    expect(await anna.page.getByRole('button', { name: t('action.undo') }).count()).toBe(0)
    await ben.open(number)
    await ben.unfold('comment')
    await ben.page.locator('#comment-text').fill('Wrapped as a gift')
    await ben.send('comment')
    await anna.page.locator('#timeline').getByText('Wrapped as a gift').waitFor()
    expect(await top()).toBe(before)
    expect(await anna.page.locator(':focus').getAttribute('id')).toBe('outcome')
    expect(await anna.status()).toBe(t('status.in_process'))
    await anna.open(number)
    expect(await undoPart(anna).count()).toBe(0)
  })

  it('says without JavaScript that it is too late, and who can still help', async () => {
    await storeRules({ undoSeconds: 1 })
    const number = await arrived()
    await plain.open(number)
    await plain.send('accept')
    await undoPart(plain).waitFor()
    await until(async () => {
      const [row] = await desk.sql<{ isOver: boolean }[]>`
        select (step->>'until')::timestamptz < now() as is_over from orders where number = ${number}`
      return row?.isOver === true
    }, secondsToBeWorked)
    expect(await plain.does(t('action.undo'))).toBe(t('refused.undo_over'))
    expect(await plain.status()).toBe(t('status.in_process'))
    await storeRules({})
  })

  it('lets a manager reopen what is closed, with a reason, and tells staff who can', async () => {
    const number = await arrived()
    await ben.open(number)
    await ben.unfold('reject')
    await ben.page.getByLabel(t('field.reason'), { exact: true }).selectOption('damaged')
    expect(await ben.send('reject')).toBe(t('done.reject'))
    expect(await ben.text()).toContain(t('reopen.byManager'))
    await anna.open(number)
    await anna.unfold('reopen')
    expect(await anna.sendInVain('reopen')).toContain(t('invalid.whyReopened'))
    await anna.page.locator('#reopen-reason').fill('It was another one')
    expect(await anna.send('reopen')).toBe(t('done.reopen'))
    expect(await anna.status()).toBe(t('status.new'))
    expect(await anna.text()).toContain('It was another one')
  })

  it('shows at once who is on an order, and lets somebody else take over', async () => {
    const number = await arrived()
    await ben.page.goto(`/orders?q=${number}`)
    await isLive(ben)
    await anna.open(number)
    await anna.press(t('claim.take'))
    await anna.page.getByText(/You are on it until/).waitFor()
    await ben.page.getByText(t('queue.claimed', { who: 'Anna' })).waitFor()
    await ben.open(number)
    await ben.press(t('claim.takeOver', { who: 'Anna' }))
    await ben.page.getByText(/You are on it until/).waitFor()
    await anna.page.getByText(/Ben is on it since/).waitFor()
    expect(await anna.send('accept')).toBe(t('done.accept'))
    await anna.page.keyboard.press('c')
    await anna.page.keyboard.press('u')
    await until(async () => (await anna.status()) === t('status.new'), secondsToBeWorked)
    expect(await anna.text()).toContain('Ben is on it since')
  })

  it('forgets who is on an order as their time ends, on a page that is open', async () => {
    const number = await arrived()
    await anna.open(number)
    await isLive(anna)
    await anna.page.keyboard.press('c')
    await anna.page.getByText(/You are on it until/).waitFor()
    await desk.sql`update order_claims set until = now() + interval '2 seconds'`
    await ben.open(number)
    await ben.page.getByText(/Anna is on it since/).waitFor()
    await ben.page.getByRole('button', { name: t('claim.take') }).waitFor()
  })

  it('holds goods longer, and says until when', async () => {
    await storeRules({ pickup: { days: 2, remindHours: null, whenEnded: 'release' } })
    const number = await arrived()
    await anna.open(number)
    await anna.send('accept')
    await anna.page.locator('#ready-location').fill('Shelf 7')
    await anna.send('ready')
    const due = anna.page.locator('#due')
    expect(await due.innerText()).toMatch(/Held until .*: then the order is released by itself.*2 days left/s)
    expect(await anna.page.locator('.hold-place').innerText()).toContain('Shelf 7')
    const day = new Date(Date.now() + 6 * 24 * HOUR_MS).toISOString().slice(0, 10)
    await anna.unfold('extendHold')
    await anna.page.locator('#extendHold-holdUntil').fill(day)
    expect(await anna.send('extendHold')).toBe(t('done.extendHold'))
    expect(await due.innerText()).toMatch(/[567] days left/)
    await storeRules({})
  })

  it('rings and says so as a reminder comes in, where somebody has asked for the sound', async () => {
    await answerWithinFourHours()
    await anna.page.addInitScript(silentAudio)
    await anna.page.goto('/orders')
    const choice = anna.page.getByLabel(t('queue.sound'))
    await choice.check()
    expect(await anna.page.evaluate('window.tones')).toBe(1)
    await anna.page.reload()
    expect(await choice.isChecked()).toBe(true)
    await anna.page.getByText(t('live.soundWaits')).waitFor()
    await anna.page.getByRole('heading', { level: 1 }).click()
    await anna.page.getByText(t('live.soundWaits')).waitFor({ state: 'detached' })
    await isLive(anna)
    const later = await arrived({ placedAt: new Date(Date.now() - HOUR_MS).toISOString() })
    // Half an hour before its end it is reminded of: in four seconds from now.
    const placedAt = new Date(Date.now() - 4 * HOUR_MS + 30 * MINUTE_MS + 4_000).toISOString()
    const number = await arrived({ placedAt })
    await anna.page.locator('#notes').getByText(t('queue.called.answerReminder', { number })).waitFor()
    expect(await anna.page.evaluate('window.tones')).toBe(1)
    expect((await eventsOf(number)).map(({ type }) => type)).toEqual(['received', 'answerReminder'])
    const shown = await anna.numbersInQueue()
    expect(shown.indexOf(number)).toBeLessThan(shown.indexOf(later))
    await anna.page.getByLabel(t('queue.sound')).uncheck()
    await anna.page.reload()
    expect(await anna.page.getByLabel(t('queue.sound')).isChecked()).toBe(false)
    expect(await anna.page.getByText(t('live.soundWaits')).count()).toBe(0)
  })

  it('counts down the time that is left while nobody touches the page, and gets louder', async () => {
    await answerWithinFourHours()
    const placedAt = new Date(Date.now() - 3 * HOUR_MS + 90_000).toISOString()
    const number = await arrived({ placedAt })
    const page = await anna.page.context().newPage()
    await page.clock.install()
    await page.goto(`/orders?q=${number}`)
    const left = page.locator('tbody tr .tag[data-due]')
    expect([await left.innerText(), await left.getAttribute('data-tone')]).toEqual(['1 hour left', 'calm'])
    await page.clock.fastForward('03:00')
    await left.getByText(/^5[789] minutes left$/).waitFor()
    expect(await left.getAttribute('data-tone')).toBe('soon')
    await page.clock.fastForward('01:10:00')
    await left.getByText(/minutes late$/).waitFor()
    expect(await left.getAttribute('data-tone')).toBe('late')
    await page.close()
  })

  it('shows what is due first at the top, with the time that is left in words', async () => {
    await answerWithinFourHours()
    const times = [3, 1, 2].map((hours) => new Date(Date.now() - hours * HOUR_MS).toISOString())
    const numbers: string[] = []
    for (const placedAt of times) numbers.push(await arrived({ placedAt }))
    const [soon, last, middle] = numbers
    const shown = (await anna.numbersInQueue()).filter((number) => numbers.includes(number))
    expect(shown).toEqual([soon, middle, last])
    const row = anna.page.locator('tbody tr').filter({ hasText: soon ?? '' })
    expect(await row.innerText()).toMatch(/59 minutes left\s+Answer by/)
    await anna.open(last ?? '')
    expect(await anna.page.locator('#due').innerText()).toMatch(
      /Answer by .*: then it is marked as late\. 2 hours left/,
    )
  })
})
