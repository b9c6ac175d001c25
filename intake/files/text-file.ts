import { createReadStream } from 'node:fs'
import { UnusableFile } from './refusal.ts'

export interface ReadOptions {
  /** Told how many bytes were read. */
  onBytes?: (bytes: number) => void
  signal?: AbortSignal
}

/** A file's text in pieces; a byte order mark is dropped. @throws UnusableFile when it is not UTF-8 */
export async function* textOf(file: string, { onBytes, signal }: ReadOptions = {}): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of createReadStream(file, { signal })) {
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
