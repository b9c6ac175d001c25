/**
 * The text of each element of a JSON array, as it was sent: parsing and writing again would change long numbers.
 * @param text a JSON array that JSON.parse has read
 */
export function elementTexts(text: string): string[] {
  const elements: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') at = endOfString(text, at)
    else if (sign === '[' || sign === '{') {
      depth += 1
      if (depth === 1) start = at + 1
    } else if (sign === ']' || sign === '}') {
      depth -= 1
      if (depth === 0) elements.push(text.slice(start, at))
    } else if (sign === ',' && depth === 1) {
      elements.push(text.slice(start, at))
      start = at + 1
    }
  }
  const trimmed = elements.map((element) => element.trim())
  return trimmed.length === 1 && trimmed[0] === '' ? [] : trimmed
}

/** Where the text that opens at `at` closes: at the first quote after an even number of backslashes. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text[before] === '\\') before -= 1
    if ((end - before) % 2 === 1) return end
  }
  return text.length
}

/** An order has 50 levels at most; this is for what would take too long to look at. */
export const JSON_LEVELS_MAX = 10_000

/** Whether a JSON text nests deeper than `levels`; parsing a million of them would hold the process for a second. */
export function nestsDeeper(text: string, levels: number): boolean {
  if (text.length <= levels) return false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') at = endOfString(text, at)
    else if (sign === '[' || sign === '{') depth += 1
    else if (sign === ']' || sign === '}') depth -= 1
    if (depth > levels) return true
  }
  return false
}
