import PDFDocument from 'pdfkit'
import { latinFonts, type Weight, wideFont } from './fonts.ts'
import { printable, type Run, runsOf } from './runs.ts'
import { wrap } from './wrap.ts'

/** Points, 72 an inch. */
const MARGIN = 50
const FOOT = 24
const LEADING = 1.35

export interface Style {
  size: number
  weight?: Weight
  colour?: string
}

/** Where a text stands: `x` is its left edge, its middle or its right edge. */
export interface Place {
  x: number
  align?: 'left' | 'centre' | 'right'
}

export interface SheetOptions {
  title: string
  language: string
  madeAt: Date
  /** Points; absent: A4. */
  page?: { width: number; height: number; margin: number }
}

/** Pages that are filled from the top; `y` is where the next thing goes. */
export class Sheet {
  readonly left: number
  readonly right: number
  readonly bottom: number
  y: number
  private readonly doc: PDFKit.PDFDocument
  private readonly widths = new Map<string, number>()

  constructor({ title, language, madeAt, page }: SheetOptions) {
    this.left = page?.margin ?? MARGIN
    this.y = this.left
    this.doc = new PDFDocument({
      size: page ? [page.width, page.height] : 'A4',
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: language,
      displayTitle: true,
      // The day of the sale and not of the print: the same sale gives the same bytes.
      info: { Title: printable(title), Producer: 'Kickstand', Creator: 'Kickstand', CreationDate: madeAt },
    })
    this.right = this.doc.page.width - this.left
    this.bottom = this.doc.page.height - this.left - FOOT
  }

  /** The height of a line of text. */
  lineHeight({ size }: Style): number {
    return size * LEADING
  }

  get pageHeight(): number {
    return this.bottom - this.left
  }

  /** True where `height` still fits on this page. */
  fits(height: number): boolean {
    return this.y + height <= this.bottom
  }

  nextPage(): void {
    this.doc.addPage()
    this.y = this.left
  }

  /** Draws one line with its top at `top`; the pen stays where it is. */
  write(text: string, top: number, place: Place, style: Style): void {
    const runs = runsOf(printable(text))
    const width = runs.reduce((sum, run) => sum + this.widthOfRun(run, style), 0)
    const shift = { left: 0, centre: width / 2, right: width }[place.align ?? 'left']
    let x = place.x - shift
    this.doc.fillColor(style.colour ?? 'black')
    for (const run of runs) {
      this.choose(run, style)
      this.doc.text(run.text, x, top + style.size, { lineBreak: false, baseline: 'alphabetic' })
      x += this.widthOfRun(run, style)
    }
  }

  /** The lines that a text takes in a column. */
  wrap(text: string, width: number, style: Style): string[] {
    return wrap(printable(text), width, (part) => this.widthOf(part, style))
  }

  /** A hairline over the whole width, a little above where the next thing goes. */
  rule(colour = '#999999'): void {
    this.doc.moveTo(this.left, this.y).lineTo(this.right, this.y).lineWidth(0.5).stroke(colour)
    this.y += 5
  }

  /** Filled rectangles as one path. */
  bars(rectangles: readonly { x: number; width: number }[], top: number, height: number): void {
    for (const { x, width } of rectangles) this.doc.rect(x, top, width, height)
    this.doc.fill('black')
  }

  /** One line at the foot of every page, once all of them are there. */
  foot(text: (page: number, pages: number) => string, style: Style): void {
    const { count } = this.doc.bufferedPageRange()
    for (let page = 0; page < count; page += 1) {
      this.doc.switchToPage(page)
      this.write(
        text(page + 1, count),
        this.bottom + FOOT - style.size,
        { x: this.right, align: 'right' },
        style,
      )
    }
  }

  async finish(): Promise<Buffer> {
    this.doc.end()
    const chunks: Buffer[] = []
    for await (const chunk of this.doc) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  }

  private widthOf(text: string, style: Style): number {
    return runsOf(text).reduce((sum, run) => sum + this.widthOfRun(run, style), 0)
  }

  private widthOfRun(run: Run, style: Style): number {
    const key = `${run.face} ${style.weight ?? 'regular'} ${style.size} ${run.text}`
    const known = this.widths.get(key)
    if (known !== undefined) return known
    this.choose(run, style)
    const width = this.doc.widthOfString(run.text)
    this.widths.set(key, width)
    return width
  }

  private choose({ face }: Run, { size, weight = 'regular' }: Style): void {
    if (face === 'wide') this.doc.registerFont(weight, wideFont(weight))
    this.doc.font(face === 'wide' ? weight : latinFonts[weight]).fontSize(size)
  }
}
