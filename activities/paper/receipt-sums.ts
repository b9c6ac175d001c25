import type { TaxAtRate } from '../../domain/money.ts'
import type { Receipt, ReceiptPayment } from '../../domain/receipt.ts'
import type { Formats } from './formats.ts'
import type { Sheet, Style } from './sheet.ts'
import { fill, type PaperWords } from './words.ts'

const plain: Style = { size: 9 }
const strong: Style = { size: 10, weight: 'bold' }
const AMOUNT_WIDTH = 90

/** Subtotal, shipping, taxes by rate and total; taxes that the prices contain come after the total they are part of. */
export function drawTotals(sheet: Sheet, receipt: Receipt, words: PaperWords, formats: Formats): void {
  const { subtotal, shipping, taxes, total, currency, pricesIncludeTax } = receipt
  const { amount } = formats
  const drawTaxes = () => {
    for (const tax of taxes) row(sheet, taxName(tax, receipt, words, formats), amount(tax.tax), plain)
  }
  row(sheet, words.receipt.subtotal, amount(subtotal), plain)
  if (shipping !== 0) row(sheet, words.receipt.shipping, amount(shipping), plain)
  if (!pricesIncludeTax) drawTaxes()
  row(sheet, fill(words.receipt.total, { currency }), amount(total), strong)
  if (!pricesIncludeTax) return
  drawTaxes()
  row(sheet, words.receipt.pricesIncludeTax, '', plain)
}

function taxName(
  { rate, base }: TaxAtRate,
  { pricesIncludeTax }: Receipt,
  words: PaperWords,
  formats: Formats,
): string {
  const { tax, taxWithin, taxOnShipping, taxOnShippingWithin } = words.receipt
  const figures = { base: formats.amount(base) }
  if (rate === null) return fill(pricesIncludeTax ? taxOnShippingWithin : taxOnShipping, figures)
  return fill(pricesIncludeTax ? taxWithin : tax, { ...figures, rate: formats.rate(rate) })
}

/** What was paid, how and when, and what is left to pay. */
export function drawPayments(sheet: Sheet, receipt: Receipt, words: PaperWords, formats: Formats): void {
  sheet.y += 8
  if (receipt.returned !== 0) row(sheet, words.receipt.returned, formats.amount(-receipt.returned), plain)
  for (const payment of receipt.payments) {
    row(sheet, paymentName(payment, words, formats), formats.amount(payment.amount), plain)
  }
  const { currency } = receipt
  row(sheet, fill(words.receipt.balanceDue, { currency }), formats.amount(receipt.balanceDue), strong)
}

function paymentName(
  { kind, method, at, referenceEnd }: ReceiptPayment,
  words: PaperWords,
  formats: Formats,
): string {
  const methods: Record<string, string> = words.receipt.methods
  const named = fill(words.receipt.paid[kind], { method: methods[method] ?? method, at: formats.time(at) })
  return referenceEnd === null ? named : fill(words.receipt.reference, { payment: named, end: referenceEnd })
}

function row(sheet: Sheet, name: string, figure: string, style: Style): void {
  const x = sheet.right - AMOUNT_WIDTH
  const step = sheet.lineHeight(style)
  const lines = sheet.wrap(name, x - sheet.left, style)
  if (!sheet.fits(lines.length * step)) sheet.nextPage()
  sheet.write(figure, sheet.y, { x: sheet.right, align: 'right' }, style)
  for (const line of lines) {
    sheet.write(line, sheet.y, { x, align: 'right' }, style)
    sheet.y += step
  }
}
