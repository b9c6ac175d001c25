import type { Queryable, Sql } from '../../db/client.ts'
import type { OpeningCalendar } from '../../domain/business-time.ts'
import type { Language } from '../../domain/letters.ts'
import { formatOpeningHours } from '../../domain/opening-hours.ts'
import type { StoreRules } from '../../domain/rules.ts'
import { comingDays, dayIn, formatSpecialDays } from '../../domain/special-days.ts'
import type { StoreFields, StoreListed } from '../../views/settings/stores.ts'

const STORES_SHOWN = 500

export interface StoreRow {
  code: string
  name: string
  currency: string
  address: string | null
  email: string | null
  language: Language
  calendar: OpeningCalendar
  rules: Partial<StoreRules>
}

/** All, or one. */
export async function loadStores(sql: Queryable, code: string | null = null): Promise<StoreRow[]> {
  const rows = await sql<
    (Omit<StoreRow, 'calendar'> & OpeningCalendar & { hours: OpeningCalendar['weekly'] })[]
  >`
    select code, name, currency, address, email, language, time_zone, hours, special_days as special, rules
    from stores where ${code === null ? sql`true` : sql`code = ${code}`} order by name, code limit ${STORES_SHOWN}`
  return rows.map(({ timeZone, hours, special, ...rest }) => ({
    ...rest,
    calendar: { timeZone, weekly: hours, special },
  }))
}

export async function loadStore(sql: Sql, code: string): Promise<StoreRow | null> {
  const [store] = await loadStores(sql, code)
  return store ?? null
}

export const listed = ({ code, name, currency, calendar, rules }: StoreRow): StoreListed => ({
  code,
  name,
  currency,
  calendar,
  hours: hoursOf(calendar),
  pickup: rules.pickup ?? null,
})

/** As the form has it: of the special days those that are to come. */
export function fieldsOf({ code, name, currency, calendar, ...rest }: StoreRow, now: Date): StoreFields {
  const { timeZone, special } = calendar
  return {
    code,
    name,
    timeZone,
    currency,
    hours: hoursOf(calendar),
    specialDays: formatSpecialDays(comingDays(special, dayIn(timeZone, now))),
    address: rest.address ?? '',
    email: rest.email ?? '',
    language: rest.language,
  }
}

const hoursOf = ({ weekly }: OpeningCalendar) => (weekly ? formatOpeningHours(weekly) : '')
