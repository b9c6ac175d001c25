import { tillPayments } from '../../domain/happening.ts'
import { decimalsOf, parseAmount } from '../../domain/money.ts'
import { worthAt } from '../../domain/returns/amounts.ts'
import type { ReturnAction, ReturnPayloads } from '../../domain/returns/happening.ts'
import {
  type Dispositions,
  isLeftToSetOff,
  refundMethods,
  returnReasons,
  settledWays,
} from '../../domain/returns/return.ts'
import type { ReturnDetails } from '../../views/returns/details.ts'
import { type FormFields, textOf } from '../form.ts'

export const COMMENT_MAX = 4_000
const REASON_MAX = 500
const REFERENCE_MAX = 200
const UNITS_MAX = 100_000

/** What is wrong, by the id of its field. */
export type Fault = {
  field: string
  code:
    | 'units'
    | 'reason'
    | 'text'
    | 'method'
    | 'amount'
    | 'changedReason'
    | 'payment'
    | 'to'
    | 'correctReason'
    | 'settledReason'
}

export type Read<T> = { ok: true; value: T } | { ok: false; faults: Fault[] }

const usable = (text: string, max: number) => text.length <= max && !text.includes('\0')

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
  }
  return { ok: true as const, value }
}

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

function readRefund(fields: FormFields, details: ReturnDetails): Read<ReturnPayloads['refund']> {
  // What was handed over is set off again; nothing is chosen.
  if (isLeftToSetOff(details)) return readSettlement(fields)
  if (details.money.ways.length === 0)
    return { ok: true, value: { method: 'other', changed: nothingMore(details) } }
  const faults: Fault[] = []
  const method = refundMethods.find((one) => one === textOf(fields, 'method'))
  if (!method) faults.push({ field: 'method', code: 'method' })
  const reference = textOf(fields, 'reference').trim()
  if (!usable(reference, REFERENCE_MAX)) faults.push({ field: 'reference', code: 'text' })
  const changed = readChanged(fields, details)
  if (!changed.ok) faults.push(...changed.faults)
  if (!method || !changed.ok || faults.length > 0) return { ok: false, faults }
  const value = { method, ...(reference && { reference }), ...(changed.value && { changed: changed.value }) }
  return { ok: true, value }
}

/** Without a word on the rest, the books are asked to set it off as it was. */
function readSettlement(fields: FormFields): Read<ReturnPayloads['refund']> {
  const by = settledWays.find((one) => one === textOf(fields, 'settledBy'))
  if (!by) return { ok: true, value: { method: 'other' } }
  const [reason, reference] = [textOf(fields, 'settledReason').trim(), textOf(fields, 'reference').trim()]
  const faults: Fault[] = []
  if (reason === '' || !usable(reason, REASON_MAX))
    faults.push({ field: 'settledReason', code: 'settledReason' })
  if (!usable(reference, REFERENCE_MAX)) faults.push({ field: 'reference', code: 'text' })
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, value: { method: 'other', settle: { by, reason }, ...(reference && { reference }) } }
}

type Changed = NonNullable<ReturnPayloads['refund']['changed']>

/** Where nothing is left to give back, the return is closed without more than other goods were given for it. */
const nothingMore = ({ goods, setOff }: ReturnDetails): Changed => ({
  goods: setOff,
  goodsTax: worthAt(goods, setOff).tax,
  shipping: 0,
  shippingTax: 0,
  reason: '',
})

/** Null: what the form was filled with stands. */
function readChanged(fields: FormFields, { currency, goods, shipping }: ReturnDetails): Read<Changed | null> {
  const decimals = decimalsOf(currency) ?? 2
  const faults: Fault[] = []
  const amountOf = (name: string, prefilled: number) => {
    const text = textOf(fields, name).trim().replace(',', '.')
    const amount = text === '' ? prefilled : parseAmount(text, decimals)
    if (amount === null) faults.push({ field: name, code: 'amount' })
    return amount ?? 0
  }
  const sums = {
    goods: amountOf('goods', goods.amount),
    goodsTax: amountOf('goodsTax', goods.tax),
    shipping: amountOf('shippingAmount', shipping?.amount ?? 0),
    shippingTax: amountOf('shippingTax', shipping?.tax ?? 0),
  }
  if (faults.length > 0) return { ok: false, faults }
  const isSame =
    sums.goods === goods.amount &&
    sums.goodsTax === goods.tax &&
    sums.shipping === (shipping?.amount ?? 0) &&
    sums.shippingTax === (shipping?.tax ?? 0)
  if (isSame) return { ok: true, value: null }
  const reason = textOf(fields, 'changedReason').trim()
  if (reason === '' || !usable(reason, REASON_MAX)) {
    return { ok: false, faults: [{ field: 'changedReason', code: 'changedReason' }] }
  }
  return { ok: true, value: { ...sums, reason } }
}
