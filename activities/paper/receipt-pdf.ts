import type { Receipt } from '../../domain/receipt.ts'
import { drawBarcode } from './barcode.ts'
import { type Formats, formatsFor } from './formats.ts'
import { drawLines } from './receipt-lines.ts'
import { drawPayments, drawTotals } from './receipt-sums.ts'
import { Sheet, type Style } from './sheet.ts'
import { fill, type PaperWords } from './words.ts'

const storeName: Style = { size: 16, weight: 'bold' }
const title: Style = { size: 12, weight: 'bold' }
const plain: Style = { size: 9 }
const label: Style = { size: 9, colour: '#666666' }
const BARCODE_WIDTH = 230
const LABEL_WIDTH = 75

/** A sale's receipt as a PDF on A4, on as many pages as it takes; the same receipt gives the same bytes. */
export async function renderReceipt(receipt: Receipt, words: PaperWords): Promise<Buffer> {
  const { sale, store, currency } = receipt
  const sheet = new Sheet({
    title: fill(words.receipt.documentTitle, { sale: sale.number }),
    language: words.locale,
    madeAt: sale.madeAt,
  })
  const formats = formatsFor(words.locale, currency, store.timeZone)
  drawHead(sheet, receipt)
  drawFacts(sheet, receipt, words, formats)
  drawLines(sheet, receipt, words, formats)
  drawTotals(sheet, receipt, words, formats)
  drawPayments(sheet, receipt, words, formats)
  sheet.foot((page, pages) => fill(words.receipt.page, { sale: sale.number, page, pages }), label)
  return sheet.finish()
}

/** The store at the left, the sale's barcode at the right. */
function drawHead(sheet: Sheet, { store, sale }: Receipt): void {
  const top = sheet.y
  const barcodeHeight = drawBarcode(sheet, sale.number, sheet.right, top, BARCODE_WIDTH)
  const width = sheet.right - sheet.left - BARCODE_WIDTH
  paragraph(sheet, store.name, width, storeName)
  for (const line of store.address?.split('\n') ?? []) paragraph(sheet, line, width, plain)
  sheet.y = Math.max(sheet.y, top + barcodeHeight) + 16
}

function drawFacts(sheet: Sheet, receipt: Receipt, { receipt: words }: PaperWords, formats: Formats): void {
  const { sale, order, customerName, readyBy, exchangeOf } = receipt
  paragraph(sheet, words.title, sheet.right - sheet.left, title)
  if (sale.void) paragraph(sheet, words.void, sheet.right - sheet.left, title)
  if (receipt.replaces) paragraph(sheet, words.replaces, sheet.right - sheet.left, plain)
  sheet.y += 4
  const facts = [
    [words.sale, sale.number],
    [words.order, fill(words.orderFrom, order)],
    [words.exchange, exchangeOf && fill(words.exchangeOf, { n: exchangeOf })],
    [words.madeAt, formats.time(sale.madeAt)],
    [words.customer, customerName],
    [words.readyBy, readyBy && formats.day(readyBy)],
  ] as const
  for (const [name, value] of facts) {
    if (!value) continue
    sheet.write(name, sheet.y, { x: sheet.left }, label)
    paragraph(sheet, value, sheet.right - sheet.left - LABEL_WIDTH, plain, sheet.left + LABEL_WIDTH)
  }
  sheet.y += 12
}

function paragraph(sheet: Sheet, text: string, width: number, style: Style, x = sheet.left): void {
  for (const line of sheet.wrap(text, width, style)) {
    sheet.write(line, sheet.y, { x }, style)
    sheet.y += sheet.lineHeight(style)
  }
}
