const LENGTHS = [8, 12, 13, 14]
const MARKED_UPC_E = /^upc-?e[\s:]*([01]\d{7})$/i

/**
 * The GTIN-14 of a code as people and spreadsheets write it: spaces and hyphens dropped, a leading zero that a
 * spreadsheet lost put back, UPC-E (marked "UPC-E 01234565") expanded. Null: it is no GTIN.
 * Source: GS1 General Specifications §7.9 (check digit), §7.10 (zero suppression).
 */
export function toGtin14(code: string): string | null {
  const upcE = MARKED_UPC_E.exec(code.trim())
  if (upcE) return fromUpcE(upcE[1] ?? '')
  const digits = code.replace(/[\s-]/g, '')
  if (!/^\d+$/.test(digits)) return null
  const whole = digits.length === 11 ? `0${digits}` : digits
  return LENGTHS.includes(whole.length) && hasRightCheckDigit(whole) ? whole.padStart(14, '0') : null
}

/** The code as it is told to others: in its own length, 8, 12, 13 or 14 digits. Null: it is no GTIN. */
export function shownGtin(code: string): string | null {
  const gtin14 = toGtin14(code)
  const digits = code.replace(/[\s-]/g, '')
  return gtin14?.endsWith(digits) && LENGTHS.includes(digits.length) ? digits : (gtin14?.slice(2) ?? null)
}

/** A GTIN-14 as it is printed on the goods: 8, 12 or 13 digits where the rest are leading zeros. */
export function printedGtin(gtin14: string): string {
  const digits = gtin14.replace(/^0+/, '')
  return digits.padStart(LENGTHS.find((length) => length >= digits.length) ?? digits.length, '0')
}

/** Weights 3 and 1 from the right, over all but the check digit. */
export function checkDigit(payload: string): number {
  const sum = [...payload]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 1 : 3), 0)
  return (10 - (sum % 10)) % 10
}

function hasRightCheckDigit(digits: string): boolean {
  return checkDigit(digits.slice(0, -1)) === Number(digits.at(-1))
}

function fromUpcE(code: string): string | null {
  const [system, a, b, c, d, e, last, check] = code
  const body =
    last === '0' || last === '1' || last === '2'
      ? `${a}${b}${last}0000${c}${d}${e}`
      : last === '3'
        ? `${a}${b}${c}00000${d}${e}`
        : last === '4'
          ? `${a}${b}${c}${d}00000${e}`
          : `${a}${b}${c}${d}${e}0000${last}`
  const upcA = `${system}${body}${check}`
  return hasRightCheckDigit(upcA) ? upcA.padStart(14, '0') : null
}
