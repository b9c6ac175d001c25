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
  for await (const chunk of pieces) {
    onBytes?.(chunk.length)
    yield decoded(() => decoder.decode(chunk, { stream: true }))
  }
  yield decoded(() => decoder.decode())
}

function decoded(decode: () => string): string {
  try {
    return decode()
  } catch (error) {
    if (error instanceof TypeError) throw new UnusableFile('The file is not UTF-8')
    throw error
  }
}
