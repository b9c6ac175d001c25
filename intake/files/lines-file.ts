import { type FileBytes, type ReadOptions, textOf } from './text-file.ts'

export interface Line {
  /** From 1. */
  line: number
  /** Null: it was longer than it may be. */
  text: string | null
}

/** The lines of a file but the blank ones, one in memory at a time. */
export async function* linesOf(
  file: FileBytes,
  charactersMax: number,
  options: ReadOptions = {},
): AsyncGenerator<Line> {
  let line = 1
  let rest = ''
  let isTooLong = false
  for await (const piece of textOf(file, options)) {
    const [first = '', ...others] = piece.split('\n')
    rest += isTooLong ? '' : first
    for (const next of others) {
      yield* asLine(line, rest, isTooLong || rest.length > charactersMax)
      line += 1
      rest = next
      isTooLong = false
    }
    if (rest.length > charactersMax) {
      isTooLong = true
      rest = ''
    }
  }
  yield* asLine(line, rest, isTooLong)
}

function* asLine(line: number, text: string, isTooLong: boolean): Generator<Line> {
  if (isTooLong) yield { line, text: null }
  else if (text.trim() !== '') yield { line, text: text.endsWith('\r') ? text.slice(0, -1) : text }
}
