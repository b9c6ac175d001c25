// The named export is another function: only the default export's `raw` gives the widths (bwip-js 4.11.4).
import bwip from 'bwip-js/node'
import type { Sheet } from './sheet.ts'

/** Points: a module of 0.33 mm reads on any counter scanner; a long number is drawn narrower. */
const MODULE = 0.94
const HEIGHT = 34
/** The code asks for ten modules of white on either side. */
const QUIET = 10

/** The widths in modules of a Code 128's bars and spaces in turn, a bar first. */
export function code128(text: string): number[] {
  const [symbol] = bwip.raw('code128', text, {})
  if (!symbol || !('sbs' in symbol)) throw new Error(`no Code 128 for ${text}`)
  return symbol.sbs
}

/**
 * Draws `text` as Code 128 with the text under it, its right quiet zone ending at `right`.
 * @returns the height that it took
 */
export function drawBarcode(
  sheet: Sheet,
  text: string,
  right: number,
  top: number,
  maxWidth: number,
): number {
  const widths = code128(text)
  const modules = widths.reduce((sum, width) => sum + width, 2 * QUIET)
  const module = Math.min(MODULE, maxWidth / modules)
  const left = right - modules * module
  const bars: { x: number; width: number }[] = []
  let x = left + QUIET * module
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) bars.push({ x, width: width * module })
    x += width * module
  }
  sheet.bars(bars, top, HEIGHT)
  const style = { size: 10 }
  sheet.write(text, top + HEIGHT + 2, { x: (left + right) / 2, align: 'centre' }, style)
  return HEIGHT + 2 + sheet.lineHeight(style)
}
