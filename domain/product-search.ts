import { toGtin14 } from './gtin.ts'
import { partNumberKey } from './matching.ts'
import type { Identifiers } from './web-order.ts'

/** What somebody types or scans to find a product, read as all that it may be. */
export interface ProductWords {
  text: string
  /** As identifiers are kept: the GTIN-14, and the text as a part number. */
  codes: string[]
  /** Beginnings of codes, letters and digits alone; too few of them are none. */
  beginnings: string[]
  /** Words long enough to be looked for in a description. */
  words: string[]
}

const CODE_LETTERS_MIN = 3
const WORDS_MAX = 8

/** Reads one field for all: GTIN (spaces, hyphens, a lost zero forgiven), UPC, MPN, VPN, SKU or description. */
export function readProductWords(typed: string): ProductWords {
  const text = typed.trim().replace(/\s+/g, ' ')
  const gtin = toGtin14(text)
  return {
    text,
    codes: text ? [...new Set([...(gtin ? [gtin] : []), partNumberKey(text)])] : [],
    beginnings: beginningsOf([text]),
    words: text
      .split(/[^\p{L}\p{N}\p{M}]+/u)
      .filter((word) => word.length >= 3 || /[^\x20-\x7e]/.test(word))
      .slice(0, WORDS_MAX),
  }
}

/** A line that nobody has searched for yet: its identifiers without regard to hyphens, and its description. */
export function wordsOfLine({
  gtin,
  mpn,
  sku,
  description,
}: Identifiers & { description: string }): ProductWords {
  const codes = [gtin, mpn, sku].filter((code) => code !== null)
  return { ...readProductWords(description), codes: [], beginnings: beginningsOf(codes) }
}

function beginningsOf(codes: readonly string[]): string[] {
  const letters = codes
    .filter((code) => !/[^\x20-\x7e]/.test(code))
    .map((code) => code.toLowerCase().replace(/[^a-z0-9]/g, ''))
  return [...new Set(letters.filter((code) => code.length >= CODE_LETTERS_MIN))]
}
