import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { StaffAction } from '../../domain/happening.ts'
import { type Key, wordsFor } from '../../views/words.ts'
import { SOURCE } from '../program/desk.ts'
import { until } from '../runtime/running-program.ts'

const { t } = wordsFor('en')
const patienceMs = 20_000
const secondsToAnswer = 30

/** Somebody before a browser, who reads what the pages say and clicks what they offer. */
export class Person {
  readonly page: Page
  /** What no page may do: open a dialog, fall foul of its own content policy, fail in a script. */
  readonly faults: string[] = []

  private constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(patienceMs)
    page.on('dialog', (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('pageerror', (error) => this.faults.push(`script: ${error}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !isRefusedForm(message.text()))
        this.faults.push(`console: ${message.text()}`)
    })
  }

  static async at(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({ baseURL: url, ...options })
    return new Person(await context.newPage())
  }

  async signIn({ email, password }: { email: string; password: string }) {
    await this.page.goto('/orders')
    await this.page.getByLabel(t('signIn.email')).fill(email)
    await this.page.getByLabel(t('signIn.password')).fill(password)
    await this.page.getByRole('button', { name: t('signIn.button') }).click()
    await this.page.getByRole('heading', { level: 1, name: t('queue.title') }).waitFor()
  }

  /** Finds the order in the queue as it is now and opens it from there. */
  async openFromQueue(number: string) {
    await this.page.goto('/orders')
    await this.page.getByRole('link', { name: number, exact: true }).click()
    await this.page.getByRole('heading', { level: 1, name: number }).waitFor()
  }

  async open(number: string) {
    await this.page.goto(`/orders/${SOURCE}/${number}`)
  }

  /** @returns the numbers that a search shows. */
  async search(words: string): Promise<string[]> {
    await this.page.goto('/orders')
    await this.page.getByLabel(t('queue.search')).fill(words)
    await this.page.getByRole('button', { name: t('queue.find') }).click()
    await this.page.waitForURL(/\?.*q=/)
    return this.numbers()
  }

  async numbersInQueue(): Promise<string[]> {
    await this.page.goto('/orders')
    return this.numbers()
  }

  private numbers() {
    return this.page.locator('tbody th a').allInnerTexts()
  }

  fill(field: Key, text: string) {
    return this.page.getByLabel(t(field), { exact: true }).fill(text)
  }

  tick(choice: Key) {
    return this.page.getByLabel(t(choice), { exact: true }).check()
  }

  unfold(action: StaffAction) {
    return this.page
      .locator('summary')
      .filter({ hasText: t(`action.${action}`) })
      .click()
  }

  /** Sends the action's form. @returns what the page says became of it, once it is no longer waiting. */
  async send(action: StaffAction, button: Key = `action.${action}`): Promise<string> {
    const form = this.page.locator('form.action')
    return this.sent(() =>
      form
        .getByRole('button', { name: t(button) })
        .first()
        .click(),
    )
  }

  /** Presses the button that has exactly this name, as it is read aloud. */
  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click()
  }

  /** The same, and what the page says became of it. */
  does(name: string): Promise<string> {
    return this.sent(() => this.press(name))
  }

  /** The answer to this click: what the page says of an earlier one may come back when it is read again meanwhile. */
  private async sent(click: () => Promise<void>): Promise<string> {
    const [request] = await Promise.all([
      this.page.waitForRequest((each) => each.method() === 'POST'),
      click(),
    ])
    const actionId = new URLSearchParams(request.postData() ?? '').get('actionId')
    const outcome = this.page.locator(`#outcome[data-of="${actionId}"]`)
    await until(async () => {
      if ((await outcome.innerText()) !== t('outcome.waiting')) return true
      await this.page.reload()
      return false
    }, secondsToAnswer)
    return outcome.innerText()
  }

  /** Sends a form that comes back. @returns what the page says is wrong with it. */
  async sendInVain(action: StaffAction): Promise<string> {
    await this.page
      .locator('form.action')
      .getByRole('button', { name: t(`action.${action}`) })
      .click()
    return this.page.getByRole('alert').innerText()
  }

  status(): Promise<string> {
    return this.page.locator('h1 .tag').innerText()
  }

  text(): Promise<string> {
    return this.page.locator('main').innerText()
  }
}

/** Chromium counts every answer above 399 as an error, a form that comes back with a word on why, too. */
function isRefusedForm(message: string): boolean {
  return message.startsWith('Failed to load resource') && / 4(09|22) /.test(message)
}
