import { type Context, Hono } from 'hono'
import { addBusinessTime, type OpeningCalendar } from '../../domain/business-time.ts'
import { readStoreSettings, type StoreFault } from '../../domain/store-settings.ts'
import { daysAhead } from '../../domain/week-ahead.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { StorePage, StoresPage } from '../../views/settings/StoresPage.tsx'
import type { HoursPreview, StoreFields } from '../../views/settings/stores.ts'
import type { Key, Words } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import { effectOf } from './effect.ts'
import { fieldsOf, listed, loadStore, loadStores, type StoreRow } from './load-stores.ts'
import { addStore, changeStore, type StoreAnswer } from './stores.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql'>

const CODE = '/:code{[A-Za-z0-9._-]{1,64}}'
const DAYS_SHOWN = 7
const FOUR_HOURS_MS = 4 * 60 * 60_000

const dones = { added: 'stores.done.added', changed: 'stores.done.changed' } as const satisfies Record<
  string,
  Key
>
type Done = keyof typeof dones

/** The page of stores; for owners. With `?preview` a form says what it would come to, and nothing is kept. */
export function storeRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .use('/stores/*', allow(sql, 'manageStores'))
    .get('/stores', (c) => showStores(c, deps))
    .post('/stores', async (c) => {
      const form = await readStore(c)
      if (isPreview(c)) return showStores(c, deps, form, previewFaults(c, form))
      const answer = await addStore(sql, actorOf(c), form.code, form)
      if (answer.ok) return c.redirect(paths.stores('added' satisfies Done), 303)
      return showStores(c, deps, form, errorsOf(c.get('words'), answer))
    })
    .get(`/stores${CODE}`, async (c) => {
      const store = await loadStore(sql, c.req.param('code'))
      return store ? showStore(c, deps, store, {}) : showMessage(c, 404, 'notFound')
    })
    .post(`/stores${CODE}`, async (c) => {
      const form = { ...(await readStore(c)), code: c.req.param('code') }
      const store = await loadStore(sql, form.code)
      if (!store) return showMessage(c, 404, 'notFound')
      if (isPreview(c)) return showStore(c, deps, store, { form, errors: previewFaults(c, form) })
      const answer = await changeStore(sql, actorOf(c), form.code, form)
      if (answer.ok) return c.redirect(paths.store(form.code, 'changed' satisfies Done), 303)
      return showStore(c, deps, store, { form, errors: errorsOf(c.get('words'), answer) })
    })
}

export const isPreview = (c: C) => c.req.query('preview') !== undefined

async function showStores(c: C, { sql }: Deps, form?: StoreFields, errors: FieldError[] = []) {
  const now = new Date()
  const stores = (await loadStores(sql)).map(listed)
  const view = { words: c.get('words'), viewer: c.get('user'), stores, now, form, errors }
  const done = saidOf(dones, c.req.query('done'))
  const preview = form ? hoursPreview(calendarOf(form, now), now) : null
  return page(c, <StoresPage {...view} done={done} preview={preview} />, errors.length > 0 ? 422 : 200)
}

interface StoreView {
  /** What was typed, where it comes back. */
  form?: StoreFields
  errors?: FieldError[]
}

async function showStore(c: C, { sql }: Deps, store: StoreRow, { form, errors = [] }: StoreView) {
  const now = new Date()
  const calendar = form ? calendarOf(form, now) : store.calendar
  const effect =
    calendar && form ? await effectOf(sql, { store: store.code, book: { ...store, calendar } }) : null
  const view = { words: c.get('words'), viewer: c.get('user'), now, store: listed(store), errors }
  const done = saidOf(dones, c.req.query('done'))
  const shown = { form: form ?? fieldsOf(store, now), preview: hoursPreview(calendar, now, effect) }
  return page(c, <StorePage {...view} {...shown} done={done} />, errors.length > 0 ? 422 : 200)
}

/** Null: the hours, days or zone can't be read. */
function calendarOf(form: StoreFields, now: Date): OpeningCalendar | null {
  // The name and the rest say nothing about when it is open.
  const read = readStoreSettings({ ...form, name: '-', currency: 'USD', address: '', email: '' }, now)
  if (!read.ok) return null
  const { timeZone, hours, specialDays } = read.value
  return { timeZone, weekly: hours, special: specialDays }
}

function hoursPreview(
  calendar: OpeningCalendar | null,
  now: Date,
  effect: HoursPreview['effect'] = null,
): HoursPreview | null {
  if (calendar === null) return null
  return {
    timeZone: calendar.timeZone,
    days: daysAhead(now, DAYS_SHOWN, calendar),
    inFourHours: addBusinessTime(now, FOUR_HOURS_MS, calendar),
    effect,
  }
}

async function readStore(c: C): Promise<StoreFields> {
  const fields = await readForm(c)
  const text = (name: string) => textOf(fields, name).trim()
  return {
    code: text('code'),
    name: text('name'),
    timeZone: text('timeZone'),
    currency: text('currency').toUpperCase(),
    hours: text('hours'),
    specialDays: textOf(fields, 'specialDays'),
    address: textOf(fields, 'address'),
    email: text('email'),
    language: text('language') || 'en',
  }
}

/** While somebody types: what stands in the way of a preview, and not what is yet to be typed. */
function previewFaults(c: C, form: StoreFields): FieldError[] {
  const read = readStoreSettings(form, new Date())
  const shown = ['timeZone', 'hours', 'specialDays']
  return read.ok
    ? []
    : inWords(
        c.get('words'),
        read.faults.filter(({ field }) => shown.includes(field)),
      )
}

function errorsOf(words: Words, answer: Exclude<StoreAnswer, { ok: true }>): FieldError[] {
  if (answer.why === 'faults') return inWords(words, answer.faults)
  return [{ field: 'code', message: words.t(`stores.why.${answer.why}`) }]
}

const inWords = ({ t }: Words, faults: StoreFault[]): FieldError[] =>
  faults.map(({ field, code, line = 0 }) => ({ field, message: t(`stores.fault.${code}`, { line }) }))
