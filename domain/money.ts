import { code as currencyOf } from 'currency-codes'

/** Decimals of an ISO 4217 currency (KRW 0, KWD 3); undefined: no such currency. */
export function decimalsOf(currency: string): number | undefined {
  return /^[A-Z]{3}$/.test(currency) ? currencyOf(currency)?.digits : undefined
}

/** An amount may have this many minor units: 100,000 pieces at it stay below 2^53. */
export const AMOUNT_MAX = 10_000_000_000

/**
 * "40.49" in minor units of a currency with `decimals` places, 4049.
 * Null: no plain decimal, negative, too many places, or above AMOUNT_MAX.
 */
export function parseAmount(text: string, decimals: number): number | null {
  const match = /^(\d{1,18})(?:\.(\d{1,18}))?$/.exec(text)
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  if (fraction.length > decimals) return null
  const minor = BigInt(whole + fraction.padEnd(decimals, '0'))
  return minor <= BigInt(AMOUNT_MAX) ? Number(minor) : null
}

/** 4049 → "40.49". */
export function formatAmount(minor: number, decimals: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const sign = minor < 0 ? '-' : ''
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

export interface PricedLine {
  quantity: number
  unitPrice: number
  discount: number
  tax: number
  taxRate: string
}

/** `quantity × unitPrice − discount`; contains the tax where the order's prices do. */
export function lineNet(line: Pick<PricedLine, 'quantity' | 'unitPrice' | 'discount'>): number {
  return line.quantity * line.unitPrice - line.discount
}

export interface Priced {
  pricesIncludeTax: boolean
  lines: readonly PricedLine[]
  shipping: { amount: number; tax: number }
}

/** What the customer owes for the whole order (contract §2), in minor units. */
export function totalOf({ pricesIncludeTax, lines, shipping }: Priced): number {
  const nets = lines.reduce((sum, line) => sum + lineNet(line), shipping.amount)
  if (pricesIncludeTax) return nets
  return lines.reduce((sum, line) => sum + line.tax, nets + shipping.tax)
}

export interface TaxAtRate {
  /** A decimal fraction; null: shipping, whose rate the website does not send. */
  rate: string | null
  /** Without the tax. */
  base: number
  tax: number
}

/** The taxes of an order summed by rate, lowest first, shipping's last; as the website rounded them. */
export function taxesByRate({ pricesIncludeTax, lines, shipping }: Priced): TaxAtRate[] {
  const byRate = new Map<number, TaxAtRate>()
  for (const line of lines) {
    const rate = Number(line.taxRate)
    const sum = byRate.get(rate) ?? { rate: String(rate), base: 0, tax: 0 }
    sum.base += lineNet(line) - (pricesIncludeTax ? line.tax : 0)
    sum.tax += line.tax
    byRate.set(rate, sum)
  }
  const taxes = [...byRate.entries()].sort(([a], [b]) => a - b).map(([, sum]) => sum)
  if (shipping.amount > 0 || shipping.tax > 0) {
    taxes.push({
      rate: null,
      base: shipping.amount - (pricesIncludeTax ? shipping.tax : 0),
      tax: shipping.tax,
    })
  }
  return taxes
}
