import type { Receipt, ReceiptLine } from '../../domain/receipt.ts'
import type { Formats } from './formats.ts'
import type { Sheet, Style } from './sheet.ts'
import { fill, type PaperWords } from './words.ts'

const plain: Style = { size: 9 }
const head: Style = { size: 8, weight: 'bold' }
const GAP = 4

/** Where the columns of figures end, counted from the right edge. */
const columns = { quantity: 230, unitPrice: 150, discount: 78, net: 0 }
const DESCRIPTION_GAP = 45

type Figures = Record<keyof typeof columns, string>

/** What was sold, one row a line; the head of the table stands on every page. */
export function drawLines(
  sheet: Sheet,
  receipt: Receipt,
  { receipt: words }: PaperWords,
  formats: Formats,
): void {
  const drawHead = () => {
    sheet.write(words.description, sheet.y, { x: sheet.left }, head)
    drawFigures(sheet, words, head)
    sheet.y += sheet.lineHeight(head) + 2
    sheet.rule()
  }
  drawHead()
  for (const line of receipt.lines) drawRow(sheet, line, notesOf(line, words, formats), formats, drawHead)
  sheet.rule()
}

/** A row stays whole where a page can hold it; a description longer than a page runs on. */
function drawRow(
  sheet: Sheet,
  line: ReceiptLine,
  notes: readonly string[],
  formats: Formats,
  drawHead: () => void,
): void {
  const width = sheet.right - columns.quantity - DESCRIPTION_GAP - sheet.left
  const texts = [line.description, ...notes].flatMap((text) => sheet.wrap(text, width, plain))
  const step = sheet.lineHeight(plain)
  const turn = () => {
    sheet.nextPage()
    drawHead()
  }
  const height = texts.length * step
  if (!sheet.fits(height) && height < sheet.pageHeight / 2) turn()
  for (const [index, text] of texts.entries()) {
    if (!sheet.fits(step)) turn()
    if (index === 0) drawFigures(sheet, figuresOf(line, formats), plain)
    sheet.write(text, sheet.y, { x: sheet.left }, plain)
    sheet.y += step
  }
  sheet.y += GAP
}

/** What the price was before the customer agreed to this one, and the cards that were sold. */
function notesOf({ changed, cards }: ReceiptLine, words: PaperWords['receipt'], formats: Formats): string[] {
  const { amount, time } = formats
  const agreed = changed && {
    from: amount(changed.from),
    how: words.agreedBy[changed.agreedBy],
    at: time(changed.agreedAt),
  }
  return [
    ...(agreed ? [fill(words.priceChanged, agreed)] : []),
    ...cards.map((card) => fill(words.giftCard, { end: card.end, amount: amount(card.amount) })),
  ]
}

function figuresOf({ quantity, unitPrice, discount, net }: ReceiptLine, { amount, count }: Formats): Figures {
  return {
    quantity: count(quantity),
    unitPrice: amount(unitPrice),
    discount: discount === 0 ? '' : amount(-discount),
    net: amount(net),
  }
}

function drawFigures(sheet: Sheet, figures: Figures, style: Style): void {
  for (const [column, end] of Object.entries(columns)) {
    const text = figures[column as keyof Figures]
    sheet.write(text, sheet.y, { x: sheet.right - end, align: 'right' }, style)
  }
}
