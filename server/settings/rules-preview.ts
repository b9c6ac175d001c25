import type { Sql } from '../../db/client.ts'
import type { OpeningCalendar } from '../../domain/business-time.ts'
import { answerTimes, holdTimes } from '../../domain/clocks.ts'
import { type RuleBook, rulesOf, type SourceRules } from '../../domain/rules.ts'
import type { SourceRulesSet, StoreRulesSet } from '../../domain/rules-form.ts'
import { dayIn } from '../../domain/special-days.ts'
import type { RulesPreview, StoreTimes } from '../../views/settings/rules.ts'
import { effectOf } from './effect.ts'
import { loadStores, type StoreRow } from './load-stores.ts'

/** The sentences for more stores than these are not read. */
const STORES_SHOWN = 3

const ruleless: RuleBook['source'] = { weekly: null, special: [], rules: {} }

/** What a store's rules come to, and once they are typed for the open orders: the pickup clock of sources that set none of their own. */
export async function storePreview(
  sql: Sql,
  store: StoreRow,
  set: StoreRulesSet,
  { now, isTyped }: { now: Date; isTyped: boolean },
): Promise<RulesPreview> {
  const book = { calendar: store.calendar, rules: { ...store.rules, ...set } }
  const { undoSeconds, claimMinutes } = set
  return {
    stores: [timesAt(store, { store: book, source: ruleless }, now)],
    ofStore: { undoSeconds, claimMinutes },
    effect: isTyped ? await effectOf(sql, { store: store.code, book }) : null,
  }
}

/** A source with the rules and hours that it has of its own. */
export interface RuledSource {
  id: string
  rules: Partial<SourceRules>
  weekly: OpeningCalendar['weekly']
  special: OpeningCalendar['special']
  now: Date
  /** By the calendar of its store. */
  today: string
  /** Where its orders may be worked: its primary store first. */
  stores: StoreRow[]
}

export async function loadRuledSource(sql: Sql, id: string, now: Date): Promise<RuledSource | null> {
  const [[source], stores] = await Promise.all([
    sql<(Pick<RuledSource, 'rules' | 'weekly' | 'special'> & { primaryStore: string | null })[]>`
      select rules, hours as weekly, special_days as special, primary_store from sources where id = ${id}`,
    loadStores(sql),
  ])
  if (!source) return null
  const { primaryStore, ...rest } = source
  const isPrimary = ({ code }: StoreRow) => code === primaryStore
  const inOrder = [...stores.filter(isPrimary), ...stores.filter((store) => !isPrimary(store))]
  const today = dayIn(inOrder[0]?.calendar.timeZone ?? 'UTC', now)
  return { id, ...rest, now, today, stores: inOrder }
}

/** What a source's rules come to in the stores that may work its orders. */
export async function sourcePreview(
  sql: Sql,
  { id, stores, now }: RuledSource,
  book: SourceRulesSet,
  isTyped: boolean,
): Promise<RulesPreview> {
  return {
    stores: stores.slice(0, STORES_SHOWN).map((store) => timesAt(store, { store, source: book }, now)),
    effect: isTyped ? await effectOf(sql, { source: id, book }) : null,
  }
}

function timesAt({ name, calendar }: StoreRow, book: RuleBook, now: Date): StoreTimes {
  const rules = rulesOf(book)
  const { timeZone } = calendar
  return { name, timeZone, rules, answer: answerTimes(now, rules), hold: holdTimes(now, rules) }
}
