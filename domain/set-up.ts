/** One thing that is wrong with a setting; the words are the page's or the command line's. */
export interface Fault<Field extends string, Code extends string> {
  field: Field
  code: Code
}

export type Read<T, F> = { ok: true; value: T } | { ok: false; faults: F[] }

/** As it stands in addresses: 1 to 64 of A–Z a–z 0–9 . _ - and not dots alone, which browsers resolve. */
export const isCode = (text: string) => /^[A-Za-z0-9._-]{1,64}$/.test(text) && !/^\.+$/.test(text)

/** Text of several lines without signs that can't be seen, which no database column and no letter holds. */
export const isPlainText = (text: string) => !/(?![\n\t])\p{Cc}/u.test(text)

/** However the lines end that a browser, or a file, sends. */
export const withPlainLines = (text: string) => text.replace(/\r\n?/g, '\n').trim()

/** Nothing that breaks a line or can't be seen. */
export const isPlainLine = (text: string, max: number) => text.length <= max && !/\p{Cc}/u.test(text)
