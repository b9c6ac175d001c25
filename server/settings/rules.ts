import type { Sql, Tx } from '../../db/client.ts'
import type { OpeningCalendar } from '../../domain/business-time.ts'
import { differences } from '../../domain/changes.ts'
import type { SourceRules, StoreRules } from '../../domain/rules.ts'
import {
  type RulesFault,
  readSourceRules,
  readStoreRules,
  type SourceRulesForm,
  type StoreRulesForm,
} from '../../domain/rules-form.ts'
import { sourceRulesNoted, storeRulesNoted } from '../../domain/rules-shown.ts'
import { comingDays, withPastDays } from '../../domain/special-days.ts'
import { type Actor, noteChange } from './changes.ts'
import { changingRules } from './rearm.ts'

export type RulesAnswer =
  | { ok: true }
  | { ok: false; why: 'unknown' }
  | { ok: false; why: 'faults'; faults: RulesFault[] }

type Refused = Exclude<RulesAnswer, { ok: true }>

const unknown: Refused = { ok: false, why: 'unknown' }
const pickupWords = ['pickup', 'holdDays', 'remindHours', 'whenEnded']
/** What of a source its orders' clocks run by. */
const clockWords = [
  ...pickupWords,
  'answer',
  'answerHours',
  'remindEveryMinutes',
  'remindLastHours',
  'whenMissed',
  'hours',
  'specialDays',
]

/** Sets how long a store holds goods, and for how long its people may take a step back or stand by an order. */
export async function changeStoreRules(
  sql: Sql,
  actor: Actor,
  code: string,
  form: StoreRulesForm,
): Promise<RulesAnswer> {
  const read = readStoreRules(form)
  if (!read.ok) return { ok: false, why: 'faults', faults: read.faults }
  return changingRules<Refused>(sql, async (tx) => {
    const [store] = await tx<{ rules: Partial<StoreRules> }[]>`
      select rules from stores where code = ${code} for no key update`
    if (!store) return unknown
    const changed = differences(storeRulesNoted(store.rules), storeRulesNoted(read.value))
    if (!changed) return { ok: true }
    await tx`update stores set rules = ${inColumn(tx, { ...store.rules, ...read.value })} where code = ${code}`
    const note = { subjectKind: 'store', subject: code, action: 'changed', ...changed } as const
    const id = await noteChange(tx, actor, note)
    return pickupWords.some((name) => name in changed.after)
      ? { ok: true, clocks: { id, whose: { store: code } } }
      : { ok: true }
  })
}

interface SourceRow {
  rules: Partial<SourceRules>
  weekly: OpeningCalendar['weekly']
  special: OpeningCalendar['special']
}

/**
 * Sets by when a source's orders are answered, in which hours, and how long their goods are held.
 * @param today by the calendar of the source's store
 */
export async function changeSourceRules(
  sql: Sql,
  actor: Actor,
  id: string,
  form: SourceRulesForm,
  today: string,
): Promise<RulesAnswer> {
  const read = readSourceRules(form, today)
  if (!read.ok) return { ok: false, why: 'faults', faults: read.faults }
  return changingRules<Refused>(sql, async (tx) => {
    const [source] = await tx<SourceRow[]>`
      select rules, hours as weekly, special_days as special from sources where id = ${id} for no key update`
    if (!source) return unknown
    const withPast = (days: OpeningCalendar['special']) => withPastDays(days, source.special, today)
    const hasOwnHours = read.value.weekly !== null
    const wanted = { ...read.value, special: hasOwnHours ? withPast(read.value.special) : [] }
    const present = { ...source, special: withPast(comingDays(source.special, today)) }
    const changed = differences(sourceRulesNoted(present), sourceRulesNoted(wanted))
    if (!changed) return { ok: true }
    const { rules, weekly, special } = wanted
    await tx`
      update sources set rules = ${inColumn(tx, { ...source.rules, ...rules })},
        hours = ${weekly && inColumn(tx, weekly)}, special_days = ${inColumn(tx, special)}
      where id = ${id}`
    const note = { subjectKind: 'source', subject: id, action: 'changed', ...changed } as const
    const change = await noteChange(tx, actor, note)
    return clockWords.some((name) => name in changed.after)
      ? { ok: true, clocks: { id: change, whose: { source: id } } }
      : { ok: true }
  })
}

const inColumn = (tx: Tx, value: object) => tx`${JSON.stringify(value)}::text::jsonb`
