import { createRequire } from 'node:module'
import { type Font, openSync } from 'fontkit'

/** Helvetica is in every reader and costs nothing; what it lacks is drawn in Nanum Gothic, a subset of it embedded. */
export type Face = 'latin' | 'wide'
export type Weight = 'regular' | 'bold'

export const latinFonts: Record<Weight, string> = { regular: 'Helvetica', bold: 'Helvetica-Bold' }

const wideFiles: Record<Weight, string> = {
  regular: '@expo-google-fonts/nanum-gothic/400Regular/NanumGothic_400Regular.ttf',
  bold: '@expo-google-fonts/nanum-gothic/700Bold/NanumGothic_700Bold.ttf',
}
const packages = createRequire(import.meta.url)

// pdfkit builds its kerning tables anew for every document: 0.8 ms of a receipt's 3.4, for pairs that 9 points hide.
for (const name of ['Helvetica', 'HelveticaBold']) {
  const data: { kernPairs: unknown[] } = packages(`pdfkit/standard-fonts/${name}`)
  data.kernPairs = []
}

const opened = new Map<Weight, Font>()

/** Opened at first need and kept: opening costs three times what drawing a receipt does. */
export function wideFont(weight: Weight): Font {
  const known = opened.get(weight)
  if (known) return known
  const font = openSync(packages.resolve(wideFiles[weight]))
  opened.set(weight, font)
  return font
}

/** Windows-1252 above Latin-1: with it and Latin-1, all that the encoding of the built-in fonts can say. */
const windows1252 = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')

/** The face that has the character; null: none of ours. */
export function faceOf(character: string): Face | null {
  const codePoint = character.codePointAt(0) ?? 0
  const latin1 = (codePoint >= 0x20 && codePoint <= 0x7e) || (codePoint >= 0xa1 && codePoint <= 0xff)
  if (latin1 || windows1252.has(character)) return 'latin'
  return wideFont('regular').hasGlyphForCodePoint(codePoint) ? 'wide' : null
}
