import { decimalsOf, parseAmount } from '../../domain/money.ts'
import { worthAt } from '../../domain/returns/amounts.ts'
import type { ReturnPayloads } from '../../domain/returns/happening.ts'
import { inAll, isLeftToSetOff, refundMethods, settledWays } from '../../domain/returns/return.ts'
import type { ReturnDetails } from '../../views/returns/details.ts'
import { type FormFields, textOf } from '../form.ts'
import { type Fault, REASON_MAX, REFERENCE_MAX, type Read, usable } from './fields.ts'

/** How the money goes back, and what of it is another amount than the goods were sold for. */
export function readRefund(fields: FormFields, details: ReturnDetails): Read<ReturnPayloads['refund']> {
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

/** Where nothing is left to give back, the return is closed without more than was given for it by then. */
function nothingMore({ goods, setOff, given }: ReturnDetails): Changed {
  const worth = setOff + inAll(given)
  return { goods: worth, goodsTax: worthAt(goods, worth).tax, shipping: 0, shippingTax: 0, reason: '' }
}

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
