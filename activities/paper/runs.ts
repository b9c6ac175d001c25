import { type Face, faceOf } from './fonts.ts'

/** A stretch of text in one face. */
export interface Run {
  face: Face
  text: string
}

const NO_GLYPH = '□'

/**
 * One line of printable text from whatever a website sent: composed characters, no controls, no marks that turn
 * the direction of the rest, every space a plain one.
 */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cs}/gu, NO_GLYPH)
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
}

/** A letter whose accent no face has is drawn without it ("ř" as "r"); any other unknown character as □. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = []
  for (const character of text) {
    const run = drawable(character)
    const last = runs.at(-1)
    if (last?.face === run.face) last.text += run.text
    else runs.push(run)
  }
  return runs
}

/** Whether some of a text can only be drawn as □. */
export const hasUnknown = (text: string): boolean =>
  [...printable(text)].some((character) => drawable(character).text === NO_GLYPH)

function drawable(character: string): Run {
  const face = faceOf(character)
  if (face) return { face, text: character }
  const base = character.normalize('NFD').charAt(0)
  const baseFace = base === character.charAt(0) ? null : faceOf(base)
  return baseFace ? { face: baseFace, text: base } : { face: 'wide', text: NO_GLYPH }
}
