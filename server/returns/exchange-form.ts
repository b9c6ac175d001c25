import { decimalsOf, formatAmount, parseAmount } from '../../domain/money.ts'
import {
  EXCHANGE_LINES_MAX,
  EXCHANGE_UNITS_MAX,
  type ExchangeFacts,
  type WantedLine,
} from '../../domain/returns/exchange.ts'
import type { ChosenGoods, FormFault } from '../../views/returns/details.ts'
import type { Key, Values } from '../../views/words.ts'
import type { FormFields } from '../form.ts'

const SKU_MAX = 200
const REASON_MAX = 500

/** What the form holds, before anybody looked at it. */
export interface TypedGoods {
  sku: string
  quantity: string
  price: string
  reason: string
}

/** The rows as they were typed, with what one button adds or takes off. */
export function readGoods(fields: FormFields): TypedGoods[] {
  const at = (name: string, place: number) => (fields[name]?.[place] ?? '').replaceAll('\0', '').trim()
  const rows = (fields.sku ?? []).slice(0, EXCHANGE_LINES_MAX).map((_, place) => ({
    sku: at('sku', place).slice(0, SKU_MAX),
    quantity: at('quantity', place).slice(0, 10),
    price: at('price', place).slice(0, 20),
    reason: at('reason', place).slice(0, REASON_MAX),
  }))
  const off = at('remove', 0)
  const kept = off === '' ? rows : rows.filter((_, place) => String(place) !== off)
  const added = at('add', 0).slice(0, SKU_MAX)
  const isThere = kept.some(({ sku }) => sku === added)
  if (added === '' || isThere || kept.length >= EXCHANGE_LINES_MAX) return kept
  return [...kept, { sku: added, quantity: '1', price: '', reason: '' }]
}

type Translate = (key: Key, values?: Values) => string

interface Reading {
  facts: ExchangeFacts
  currency: string
  /** May sell at another price than the catalogue's. */
  mayChange: boolean
  t: Translate
}

/** The rows with what the shop has of them, and what is wrong with each. */
export function checkGoods(typed: readonly TypedGoods[], { facts, currency, mayChange, t }: Reading) {
  const decimals = decimalsOf(currency) ?? 2
  const faults: FormFault[] = []
  const wanted: WantedLine[] = []
  const shown = typed.flatMap((row, place): ChosenGoods[] => {
    const product = facts.products.get(row.sku)
    if (!product) return []
    const fault = (name: string, message: string) => faults.push({ field: `${name}-${place}`, message })
    const quantity = /^\d{1,6}$/.test(row.quantity) ? Number(row.quantity) : 0
    if (quantity < 1 || quantity > EXCHANGE_UNITS_MAX) fault('quantity', t('bin.fault.units'))
    const price = row.price === '' ? product.price : parseAmount(row.price.replace(',', '.'), decimals)
    const isOther = price !== product.price
    if (price === null) fault('price', t(mayChange ? 'returns.fault.amount' : 'exchange.fault.noPrice'))
    else if (isOther && !mayChange) fault('price', t('exchange.fault.priceNow'))
    else if (isOther && row.reason === '') fault('reason', t('exchange.fault.reason'))
    if (price !== null) {
      wanted.push({
        sku: row.sku,
        quantity,
        unitPrice: price,
        ...(isOther && row.reason && { reason: row.reason }),
      })
    }
    const asShown = mayChange ? row.price : ''
    return [
      {
        ...product,
        asked: row.sku,
        quantity: row.quantity,
        unitPrice: asShown || (product.price === null ? '' : formatAmount(product.price, decimals)),
        reason: row.reason,
      },
    ]
  })
  return { shown, wanted, faults }
}
