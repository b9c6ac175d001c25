import english from './locales/en.json' with { type: 'json' }

/** What papers say in one language; every locale file has this shape. */
export type PaperWords = typeof english

export const paperWords: PaperWords = english

/** "Tax {rate}" with its figures put in; a name without a value stays, so that a test sees it. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
