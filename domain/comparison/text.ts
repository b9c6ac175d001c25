/** Text as it is compared: without accents, signs and letter case; words apart by one space. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’`]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Two texts are near when at least this share of the longer one stays as it is. */
const NEAR = 0.7
/** Longer text is only compared whole: the effort grows with the product of both lengths. */
const LENGTH_MAX = 200

/** Whether one is a misspelling of the other. A syllable of Hangul counts as its letters. */
export function isMisspelt(text: string, other: string): boolean {
  const [a, b] = [text.normalize('NFD'), other.normalize('NFD')]
  const longer = Math.max(a.length, b.length)
  if (longer === 0 || longer > LENGTH_MAX) return false
  return 1 - editsBetween(a, b) / longer >= NEAR
}

/** Letters to insert, drop, replace or swap with their neighbour (optimal string alignment). */
export function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const steps = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1)]
      row[j] = Math.min(...steps, ...(swapped ? [at(beforeLast, j - 2) + 1] : []))
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY
