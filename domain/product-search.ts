import { toGtin14 } from './gtin.ts'
import { partNumberKey } from './matching.ts'

/** What somebody types or scans to find a product, read as all that it may be. */
export interface ProductWords {
  text: string
  /** As identifiers are kept: the GTIN-14, and the text as a part number. */
  codes: string[]
  /** Letters and digits alone; null: too few to look for the beginning of a code. */
  code: string | null
  /** Words long enough to be looked for in a description. */
  words: string[]
}

const CODE_LETTERS_MIN = 3
const WORDS_MAX = 8

/** Reads one field for all: GTIN (spaces, hyphens, a lost zero forgiven), UPC, MPN, VPN, SKU or description. */
export function readProductWords(typed: string): ProductWords {
  const text = typed.trim().replace(/\s+/g, ' ')
  const gtin = toGtin14(text)
  const code = text.toLowerCase().replace(/[^a-z0-9]/g, '')
  return {
    text,
    codes: text ? [...new Set([...(gtin ? [gtin] : []), partNumberKey(text)])] : [],
    code: code.length >= CODE_LETTERS_MIN && !/[^\x20-\x7e]/.test(text) ? code : null,
    words: text
      .split(/[^\p{L}\p{N}\p{M}]+/u)
      .filter((word) => word.length >= 3 || /[^\x20-\x7e]/.test(word))
      .slice(0, WORDS_MAX),
  }
}
