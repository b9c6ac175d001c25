import type { ShelfLabel } from '../../domain/shelf-label.ts'
import { drawBarcode } from './barcode.ts'
import { hasUnknown } from './runs.ts'
import { Sheet, type Style } from './sheet.ts'
import { fill, type PaperWords } from './words.ts'

/** A6 on its side, in points: half of the half of what an office printer takes, and most label printers' largest. */
const WIDTH = 419.53
const HEIGHT = 297.64
const MARGIN = 22
const BARCODE_WIDTH = 190
const LABEL_WIDTH = 90
/** Of the order's number and the hold place, from large to small; the first that fits on a line is taken. */
const sizes = [40, 32, 24, 18, 14]
const plain: Style = { size: 13 }
const small: Style = { size: 11 }
const label: Style = { size: 11, colour: '#555555' }

/** The label for the goods of an order, as a PDF of one page; the same label gives the same bytes. */
export async function renderShelfLabel(shelf: ShelfLabel, words: PaperWords): Promise<Buffer> {
  const { order, sale, store } = shelf
  const sheet = new Sheet({
    title: fill(words.label.documentTitle, { order: order.number }),
    language: words.locale,
    madeAt: sale.madeAt,
    page: { width: WIDTH, height: HEIGHT, margin: MARGIN },
  })
  const top = sheet.y
  const barcodeHeight = drawBarcode(sheet, sale.number, sheet.right, top, BARCODE_WIDTH)
  const beside = sheet.right - sheet.left - BARCODE_WIDTH - 10
  drawLines(sheet, store.name, beside, small, 2)
  drawLines(sheet, order.source, beside, label, 1)
  sheet.y = Math.max(sheet.y, top + barcodeHeight) + 8
  const width = sheet.right - sheet.left
  drawLarge(sheet, order.number, width)
  drawLines(sheet, shelf.customerName, width, { size: 18 }, 1)
  sheet.y += 6
  drawHold(sheet, shelf, words)
  const written = [store.name, order.number, shelf.customerName, shelf.location ?? '']
  if (written.some(hasUnknown)) drawLines(sheet, words.label.unknownSigns, width, label, 1)
  return sheet.finish()
}

function drawHold(
  sheet: Sheet,
  { location, holdUntil, items, store }: ShelfLabel,
  { label: words, locale }: PaperWords,
) {
  const width = sheet.right - sheet.left - LABEL_WIDTH
  sheet.rule()
  if (location) {
    sheet.write(words.location, sheet.y + 4, { x: sheet.left }, label)
    drawLarge(sheet, location, width, sheet.left + LABEL_WIDTH)
  }
  const facts = [
    [words.holdUntil, holdUntil && endInWords(holdUntil, store.timeZone, { locale, dayEnd: words.dayEnd })],
    [words.items, String(items)],
  ] as const
  for (const [name, value] of facts) {
    if (!value) continue
    sheet.write(name, sheet.y + plain.size - label.size, { x: sheet.left }, label)
    drawLines(sheet, value, width, plain, 1, sheet.left + LABEL_WIDTH)
  }
}

/** A midnight is the end of the day before it: whoever reads the next day comes too late. */
function endInWords(
  at: Date,
  timeZone: string,
  { locale, dayEnd }: { locale: string; dayEnd: string },
): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short', timeZone } as const
  const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23', timeZone })
  if (clock.format(at) === '00:00:00') {
    const last = new Intl.DateTimeFormat(locale, day).format(at.getTime() - 1)
    return fill(dayEnd, { day: last })
  }
  return new Intl.DateTimeFormat(locale, { ...day, hour: 'numeric', minute: '2-digit' }).format(at)
}

/** On one line where some size allows it; what is longer is cut after two. */
function drawLarge(sheet: Sheet, text: string, width: number, x = sheet.left): void {
  const size = sizes.find((each) => sheet.wrap(text, width, { size: each, weight: 'bold' }).length === 1)
  drawLines(sheet, text, width, { size: size ?? sizes.at(-1) ?? 14, weight: 'bold' }, 2, x)
}

function drawLines(
  sheet: Sheet,
  text: string,
  width: number,
  style: Style,
  max: number,
  x = sheet.left,
): void {
  for (const line of firstLines(sheet, text, width, style, max)) {
    sheet.write(line, sheet.y, { x }, style)
    sheet.y += sheet.lineHeight(style)
  }
}

/** The first lines of a text; where there are more the last ends in "…". */
function firstLines(sheet: Sheet, text: string, width: number, style: Style, max: number): string[] {
  const lines = sheet.wrap(text, width, style)
  if (lines.length <= max) return lines
  const last = [...(lines[max - 1] ?? '')]
  while (last.length > 0 && sheet.wrap(`${last.join('')}…`, width, style).length > 1) last.pop()
  return [...lines.slice(0, max - 1), `${last.join('').trimEnd()}…`]
}
