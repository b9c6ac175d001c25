import { createReadStream } from 'node:fs'
import { UnusableFile } from './refusal.ts'

/** A file's path, or whatever gives its bytes in pieces, from the start each time. */
export type FileBytes = string | (() => AsyncIterable<Uint8Array>)

export interface ReadOptions {
  /** Told how many bytes were read. */
  onBytes?: (bytes: number) => void
  signal?: AbortSignal
}

/** A file's text in pieces; a byte order mark is dropped. @throws UnusableFile when it is not UTF-8 */
export async function* textOf(
  file: FileBytes,
  { onBytes, signal }: ReadOptions = {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const pieces: AsyncIterable<Uint8Array> =
    typeof file === 'string' ? createReadStream(file, { signal }) : file()
  let isFirst = true
  for await (const chunk of pieces) {
    onBytes?.(chunk.length)
    if (isFirst) refuseWorkbook(chunk)
    isFirst = false
    yield decoded(() => decoder.decode(chunk, { stream: true }))
  }
  yield decoded(() => decoder.decode())
}

/** Excel's files: a ZIP archive, and before 2007 a compound file. */
const WORKBOOKS = ['504b0304', 'd0cf11e0']

function refuseWorkbook(start: Uint8Array): void {
  const mark = Buffer.from(start.subarray(0, 4)).toString('hex')
  if (WORKBOOKS.includes(mark)) throw new UnusableFile('This is an Excel file; save it as CSV (UTF-8)')
}

function decoded(decode: () => string): string {
  try {
    return decode()
  } catch (error) {
    if (error instanceof TypeError) throw new UnusableFile('The file is not UTF-8')
    throw error
  }
}
