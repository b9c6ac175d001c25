import type { Sql, Tx } from '../../db/client.ts'
import { differences } from '../../domain/changes.ts'
import { formatOpeningHours } from '../../domain/opening-hours.ts'
import { comingDays, dayIn, formatSpecialDays, withPastDays } from '../../domain/special-days.ts'
import {
  readStoreSettings,
  type StoreFault,
  type StoreForm,
  type StoreSettings,
  storeCodeFaults,
} from '../../domain/store-settings.ts'
import { type Actor, noteChange } from './changes.ts'
import { changingRules } from './rearm.ts'

export type StoreAnswer =
  | { ok: true }
  | { ok: false; why: 'unknown' | 'known' }
  | { ok: false; why: 'faults'; faults: StoreFault[] }

type Refused = Exclude<StoreAnswer, { ok: true }>

/** What is wrong with it, whatever the database says; the command line asks before it opens one. */
export function checkNewStore(
  code: string,
  form: StoreForm,
): { ok: true; value: StoreSettings } | Extract<StoreAnswer, { why: 'faults' }> {
  const read = readStoreSettings(form, new Date())
  const faults = [...storeCodeFaults(code), ...(read.ok ? [] : read.faults)]
  return read.ok && faults.length === 0 ? read : { ok: false, why: 'faults', faults }
}

export async function addStore(sql: Sql, actor: Actor, code: string, form: StoreForm): Promise<StoreAnswer> {
  const read = checkNewStore(code, form)
  if (!read.ok) return read
  if (!(await hasZone(sql, read.value.timeZone))) return noZone
  return changingRules<Refused>(sql, async (tx) => {
    const added = await tx`
      insert into stores ${tx({ code, ...inColumns(tx, read.value) })} on conflict do nothing returning code`
    if (added.length === 0) return { ok: false, why: 'known' }
    await noteChange(tx, actor, {
      subjectKind: 'store',
      subject: code,
      action: 'added',
      after: inWords(read.value),
    })
    return { ok: true }
  })
}

/** The currency stays once there are orders: their amounts, sales and receipts are in it. */
export async function changeStore(
  sql: Sql,
  actor: Actor,
  code: string,
  form: StoreForm,
): Promise<StoreAnswer> {
  const now = new Date()
  const read = readStoreSettings(form, now)
  if (!read.ok) return { ok: false, why: 'faults', faults: read.faults }
  if (!(await hasZone(sql, read.value.timeZone))) return noZone
  return changingRules<Refused>(sql, async (tx) => {
    const [store] = await tx<StoreSettings[]>`
      select name, time_zone, currency, hours, special_days, address, email, language
      from stores where code = ${code} for no key update`
    if (!store) return { ok: false, why: 'unknown' }
    if (store.currency !== read.value.currency && (await hasOrders(tx, code))) {
      return { ok: false, why: 'faults', faults: [{ field: 'currency', code: 'currency_in_use' }] }
    }
    const today = dayIn(read.value.timeZone, now)
    const withPast = (days: StoreSettings['specialDays']) => withPastDays(days, store.specialDays, today)
    const present = { ...store, specialDays: withPast(comingDays(store.specialDays, today)) }
    const wanted = { ...read.value, specialDays: withPast(read.value.specialDays) }
    const changed = differences(inWords(present), inWords(wanted))
    if (!changed) return { ok: true }
    await tx`update stores set ${tx(inColumns(tx, wanted))} where code = ${code}`
    const note = { subjectKind: 'store', subject: code, action: 'changed', ...changed } as const
    const id = await noteChange(tx, actor, note)
    return clockWords.some((name) => name in changed.after)
      ? { ok: true, clocks: { id, whose: { store: code } } }
      : { ok: true }
  })
}

/** What of a store its orders' clocks run by. */
const clockWords = ['hours', 'specialDays', 'timeZone']

/** Hours and days as they are typed. */
const inWords = ({ hours, specialDays, ...rest }: StoreSettings) => ({
  ...rest,
  hours: hours && formatOpeningHours(hours),
  specialDays: specialDays.length > 0 ? formatSpecialDays(specialDays) : null,
})

const inColumns = (tx: Tx, { hours, specialDays, ...rest }: StoreSettings) => ({
  ...rest,
  hours: hours && tx.json(hours.map((span) => ({ ...span }))),
  specialDays: tx.json(
    specialDays.map(({ date, spans }) => ({ date, spans: spans.map((span) => ({ ...span })) })),
  ),
})

const noZone: StoreAnswer = {
  ok: false,
  why: 'faults',
  faults: [{ field: 'timeZone', code: 'time_zone' }],
}

/** PostgreSQL has a list of its own, which may be older: a day that it can't compute would break pages. */
async function hasZone(sql: Sql, timeZone: string): Promise<boolean> {
  try {
    await sql`select now() at time zone ${timeZone}`
    return true
  } catch (error) {
    if ((error as { code?: string }).code === '22023') return false
    throw error
  }
}

async function hasOrders(sql: Sql | Tx, code: string): Promise<boolean> {
  return (await sql`select from orders where store = ${code} limit 1`).length > 0
}
