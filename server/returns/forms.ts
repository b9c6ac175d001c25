import { tillPayments } from '../../domain/happening.ts'
import type { ReturnAction, ReturnPayloads } from '../../domain/returns/happening.ts'
import { type Dispositions, returnReasons } from '../../domain/returns/return.ts'
import type { ReturnDetails } from '../../views/returns/details.ts'
import { type FormFields, textOf } from '../form.ts'
import { COMMENT_MAX, type Fault, REASON_MAX, REFERENCE_MAX, type Read, usable } from './fields.ts'
import { readRefund } from './refund-form.ts'

const UNITS_MAX = 100_000

export interface Counted extends Dispositions {
  line: string
  units: number
}

/** The table of lines: a count of units for each and disposition; an empty one is none. */
export function readCounts(fields: FormFields): Read<Counted[]> {
  const faults: Fault[] = []
  const lines = (fields.line ?? []).slice(0, 500).map((line, place) => {
    const count = (name: string) => {
      const units = unitsIn(fields[name]?.[place] ?? '')
      if (units === null) faults.push({ field: `${name}-${place}`, code: 'units' })
      return units ?? 0
    }
    const [sellable, defective, toInspect] = [count('sellable'), count('defective'), count('toInspect')]
    return {
      line: line.replaceAll('\0', ''),
      sellable,
      defective,
      toInspect,
      units: sellable + defective + toInspect,
    }
  })
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: lines }
}

function unitsIn(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed === '') return 0
  const units = /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : null
  return units !== null && units <= UNITS_MAX ? units : null
}

export function readOpening(fields: FormFields) {
  const counts = readCounts(fields)
  const faults: Fault[] = counts.ok ? [] : counts.faults
  const reason = returnReasons.find((one) => one === textOf(fields, 'reason'))
  if (!reason) faults.push({ field: 'reason', code: 'reason' })
  const comment = textOf(fields, 'comment').trim()
  if (!usable(comment, COMMENT_MAX)) faults.push({ field: 'comment', code: 'text' })
  if (!counts.ok || !reason || faults.length > 0) return { ok: false as const, faults }
  const value = {
    reason,
    comment: comment || null,
    lines: counts.value,
    withShipping: textOf(fields, 'shipping') === 'on',
    sale: saleOf(textOf(fields, 'sale')),
  }
  return { ok: true as const, value }
}

const SALE_MAX = 64

/** The number of a sale, as a form or an address has it; null: none is asked for. */
export const saleOf = (text: string | undefined): string | null =>
  text && usable(text, SALE_MAX) ? text : null

/** What stands on the return's own page; goods to go out are chosen on theirs. */
export type PageAction = Exclude<ReturnAction, 'exchange'>

/** The payload of an action on a return, as its form says. */
export function readAction(
  action: PageAction,
  fields: FormFields,
  details: ReturnDetails,
): Read<ReturnPayloads[PageAction]> {
  switch (action) {
    case 'goodsIn':
    case 'inspect': {
      const counts = readCounts(fields)
      if (!counts.ok) return counts
      const lines = counts.value.map(({ units: _, ...line }) => line)
      return { ok: true, value: { lines } }
    }
    case 'refund':
      return readRefund(fields, details)
    case 'handOver':
      return readHandOver(fields)
    case 'correct':
      return readCorrection(fields)
    case 'cancel':
    case 'cancelExchange':
    case 'comment': {
      const text = textOf(fields, 'text').trim()
      const isFit = usable(text, COMMENT_MAX) && (action !== 'comment' || text !== '')
      if (!isFit) return { ok: false, faults: [{ field: `${action}-text`, code: 'text' }] }
      return { ok: true, value: action === 'comment' ? { text } : { comment: text } }
    }
  }
}

function readHandOver(fields: FormFields): Read<ReturnPayloads['handOver']> {
  const faults: Fault[] = []
  const pays = /^\d{1,15}$/.test(textOf(fields, 'pays')) ? Number(textOf(fields, 'pays')) : 0
  const method = tillPayments.find((one) => one === textOf(fields, 'payment'))
  if (pays > 0 && !method) faults.push({ field: 'payment', code: 'payment' })
  const reference = textOf(fields, 'reference').trim()
  if (!usable(reference, REFERENCE_MAX)) faults.push({ field: 'reference', code: 'text' })
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, value: { pays, ...(method && { method }), ...(reference && { reference }) } }
}

function readCorrection(fields: FormFields): Read<ReturnPayloads['correct']> {
  const faults: Fault[] = []
  const to = (['sellable', 'defective'] as const).find((one) => one === textOf(fields, 'to'))
  if (!to) faults.push({ field: 'to', code: 'to' })
  const units = unitsIn(textOf(fields, 'units'))
  if (!units) faults.push({ field: 'units', code: 'units' })
  const reason = textOf(fields, 'reason').trim()
  if (reason === '' || !usable(reason, REASON_MAX)) faults.push({ field: 'reason', code: 'correctReason' })
  if (!to || !units || faults.length > 0) return { ok: false, faults }
  return { ok: true, value: { line: textOf(fields, 'line').replaceAll('\0', ''), to, units, reason } }
}
